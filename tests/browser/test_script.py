"""What the script adds: counts, copies, printing. Each page works without it."""

import re
from pathlib import Path

import pytest

from tests.browser.steps import comment
from tests.chromium import watched_page
from tests.site import ROOT

COUNT = ".count[aria-hidden]"
PRINTS = "window.prints = 0; window.print = () => { prints += 1; };"
CLIPBOARD = """
    Object.defineProperty(navigator, "clipboard", {value: {
        writeText: text => %s ? (window.copied = text, Promise.resolve()) : Promise.reject("no"),
    }});
"""


@pytest.fixture
def site(shared_site):
    return shared_site


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Characters left: 5,000"),
        ("abc", "Characters left: 4,997"),
        ("  abc\n\n", "Characters left: 4,997"),
        ("\N{GRINNING FACE}e\N{COMBINING ACUTE ACCENT}", "Characters left: 4,998"),
        ("a" * 4_999, "Characters left: 1"),
        ("a" * 5_001, "Characters too many: 1"),
    ],
)
def test_count_is_the_servers(page, typed, says):
    page.goto("/barriers/new/")
    words = page.get_by_label("What gets in the way?")
    words.fill(typed)

    assert page.locator(COUNT).inner_text() == says
    assert page.get_by_role("status").filter(has_text="Characters").count() == 0
    if typed:
        page.get_by_role("status").filter(has_text=says).wait_for()


def test_count_is_one_sentence_for_who_comes_to_the_field(page):
    page.goto("/barriers/new/")
    field = page.get_by_label("What gets in the way?")
    described = field.get_attribute("aria-describedby").split()

    assert [page.locator(f"#{name}").count() for name in described] == [1] * len(described)
    last = page.locator(f"#{described[-1]}").inner_text()
    assert last == "You can enter up to 5,000 characters"


def test_code_is_copied(page):
    page.add_init_script(CLIPBOARD % "true")
    code = comment(page)
    page.get_by_role("button", name="Copy the code").click()

    page.get_by_role("status").get_by_text("Copied", exact=True).wait_for()
    assert page.evaluate("window.copied") == code


def test_reader_is_told_when_nothing_was_copied(page):
    page.add_init_script(CLIPBOARD % "false")
    comment(page)
    page.get_by_role("button", name="Copy the code").click()

    page.get_by_text("This browser did not copy it. Select it and copy it yourself.").wait_for()


def test_page_for_a_meeting_prints_itself_once(page):
    page.add_init_script(PRINTS)
    page.goto("/barriers/")
    page.get_by_role("link", name="Print a page for a meeting").click()
    page.wait_for_url("**/barriers/meeting/")
    assert page.evaluate("prints") == 1

    page.reload()
    assert page.evaluate("prints") == 0
    page.get_by_role("button", name="Print this page").click()
    assert page.evaluate("prints") == 1


def test_page_for_a_meeting_is_one_sheet(page):
    page.goto("/barriers/meeting/")
    page.emulate_media(media="print")

    paper = page.pdf(format="A4", prefer_css_page_size=True)

    assert len(re.findall(rb"/Type\s*/Page\b", paper)) == 1


def test_what_a_browser_lacks_is_not_offered(browser, site):
    with watched_page(browser, site) as page:
        page.add_init_script(
            "Object.defineProperty(navigator, 'clipboard', {value: undefined});"
            "window.print = undefined;"
        )
        page.goto("/barriers/meeting/#print")
        assert page.get_by_text("Print this page").is_hidden()
        page.goto("/invite/")
        assert page.get_by_text("Copy the text").first.is_hidden()


def test_colours_are_right_on_the_way_back(page):
    page.goto("/")
    page.goto("/barriers/")
    page.get_by_role("button", name="Dark").click()
    page.go_back()

    pressed = page.get_by_role("group", name="Colours").get_by_role("button", pressed=True)
    assert pressed.all_inner_texts() == ["Dark"]


def test_script_is_written_for_browsers_of_2018():
    """Newer syntax would keep all of it from running there."""
    script = (Path(ROOT) / "static/coproduce/site.js").read_text()

    assert re.findall(r"\?\.|\?\?|\|\|=|&&=|catch \{|\bawait\b.*\bfor\b|#[a-z]\w*\(", script) == []

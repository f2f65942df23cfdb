"""Light and dark by the device's wish, and by the reader's own, without a cookie."""

import pytest

from tests.chromium import watched_page

PAPER = {"light": "rgb(251, 248, 241)", "dark": "rgb(17, 24, 27)"}


@pytest.fixture
def site(shared_site):
    return shared_site


def paper(page):
    return page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_device_decides_until_the_reader_does(page):
    page.goto("/")
    for scheme in ("dark", "light"):
        page.emulate_media(color_scheme=scheme)
        assert paper(page) == PAPER[scheme]

    page.get_by_role("button", name="Dark").click()
    assert paper(page) == PAPER["dark"]

    page.emulate_media(color_scheme="dark")
    page.get_by_role("button", name="Light").click()
    assert paper(page) == PAPER["light"]


def test_a_choice_holds_on_every_page_and_sets_no_cookie(page):
    page.goto("/")
    page.get_by_role("button", name="Dark").click()

    page.goto("/barriers/")

    assert paper(page) == PAPER["dark"]
    chosen = page.get_by_role("group", name="Colours").get_by_role("button", pressed=True)
    assert chosen.all_inner_texts() == ["Dark"]
    assert page.context.cookies() == []

    page.get_by_role("button", name="As on this device").click()
    page.reload()
    assert paper(page) == PAPER["light"]


def test_without_script_no_switch_is_offered(page_without_script):
    page_without_script.goto("/")

    assert page_without_script.get_by_text("As on this device").is_hidden()


def test_where_storage_is_forbidden_the_page_works(browser, site):
    with watched_page(browser, site) as page:
        page.add_init_script(
            "Object.defineProperty(window, 'localStorage', {get() { throw new Error('no'); }})"
        )
        page.goto("/barriers/new/")
        page.get_by_role("button", name="Dark").click()

        assert paper(page) == PAPER["dark"]
        assert page.locator("input[name=submission_id]").input_value() != ""


def test_admin_and_site_share_the_choice(page, site):
    page.goto("/")
    page.get_by_role("button", name="Dark").click()

    page.goto("/admin/")

    assert page.evaluate("document.documentElement.dataset.theme") == "dark"

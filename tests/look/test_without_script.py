"""Every task in a browser that runs no JavaScript, on a site of its own: what is approved here
would show on pages that others look at."""

import pytest

from tests.browser.steps import approve, find_receipt, sign_in, text_of
from tests.look.pages import ESSAY
from tests.site import Site


@pytest.fixture(scope="module")
def own_site(tmp_path_factory):
    site = Site(tmp_path_factory.mktemp("without-script"))
    yield site.start()
    site.stop()


@pytest.fixture
def site(own_site):
    return own_site


def send(page, button):
    page.locator("main").get_by_role("button", name=button, exact=True).click()


def test_comment_is_answered(page_without_script, site):
    page = page_without_script
    page.goto(ESSAY)
    page.get_by_label("Your comment").fill("First words, without script.")
    page.get_by_label("Your name (optional)").fill("Scriptless")
    send(page, "Send your comment")
    sign_in(page, site)
    approve(page, "/admin/comments/comment/", "Scriptless")

    page.goto(ESSAY)
    page.locator(".comment", has_text="Scriptless").get_by_role("link", name="Answer").click()
    assert page.locator("#answer h2").inner_text() == "Answer Scriptless"
    page.get_by_label("Your comment").fill("An answer, without script.")
    page.get_by_label("Your name (optional)").fill("Second")
    send(page, "Send your comment")
    approve(page, "/admin/comments/comment/", "Second")

    page.goto(ESSAY)
    nested = page.locator("li:has(> .comment:has-text('Scriptless')) li .comment")
    assert "An answer, without script." in nested.inner_text()


def test_comment_is_found_and_withdrawn(page_without_script):
    page = page_without_script
    page.goto(ESSAY)
    page.get_by_label("Your comment").fill("I take this back, without script.")
    send(page, "Send your comment")
    find_receipt(page, page.locator(".receipt-code").inner_text())
    assert "I take this back, without script." in page.locator("main").inner_text()
    send(page, "Withdraw it")
    assert "You have withdrawn it." in page.locator("main").inner_text()
    assert "I take this back" not in page.locator("main").inner_text()


def test_barrier_is_named_on_one_page_and_approved(page_without_script, site):
    page = page_without_script
    page.goto("/barriers/new/")
    page.get_by_label("What gets in the way?").fill("No script, no say.")
    page.get_by_label("A short title (optional)").fill("Without script")
    page.get_by_label("Not sure").check()
    send(page, "Check what you wrote")
    assert page.locator(".check-words").inner_text() == "No script, no say."
    send(page, "Send it")
    assert page.locator("h1").inner_text() == "Thank you. Your barrier is with us"

    sign_in(page, site)
    approve(page, "/admin/barriers/barrier/", "Without script")
    assert "No script, no say." in text_of(page, "/barriers/?sort=newest")


def test_barrier_is_named_question_by_question(page_without_script):
    page = page_without_script
    page.goto("/barriers/new/simpler/")
    page.get_by_label("What gets in the way?").fill("One by one, without script.")
    for _ in range(6):
        send(page, "Next")
    assert page.locator(".check-words").inner_text() == "One by one, without script."
    send(page, "Yes, send it")
    page.locator(".receipt-code").wait_for()


def test_error_keeps_what_was_typed(page_without_script):
    page = page_without_script
    page.goto(ESSAY)
    page.get_by_label("Your name (optional)").fill("Robin")
    send(page, "Send your comment")
    assert page.title().startswith("Error: ")
    page.locator(".error-summary").get_by_role("link", name="Enter your comment").click()
    assert page.url.endswith("#id_body")
    assert page.get_by_label("Your name (optional)").input_value() == "Robin"


def test_board_is_filtered(page_without_script):
    page = page_without_script
    page.goto("/barriers/?sort=newest")
    everything = page.locator("main article").count()
    page.get_by_label("Words", exact=True).fill("nothing like it")
    send(page, "Show")
    assert (everything > 0, page.locator("main article").count()) == (True, 0)
    assert "q=nothing+like+it" in page.url

"""The keyboard alone: every control reached, seen and in order; every task done."""

import pytest

from tests.look.keyboard import press, tab_to, walk
from tests.look.pages import ESSAY, STATES

WALKED = """
    home posts essay essay-rich conversation comment-errors comment-sent board list-theme
    list-nothing barrier barrier-new barrier-kinds-error barrier-check questions-words
    questions-themes questions-tags questions-area questions-quote questions-check meeting
    receipt-find-empty receipt-comment_pending receipt-comment_approved privacy complaints
    guide-commenting invite 404 500-words report-error prove admin-login admin-desk admin-comments
    admin-letters admin-next admin-letter-error admin-reported admin-mend-page admin-rules
    admin-health admin-post-error admin-log
""".split()


@pytest.mark.parametrize("state", [state for state in STATES if state.name in WALKED], ids=str)
def test_tab_reaches_everything_in_order_and_in_sight(browser, sites, state):
    with sites.page(browser, state, viewport={"width": 1000, "height": 600}) as page:
        names, troubles, left_out = walk(page)

    assert (troubles, left_out) == ([], [])
    assert len(names) > 2


def test_every_page_to_walk_is_there():
    assert set(WALKED) <= {state.name for state in STATES}


def test_skip_link_is_first_and_leads_past_the_head(page):
    page.goto("/")
    page.keyboard.press("Tab")
    link = page.locator(":focus")
    assert link.inner_text() == "Skip to the main part"
    assert link.is_visible()
    page.keyboard.press("Enter")
    assert page.evaluate("document.activeElement.id") == "main"
    page.keyboard.press("Tab")
    assert page.evaluate("document.querySelector('main').contains(document.activeElement)")


def test_comment_is_sent_and_withdrawn(page):
    page.goto("/")
    tab_to(page, "Read the essay")
    press(page, "Enter")
    tab_to(page, "Your comment")
    page.keyboard.type("From the keyboard, line one.")
    page.keyboard.press("Enter")
    page.keyboard.type("Line two.")
    tab_to(page, "Send your comment")
    press(page, "Enter")
    code = page.locator(".receipt-code").inner_text()
    find_receipt(page, code)
    assert "From the keyboard, line one." in page.locator("main").inner_text()
    tab_to(page, "Withdraw it")
    press(page, "Enter")
    assert "You have withdrawn it." in page.locator("main").inner_text()


def find_receipt(page, code):
    page.goto("/")
    tab_to(page, "Find your receipt")
    press(page, "Enter")
    tab_to(page, "Your receipt code")
    page.keyboard.type(code)
    press(page, "Enter")


def test_barrier_is_named(page):
    page.goto("/")
    tab_to(page, "Name a barrier")
    press(page, "Enter")
    tab_to(page, "What gets in the way?")
    page.keyboard.type("Nobody asks, and I typed this.")
    tab_to(page, "Not sure")
    page.keyboard.press("Space")
    tab_to(page, "Check what you wrote")
    press(page, "Enter")
    assert page.locator(".check-words").inner_text() == "Nobody asks, and I typed this."
    tab_to(page, "Send it")
    press(page, "Enter")
    assert page.locator("h1").inner_text() == "Thank you. Your barrier is with us"


def test_barrier_is_named_question_by_question(page):
    page.goto("/barriers/new/simpler/")
    tab_to(page, "What gets in the way?")
    page.keyboard.type("One question at a time.")
    for _ in range(7):
        tab_to(page, "Next")
        press(page, "Enter")
    tab_to(page, "Yes, send it")
    press(page, "Enter")
    assert page.locator(".receipt-code").count() == 1


@pytest.mark.parametrize(
    "name", ["comment-errors", "barrier-error", "barrier-kinds-error", "questions-words-error"]
)
def test_error_summary_takes_the_focus_and_each_link_leads_to_its_field(browser, sites, name):
    state = next(state for state in STATES if state.name == name)
    with sites.page(browser, state) as page:
        links = page.locator(".error-summary a")
        targets = [link.get_attribute("href") for link in links.all()]
        for number, target in enumerate(targets):
            page.evaluate("document.querySelector('.error-summary').focus()")
            assert page.evaluate("document.activeElement.className") == "error-summary"
            for _ in range(number + 1):
                page.keyboard.press("Tab")
            page.keyboard.press("Enter")
            assert page.evaluate("'#' + document.activeElement.id") == target
        assert page.title().startswith("Error: ")
    assert len(targets) >= 1


def test_summary_has_the_focus_when_the_page_comes(page):
    page.goto(ESSAY)
    tab_to(page, "Send your comment")
    press(page, "Enter")
    assert page.evaluate("document.activeElement.className") == "error-summary"

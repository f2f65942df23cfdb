"""A moderator at the desk: with the keyboard alone, with keys switched off, without script."""

import pytest

from tests.browser.desk import Keyboard, fill, here, open_desk, states
from tests.browser.steps import sign_in
from tests.moderation.desk import DESK

HELP = "dialog.keys-help"
# What the issue allows two minutes for; a careful reader presses one key in a second.
MOST_PRESSES = 120


@pytest.fixture
def site(shared_site):
    return shared_site


def sign_in_by_keyboard(page, site, keyboard):
    page.goto("/admin/")
    keyboard.type("moderator")
    keyboard.press("Tab")
    keyboard.type(site.password)
    keyboard.answer("Enter")


def test_twenty_letters_are_cleared_with_the_keyboard_alone(page, site):
    fill(site, 20)
    keyboard = Keyboard(page)
    sign_in_by_keyboard(page, site, keyboard)
    keyboard.presses = 0

    keyboard.choose("20 letters wait")
    look_at_the_keys(page, keyboard)
    keyboard.press("j")
    for _ in range(8):
        keyboard.answer("a")
    for reason in "12345":
        keyboard.answer("d", reason)
    keyboard.press("d", "6")
    keyboard.type("Leave out the street.")
    keyboard.answer("Shift+Tab", "Enter")
    keyboard.answer("s")
    keyboard.answer("s")
    assert here(page) == "Letter 17."
    keyboard.answer("s")
    keyboard.answer("z")
    keyboard.answer("a")
    keyboard.press("j")
    assert here(page) == "Letter 19."
    keyboard.answer("a")
    keyboard.press("k")
    assert here(page) == "Letter 18."
    keyboard.answer("s")
    keyboard.answer("a")

    assert page.locator("h1").inner_text() == "Nothing waits"
    assert states(site) == {
        **dict.fromkeys([*range(1, 9), 17, 19, 20], ("approved", "", "")),
        9: ("declined", "names-person", ""),
        10: ("declined", "identifies", ""),
        11: ("declined", "off-topic", ""),
        12: ("declined", "abusive", ""),
        13: ("declined", "advertising", ""),
        14: ("declined", "other", "Leave out the street."),
        **dict.fromkeys([15, 16, 18], ("spam", "", "")),
    }
    assert keyboard.presses <= MOST_PRESSES


def look_at_the_keys(page, keyboard):
    keyboard.press("?")
    assert page.locator(HELP).is_visible()
    keyboard.press("a", "j")
    assert page.locator(HELP).is_visible()
    keyboard.press("Escape")
    assert page.locator(HELP).is_hidden()


def test_letters_are_mended_answered_and_hidden_again_by_key(page, site):
    fill(site, 2)
    open_desk(page, site)
    keyboard = Keyboard(page)

    keyboard.press("j")
    keyboard.answer("e")
    # There without a step: whoever mends wants to type.
    assert page.evaluate("document.activeElement.labels[0].textContent") == "The words"
    keyboard.press("Control+End")
    keyboard.type(" Mended.")
    keyboard.choose("Keep it and approve")
    keyboard.press("j", "r")
    keyboard.type("Thank you.")
    keyboard.choose("Approve, and publish the answer")
    assert page.locator("h1").inner_text() == "Nothing waits"

    page.goto(f"{DESK}?tab=approved")
    keyboard.press("j")
    assert here(page) == "Thank you."
    keyboard.press("j", "j")
    assert here(page) == "Letter 1. Mended."
    keyboard.answer("h")

    assert states(site) == {1: ("pending", "", ""), 2: ("approved", "", "")}


def test_letters_are_read_one_by_one_with_the_keyboard(page, site):
    fill(site, 3)
    sign_in(page, site)
    keyboard = Keyboard(page)
    keyboard.choose("Read them one by one")

    keyboard.answer("a")
    keyboard.answer("d", "3")
    keyboard.answer("z")
    keyboard.answer("s")
    keyboard.answer("a")

    assert page.locator("h1").inner_text() == "Nothing waits"
    assert [state[0] for state in states(site).values()] == ["approved", "spam", "approved"]


def test_keys_can_be_switched_off_and_stay_off(page, site):
    fill(site, 2)
    open_desk(page, site)
    page.get_by_role("button", name="Keys", exact=True).click()
    switch = page.get_by_role("button", name="Use these keys")
    assert switch.get_attribute("aria-pressed") == "true"
    switch.click()
    page.get_by_role("button", name="Close").click()

    for _ in range(2):
        for key in ("j", "a", "s", "?", "x", "d"):
            page.keyboard.press(key)
        assert (page.locator(HELP).is_hidden(), here(page)) == (True, "")
        page.reload()
    assert {state[0] for state in states(site).values()} == {"pending"}

    page.get_by_role("button", name="Keys", exact=True).click()
    assert switch.get_attribute("aria-pressed") == "false"
    switch.click()
    page.keyboard.press("Escape")
    page.keyboard.press("j")
    Keyboard(page).answer("a")
    assert states(site)[1][0] == "approved"


def test_keys_type_in_a_field_and_do_nothing_else(page, site):
    fill(site, 3)
    open_desk(page, site)
    page.keyboard.press("j")
    page.keyboard.press("j")
    page.keyboard.press("d")
    line = page.locator(".letter").nth(1).locator("textarea[name=line]")
    line.focus()
    page.keyboard.type("as j k d z x ? 1 r e h")

    assert line.input_value() == "as j k d z x ? 1 r e h"
    page.keyboard.press("Escape")
    assert here(page) == "Letter 2."
    search = page.locator("#searchbar")
    search.focus()
    page.keyboard.type("ajz?")
    assert search.input_value() == "ajz?"
    assert {state[0] for state in states(site).values()} == {"pending"}


def test_keys_with_control_or_held_down_answer_nothing(page, site):
    fill(site, 2)
    open_desk(page, site)
    for key in ("Control+s", "Alt+a", "Meta+a", "Shift+S"):
        page.keyboard.press(key)
    page.evaluate(
        "document.body.dispatchEvent("
        "new KeyboardEvent('keydown', {key: 'a', repeat: true, bubbles: true}))"
    )

    page.reload()
    assert {state[0] for state in states(site).values()} == {"pending"}


def test_another_reason_asks_for_its_line_and_lets_one_change_ones_mind(page, site):
    fill(site, 1)
    open_desk(page, site)
    keyboard = Keyboard(page)

    keyboard.press("d", "6")
    assert page.evaluate("document.activeElement.name") == "line"
    assert (
        page.locator(".letter textarea[name=line]").evaluate("line => line.validity.valid") is False
    )
    keyboard.press("Escape")
    keyboard.answer("3")

    assert states(site)[1] == ("declined", "off-topic", "")


def test_all_on_a_page_are_ticked_and_answered(page, site):
    fill(site, 3)
    open_desk(page, site)
    page.keyboard.press("j")
    page.keyboard.press("x")
    assert page.locator(".letter-tick:checked").count() == 1
    page.get_by_label("All on this page").check()
    page.get_by_role("button", name="Approve the ticked").click()

    assert page.locator(".messagelist").inner_text() == "3 approved."
    page.get_by_role("button", name="Undo").click()
    assert page.locator("h1").inner_text() == "3 letters wait"


def test_ticked_letters_are_answered_with_the_keyboard_alone(page, site):
    fill(site, 20)
    open_desk(page, site)
    keyboard = Keyboard(page)

    keyboard.press("j", "x", "j", "j", "x", "m")
    assert page.evaluate("document.activeElement.innerText") == "Approve the ticked"
    keyboard.answer("Enter")

    assert page.locator(".messagelist").inner_text() == "2 approved."
    assert [n for n, state in states(site).items() if state[0] == "approved"] == [1, 3]
    assert keyboard.presses == 7


def test_desk_works_without_script(page_without_script, site):
    page = page_without_script
    fill(site, 6)
    open_desk(page, site)
    assert page.get_by_role("button", name="Keys", exact=True).is_hidden()
    assert page.get_by_label("All on this page").is_hidden()

    def letter(number):
        return page.locator(".letter", has_text=f"Letter {number}.")

    letter(1).locator("button", has_text="Approve:").click()
    assert page.url.endswith(f"#{letter(2).get_attribute('id')}")
    letter(2).locator("summary", has_text="Decline").click()
    letter(2).get_by_role("button", name="It is abusive").click()
    letter(3).locator("summary", has_text="Decline").click()
    letter(3).get_by_role("button", name="Another reason").click()
    assert page.locator(".errornote").inner_text().startswith("For another reason")
    page.get_by_label("A line to the writer").fill("Leave out the street.")
    page.get_by_role("button", name="Another reason").click()
    letter(4).locator("button", has_text="Spam:").click()
    page.get_by_role("button", name="Undo").click()
    for number in (4, 5):
        letter(number).locator(".letter-tick").check()
    page.get_by_role("button", name="Approve the ticked").click()
    page.get_by_role("link", name="Read them one by one").click()
    page.locator("button", has_text="Spam:").click()

    assert page.locator("h1").inner_text() == "Nothing waits"
    assert page.url.partition("?")[0].endswith(f"{DESK}next/")
    assert states(site) == {
        1: ("approved", "", ""),
        2: ("declined", "abusive", ""),
        3: ("declined", "other", "Leave out the street."),
        4: ("approved", "", ""),
        5: ("approved", "", ""),
        6: ("spam", "", ""),
    }


def test_letters_are_mended_answered_and_reports_closed_without_script(page_without_script, site):
    page = page_without_script
    fill(site, 2)
    open_desk(page, site)

    def letter(number):
        return page.locator(".letter", has_text=f"Letter {number}.")

    number = letter(2).get_attribute("data-letter")
    letter(1).locator("summary", has_text="Private note").click()
    letter(1).get_by_label("For moderators alone").fill("Ask Bea first.")
    letter(1).get_by_role("button", name="Keep the note").click()
    assert "Ask Bea first." in letter(1).inner_text()
    letter(1).get_by_role("link", name="Mend").click()
    page.locator("textarea[name=body]").fill("Letter 1. Mended.")
    page.get_by_role("button", name="Keep the mend").click()
    assert "[edited]" in letter(1).inner_text()
    letter(2).locator("summary", has_text="Approve and answer").click()
    letter(2).get_by_label("Your public answer").fill("Thank you.")
    letter(2).get_by_role("button", name="Approve, and publish the answer").click()

    page.goto(f"/report/comment/{number}/")
    page.get_by_label("It is about me").check()
    page.get_by_role("button", name="Send the report").click()
    page.goto(f"{DESK}?tab=reported")
    letter(2).get_by_label("What came of it").select_option("stays")
    letter(2).get_by_role("button", name="Close what was reported").click()

    assert page.locator(".messagelist").inner_text()
    page.goto(f"{DESK}?tab=reported")
    assert page.locator(".letter").count() == 0
    assert states(site) == {1: ("pending", "", ""), 2: ("approved", "", "")}

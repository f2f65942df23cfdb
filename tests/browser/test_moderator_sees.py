"""A moderator's keys answer only what is before their eyes, and what came of it is told."""

import pytest

from tests.browser.desk import Keyboard, fill, here, open_desk, shell, states
from tests.browser.steps import sign_in
from tests.chromium import watched_page
from tests.look.keyboard import walk
from tests.moderation.desk import DESK, NEXT

KEYS = ["a", "s", "d", "e", "r", "h", "x", "1"]


def show(page, number):
    """Scroll as with a wheel: the focus stays where it is."""
    page.evaluate(
        "number => document.querySelectorAll('.letter')[number - 1].scrollIntoView()", number
    )


def ticked(page):
    return page.locator(".letter-tick:checked").count()


@pytest.fixture
def site(shared_site):
    return shared_site


@pytest.fixture
def desk(page, site):
    fill(site, 8)
    open_desk(page, site)
    return page


def test_key_without_a_focus_goes_to_the_letter_in_view_and_answers_nothing(desk, site):
    for key in KEYS:
        desk.reload()
        show(desk, 4)
        desk.keyboard.press(key)
        assert (here(desk), ticked(desk)) == ("Letter 4.", 0)
        assert desk.locator("details[open]").count() == 0

    assert {state[0] for state in states(site).values()} == {"pending"}
    Keyboard(desk).answer("a")
    assert [n for n, state in states(site).items() if state[0] == "approved"] == [4]


def test_key_answers_no_letter_that_was_scrolled_away(desk, site):
    desk.keyboard.press("j")
    desk.keyboard.press("d")
    assert desk.evaluate("document.activeElement.closest('.reasons') !== null")
    show(desk, 6)

    desk.keyboard.press("2")

    assert here(desk) == "Letter 6."
    show(desk, 1)
    desk.keyboard.press("a")
    assert here(desk) == "Letter 1."
    assert {state[0] for state in states(site).values()} == {"pending"}


def test_other_keys_leave_the_focus_where_it_is(desk):
    show(desk, 4)
    for key in ("q", "7", "Shift", "ArrowDown"):
        desk.keyboard.press(key)

    assert here(desk) == ""
    desk.keyboard.press("j")
    assert here(desk) == "Letter 4."


def test_only_letter_of_a_page_is_answered_wherever_it_is_scrolled(desk, site):
    desk.goto(NEXT)
    desk.evaluate("window.scrollTo(0, document.body.scrollHeight)")

    Keyboard(desk).answer("a")

    assert [n for n, state in states(site).items() if state[0] == "approved"] == [1]


def description(page):
    """What a screen reader tells with the name of what has the focus."""
    return page.evaluate(
        """() => {
            const id = document.activeElement.getAttribute("aria-describedby");
            return id ? document.getElementById(id).innerText : "";
        }"""
    )


def focus(page):
    return page.evaluate("document.activeElement.id")


def test_what_came_of_an_answer_is_told_with_the_next_letter_once(desk):
    keyboard = Keyboard(desk)
    keyboard.press("j")
    keyboard.answer("s")

    assert (here(desk), description(desk)) == ("Letter 2.", "1 marked as spam.")
    keyboard.press("j", "k")
    assert (here(desk), description(desk)) == ("Letter 2.", "")


def test_what_came_of_many_answers_has_the_focus(desk):
    for tick in desk.locator(".letter-tick").all()[:2]:
        tick.check()
    with desk.expect_navigation():
        desk.get_by_role("button", name="Approve the ticked").click()

    said = desk.get_by_role("list", name="2 approved.")
    assert said.evaluate("list => list === document.activeElement")
    assert said.get_by_role("status").inner_text() == "2 approved."
    desk.keyboard.press("j")
    assert here(desk) == "Letter 3."


def test_what_came_of_an_answer_has_the_focus_where_one_letter_follows_another(desk):
    desk.goto(NEXT)
    Keyboard(desk).answer("a")

    assert focus(desk) == "messages"
    assert desk.get_by_role("list", name="1 approved.").is_visible()


def test_warning_is_an_alert(desk):
    desk.get_by_role("button", name="Approve the ticked").click()

    alert = desk.locator("#messages").get_by_role("alert")
    assert alert.inner_text() == "Nothing was ticked."
    assert focus(desk) == "messages"


@pytest.mark.parametrize("width", [320, 1280])
@pytest.mark.parametrize("name", ["Decline", "Approve and answer"])
def test_whoever_presses_twice_presses_nothing_else(desk, site, width, name):
    desk.set_viewport_size({"width": width, "height": 900})
    comment = desk.locator(".letter").nth(1)
    summary = comment.locator("summary", has_text=name)
    summary.scroll_into_view_if_needed()

    summary.dblclick()

    # At the same place there is nothing now, or what closes it again.
    assert desk.url.endswith(DESK)
    assert {state[0] for state in states(site).values()} == {"pending"}


def test_what_was_answered_is_taken_back_without_scrolling(desk):
    Keyboard(desk).press("j")
    Keyboard(desk).answer("a")

    box = desk.get_by_role("button", name="Undo").bounding_box()
    assert 0 <= box["y"] < 200
    letter = desk.locator(".letter:focus").bounding_box()
    assert letter["y"] >= box["y"] + box["height"]


def test_many_are_not_declined_before_there_is_a_reason(desk, site):
    desk.locator(".letter-tick").first.check()
    desk.locator("summary", has_text="Decline the ticked").click()
    many = desk.locator("#many")
    button = many.locator("button[value=decline]")
    button.click()
    assert desk.evaluate("document.activeElement.name") == "reason"
    many.get_by_label("Reason for declining").select_option("other")
    button.click()
    assert desk.evaluate("document.activeElement.name") == "line"
    assert ticked(desk) == 1

    with desk.expect_navigation():
        many.locator("button[value=spam]").click()
    assert [n for n, state in states(site).items() if state[0] == "spam"] == [1]


def test_keys_are_offered_where_fingers_point_too(browser, site):
    fill(site, 2)
    with watched_page(browser, site, has_touch=True, is_mobile=True) as tablet:
        open_desk(tablet, site)
        assert tablet.evaluate("matchMedia('(pointer: coarse)').matches")

        tablet.keyboard.press("?")

        assert tablet.locator("dialog.keys-help").is_visible()
        tablet.keyboard.press("Escape")
        tablet.keyboard.press("j")
        assert here(tablet) == "Letter 1."


WITH_LINKS = """
from tests.factories import create_comment, create_post
body = "\\n\\n".join(f"A line with [a link](https://example.org/{n})." for n in range(60))
create_comment(create_post(slug="long"), body=body, status="pending")
"""


def test_focus_is_never_under_the_answers_of_the_next_letter(page, site):
    fill(site, 0)
    shell(site, WITH_LINKS)
    page.set_viewport_size({"width": 1000, "height": 700})
    sign_in(page, site)
    page.goto(NEXT)
    assert page.locator(".answers").evaluate("it => getComputedStyle(it).position") == "sticky"

    names, troubles, left_out = walk(page)

    assert (troubles, left_out) == ([], [])
    assert len(names) > 60


@pytest.mark.parametrize("width", [320, 1280])
def test_ticks_are_large_enough_to_hit(desk, width):
    desk.set_viewport_size({"width": width, "height": 900})

    boxes = [tick.bounding_box() for tick in desk.locator("input[type=checkbox]:visible").all()]

    assert len(boxes) == 9
    assert min(min(box["width"], box["height"]) for box in boxes) >= 24


def answer_with(page, yes, asked):
    """Answer the next question so, and keep its words."""
    page.once("dialog", lambda question: (asked.append(question.message), yes(question)))


@pytest.mark.parametrize("leads_on", ["the letter’s own", "another letter’s", "many", "mend"])
def test_what_was_typed_in_another_form_is_not_lost_without_a_question(page, site, leads_on):
    fill(site, 3)
    open_desk(page, site)
    asked = []
    for key in "jjr":
        page.keyboard.press(key)
    page.keyboard.type("Thank you.")
    page.keyboard.press("Escape")
    if leads_on == "many":
        page.locator(".letter-tick").first.check()
    button = page.locator(
        {
            "the letter’s own": ".letter:nth-of-type(2) [data-key=a]",
            "another letter’s": ".letter:nth-of-type(1) [data-key=a]",
            "many": "#many button[value=approve]",
            "mend": ".letter:nth-of-type(1) [data-key=e]",
        }[leads_on]
    )

    answer_with(page, lambda question: question.dismiss(), asked)
    button.click()
    assert len(asked) == 1
    assert {state[0] for state in states(site).values()} == {"pending"}
    assert page.evaluate("document.activeElement.value") == "Thank you."

    answer_with(page, lambda question: question.accept(), asked)
    with page.expect_navigation():
        button.click()
    assert len(asked) == 2


def test_what_came_back_with_an_error_is_not_lost_without_a_question(page, site):
    fill(site, 2)
    open_desk(page, site)
    asked = []
    letter = page.locator(".letter").nth(1)
    letter.locator("[data-key=r] summary").click()
    letter.locator("[name=reply]").fill("x" * 10_001)
    with page.expect_navigation():
        letter.get_by_role("button", name="publish the answer").click()

    answer_with(page, lambda question: question.dismiss(), asked)
    page.locator("[data-key=a]").click()

    assert len(asked) == 1
    assert states(site)[2][0] == "pending"


AS_LOW_AS_IT_IS_SEEN = """it => {
    const box = () => it.getBoundingClientRect();
    scrollBy(0, box().bottom - innerHeight + 4);
    const seen = () => document.elementFromPoint(box().left + 9, box().bottom - 3);
    for (let step = 0; step < 50 && seen() !== it; step++) scrollBy(0, 4);
}"""


def press_slowly(page, button):
    """As with a mouse: what moves between down and up is not clicked."""
    box = button.bounding_box()
    page.mouse.move(box["x"] + box["width"] / 2, box["y"] + box["height"] / 2)
    page.mouse.down()
    page.wait_for_timeout(150)
    page.mouse.up()


@pytest.mark.parametrize("path", [DESK, NEXT])
def test_button_below_what_was_typed_is_not_covered_when_it_is_pressed(page, site, path):
    fill(site, 2)
    open_desk(page, site)
    page.goto(path)
    letter = page.locator(".letter").last
    letter.locator(".letter-notes summary").click()
    area = letter.locator("[name=note]")
    area.fill("Ask the others.")
    area.focus()
    button = letter.get_by_role("button", name="Keep the note")
    button.evaluate(AS_LOW_AS_IT_IS_SEEN)

    with page.expect_navigation():
        press_slowly(page, button)

    assert "Ask the others." in page.locator("#content").inner_text()


def test_what_was_typed_in_the_form_that_is_sent_asks_nothing(page, site):
    fill(site, 2)
    open_desk(page, site)
    for key in "jjr":
        page.keyboard.press(key)
    page.keyboard.type("Thank you.")

    with page.expect_navigation():
        page.locator(".letter").nth(1).get_by_role("button", name="publish the answer").click()

    assert states(site)[2][0] == "approved"


def test_all_on_the_page_is_ticked_as_long_as_all_are(desk):
    every, ticks = desk.locator("#tick-all"), desk.locator(".letter-tick")
    every.check()
    assert all(tick.is_checked() for tick in ticks.all())

    ticks.first.uncheck()
    assert not every.is_checked()
    ticks.first.check()
    assert every.is_checked()


@pytest.mark.parametrize("width", [320, 1280])
def test_without_script_nothing_stands_there_that_needs_it(browser, site, width):
    fill(site, 2)
    window = {"width": width, "height": 800}
    with watched_page(browser, site, java_script_enabled=False, viewport=window) as page:
        open_desk(page, site)
        assert not page.locator("#tick-all").is_visible()
        assert page.locator(".letter-tick").first.is_visible()

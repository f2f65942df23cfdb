"""From the simpler form's check page to one question and back."""

import pytest

from tests.barriers.simpler import FULL, NAMES, answer, buttons, facts, press, walk, where
from tests.factories import create_tag
from tests.markup import form_values, parse, texts

pytestmark = pytest.mark.django_db

AWKWARD = "\n\n  <b>R&amp;D</b> & \"quotes\" 'so' </textarea>\n\t> said\n\n"
KINDS = ".//div[@class='check']/ul/li"
CHANGES = [
    ("words", {"body": "Other words."}),
    ("role", {"role": "manager"}),
    ("area", {"area": ""}),
    ("quote", {"may_quote": "false"}),
    ("helped", {"is_helped": ""}),
]


@pytest.mark.parametrize(("name", "changed"), CHANGES)
def test_change_that_is_kept_leads_back_with_the_rest_as_it_was(client, name, changed):
    checked = walk(client, *FULL)

    page = press(client, answer(client, checked, go=name), "Keep this change", **changed)

    assert texts(page, ".//h1") == ["Is this right?"]
    ((field, value),) = changed.items()
    assert form_values(page) == {**form_values(checked), field: [value]}


@pytest.mark.parametrize(("name", "changed"), CHANGES)
def test_change_that_is_left_leads_back_with_everything_as_it_was(client, name, changed):
    checked = walk(client, *FULL)

    page = press(client, answer(client, checked, go=name), "Leave it as it was", **changed)

    assert texts(page, ".//h1") == ["Is this right?"]
    assert form_values(page) == form_values(checked)


@pytest.mark.parametrize("name", NAMES)
def test_change_has_no_way_back_to_another_question(client, name):
    page = answer(client, walk(client, *FULL), go=name)

    keep = "Next" if name == "themes" else "Keep this change"
    assert list(buttons(page)) == [keep, "Leave it as it was"]


def test_walk_has_no_change_to_keep_or_leave(client):
    pages = [walk(client, *FULL[:number]) for number in range(7)]

    assert [list(buttons(page)) for page in pages] == [["Next"], *[["Next", "Back"]] * 6]


def test_question_says_nothing_anew_of_how_to_begin(client):
    first = walk(client)
    again = answer(client, walk(client, *FULL), go="words")

    ways = ".//p[@class='ways']"
    assert (len(texts(first, ways)), texts(again, ways)) == (1, [])


def test_words_that_were_emptied_can_be_left_as_they_were(client):
    checked = walk(client, {"body": AWKWARD, "submission_id": "one"}, *FULL[1:])
    page = answer(client, checked, go="words")
    wrong = press(client, page, "Keep this change", body="")
    back = press(client, wrong, "Leave it as it was")

    assert parse(page).find(".//input[@name='was_body']") is None  # kept as the words are
    assert (wrong.status_code, form_values(wrong)["body"]) == (400, [""])
    assert texts(back, ".//h1") == ["Is this right?"]
    assert form_values(back) == form_values(checked)


def test_change_of_the_theme_can_be_left_at_its_tags(client):
    checked = walk(client, *FULL)
    page = press(client, answer(client, checked, go="themes"), "Next", themes=["systems"])
    tags, number = where(page)[1], form_values(page).get("tags")
    back = press(client, page, "Leave it as it was", tags=["narrow-evidence"])

    assert (tags, number) == ("tags", None)
    assert form_values(back) == form_values(checked)


def test_theme_that_is_no_longer_chosen_takes_its_tags_along(client):
    page = answer(client, walk(client, *FULL), go="themes")
    page = press(client, page, "Next", themes=["not-sure"])
    again = press(client, answer(client, page, go="themes"), "Next", themes=["trust-and-safety"])

    assert texts(page, KINDS) == []
    assert facts(page)["What is it about?"] == "Not sure"
    assert form_values(again)["tags"] == ["tokenism"]


def test_what_led_here_as_an_error_cannot_be_left_as_it_was(client):
    wrong = answer(client, walk(client, *FULL), go="send", role="king")

    assert list(buttons(wrong)) == ["Keep this change"]


def test_error_elsewhere_loses_nothing_of_another_question(client):
    tag = create_tag("Going")
    create_tag(theme=tag.theme)
    checked = walk(client, FULL[0], {"themes": [tag.theme.slug]}, {"tags": [tag.slug]}, *FULL[3:])
    page = answer(client, checked, go="role")
    tag.status = "retired"
    tag.save()
    wrong = press(client, page, "Keep this change", role="manager")
    mended = press(client, wrong, "Keep this change")

    assert (wrong.status_code, where(wrong)[1]) == (400, "tags")
    assert list(buttons(wrong)) == ["Keep this change"]
    assert texts(mended, ".//h1") == ["Is this right?"]
    assert facts(mended)["Who are you?"] == "Manager"


@pytest.mark.parametrize("name", NAMES)
def test_leaving_is_no_way_to_lose_answers(client, name):
    """Sent by something else than a change, it leaves all as it is."""
    for page in (walk(client, *FULL), answer(client, walk(client, *FULL[:6]), go=name)):
        left = answer(client, page, go="leave")
        assert form_values(left)["body"] == ["It is *late*."]
        assert form_values(left)["tags"] == ["jargon", "tokenism"]

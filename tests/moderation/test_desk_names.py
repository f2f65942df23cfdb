"""What the desk's controls are called: whoever only hears a name knows which letter it is of."""

import pytest

from coproduce.moderation.models import Note
from tests.factories import create_comment
from tests.markup import parse, text_of
from tests.moderation.desk import DESK, NEXT, letter_path
from tests.moderation.reporting import send_report

pytestmark = pytest.mark.django_db


@pytest.fixture
def nameless(post, mo, desk):
    """Comments of nobody in every state: with notes, addresses, answers and reports."""
    fields = dict(name="", email="r@example.org")
    made = [
        create_comment(post, status=status, **fields)
        for status in ("pending", "pending", "approved", "approved", "declined", "spam")
    ]
    for one in made[2:4]:
        create_comment(post, parent=one, name="", status="pending")
        send_report(desk, one, "abuse", email="same@example.org")
        send_report(desk, one, "other", email="same@example.org")
    send_report(desk, made[2], "me")
    Note.objects.bulk_create(
        Note(submission=one.submission, by=mo, text=text) for one in made for text in ("A", "B")
    )
    return made


def names(response):
    """(name, what it does) of every link, button, tick, label and what opens."""
    found = [
        (_name(control), _effect(form, control))
        for form, control in _controls(parse(response).find(".//main"), "")
    ]
    return [(name, effect) for name, effect in found if name]


def _controls(element, form):
    """Each with the form that it is sent with."""
    form = element.get("action", "here") if element.tag == "form" else form
    if element.tag in {"a", "button", "summary", "label", "input"}:
        yield element.get("form", form), element
    for child in element:
        yield from _controls(child, form)


def _name(control):
    return control.get("aria-label") or text_of(control)


def _effect(form, control):
    return control.get("href") or (
        form,
        control.tag,
        control.get("name"),
        control.get("value"),
        control.get("for"),
    )


def shared(response):
    """The names that things with different effects have in common."""
    effects = {}
    for called, effect in names(response):
        effects.setdefault(called, set()).add(effect)
    assert len(effects) > 20
    return sorted(called for called, found in effects.items() if len(found) > 1)


@pytest.mark.parametrize("query", ["", "?tab=all", "?tab=reported", "?tab=approved", "?tab=spam"])
def test_no_two_controls_of_the_desk_have_the_same_name(desk, nameless, query):
    assert shared(desk.get(f"{DESK}{query}")) == []


def test_no_two_controls_of_one_letter_have_the_same_name(desk, nameless):
    assert [shared(desk.get(letter_path(one))) for one in nameless] == [[]] * 6
    assert shared(desk.get(NEXT)) == []


def test_controls_name_the_kind_and_number_of_their_letter(desk, nameless):
    number = nameless[0].pk
    found = [called for called, _effect in names(desk.get(DESK)) if called.endswith(f" {number}")]

    assert f"Choose Comment {number}" in found
    for words in ("Someone", "Approve", "Decline", "It names a person", "Spam", "Mend"):
        assert f"{words}: Comment {number}" in found

"""How many questions the desk asks the database: as many for a full page as for one letter."""

import pytest

from barriers.models import Tag
from coproduce.moderation.models import About, Note, Report
from tests.factories import create_barrier, create_comment, create_post
from tests.moderation.desk import DESK, NEXT, ago, letter_path, letters, queries

pytestmark = pytest.mark.django_db

MOST = 15


def letters_with_all(mo, number):
    """Comments and barriers by turns, each with notes, reports and decisions."""
    post, tags = create_post(), tuple(Tag.objects.all()[:3])
    for count in range(number):
        if count % 2:
            parent = create_comment(post)
            row = create_comment(post, parent=parent, email=f"{count}@example.org")
        else:
            row = create_barrier(tags=tags, role="manager")
        submission = row.submission
        for text in ("One", "Two"):
            Note.objects.create(submission=submission, by=mo, text=text)
            Report.objects.create(submission=submission, about=About.ABUSE, due_at=ago())
        submission.hold(by=mo)
        submission.mark_spam(by=mo)
        submission.undo(by=mo)
    return row


@pytest.mark.parametrize("tab", ["waiting", "reported", "all"])
def test_desk_asks_as_often_for_20_letters_as_for_one_of_each_kind(desk, mo, tab):
    path = f"{DESK}?tab={tab}"
    letters_with_all(mo, 2)
    queries(desk, path)
    at_two = queries(desk, path)
    letters_with_all(mo, 18)

    assert queries(desk, path) == at_two
    assert len(letters(desk.get(path))) == 20
    assert at_two <= MOST


def test_search_asks_no_more_often(desk, mo):
    letters_with_all(mo, 20)
    queries(desk, DESK)

    assert queries(desk, f"{DESK}?q=comment") <= MOST


def test_next_letter_and_a_letters_page_ask_no_more_often(desk, mo):
    row = letters_with_all(mo, 4)
    queries(desk, NEXT)

    assert queries(desk, NEXT) <= MOST
    assert queries(desk, letter_path(row)) <= MOST


@pytest.mark.parametrize("tab", ["waiting", "all"])
def test_bar_of_an_answered_letter_takes_no_more_than_there_is_room_for(desk, mo, tab):
    letters_with_all(mo, 4)
    comment = create_comment(create_post(), status="pending")
    desk.post(f"{DESK}{comment.pk}/reply/", {"reply": "Thank you.", "seen": 0})
    queries(desk, f"{DESK}?tab={tab}")

    assert "with your answer to it" in desk.get(DESK).content.decode()
    assert queries(desk, f"{DESK}?tab={tab}") <= MOST

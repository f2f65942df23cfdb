"""What the desk's lists are called: their titles and headings say what was found."""

import pytest
from django.conf import settings

from coproduce.moderation.models import Submission
from tests.factories import create_barrier, create_comment
from tests.markup import texts
from tests.moderation.desk import DESK, ago

pytestmark = pytest.mark.django_db

LONGEST = ".//div[@class='desk-head']/p[1]"


@pytest.fixture
def one_of_each(post):
    """A comment and a barrier in every state."""
    for status in ("pending", "approved", "declined", "spam", "withdrawn"):
        create_comment(post, body="In a room.", status=status)
        create_barrier(body="In a room.", status=status)


def heads(response):
    (heading,) = texts(response, ".//h1")
    (title,) = texts(response, ".//head/title")
    assert title == f"{heading} | The desk | {settings.SITE_NAME}"
    return heading


@pytest.mark.parametrize(
    ("query", "says"),
    [
        ("", "2 letters wait"),
        ("?tab=waiting&p=1", "2 letters wait"),
        ("?tab=spam", "Spam: 2 letters"),
        ("?tab=reported", "Reported: 0 letters"),
        ("?tab=mine", "Mine: 0 letters"),
        ("?tab=all", "All: 10 letters"),
        ("?kind=comment", "Waiting, Comments: 1 letter"),
        ("?kind=none", "Waiting: 0 letters"),
        ("?tab=all&kind=barrier", "Barriers: 5 letters"),
        ("?q=a+room", "“a room”: 10 found"),
        ("?q=a+room&tab=spam&kind=comment", "Spam, Comments, “a room”: 1 found"),
        ("?q=nothing+like+it", "“nothing like it”: 0 found"),
        ("?q=%3Cb%3E", "“<b>”: 0 found"),
        ("?tab=all&under=comment-0", "One place: 0 letters"),
    ],
)
def test_title_and_heading_say_what_was_found(desk, one_of_each, query, says):
    assert heads(desk.get(f"{DESK}{query}")) == says


def test_title_and_heading_name_the_place(desk, post):
    comment = create_comment(post, status="pending")
    path = f"{DESK}?tab=all&under=comment-{comment.thread_id}"

    assert heads(desk.get(path)) == f"Under “{post.title}”: 1 letter"


def test_how_many_wait_is_said_on_every_tab(desk, one_of_each):
    Submission.objects.filter(status="pending").update(submitted_at=ago(hours=2, minutes=1))

    assert texts(desk.get(DESK), LONGEST) == ["The longest for 2 hours."]
    assert texts(desk.get(f"{DESK}?tab=spam"), LONGEST) == [
        "2 letters wait. The longest for 2 hours."
    ]


@pytest.mark.parametrize(
    ("query", "heading"),
    [("?tab=all&kind=bogus", "All: 0 letters"), ("?under=", "1 letter waits")],
)
def test_filter_that_is_none_is_not_spoken_of(desk, comment, query, heading):
    page = desk.get(f"{DESK}{query}")

    assert texts(page, ".//h1") == [heading]
    assert texts(page, ".//p[@class='one-place']") == []


def test_narrowed_list_does_not_say_that_all_is_read(desk, comment):
    page = desk.get(f"{DESK}?tab=waiting&kind=barrier")

    assert texts(page, ".//p[@class='empty-list']") == ["Nothing is here."]

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from comments.models import Thread
from tests.factories import create_comment, create_post
from tests.reading import Page

pytestmark = pytest.mark.django_db

START = timezone.now() - timedelta(days=30)


@pytest.fixture
def post():
    return create_post()


def comments_at(client, path):
    return Page(client.get(path)).comments


def shown(client, post, query=""):
    return comments_at(client, post.get_absolute_url() + query)


def conversation_path(post, comment):
    return reverse("comments:conversation", args=[post.thread.pk, comment.pk])


def create_comments(post, number, **fields):
    """Written minute after minute."""
    minutes = [START + timedelta(minutes=minute) for minute in range(number)]
    return [create_comment(post, submitted_at=at, **fields) for at in minutes]


def numbers(comments):
    return [comment.pk for comment in comments]


def test_answers_stand_nested_in_the_order_they_were_written(client, post):
    a, b = create_comments(post, 2)
    a1 = create_comment(post, parent=a)
    b1 = create_comment(post, parent=b)
    a11 = create_comment(post, parent=a1)
    a2 = create_comment(post, parent=a)

    expected = [(a.pk, [(a1.pk, [(a11.pk, [])]), (a2.pk, [])]), (b.pk, [(b1.pk, [])])]
    assert shown(client, post) == expected


def test_order_is_by_when_it_was_written_not_when_it_was_approved(client, post):
    late = create_comment(post, submitted_at=START + timedelta(days=1), status="pending")
    early = create_comment(post, submitted_at=START, status="pending")
    late.submission.approve()
    early.submission.approve()

    assert shown(client, post) == [(early.pk, []), (late.pk, [])]
    assert shown(client, post, "?sort=newest") == [(late.pk, []), (early.pk, [])]


def test_answers_keep_their_order_when_the_newest_stand_first(client, post):
    a, b = create_comments(post, 2)
    first, second = create_comment(post, parent=a), create_comment(post, parent=a)

    expected = [(b.pk, []), (a.pk, [(first.pk, []), (second.pk, [])])]
    assert shown(client, post, "?sort=newest") == expected


def test_fifth_step_is_the_deepest(client, post):
    chain = [create_comment(post)]
    for _ in range(7):
        chain.append(create_comment(post, parent=chain[-1]))

    (nested,) = shown(client, post)
    path = []
    while nested:
        path.append(nested[0])
        deepest = nested
        nested = nested[1][0] if len(nested[1]) == 1 else None

    assert path == numbers(chain[:5])
    assert deepest[1] == [(comment.pk, []) for comment in chain[5:]]


def test_fifty_conversations_stand_on_a_page(client, post):
    comments = numbers(create_comments(post, 51))

    first, second = Page(client.get(post.get_absolute_url())), shown(client, post, "?page=2")

    assert [number for number, _ in first.comments] == comments[:50]
    assert [number for number, _ in second] == comments[50:]
    assert "?sort=oldest&page=2#conversation" in first.links


def test_fifty_conversations_need_no_second_page(client, post):
    create_comments(post, 50)

    page = Page(client.get(post.get_absolute_url()))

    assert len(page.comments) == 50
    assert [link for link in page.links if "page=" in link] == []


def test_pages_of_the_newest_begin_at_the_end(client, post):
    comments = numbers(create_comments(post, 51))

    assert [number for number, _ in shown(client, post, "?sort=newest")] == comments[:0:-1]
    assert shown(client, post, "?sort=newest&page=2") == [(comments[0], [])]


def test_answers_count_for_no_page(client, post):
    a, *others = create_comments(post, 50)
    for _ in range(5):
        create_comment(post, parent=a)

    page = Page(client.get(post.get_absolute_url()))

    assert len(page.comments) == 50
    assert "55 comments" in page.text_of("h2")


@pytest.mark.parametrize(("answers", "has_more"), [(20, False), (21, True)])
def test_twenty_answers_stand_under_a_comment(client, post, answers, has_more):
    root = create_comment(post)
    written = numbers(create_comment(post, parent=root) for _ in range(answers))

    page = Page(client.get(post.get_absolute_url()))

    assert page.comments == [(root.pk, [(number, []) for number in written[:20]])]
    assert ("The whole conversation" in page.main) is has_more
    assert (conversation_path(post, root) in page.links) is has_more


def test_whole_conversation_shows_every_answer_and_nothing_else(client, post):
    root, other = create_comments(post, 2)
    written = [create_comment(post, parent=root) for _ in range(25)]
    create_comment(post, parent=other)
    create_comment(post, parent=root, status="pending")

    whole = [(root.pk, [(number, []) for number in numbers(written)])]
    assert comments_at(client, conversation_path(post, root)) == whole
    assert comments_at(client, conversation_path(post, written[24])) == whole


def test_removed_comment_leaves_its_place_to_its_answers(client, post):
    root, alone, stays = create_comments(post, 3, name="Bea")
    answer = create_comment(post, parent=root, name="Cal")

    root.submission.withdraw()
    alone.submission.withdraw()

    page = Page(client.get(post.get_absolute_url()))
    assert page.comments == [(root.pk, [(answer.pk, [])]), (stays.pk, [])]
    assert page.text_of("h3") == "CalBea"
    assert "A comment that stood here is not shown." in page.main
    assert "2 comments" in page.text_of("h2")


def test_removed_answer_hands_its_own_answers_to_the_first_comment(client, post):
    root = create_comment(post)
    middle = create_comment(post, parent=root)
    last = create_comment(post, parent=middle)

    middle.submission.hold()

    assert shown(client, post) == [(root.pk, [(last.pk, [])])]


def test_whole_conversation_under_a_removed_comment_can_be_reached(client, post):
    root = create_comment(post)
    written = numbers(create_comment(post, parent=root) for _ in range(21))
    root.submission.hold()

    page = Page(client.get(post.get_absolute_url()))
    assert "The whole conversation" in page.main
    ways = [link for link in page.links if link.startswith("/threads/") and "#" not in link]

    assert comments_at(client, ways[0]) == [(root.pk, [(number, []) for number in written])]


@pytest.mark.parametrize("status", ["pending", "declined", "spam", "withdrawn"])
def test_what_is_not_approved_is_hidden_and_not_counted(client, post, status):
    visible = create_comment(post, body="To be seen.")
    hidden = create_comment(post, body="Not to be seen.", status=status)
    answer = create_comment(post, body="Nor this answer.", parent=visible, status=status)

    page = Page(client.get(post.get_absolute_url()))

    assert page.comments == [(visible.pk, [])]
    assert "1 comment" in page.text_of("h2")
    assert "To be seen." in page.main
    assert "Not to be seen." not in page.main
    for comment in (hidden, answer):
        assert client.get(comment.get_absolute_url()).status_code == 404
        assert client.get(conversation_path(post, comment)).status_code == 404


def test_permalink_leads_to_the_page_on_which_the_comment_stands(client, post):
    comments = create_comments(post, 101)
    comments[10].submission.hold()
    comments[11].submission.hold()
    answer = create_comment(post, parent=comments[60])

    for comment in (comments[0], comments[51], comments[52], comments[100], answer):
        location = client.get(comment.get_absolute_url())["Location"]
        path, _, anchor = location.partition("#")
        assert anchor == f"comment-{comment.pk}"
        assert f'id="{anchor}"' in client.get(path).content.decode()


def test_permalink_past_the_first_twenty_answers_leads_to_the_conversation(client, post):
    root = create_comment(post)
    written = [create_comment(post, parent=root) for _ in range(21)]

    places = [client.get(comment.get_absolute_url())["Location"] for comment in written[19:]]

    assert places == [
        f"{post.get_absolute_url()}#comment-{written[19].pk}",
        f"{conversation_path(post, written[20])}#comment-{written[20].pk}",
    ]


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code in {200, 302}
    return len(captured)


def test_essay_with_a_hundred_comments_takes_seven_queries_at_most(client, post):
    for root in create_comments(post, 50):
        create_comment(post, parent=root)

    assert queries(client, post.get_absolute_url()) <= 7
    assert Thread.objects.get(pk=post.thread.pk).comment_count == 100


@pytest.mark.parametrize(
    "path",
    [
        lambda post, comment: post.get_absolute_url(),
        lambda post, comment: conversation_path(post, comment),
        lambda post, comment: comment.get_absolute_url(),
    ],
    ids=["page", "conversation", "permalink"],
)
def test_three_comments_take_as_many_queries_as_one(client, post, path):
    root = create_comment(post)
    answer = create_comment(post, parent=root)
    at_one = queries(client, path(post, answer))

    create_comment(post, parent=root)
    create_comment(post, parent=create_comment(post))

    assert queries(client, path(post, answer)) == at_one

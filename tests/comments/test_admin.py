import re
from datetime import UTC, datetime

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from coproduce.moderation.models import Decision, Submission
from tests.factories import create_comment, create_moderator, create_post
from tests.markup import texts
from tests.reading import Page

pytestmark = pytest.mark.django_db

LIST = "/admin/comments/comment/"


@pytest.fixture
def desk(client):
    client.force_login(create_moderator("mo"))
    return client


@pytest.fixture
def post():
    return create_post()


def page_of(comment):
    return f"{LIST}{comment.pk}/change/"


def rows(client, query=""):
    """The numbers of the comments in the list, from the top."""
    content = client.get(LIST + query).content.decode()
    return [
        int(number) for number in re.findall(r'<a href="/admin/comments/comment/(\d+)/', content)
    ]


def answer_many(client, action, comments, **fields):
    form = {"action": action, "_selected_action": [comment.pk for comment in comments], **fields}
    return client.post(LIST, form, follow=True)


def states(*comments):
    found = Submission.objects.in_bulk([comment.pk for comment in comments])
    return [(found[one.pk].status, found[one.pk].decline_reason) for one in comments]


def messages(response):
    return [str(message) for message in response.context["messages"]]


def test_list_says_when_each_came_as_the_desk_does(desk, post):
    at = datetime(2026, 1, 31, 9, 5, tzinfo=UTC)
    comment = create_comment(post)
    Submission.objects.filter(pk=comment.pk).update(submitted_at=at)

    assert texts(desk.get(LIST), ".//td[@class='field-came_in']") == ["31 January 2026, 9:05"]


def test_list_has_the_newest_on_top_whatever_their_state(desk, post):
    statuses = ["pending", "approved", "spam"]
    a, b, c = (create_comment(post, status=status) for status in statuses)

    assert rows(desk) == [c.pk, b.pk, a.pk]


def test_row_leads_to_the_letter_at_the_desk(desk, post):
    comment = create_comment(post, name="Ana", body="My words.", status="pending")
    letter = f"/admin/moderation/submission/{comment.pk}/change/"

    for path in (page_of(comment), f"{LIST}{comment.pk}/history/"):
        assert desk.get(path)["Location"] == letter
    form = {"name": "Eve", "body": "Other words.", "status": "approved", "_answer": "approve"}
    assert desk.post(page_of(comment), form)["Location"] == letter
    found = Comment.objects.select_related("submission").get()
    assert (found.name, found.submission.body, found.submission.status) == (
        "Ana",
        "My words.",
        "pending",
    )


def test_list_skips_what_a_filter_has_lost_and_says_so(desk, post):
    comment = create_comment(post, body="Nobody asked.", status="pending")
    comment.submission.approve(by=create_moderator("nia"))
    form = {
        "action": "spam",
        "_selected_action": [comment.pk],
        "seen": f"{comment.pk}:0",
    }

    response = desk.post(f"{LIST}?submission__status__exact=pending", form, follow=True)

    assert messages(response) == ["“Nobody asked.” was left: nia was quicker (Waiting → Approved)."]
    assert states(comment) == [("approved", "")]


def test_list_shows_name_words_and_where_it_stands(desk, post):
    create_comment(post, name="Ana <i>", body="Nobody **asked**.", status="pending")

    content = desk.get(LIST).content.decode()

    assert "Ana &lt;i&gt;" in content
    assert '<td class="field-words">Nobody asked.</td>' in content
    assert '<td class="field-status">Waiting</td>' in content
    assert '<td class="field-verdict">Not checked yet</td>' in content


def test_list_is_filtered_by_status_and_searched_by_words(desk, post):
    waits = create_comment(post, body="Papers come late.", status="pending")
    shown = create_comment(post, body="The room was far.", email="ana@example.org")

    assert rows(desk, "?submission__status__exact=pending") == [waits.pk]
    assert rows(desk, "?q=room") == rows(desk, "?q=ana@example.org") == [shown.pk]


@pytest.mark.parametrize(
    ("action", "fields", "expected", "said"),
    [
        ("approve", {}, ("approved", ""), "2 approved."),
        ("decline", {"reason": "names-person"}, ("declined", "names-person"), "2 declined."),
        ("decline", {}, ("declined", "other"), "2 declined."),
        ("spam", {"reason": "abusive"}, ("spam", ""), "2 marked as spam."),
    ],
)
def test_many_are_answered_at_once_without_being_asked_again(
    desk, post, action, fields, expected, said
):
    chosen = [create_comment(post, status="pending") for _ in range(2)]
    left = create_comment(post, status="pending")

    response = answer_many(desk, action, chosen, **fields)

    assert response.redirect_chain == [(LIST, 302)]
    assert messages(response) == [said]
    assert states(*chosen, left) == [expected, expected, ("pending", "")]
    assert {decision.who for decision in Decision.objects.all()} == {"mo"}


def test_undo_takes_the_last_answer_back_for_many(desk, post):
    comments = [create_comment(post, status="pending") for _ in range(2)]
    answer_many(desk, "decline", comments, reason="abusive")
    answer_many(desk, "approve", comments)

    response = answer_many(desk, "undo", comments)

    assert messages(response) == ["2 undone."]
    assert states(*comments) == [("declined", "abusive")] * 2


def test_hold_hides_what_was_approved(desk, post):
    stays, goes = create_comment(post), create_comment(post)

    answer_many(desk, "hold", [goes])

    assert states(stays, goes) == [("approved", ""), ("pending", "")]
    assert Page(desk.get(post.get_absolute_url())).comments == [(stays.pk, [])]


def test_list_says_what_it_left_as_it_was(desk, post):
    approved = create_comment(post)
    withdrawn = create_comment(post, status="withdrawn")
    waiting = create_comment(post, status="pending")

    response = answer_many(desk, "approve", [approved, withdrawn, waiting])

    assert messages(response) == [
        "1 approved.",
        "2 left as they were: decided that way already, or withdrawn.",
    ]
    assert states(approved, withdrawn, waiting) == [
        ("approved", ""),
        ("withdrawn", ""),
        ("approved", ""),
    ]


def test_nothing_is_added_or_deleted(desk, post):
    comment = create_comment(post)

    for path in (f"{LIST}add/", f"{LIST}{comment.pk}/delete/"):
        assert [desk.get(path).status_code, desk.post(path).status_code] == [403, 403]
    answer_many(desk, "delete_selected", [comment])
    assert Comment.objects.count() == 1


def test_reading_the_desk_decides_nothing(desk, post):
    comment = create_comment(post, status="pending")

    query = f"?action=approve&_selected_action={comment.pk}"
    for path in (LIST + query, page_of(comment) + query):
        desk.get(path)

    assert (states(comment), Decision.objects.count()) == ([("pending", "")], 0)


def test_anonymous_visitors_learn_nothing(client, post):
    comment = create_comment(post, body="Secret so far.", status="pending")

    responses = [
        client.get(LIST),
        client.get(page_of(comment)),
        client.get(f"{LIST}{comment.pk}/history/"),
        client.post(page_of(comment), {"answer": "approve"}),
        client.post(LIST, {"action": "approve", "_selected_action": [comment.pk]}),
    ]

    assert [response.status_code for response in responses] == [302] * 5
    assert {response["Location"].partition("?")[0] for response in responses} == {"/admin/login/"}
    assert b"Secret so far." not in b"".join(response.content for response in responses)
    assert states(comment) == [("pending", "")]


def test_staff_who_may_only_look_decide_nothing(client, post):
    viewer = User.objects.create_user("vi", is_staff=True)
    viewer.user_permissions.add(Permission.objects.get(codename="view_comment"))
    client.force_login(viewer)
    comment = create_comment(post, body="To be seen.", status="pending")

    assert "To be seen." in client.get(LIST).content.decode()
    answer_many(client, "approve", [comment])
    assert (states(comment), Decision.objects.count()) == ([("pending", "")], 0)


def test_three_comments_take_the_list_as_many_queries_as_one(desk, post):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            shown = rows(desk)
        return len(shown), len(captured)

    root = create_comment(post, status="pending")
    queries()
    one = queries()
    create_comment(post, parent=root)
    create_comment(create_post(), status="spam")

    assert (one[0], queries()) == (1, (3, one[1]))

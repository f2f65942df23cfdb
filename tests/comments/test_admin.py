import re

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Comment
from coproduce.moderation.models import Decision, Submission
from tests.factories import create_comment, create_moderator, create_post
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


def answer(client, comment, verb, **fields):
    return client.post(page_of(comment), {"_answer": verb, **fields}, follow=True)


def states(*comments):
    found = Submission.objects.in_bulk([comment.pk for comment in comments])
    return [(found[one.pk].status, found[one.pk].decline_reason) for one in comments]


def messages(response):
    return [str(message) for message in response.context["messages"]]


def test_what_waits_stands_first_and_the_newest_on_top(desk, post):
    statuses = ["pending", "approved", "pending", "spam", "declined", "pending"]
    a, b, c, d, e, f = (create_comment(post, status=status) for status in statuses)

    assert rows(desk) == [f.pk, c.pk, a.pk, e.pk, d.pk, b.pk]


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


@pytest.mark.parametrize(
    ("verb", "expected"),
    [
        ("approve", ("approved", "")),
        ("decline", ("declined", "identifies")),
        ("spam", ("spam", "")),
        ("hold", ("pending", "")),
    ],
)
def test_buttons_of_the_page_answer_one_and_undo_takes_it_back(desk, post, verb, expected):
    start = "approved" if verb == "hold" else "pending"
    comment, other = create_comment(post, status=start), create_comment(post, status=start)

    response = answer(desk, comment, verb, reason="identifies")

    assert response.redirect_chain == [(page_of(comment), 302)]
    assert states(comment, other) == [expected, (start, "")]
    answer(desk, comment, "undo")
    assert states(comment) == [(start, "")]


@pytest.mark.parametrize("verb", ["", "delete", "withdraw", "__class__", "save_model"])
def test_page_knows_no_other_verb(desk, post, verb):
    comment = create_comment(post, status="pending")

    response = answer(desk, comment, verb)

    assert response.redirect_chain == [(page_of(comment), 302)]
    assert (states(comment), Decision.objects.count()) == ([("pending", "")], 0)


def test_page_shows_the_words_and_the_log(desk, post):
    comment = create_comment(post, name="Ana", body="Nobody *asked*.", status="pending")
    assert "Nobody has decided yet" in desk.get(page_of(comment)).content.decode()
    answer(desk, comment, "decline", reason="abusive")
    answer(desk, comment, "undo")

    content = desk.get(page_of(comment)).content.decode()

    assert "<p>Nobody <em>asked</em>.</p>" in content
    log = re.findall(r"\d:\d\d: (mo, [^<]*?) ?<br>", content)
    assert log == [
        "mo, Undone: Declined → Waiting",
        "mo, Waiting → Declined (It is abusive)",
    ]


def test_page_says_why_it_waits(desk, post):
    comment = create_comment(post, status="pending")

    content = desk.get(page_of(comment)).content.decode()

    assert "A person reads everything first.<br>The spam check has not run yet.<br>" in content
    comment.submission.approve()
    assert "Not held" in desk.get(page_of(comment)).content.decode()


def test_page_edits_nothing(desk, post):
    comment = create_comment(post, name="Ana", body="My words.", status="pending")

    form = {"name": "Eve", "email": "eve@example.org", "body": "Other words.", "status": "approved"}
    desk.post(page_of(comment), form)

    found = Comment.objects.select_related("submission").get()
    assert (found.name, found.email, found.submission.body) == ("Ana", "", "My words.")
    assert found.submission.status == "pending"
    assert 'name="name"' not in desk.get(page_of(comment)).content.decode()


def test_nothing_is_added_or_deleted(desk, post):
    comment = create_comment(post)

    assert desk.get(page_of(comment)).status_code == 200
    for path in (f"{LIST}add/", f"{LIST}{comment.pk}/delete/"):
        assert [desk.get(path).status_code, desk.post(path).status_code] == [403, 403]
    answer_many(desk, "delete_selected", [comment])
    assert Comment.objects.count() == 1


def test_reading_the_desk_decides_nothing(desk, post):
    comment = create_comment(post, status="pending")

    query = f"?action=approve&_selected_action={comment.pk}&_answer=approve"
    for path in (LIST + query, page_of(comment) + query):
        desk.get(path)

    assert (states(comment), Decision.objects.count()) == ([("pending", "")], 0)


def test_anonymous_visitors_learn_nothing(client, post):
    comment = create_comment(post, body="Secret so far.", status="pending")

    responses = [
        client.get(LIST),
        client.get(page_of(comment)),
        client.get(f"{LIST}{comment.pk}/history/"),
        client.post(page_of(comment), {"_answer": "approve"}),
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

    assert "To be seen." in client.get(page_of(comment)).content.decode()
    assert client.post(page_of(comment), {"_answer": "approve"}).status_code == 403
    answer_many(client, "approve", [comment])
    assert (states(comment), Decision.objects.count()) == ([("pending", "")], 0)


def test_desk_takes_nothing_without_its_own_token(post):
    client = Client(enforce_csrf_checks=True)
    client.force_login(create_moderator("mo"))
    comment = create_comment(post, status="pending")

    response = answer(client, comment, "approve")

    assert response.status_code == 403
    assert states(comment) == [("pending", "")]


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


@pytest.mark.parametrize("number", [2**63, "9" * 40, "a", "0"])
def test_unknown_comment_leads_back_to_the_index(desk, number):
    response = desk.get(f"{LIST}{number}/change/", follow=True)

    assert response.redirect_chain == [("/admin/", 302)]

"""Approve and answer: a moderator's public comment under the one that is answered."""

import pytest

from comments.models import Comment
from coproduce.moderation.models import Job, Submission
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.markup import form_values, parse, text_of, texts
from tests.moderation.desk import DESK, put, revision, states
from tests.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def mo(mo):
    mo.first_name, mo.last_name = "Mo", "Derate"
    mo.save()
    return mo


@pytest.fixture
def comment(post):
    return create_comment(post, body="Nobody asked us.", name="Ana", status="pending")


def path(comment):
    return f"{DESK}{comment.pk}/reply/"


def reply(desk, comment, words="Thank you.", **fields):
    return desk.post(path(comment), {"reply": words, "seen": 0, "then": "letter", **fields})


def messages(response):
    return [str(message) for message in response.context["messages"]]


def typed_before(response):
    return texts(response, ".//textarea[@readonly]")


def answers_to(comment):
    return Comment.objects.filter(parent=comment)


def test_answer_approves_and_stands_under_the_comment(desk, comment, post, mo):
    response = reply(desk, comment, "  Thank *you*.\r\n")

    page = desk.get(post.get_absolute_url())
    answer = answers_to(comment).get()
    assert (response.status_code, response["Location"]) == (302, f"{DESK}{comment.pk}/change/")
    assert messages(desk.get(response["Location"])) == ["Approved and answered."]
    assert Page(page).comments == [(comment.pk, [(answer.pk, [])])]
    assert texts(page, f".//*[@id='comment-{answer.pk}']//h3") == ["Mo Derate"]
    assert texts(page, f".//*[@id='comment-{answer.pk}']//em") == ["you"]
    assert texts(page, ".//*[@class='moderator']") == ["Moderator"]


def test_answer_is_kept_as_a_moderators_and_is_not_screened(desk, comment, mo):
    Job.objects.all().delete()
    reply(desk, comment)

    answer = answers_to(comment).get()
    submission = answer.submission
    assert (answer.written_by, answer.email) == (mo, "")
    assert (submission.status, submission.verdict) == ("approved", "skipped")
    assert (submission.code_hash, submission.ip_address) == (None, None)
    (decision,) = submission.decisions.all()
    assert (decision.by, decision.agent, decision.to_status) == (mo, "person", "approved")
    assert Job.objects.filter(subject=str(submission.pk)).count() == 0


def test_answer_bears_the_user_name_where_there_is_no_other(client, comment):
    client.force_login(create_moderator("nia"))

    reply(client, comment)

    assert answers_to(comment).get().name == "nia"


def test_same_answer_twice_is_one(desk, comment):
    codes = [reply(desk, comment).status_code for _ in range(2)]

    assert codes == [302, 302]
    assert answers_to(comment).count() == 1


def test_same_words_of_another_moderator_or_to_another_comment_are_another_answer(
    desk, comment, post
):
    other = create_comment(post)
    reply(desk, comment)
    reply(desk, other, seen=1)
    desk.force_login(create_moderator("nia"))
    reply(desk, comment)

    assert (answers_to(comment).count(), answers_to(other).count()) == (2, 1)


def test_answer_given_before_and_hidden_since_is_named(desk, comment):
    first = reply(desk, comment)
    desk.get(first["Location"])  # which shows its message
    answers_to(comment).get().submission.hold()

    response = reply(desk, comment)

    assert messages(desk.get(response["Location"])) == [
        "You have given this answer before, and it is not shown: Waiting."
    ]


@pytest.mark.parametrize(
    ("words", "error"),
    [
        (" \u200b ", "Write your answer."),
        ("a" * 10_001, "Your answer must be 10,000 characters or fewer."),
    ],
)
def test_bad_answer_approves_nothing_and_is_kept(desk, comment, words, error):
    response = reply(desk, comment, words)

    comment.submission.refresh_from_db()
    assert (response.status_code, comment.submission.status) == (400, "pending")
    assert texts(response, ".//*[@class='errornote']") == [error]
    assert Page(response).fields["reply"] == words.strip(" \u200b")


def test_answer_after_another_decision_keeps_nothing_but_the_words(desk, comment):
    comment.submission.decline(by=create_moderator("nia"), reason="abusive")

    response = reply(desk, comment, "My long answer.")

    comment.submission.refresh_from_db()
    assert (response.status_code, comment.submission.status) == (409, "declined")
    (error,) = texts(response, ".//*[@class='errornote']")
    assert error.startswith("“Nobody asked us.” was left: nia ")
    assert typed_before(response) == ["My long answer."]
    assert answers_to(comment).count() == 0


def test_answer_to_what_was_withdrawn_keeps_nothing_but_the_words(desk, comment):
    comment.submission.withdraw()

    response = reply(desk, comment, "My long answer.")

    assert (response.status_code, answers_to(comment).count()) == (409, 0)
    assert typed_before(response) == ["My long answer."]


def test_answer_to_what_a_colleague_approved_meanwhile_is_kept(desk, comment):
    comment.submission.approve(by=create_moderator("nia"))

    response = reply(desk, comment)

    assert messages(desk.get(response["Location"])) == ["Answered."]
    assert comment.submission.decisions.count() == 1
    assert answers_to(comment).count() == 1


def test_moderators_answer_in_a_closed_conversation(desk, comment, post):
    post.thread.close(comment.posted_at)

    reply(desk, comment)

    assert answers_to(comment).published().count() == 1


def reply_form(desk, submission):
    response = desk.get(f"{DESK}{submission.pk}/change/")
    forms = [one for one in parse(response).iter("form") if one.get("method") == "post"]
    at = [one.get("action") for one in forms]
    wanted = f"{DESK}{submission.pk}/reply/"
    return form_values(response, at.index(wanted)) if wanted in at else None


def test_form_is_there_where_an_answer_can_stand(desk, comment, post):
    waiting = reply_form(desk, comment.submission)
    declined = create_comment(post, status="declined").submission
    spam = create_comment(post, status="spam").submission
    barrier = create_barrier(status="pending").submission
    of_a_draft = create_comment(create_post(status="draft"), status="pending").submission

    assert (waiting["seen"], waiting["reply"]) == (["0"], [""])
    assert reply_form(desk, create_comment(post).submission) is not None
    for submission in (declined, spam, barrier, of_a_draft):
        assert reply_form(desk, submission) is None


def test_form_says_which_name_will_stand_beside_the_answer(client, post, comment, mo):
    said = []
    for user in (mo, create_moderator("nia")):
        client.force_login(user)
        page = parse(client.get(f"{DESK}{comment.pk}/change/"))
        labels = [text_of(label) for label in page.iter("label")]
        said += [label for label in labels if label.startswith("Your public answer")]
        reply(client, comment, f"From {user}.")

    names = [answer.name for answer in answers_to(comment).order_by("pk")]
    assert names == ["Mo Derate", "nia"]
    words = "Your public answer to Ana, in the name of {}, marked “Moderator”: Comment {}"
    assert said == [words.format(name, comment.pk) for name in names]


def test_barriers_are_not_answered(desk):
    barrier = create_barrier(status="pending")

    assert desk.post(f"{DESK}{barrier.pk}/reply/", {"reply": "Thanks."}).status_code == 404
    assert Submission.objects.count() == 1


def test_answer_is_only_posted_and_only_by_moderators(client, desk, comment):
    assert desk.get(path(comment)).status_code == 405
    client.logout()
    assert reply(client, comment).status_code == 302
    assert Comment.objects.count() == 1


def test_answer_to_what_was_mended_meanwhile_keeps_nothing_but_the_words(desk, post):
    comment = create_comment(post, status="pending")
    comment.submission.mend({"body": "Mended."}, by=create_moderator("nia"))

    response = desk.post(f"{DESK}{comment.pk}/reply/", {"reply": "My long answer.", "seen": 0})

    assert (response.status_code, states(comment)) == (409, [("pending", "")])
    assert Comment.objects.filter(parent=comment).count() == 0


def test_answer_to_public_words_that_were_mended_meanwhile_keeps_nothing_but_the_words(
    desk, post, nia
):
    comment = create_comment(post, body="Nobody asked us.")
    seen = revision(comment)
    comment.submission.mend({"body": "Nobody asked the carers."}, by=nia)

    response = reply(desk, comment, "My long answer.", seen=seen)

    assert response.status_code == 409
    assert texts(response, ".//*[@class='errornote']") == [
        "“Nobody asked the carers.” was left: nia was quicker (Mended)."
    ]
    assert Page(response).fields["reply"] == "My long answer."
    assert answers_to(comment).count() == 0


def test_answer_sent_again_after_a_tunnel_passes_whatever_came_meanwhile(desk, post, nia):
    comment = create_comment(post)
    seen = revision(comment)
    first = reply(desk, comment, seen=seen)
    comment.submission.mend({"body": "Other words."}, by=nia)

    again = reply(desk, comment, seen=seen)

    assert (again.status_code, again["Location"]) == (302, first["Location"])
    assert answers_to(comment).count() == 1


def test_nobody_answers_in_a_conversation_that_is_not_public(desk):
    comment = create_comment(create_post(status="draft"), status="pending")

    response = desk.post(f"{DESK}{comment.pk}/reply/", {"reply": "Thank you.", "seen": 0})

    assert (response.status_code, states(comment)) == (409, [("pending", "")])
    assert Comment.objects.count() == 1


def test_answer_to_an_example_is_an_example(desk, post):
    comment = put(create_comment(post, status="pending"), is_sample=True)

    desk.post(f"{DESK}{comment.pk}/reply/", {"reply": "Thank you.", "seen": 0})

    assert Comment.objects.get(parent=comment).submission.is_sample is True

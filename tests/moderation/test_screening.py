from functools import partial

import pytest
from django.core.management import CommandError, call_command

from coproduce.moderation import rechecking
from coproduce.moderation.forms import HONEYPOT
from coproduce.moderation.models import Job, Submission
from tests.akismet_server import KEY, SPAM_EMAIL, SPAM_NAME
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.moderation.troubled import let_pass
from tests.reading import Page, send_comment

pytestmark = pytest.mark.django_db

VISITOR = {
    "REMOTE_ADDR": "192.0.2.7",
    "HTTP_USER_AGENT": "Browser/1.0",
    "HTTP_REFERER": "http://testserver/posts/why/",
}


@pytest.fixture
def post():
    return create_post(slug="why")


@pytest.fixture
def send(sent):
    return partial(sent, visitor=VISITOR)


def judged():
    """Of every submission: status, verdict, Akismet's own number for it."""
    rows = Submission.objects.order_by("pk")
    return list(rows.values_list("status", "verdict", "akismet_guid"))


def test_a_form_is_answered_before_akismet_is_asked(screening, send, screen_all):
    submission = send()
    assert (screening.calls, submission.verdict) == ([], "unscreened")

    screen_all()

    assert [call.operation for call in screening.calls] == ["comment-check"]


def test_ham_waits_for_a_person(screening, send, screen_all):
    send()

    screen_all()

    assert judged() == [("pending", "ham", "guid-1")]
    assert Submission.objects.get().screened_at is not None
    assert Job.objects.count() == 0


@pytest.mark.parametrize("field", [{"name": SPAM_NAME}, {"email": SPAM_EMAIL}])
def test_spam_is_kept_as_spam_and_logged(screening, send, screen_all, field):
    send(**field)
    send()

    screen_all()

    assert judged() == [("spam", "spam", "guid-1"), ("pending", "ham", "guid-2")]
    log = [(line.who, line.words) for line in Submission.objects.first().decisions.all()]
    assert log == [("Screening", "Spam check (Spam)"), ("Screening", "Waiting → Spam")]


@pytest.mark.parametrize(
    ("answer", "headers", "expected"),
    [
        ("true", {"X-akismet-pro-tip": "discard"}, ("spam", "discard", "")),
        ("true", {"X-akismet-pro-tip": "other"}, ("spam", "spam", "")),
        ("false", {"X-akismet-guid": "g" * 200}, ("pending", "ham", "g" * 100)),
        ("false", {"X-akismet-recheck-after": "abc"}, ("pending", "ham", "")),
    ],
)
def test_headers_of_an_answer_are_heeded(screening, send, screen_all, answer, headers, expected):
    screening.answer_with(answer, headers=headers)
    send()

    screen_all()

    assert judged() == [expected]


TOLD = {
    "api_key": KEY,
    "blog": "http://127.0.0.1:8000",
    "user_ip": "192.0.2.7",
    "user_agent": "Browser/1.0",
    "referrer": "http://testserver/posts/why/",
    "permalink": "http://127.0.0.1:8000/posts/why/",
    "comment_type": "comment",
    "comment_author": "Ana",
    "comment_author_email": "ana@example.org",
    "comment_content": "Nobody – *asked* 👵🏽.",
    "comment_context[]": "Why it is praised",
    "blog_lang": "en",
    "blog_charset": "UTF-8",
    "is_test": "1",
    "honeypot_field_name": HONEYPOT,
    HONEYPOT: "",
}


def test_akismet_is_told_what_its_documents_ask_for(screening, post, send, screen_all):
    submission = send(body="Nobody – *asked* 👵🏽.", name="Ana", email="ana@example.org")

    screen_all()

    (call,) = screening.calls
    assert call.path == "/1.1/comment-check"
    assert call.headers["user-agent"].startswith("Coproduce/1.0 | akismet.py/")
    times = {
        "comment_date_gmt": submission.submitted_at.isoformat(timespec="seconds"),
        "comment_post_modified_gmt": post.published_at.isoformat(timespec="seconds"),
    }
    assert dict(call.fields) == TOLD | times


def test_an_answer_is_sent_as_a_reply_and_without_what_is_empty(
    screening, client, post, screen_all
):
    parent = create_comment(post)
    send_comment(client, post, visitor={"REMOTE_ADDR": "2001:db8::7"}, parent=parent.pk)

    screen_all()

    form = screening.calls[-1].form
    assert form["comment_type"] == "reply"
    assert form["user_ip"] == "2001:db8::7"
    assert {"referrer", "comment_author", "comment_author_email", "user_role"} & set(form) == set()


def test_without_a_key_nothing_is_sent_and_everything_waits(akismet, settings, send, screen_all):
    settings.AKISMET_URL = akismet.url
    send(name=SPAM_NAME)

    screen_all()

    assert akismet.calls == []
    assert judged() == [("pending", "skipped", "")]
    assert Job.objects.count() == 0


NOTICE = "No spam checker is set up"


def test_admin_says_that_nothing_is_screened(client):
    assert NOTICE not in client.get("/admin/login/").content.decode()
    client.force_login(create_moderator())

    assert NOTICE in client.get("/admin/").content.decode()
    assert NOTICE in client.get("/admin/comments/comment/").content.decode()


def test_admin_says_nothing_of_screening_while_there_is_a_key(desk, screening):
    response = desk.get("/admin/")

    assert "/admin/comments/comment/" in Page(response).links
    assert NOTICE not in response.content.decode()


def know_addresses():
    """That none is known would be reason enough to send nothing."""
    Submission.objects.update(ip_address="192.0.2.7")


def test_a_text_for_persons_only_is_not_sent(screening, send, screen_all):
    send(person_only="on", body="For persons.")
    send(body="For anyone.")
    know_addresses()

    screen_all()

    assert [call.form["comment_content"] for call in screening.calls] == ["For anyone."]
    assert judged() == [("pending", "skipped", ""), ("pending", "ham", "guid-1")]


def test_a_barrier_is_not_sent(screening, client, send, screen_all):
    response = client.post("/barriers/new/", {"body": "A barrier.", "step": "send"}, **VISITOR)
    assert response.status_code == 303
    send(body="A comment.")
    know_addresses()

    screen_all()

    assert [call.form["comment_content"] for call in screening.calls] == ["A comment."]
    assert judged() == [("pending", "skipped", ""), ("pending", "ham", "guid-1")]


def test_what_was_withdrawn_or_deleted_is_not_sent(screening, send, screen_all):
    send(body="Withdrawn.").withdraw()
    send(body="Deleted.").delete()
    send(body="Still here.")

    screen_all()

    assert [call.form["comment_content"] for call in screening.calls] == ["Still here."]
    assert judged() == [("withdrawn", "unscreened", ""), ("pending", "ham", "guid-1")]
    assert Job.objects.count() == 0


def test_a_verdict_that_comes_late_leaves_what_a_person_decided(screening, send, screen_all):
    send(name=SPAM_NAME).approve(by=create_moderator())

    screen_all()

    assert judged() == [("approved", "spam", "guid-1")]


def test_pending_screens_again_what_waits_and_nothing_else(screening, send, screen_all, capsys):
    send(body="Approved.").approve()
    send(body="Waiting.")
    screen_all()
    screening.forget()

    call_command("screen", "--pending")
    let_pass(rechecking.WITHIN)
    screen_all()

    assert capsys.readouterr().out == "1 waiting to be screened\n"
    assert [call.form["comment_content"] for call in screening.calls] == ["Waiting."]


def test_pending_asks_for_what_was_set_aside_again(screening, send, screen_all):
    screening.answer_with(status=500)
    send()
    screen_all()
    Job.objects.update(set_aside_at="2026-01-01T00:00Z")
    screening.behave()

    call_command("screen", "--pending")
    let_pass(rechecking.WITHIN)
    screen_all()

    assert [row[:2] for row in judged()] == [("pending", "ham")]


def test_pending_leaves_barriers_with_people(screening, screen_all):
    create_barrier(status="pending")
    know_addresses()

    call_command("screen", "--pending")
    let_pass(rechecking.WITHIN)
    screen_all()

    assert screening.calls == []
    assert judged() == [("pending", "unscreened", "")]


def test_screening_again_without_a_key_is_refused_and_keeps_the_verdicts():
    with pytest.raises(CommandError, match="AKISMET_API_KEY is empty"):
        call_command("screen", "--pending")


def test_job_that_comes_after_the_key_has_gone_keeps_the_verdict(
    screening, settings, send, screen_all
):
    submission = send()
    screen_all()
    settings.AKISMET_API_KEY = ""
    Job.objects.put("screen", submission.pk)

    screen_all()

    assert [verdict for _, verdict, _ in judged()] == ["ham"]


def test_screen_without_saying_what_is_refused():
    with pytest.raises(CommandError, match="Say what to screen: --pending"):
        call_command("screen")

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

import pytest
from django.db import connection
from django.http import QueryDict
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from comments.forms import CommentForm
from comments.models import Comment
from coproduce.moderation import intake, receipts
from coproduce.moderation.intake import Visitor, form_keys
from coproduce.moderation.models import Job, Submission
from tests.factories import create_comment, create_post
from tests.moderation.desk import put
from tests.reading import receipt_code, send_comment

pytestmark = pytest.mark.django_db

HERE = {"REMOTE_ADDR": "192.0.2.7", "HTTP_USER_AGENT": "Browser/1.0"}


def send(client, post, *, visitor=HERE, **fields):
    return send_comment(client, post, visitor=visitor, **{"submission_id": "", **fields})


def codes(client, *responses):
    return [receipt_code(client, response) for response in responses]


@pytest.mark.django_db(transaction=True)
def test_same_form_fifty_times_at_once_is_one_row_and_fifty_equal_receipts():
    post, start = create_post(), Barrier(50)

    def send_at_once(_):
        start.wait()
        try:
            client = Client()
            return receipt_code(client, send_comment(client, post, submission_id="one page"))
        finally:
            connection.close()

    with ThreadPoolExecutor(50) as pool:
        received = list(pool.map(send_at_once, range(50)))

    assert len(received) == 50
    assert len(set(received)) == 1
    assert [Submission.objects.count(), Comment.objects.count(), Job.objects.count()] == [1, 1, 1]


def test_a_kept_comment_waits_with_its_words_and_its_job(client):
    send(client, create_post(), body="  Nobody *asked*.\r\n", name=" Ana ", email="ana@example.org")

    comment = Comment.objects.select_related("submission").get()
    submission = comment.submission
    assert (comment.name, comment.email, comment.published_at) == ("Ana", "ana@example.org", None)
    assert submission.body == "Nobody *asked*."
    assert submission.body_html == "<p>Nobody <em>asked</em>.</p>\n"
    assert (submission.kind, submission.status, submission.verdict) == (
        "comment",
        "pending",
        "unscreened",
    )
    assert list(Job.objects.values_list("kind", "subject")) == [("screen", str(submission.pk))]


def test_same_words_from_another_opened_page_are_another_comment(client):
    post = create_post()

    first, second = codes(
        client, send(client, post, submission_id="a"), send(client, post, submission_id="b")
    )

    assert Submission.objects.count() == 2
    assert first != second


def test_same_page_sent_again_gives_the_same_receipt_whoever_sends(client):
    post, elsewhere = create_post(), {"REMOTE_ADDR": "198.51.100.9", "HTTP_USER_AGENT": "Other"}

    first, second = codes(
        client,
        send(client, post, submission_id="a"),
        send(client, post, submission_id="a", visitor=elsewhere),
    )

    assert Submission.objects.count() == 1
    assert first == second


def test_without_script_the_same_visitor_gets_the_same_receipt(client):
    post = create_post()

    first, second = codes(client, send(client, post), send(client, post))

    assert Submission.objects.count() == 1
    assert first == second


@pytest.mark.parametrize(
    "difference", [{"REMOTE_ADDR": "192.0.2.8"}, {"HTTP_USER_AGENT": "Browser/2.0"}]
)
def test_without_script_another_visitor_with_the_same_words_gets_another_receipt(
    client, difference
):
    post = create_post()

    first, second = codes(client, send(client, post), send(client, post, visitor=HERE | difference))

    assert Submission.objects.count() == 2
    assert first != second


@pytest.mark.parametrize("change", [{"body": "Other words."}, {"name": "Bea"}])
@pytest.mark.parametrize("submission_id", ["", "one page"])
def test_changed_fields_are_another_comment(client, change, submission_id):
    post = create_post()

    first, second = codes(
        client,
        send(client, post, submission_id=submission_id),
        send(client, post, submission_id=submission_id, **change),
    )

    assert Submission.objects.count() == 2
    assert first != second


def test_same_words_under_another_post_are_another_comment(client):
    first, second = codes(
        client,
        send(client, create_post(), submission_id="a"),
        send(client, create_post(), submission_id="a"),
    )

    assert Submission.objects.count() == 2
    assert first != second


@pytest.mark.parametrize(("hours", "rows"), [(1, 1), (2, 2)])
def test_without_script_a_form_sent_in_the_hour_before_is_the_same(client, hours, rows):
    post = create_post()
    send(client, post)
    # As if it had come then.
    form = CommentForm(QueryDict("body=Nobody asked us."), thread=post.thread)
    then = form_keys(
        {"thread": post.thread.pk, **form.typed()},
        submission_id="",
        visitor=Visitor(HERE["REMOTE_ADDR"], HERE["HTTP_USER_AGENT"], ""),
        at=timezone.now() - timedelta(hours=hours),
    )
    code_hash = receipts.hash_code(receipts.code_for(then[0]))
    Submission.objects.update(form_key=then[0], code_hash=code_hash)

    send(client, post)

    assert Submission.objects.count() == rows


def test_form_keys_of_both_sides_of_the_hour_meet():
    just_before = timezone.now().replace(minute=59, second=59)

    def keys(at):
        return form_keys({"body": ["a"]}, submission_id="", visitor=Visitor("", "", ""), at=at)

    assert keys(just_before)[0] == keys(just_before + timedelta(seconds=2))[1]
    assert keys(just_before)[0] not in keys(just_before + timedelta(hours=1, seconds=2))


def traces():
    return Submission.objects.values_list("ip_address", "user_agent", "referrer").get()


def test_traces_are_kept_for_screening(client, screening):
    send(client, create_post(), visitor=HERE | {"HTTP_REFERER": "http://testserver/posts/a/"})

    assert traces() == ("192.0.2.7", "Browser/1.0", "http://testserver/posts/a/")


def test_address_that_came_through_the_other_family_is_written_as_it_is(client, screening):
    send(client, create_post(), visitor={"REMOTE_ADDR": "::ffff:192.0.2.7"})

    assert traces()[0] == "192.0.2.7"


def test_no_traces_are_kept_of_a_text_for_persons_only(client, screening):
    send(
        client,
        create_post(),
        visitor=HERE | {"HTTP_REFERER": "http://a.example/"},
        person_only="on",
    )

    assert traces() == (None, "", "")
    assert Submission.objects.get().person_only is True


def test_no_traces_are_kept_while_nothing_is_screened(client):
    send(client, create_post(), visitor=HERE | {"HTTP_REFERER": "http://a.example/"})

    assert traces() == (None, "", "")


def test_no_traces_are_kept_of_a_barrier(client, screening):
    form = {"body": "Papers come too late.", "step": "send"}

    response = client.post(reverse("barriers:create"), form, **HERE)

    assert response.status_code == 303
    assert traces() == (None, "", "")


def test_a_browser_of_many_letters_and_odd_bytes_is_no_obstacle(client, screening):
    response = send(
        client, create_post(), visitor=HERE | {"HTTP_USER_AGENT": "\x00\xff\u202e" + "x" * 999}
    )

    assert response.status_code == 303
    assert len(Submission.objects.get().user_agent) == 500


def test_nothing_is_kept_when_the_child_cannot_be_saved():
    def fail(submission):
        assert submission.pk
        raise OSError("No space left on device")

    with pytest.raises(OSError, match="No space left"):
        intake.receive(
            Submission(kind="comment", body="a", body_html="<p>a</p>"),
            typed={"body": ["a"]},
            submission_id="a",
            visitor=Visitor("192.0.2.7", "", ""),
            keeps_traces=False,
            add_child=fail,
        )

    assert [Submission.objects.count(), Job.objects.count()] == [0, 0]


@pytest.mark.parametrize("name", ["user_agent", "referrer"])
def test_browser_or_referrer_alone_is_a_trace(name):
    comment = put(create_comment(create_post()), ip_address=None, **{name: "Something"})

    assert [one.pk for one in Submission.objects.with_traces()] == [comment.pk]

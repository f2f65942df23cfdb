import signal
import time

import pytest
from django.db import connection
from django.utils import timezone

from coproduce.moderation.models import Decision, Job, Submission
from tests.akismet_server import KEY, SPAM_NAME
from tests.factories import create_post
from tests.reading import send_comment
from tests.site import wait_until

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def start(start_worker, screening):
    return lambda: start_worker(AKISMET_URL=screening.url, AKISMET_API_KEY=KEY)


def send(client, **fields):
    assert send_comment(client, create_post(), **fields).status_code == 303


def screening_jobs():
    return Job.objects.filter(kind="screen")


def wait_until_done():
    wait_until(lambda: not screening_jobs().exists(), timeout=20, what="every job to be done")


def test_a_worker_killed_in_the_middle_of_a_call_leaves_one_effect(client, screening, start):
    screening.delay(30)
    send(client, name=SPAM_NAME)
    worker = start()
    screening.wait_for("comment-check", timeout=20)
    worker.kill()
    assert worker.wait() == -signal.SIGKILL
    assert screening_jobs().get().leased_until > timezone.now()

    screening.behave()
    start()
    time.sleep(1.5)
    assert len(screening.calls_to("comment-check")) == 1, "The lease still holds"
    screening_jobs().update(leased_until=timezone.now())
    wait_until_done()

    assert len(screening.calls_to("comment-check")) == 2
    assert list(Submission.objects.values_list("status", "verdict")) == [("spam", "spam")]
    assert [str(line) for line in Decision.objects.all()] == ["screen", "pending → spam"]


def test_two_workers_ask_about_each_text_once(client, screening, start):
    post = create_post()
    for number in range(12):
        assert send_comment(client, post, body=f"Text {number}").status_code == 303

    workers = [start(), start()]
    wait_until_done()

    asked = sorted(call.form["comment_content"] for call in screening.calls_to("comment-check"))
    assert asked == sorted(f"Text {number}" for number in range(12))
    assert [worker.poll() for worker in workers] == [None, None]


def test_a_worker_that_is_asked_to_stop_ends_within_five_seconds(client, screening, start):
    screening.delay(30)
    send(client)
    worker = start()
    screening.wait_for("comment-check", timeout=20)

    worker.terminate()

    assert worker.wait(timeout=7) == 0
    assert screening_jobs().get().attempts == 1
    assert Submission.objects.get().verdict == "unscreened"


def test_a_worker_outlives_faults_of_the_database(client, screening, start):
    worker = start()
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE moderation_job RENAME TO away")
        try:
            time.sleep(2)
        finally:
            cursor.execute("ALTER TABLE away RENAME TO moderation_job")

    send(client)
    wait_until_done()

    assert worker.poll() is None
    assert list(Submission.objects.values_list("verdict", flat=True)) == ["ham"]

"""What stays of a comment while Akismet gives no answer."""

from django.db.models import F
from django.utils import timezone

from coproduce.moderation.models import Job, Submission
from tests.akismet_server import KEY

WORDS = "These words are mine alone."


def make_due():
    """Has all that waits for the spam check come to it now."""
    Job.objects.filter(kind="screen").update(run_at=timezone.now())


def let_pass(time):
    """As if that much time had passed for all that waits for the spam check."""
    Job.objects.filter(kind="screen").update(run_at=F("run_at") - time)


def moments():
    """In how many seconds a text is to be asked about, each number once, the soonest first."""
    found = set(Job.objects.filter(kind="screen").values_list("run_at", flat=True))
    return [(moment - timezone.now()).total_seconds() for moment in sorted(found)]


def assert_kept_for_later(caplog, *, attempts=1, least=3, most=6.1):
    """Pending, in error, its job due within these seconds; nothing secret in the log."""
    assert list(Submission.objects.values_list("status", "verdict")) == [("pending", "error")]
    job = Job.objects.get(kind="screen")
    assert (job.attempts, job.leased_until, job.set_aside_at) == (attempts, None, None)
    assert least < (job.run_at - timezone.now()).total_seconds() < most
    assert f"{job} will be tried again" in caplog.text
    assert_nothing_secret_in(caplog.text + job.last_error)


def assert_nothing_secret_in(text):
    for secret in (KEY, WORDS, "192.0.2.7", "mine alone"):
        assert secret not in text

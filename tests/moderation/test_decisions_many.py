"""Decisions on many submissions at once: what they cost, and what follows from them."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coproduce.moderation.models import Agent, Decision, Job, Status, Submission, Verdict
from tests.factories import create_barrier, create_comment, create_post
from tests.moderation.desk import put

pytestmark = pytest.mark.django_db


def decide(to, *rows, **options):
    chosen = Submission.objects.filter(pk__in=[row.pk for row in rows])
    return chosen.decide(to, **options)


def told():
    return sorted(int(job.subject) for job in Job.objects.filter(kind="tell"))


def keys(submissions):
    return [submission.pk for submission in submissions]


def test_decided_tells_what_changed_what_was_left_and_what_was_decided_meanwhile(mo, post):
    changes, decided = create_comment(post, status="pending"), create_barrier(status="spam")
    stands, gone = create_comment(post), create_comment(post, status="withdrawn")
    seen = {changes.pk: 0, decided.pk: 0, stands.pk: 0}

    outcome = decide(Status.APPROVED, changes, decided, stands, gone, by=mo, seen=seen)

    assert keys(outcome.changed) == [changes.pk]
    assert keys(outcome.meanwhile) == [decided.pk]
    assert keys(outcome.left) == [stands.pk, gone.pk]
    assert Decision.objects.filter(batch=outcome.batch).count() == 2
    assert list(Submission.objects.order_by("pk").values_list("revision", flat=True)) == [
        1,
        1,
        1,
        1,
    ]


def test_decision_on_none_leaves_no_trace(mo, version):
    before = version()

    outcome = Submission.objects.none().decide(Status.APPROVED, by=mo)

    assert (outcome.changed, outcome.left, outcome.meanwhile) == ([], [], [])
    assert (Decision.objects.count(), version()) == (0, before)


def test_line_longer_than_is_kept_is_cut_everywhere(mo, post):
    comment = create_comment(post, status="pending")

    decide(Status.DECLINED, comment, by=mo, reason="other", line="a" * 300)

    assert Submission.objects.get().decline_line == Decision.objects.get().line == "a" * 200


def test_decline_without_a_reason_is_refused_as_a_whole(mo, post):
    rows = [create_comment(post, status="pending") for _ in range(2)]

    with pytest.raises(IntegrityError), transaction.atomic():
        decide(Status.DECLINED, *rows, by=mo)

    assert (Decision.objects.count(), Job.objects.count()) == (0, 0)


def statements(number, status, mo):
    post = create_post()
    rows = [create_comment(post, status="pending") for _ in range(number)]
    for row in rows:
        put(row, verdict=Verdict.HAM, ip_address="192.0.2.1")
    with CaptureQueriesContext(connection) as captured:
        decide(status, *rows, by=mo)
    return len(captured)


@pytest.mark.parametrize("status", [Status.APPROVED, Status.SPAM])
def test_decision_costs_as_much_for_a_hundred_as_for_ten(mo, status):
    statements(1, status, mo)

    at_ten, at_hundred = statements(10, status, mo), statements(100, status, mo)

    # SQLite takes only so many values in one statement: a second INSERT of the log and of jobs.
    more = 2 if connection.vendor == "sqlite" else 0
    assert at_ten <= at_hundred <= at_ten + more
    assert at_hundred <= 25


@pytest.mark.parametrize(
    ("columns", "is_told"),
    [
        ({"verdict": "ham", "ip_address": "192.0.2.1"}, True),
        ({"verdict": "spam", "ip_address": "192.0.2.1"}, True),
        ({"verdict": "discard", "ip_address": "192.0.2.1"}, True),
        ({"verdict": "ham", "ip_address": None}, False),
        ({"verdict": "unscreened", "ip_address": "192.0.2.1"}, False),
        ({"verdict": "error", "ip_address": "192.0.2.1"}, False),
        ({"verdict": "skipped", "ip_address": "192.0.2.1"}, False),
    ],
)
def test_akismet_is_told_in_ten_minutes_of_what_it_has_judged(mo, post, columns, is_told):
    comment = put(create_comment(post, status="pending"), **columns)
    other = create_comment(post, status="pending")

    decide(Status.APPROVED, comment, other, by=mo)

    assert told() == ([comment.pk] if is_told else [])
    for job in Job.objects.filter(kind="tell"):
        wait = job.run_at - timezone.now()
        assert timedelta(minutes=9, seconds=50) < wait <= timedelta(minutes=11)


@pytest.mark.parametrize("agent", [Agent.SCREENING, Agent.RULES])
def test_akismet_is_not_told_of_what_a_machine_decided(post, agent):
    comment = put(create_comment(post, status="pending"), verdict="ham", ip_address="192.0.2.1")

    decide(Status.APPROVED, comment, agent=agent)

    assert told() == []


def test_undo_of_many_puts_the_telling_off_again(mo, post):
    rows = [create_comment(post, status="pending") for _ in range(2)]
    for row in rows:
        put(row, verdict="spam", ip_address="192.0.2.1")
    outcome = decide(Status.APPROVED, *rows, by=mo)
    Job.objects.update(run_at=timezone.now())

    Submission.objects.undo(outcome.batch, by=mo)

    assert told() == [row.pk for row in rows]
    assert Job.objects.due().count() == 0

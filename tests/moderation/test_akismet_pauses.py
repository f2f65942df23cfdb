"""When the whole service pauses, and that nothing else makes it pause."""

import logging
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from django.db import connection
from django.utils import timezone

from coproduce.moderation.akismet import contact
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, StatusLine, Submission
from coproduce.moderation.worker import run_next
from tests.factories import create_post
from tests.moderation.troubled import assert_nothing_secret_in, let_pass, make_due, moments
from tests.reading import send_comment

pytestmark = pytest.mark.django_db

DAY, HOUR, MINUTE = timedelta(days=1), timedelta(hours=1), timedelta(minutes=1)


@pytest.fixture
def send(client):
    post = create_post()

    def send(*bodies):
        for body in bodies:
            assert send_comment(client, post, body=body).status_code == 303

    return send


def waits():
    """In how many seconds each job is due, and how often it was tried."""
    now = timezone.now()
    jobs = Job.objects.filter(kind="screen").order_by("pk")
    return [((job.run_at - now).total_seconds(), job.attempts) for job in jobs]


def verdicts():
    return list(Submission.objects.order_by("pk").values_list("verdict", flat=True))


def assert_paused_for(least, most, *, verdicts_are=("error", "unscreened")):
    """One was asked about, the next was not; both wait, and neither used up a try."""
    assert tuple(verdicts()) == verdicts_are
    for seconds, attempts in waits():
        assert least - 2 <= seconds <= most * 1.05 + 2
        assert attempts == 0


ABOUT_THE_KEY = ["akismet key", "akismet asked"]


@pytest.mark.parametrize("status", [429, 503])
@pytest.mark.parametrize("seconds", [1, 120, 86_400])
def test_a_sound_retry_after_pauses_all(screening, send, screen_all, status, seconds):
    screening.answer_with(status=status, headers={"Retry-After": str(seconds)})
    send("First.", "Second.")

    run_next(lanes["screen"])
    run_next(lanes["screen"])

    assert len(screening.calls) == 1
    assert_paused_for(seconds, seconds)


@pytest.mark.parametrize("off_by", [timedelta(0), DAY, -DAY])
def test_a_date_to_retry_after_is_read_by_the_servers_own_clock(
    screening, send, screen_all, off_by
):
    now = datetime.now(UTC) + off_by
    dates = {"Date": format_datetime(now, usegmt=True)}
    dates["Retry-After"] = format_datetime(now + 10 * MINUTE, usegmt=True)
    screening.answer_with(status=429, headers=dates)
    send("First.", "Second.")

    screen_all()

    assert_paused_for(600, 600)


@pytest.mark.parametrize("code", ["10402", "10403", "10404", "10504", "10599"])
def test_an_alert_about_the_account_pauses_all_and_its_verdict_counts_for_nothing(
    screening, send, screen_all, code
):
    headers = {"X-akismet-alert-code": code, "X-akismet-alert-msg": "Pay <b>now</b>"}
    screening.answer_with("false", headers=headers)
    send("First.", "Second.")

    screen_all()

    assert len(screening.calls) == 1
    assert_paused_for(3600, 3600)
    assert StatusLine.of("akismet alert").words == f"{code}: Pay <b>now</b>"


@pytest.mark.parametrize(
    "headers",
    [
        {"X-akismet-alert-code": "10010", "X-akismet-alert-msg": "A new release"},
        {"X-akismet-alert-code": "1040", "X-akismet-alert-msg": "Not one of those"},
        {"X-akismet-alert-code": "104020"},
        {"X-akismet-alert-msg": "A word beside"},
        {"Retry-After": "600"},
    ],
)
def test_anything_else_pauses_nobody(screening, send, screen_all, headers):
    screening.answer_with("false", headers=headers)
    send("First.", "Second.")

    screen_all()

    assert verdicts() == ["ham", "ham"]


def test_an_alert_is_kept_for_the_owner_until_an_answer_comes_without_it(
    screening, desk, send, screen_all
):
    alert = {"X-akismet-alert-code": "10010", "X-akismet-alert-msg": "Renew test-key & <now>"}
    screening.answer_with("false", headers=alert)
    send("First.")
    screen_all()
    shown = desk.get("/admin/").content.decode()
    assert "Akismet says of the account: 10010: Renew … &amp; &lt;now&gt;." in shown

    screening.behave()
    send("Second.")
    screen_all()

    assert "Akismet says" not in desk.get("/admin/").content.decode()


def test_a_key_that_verify_key_refuses_pauses_all(screening, send, screen_all, caplog, settings):
    settings.AKISMET_API_KEY = "another-key"
    send("First.", "Second.")

    screen_all()

    assert [call.operation for call in screening.calls] == ["comment-check", "verify-key"]
    assert_paused_for(3600, 3600)
    assert StatusLine.of("akismet key").words == "refused"
    assert "another-key" not in caplog.text + "".join(map(str, StatusLine.objects.all()))


def test_an_answer_of_invalid_alone_pauses_nobody(screening, send, screen_all):
    screening.answer_with("invalid", to="comment-check")
    send("First.", "Second.")

    screen_all()

    operations = [call.operation for call in screening.calls]
    assert operations == ["comment-check", "verify-key", "comment-check"]
    assert verdicts() == ["error", "error"]
    assert [attempts for _, attempts in waits()] == [1, 1]


def test_invalid_again_and_again_with_a_good_key_is_told_to_the_owner(
    screening, send, screen_all, caplog
):
    screening.answer_with("invalid", to="comment-check")
    send("First.")
    for _ in range(3):
        make_due()
        # So that each time the key is asked about, and is good.
        StatusLine.objects.filter(name__in=ABOUT_THE_KEY).update(at=timezone.now() - HOUR)
        StatusLine.forget("akismet error")
        screen_all()
        words = "Akismet answered as if the key were wrong."
        assert StatusLine.of("akismet error").words == words

    assert len(screening.calls_to("verify-key")) == 3
    assert StatusLine.of("akismet key").words == "valid"
    assert alarms(caplog) == [f"Screening has trouble: {words}"]
    assert [attempts for _, attempts in waits()] == [3]


@pytest.mark.django_db(transaction=True)
def test_of_eight_that_hear_invalid_at_once_one_asks_about_the_key(screening, send):
    screening.answer_with("invalid", to="comment-check")
    # All have their answers before the first knows about the key.
    screening.delay(0.5)
    send(*[f"Text {number}" for number in range(8)])

    def run(_):
        try:
            return run_next(lanes["screen"])
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(run, range(8)))

    assert len(screening.calls_to("comment-check")) == 8
    assert len(screening.calls_to("verify-key")) == 1
    assert verdicts() == ["error"] * 8


def test_after_the_pause_all_goes_on(screening, send, screen_all):
    screening.answer_with(status=429, headers={"Retry-After": "60"})
    send("First.", "Second.")
    screen_all()
    screening.behave()

    make_due()
    screen_all()
    assert verdicts() == ["error", "unscreened"], "The pause still holds"
    StatusLine.objects.filter(pk="akismet pause").update(at=timezone.now())
    make_due()
    screen_all()

    assert verdicts() == ["ham", "ham"]


def test_a_pause_set_by_a_clock_a_day_ahead_holds_nobody_up(screening, send, screen_all):
    contact.set_pause("Akismet asks us to wait.", DAY + HOUR)
    send("First.")

    screen_all()

    assert verdicts() == ["ham"]


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ({"body": "invalid"}, "Akismet refuses the key in AKISMET_API_KEY."),
        (
            {"body": "false", "headers": {"X-akismet-alert-code": "10402"}},
            "Akismet says of the account: 10402. Until that is mended nothing is screened",
        ),
        (
            {"status": 429, "headers": {"Retry-After": "3600"}},
            "Akismet asked this site to wait. Until ",
        ),
    ],
)
def test_the_admin_says_why_nothing_is_screened(screening, desk, send, screen_all, answer, words):
    screening.answer_with(**answer)
    send("First.")
    assert words not in desk.get("/admin/").content.decode()

    screen_all()

    assert words in desk.get("/admin/").content.decode()


def test_pause_is_not_laid_to_the_account(screening, desk, send, screen_all):
    screening.answer_with("false", headers={"X-akismet-alert-msg": "Renew soon"})
    send("First.")
    screen_all()
    screening.answer_with(status=429, headers={"Retry-After": "3600"})
    send("Second.")
    screen_all()

    assert "Akismet asked this site to wait. Until " in desk.get("/admin/").content.decode()


def test_of_a_hundred_faults_the_log_hears_once_in_ten_minutes(screening, send, screen_all, caplog):
    screening.answer_with(status=500)
    send(*[f"Text {number}" for number in range(10)])
    for _ in range(10):
        make_due()
        screen_all()

    assert len(screening.calls) == 100
    assert alarms(caplog) == ["Screening has trouble: Akismet answered with status 500."]
    past = timezone.now() - 11 * MINUTE
    StatusLine.objects.filter(pk="akismet alarm").update(at=past)
    make_due()
    screen_all()
    assert len(alarms(caplog)) == 2
    assert_nothing_secret_in(caplog.text)


def alarms(caplog):
    return [record.getMessage() for record in caplog.records if record.levelno >= logging.ERROR]


def test_while_every_other_call_fails_each_text_gets_its_answer(screening, send, screen_all):
    answers = iter(range(1_000))
    screening.right_answer = lambda call, right=screening.right_answer: (
        right(call) if next(answers) % 2 else screening.fault(500)
    )
    send(*[f"Text {number}" for number in range(8)])

    for _ in range(8):
        make_due()
        screen_all()

    assert verdicts() == ["ham"] * 8
    assert StatusLine.of("akismet pause") is None


def test_once_akismet_is_back_nobody_waits_as_long_again(screening, send, screen_all):
    screening.answer_with(status=500)
    send(*[f"Text {number}" for number in range(5)])
    screen_all()
    Job.objects.filter(kind="screen").update(run_at=timezone.now() + 5 * HOUR)
    Job.objects.put("screen", 0, run_at=timezone.now() + HOUR)
    screening.behave()
    send("One more")

    screen_all()
    assert verdicts() == ["error"] * 5 + ["ham"]
    let_pass(contact.BACK_WITHIN)
    screen_all()

    assert verdicts() == ["ham"] * 6
    assert Job.objects.get(kind="screen").subject == "0", "It waits for its time, not for Akismet"


def test_once_akismet_is_back_it_is_not_asked_about_all_at_one_moment(screening, send, screen_all):
    screening.answer_with(status=500)
    send("Text")
    screen_all()
    for number in range(30):
        Job.objects.put("screen", f"one of many: {number}")
    late = {"run_at": timezone.now() + 5 * HOUR, "last_error": "Akismet answered with status 500."}
    Job.objects.filter(kind="screen").update(**late)
    screening.behave()
    send("One more")

    run_next(lanes["screen"])

    assert len(moments()) == 15
    assert 0 < moments()[0] < moments()[-1] <= 30


def test_once_akismet_is_back_what_comes_soon_keeps_its_time(screening, send, screen_all):
    screening.answer_with(status=500)
    send("Text")
    screen_all()
    soon = Job.objects.get(kind="screen").run_at
    screening.behave()
    send("One more")

    run_next(lanes["screen"])

    assert Job.objects.get(kind="screen").run_at == soon


def test_what_a_pause_has_put_apart_stays_apart(screening, send, screen_all):
    screening.answer_with(status=429, headers={"Retry-After": "60"})
    send(*[f"Text {number}" for number in range(5)])
    screen_all()
    screening.behave()
    late = timezone.now() + timedelta(seconds=61)
    Job.objects.filter(kind="screen").update(run_at=late)
    StatusLine.objects.filter(pk="akismet pause").update(at=timezone.now())
    send("One more")

    screen_all()

    assert sorted(verdicts()).count("ham") == 1
    assert {job.run_at for job in Job.objects.filter(kind="screen")} == {late}


def test_while_half_fails_those_that_fail_keep_to_their_clocks(screening, send, screen_all):
    for _ in range(2):
        screening.answer_with(status=500)
        send("It fails")
        screen_all()
        Job.objects.filter(kind="screen").update(run_at=timezone.now() + HOUR)
        screening.behave()
        send("It does not")
        screen_all()
        let_pass(contact.BACK_WITHIN)
        screen_all()

    assert verdicts() == ["ham", "ham", "error", "ham"]

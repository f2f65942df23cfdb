"""The page of health in the admin, each line in each of its states."""

import json
import shutil
from collections import namedtuple
from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.utils import timezone

from coproduce.moderation import health, heartbeat
from coproduce.moderation.akismet import contact
from coproduce.moderation.health import asking
from coproduce.moderation.health.line import Line, State
from coproduce.moderation.health.machine import has_wal_fault
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, Report, Status, StatusLine
from coproduce.moderation.worker import run_next
from tests.factories import create_comment, create_post
from tests.markup import parse, text_of, texts
from tests.moderation.desk import DESK
from tests.moderation.letters_to_moderators import put_rules

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
DAY = timedelta(days=1)
Usage = namedtuple("Usage", "total used free")


@pytest.fixture
def seen(desk):
    """A function: the state of each line of the page, and its words, by its name."""

    def seen(name):
        response = desk.get("/admin/health/")
        assert response.status_code == 200
        found = {}
        for item in parse(response).iter("li"):
            if (item.get("class") or "").startswith("health-"):
                head, state, *words = [text_of(child) for child in item]
                found[head] = (state, " ".join(words))
        return found.get(name)

    return seen


def set_aside(subject="1", kind="screen"):
    now = timezone.now()
    return Job.objects.create(
        kind=kind, subject=subject, run_at=now, set_aside_at=now, attempts=25, last_error="Away."
    )


@pytest.mark.parametrize(
    ("states", "says"),
    [
        (["ok", "ok"], "Nothing is out of order."),
        (["ok", "warning"], "Nothing is out of order. Look at 1 thing."),
        (["bad", "warning", "warning"], "1 thing is out of order. Look at 2 things."),
        (["bad", "bad"], "2 things are out of order."),
    ],
)
def test_page_begins_with_how_much_there_is_to_do(desk, monkeypatch, states, says):
    found = [Line(state, State(state), "") for state in states]
    monkeypatch.setattr(health, "lines", lambda: found)

    page = desk.get("/admin/health/")

    assert texts(page, ".//p[@class='health-sum']") == [says]


def test_letters_are_in_order_for_three_days(seen):
    none = seen("Letters")
    submission = create_comment(create_post(), status=Status.PENDING).submission
    new = seen("Letters")
    submission.submitted_at = timezone.now() - 4 * DAY
    submission.save()
    old = seen("Letters")

    assert none == ("In order", "Nothing waits for a moderator.")
    assert (new[0], new[1][:29]) == ("In order", "1 waits for a moderator, sinc")
    assert old[0] == "Look at this"
    assert old[1].endswith("(4 days). Answer what has waited longer than 3 days.")


def test_days_are_those_of_the_rules(seen):
    put_rules(remind_after_days=7)
    create_comment(create_post(), status=Status.PENDING, submitted_at=timezone.now() - 4 * DAY)

    assert seen("Letters")[0] == "In order"


def test_report_that_is_overdue_is_out_of_order(seen):
    shown = create_comment(create_post()).submission
    Report.objects.create(submission=shown, about="me", due_at=timezone.now() + HOUR)
    open_ = seen("Reports from readers")
    Report.objects.create(submission=shown, about="me", due_at=timezone.now() - HOUR)

    assert open_ == ("In order", "1 is open.")
    assert seen("Reports from readers") == (
        "Out of order",
        "2 open; the answer to 1 is overdue. Answer them first: the law sets a time.",
    )


def test_reports_lead_to_their_tab(desk):
    page = parse(desk.get("/admin/health/"))

    links = {text_of(link): link.get("href") for link in page.iterfind(".//h2/a")}
    assert links["Reports from readers"] == f"{DESK}?tab=reported"
    assert links["Letters"] == DESK


def test_worker_is_known_by_its_pulse(seen):
    never = seen("Worker")
    heartbeat.beat()
    alive = seen("Worker")
    StatusLine.objects.update(at=timezone.now() - timedelta(minutes=3))

    assert never[0] == "Out of order"
    assert alive == ("In order", "It runs.")
    assert seen("Worker")[0] == "Out of order"


def test_jobs_that_wait_too_long_are_told(seen):
    Job.objects.put("screen", 1)
    soon = seen("Jobs")
    Job.objects.update(run_at=timezone.now() - HOUR)

    assert soon[0] == "In order"
    assert seen("Jobs") == (
        "Look at this",
        "1 is due, for 1 hour. The worker does not keep up, or does not run: see the line above.",
    )


def test_akismet_without_a_key_is_told(seen):
    assert seen("Akismet")[0] == "Look at this"
    assert seen("Akismet’s key") is None


def test_button_has_the_worker_ask_and_the_page_shows_what_came(seen, desk, screening):
    before = seen("Akismet’s key")[0]
    response = desk.post("/admin/health/akismet/")
    asked_by_the_request = len(screening.calls)
    run_next(lanes["akismet_check"])

    assert (response.status_code, response["Location"]) == (302, "/admin/health/")
    assert (before, asked_by_the_request) == ("Look at this", 0)
    assert [call.operation for call in screening.calls] == ["verify-key", "usage-limit"]
    assert seen("Akismet’s key")[0] == "In order"
    assert "this month" in seen("Akismet’s usage")[1]


def test_account_that_akismet_slows_down_is_told_until_it_does_not(seen, desk, screening):
    slowed = {"limit": 10_000, "usage": 12_000, "percentage": "120", "throttled": True}
    found = []
    for usage in (slowed, slowed | {"usage": 0, "throttled": False}):
        screening.answer_with(json.dumps(usage), to="usage-limit")
        desk.post("/admin/health/akismet/")
        run_next(lanes["akismet_check"])
        found.append(seen("Akismet’s usage"))

    assert [state for state, _words in found] == ["Look at this", "In order"]
    assert "Its answers come later." in found[0][1]


def test_key_that_akismet_refuses_is_out_of_order(seen, desk, screening, settings):
    settings.AKISMET_API_KEY = "another"
    desk.post("/admin/health/akismet/")
    run_next(lanes["akismet_check"])

    assert seen("Akismet’s key")[0] == "Out of order"
    assert seen("Akismet is paused")[0] == "Look at this"


def test_trouble_and_alert_of_akismet_are_told_in_its_words(seen, screening):
    contact.note(contact.CONTACT, at=timezone.now() - HOUR)
    contact.note(contact.ERROR, "Akismet could not be asked: ConnectTimeout")
    contact.note(contact.ALERT, "10402: Unpaid")

    assert seen("Contact with Akismet")[0] == "Look at this"
    assert "ConnectTimeout" in seen("Contact with Akismet")[1]
    assert seen("Akismet’s word on the account")[0] == "Out of order"
    contact.note(contact.CONTACT)
    assert seen("Contact with Akismet")[0] == "In order"


def test_mail_is_as_its_server_was_last(seen, settings, mail):
    settings.MAIL_IS_ON = False
    off = seen("Mail")
    settings.MAIL_IS_ON = True
    on = seen("Mail")
    StatusLine.note("mail trouble", "mail.example.org refuses the connection.")
    trouble = seen("Mail")
    StatusLine.note("mail sent")

    assert off[0] == "Look at this"
    assert on == ("In order", "No letter has gone out yet.")
    assert trouble[0] == "Look at this"
    assert "mail.example.org refuses the connection." in trouble[1]
    assert seen("Mail")[0] == "In order"


def test_letter_to_a_moderator_that_waits_is_out_of_order(seen, mail):
    put_rules()
    before = seen("Letters to moderators")[0]
    StatusLine.note("moderator mail trouble 0123")

    assert before == "In order"
    assert seen("Letters to moderators")[0] == "Out of order"


@pytest.mark.parametrize(
    ("version", "is_faulty"),
    [
        ((3, 40, 1), True),
        ((3, 44, 6), False),
        ((3, 44, 5), True),
        ((3, 50, 7), False),
        ((3, 51, 2), True),
        ((3, 51, 3), False),
        ((3, 52, 0), False),
    ],
)
def test_versions_of_sqlite_with_the_fault_are_known(version, is_faulty):
    assert has_wal_fault(version) is is_faulty


@pytest.mark.parametrize(
    ("total", "free", "state"),
    [
        (100, 11, "In order"),
        (100, 9, "Look at this"),
        (5, 0.9, "Look at this"),
        (100, 0.09, "Out of order"),
    ],
)
def test_disk_that_fills_up_is_told(seen, monkeypatch, total, free, state):
    gigabyte = 1024**3
    usage = Usage(total * gigabyte, 0, int(free * gigabyte))
    monkeypatch.setattr(shutil, "disk_usage", lambda path: usage)

    assert seen("Disk")[0] == state


@pytest.mark.parametrize(
    ("is_on", "is_loopback", "state"),
    [(False, True, "In order"), (True, True, "Look at this"), (True, False, "Out of order")],
)
def test_debug_is_told(seen, settings, is_on, is_loopback, state):
    settings.DEBUG, settings.SITE_IS_LOOPBACK = is_on, is_loopback

    assert seen("Settings")[0] == state


def test_jobs_set_aside_are_named(seen):
    set_aside("1"), set_aside("2"), set_aside("1", kind="publish_post")

    assert seen("Jobs set aside")[1].startswith(
        "3 were tried too often and are left until you ask for them. "
        "Show a post on its day (1). Ask Akismet about a letter (2)."
    )


def test_one_job_runs_again_and_the_others_stay(desk, seen):
    first, second = set_aside("1"), set_aside("2")
    before = seen("Jobs set aside")[0]

    desk.post("/admin/health/jobs/", {"job": second.pk})

    first.refresh_from_db()
    second.refresh_from_db()
    assert (before, first.attempts, first.set_aside_at is None) == ("Out of order", 25, False)
    assert (second.attempts, second.set_aside_at) == (0, None)


@pytest.mark.parametrize(("job", "count"), [("", 2), ("9" * 30, 0), ("x", 0)])
def test_all_run_again_or_none(desk, job, count):
    set_aside("1")
    set_aside("2")
    Job.objects.put("screen", "3", run_at=timezone.now() + HOUR)

    desk.post("/admin/health/jobs/", {"job": job})

    assert Job.objects.due().count() == count


def test_looking_changes_nothing(desk):
    set_aside()
    before = list(Job.objects.values())

    addresses = ["/admin/health/", "/admin/health/akismet/", "/admin/health/jobs/"]
    assert [desk.get(address).status_code for address in addresses] == [200, 405, 405]
    assert list(Job.objects.values()) == before


@pytest.mark.parametrize(
    ("permissions", "statuses"),
    [([], [403, 403, 403]), (["view_job"], [200, 302, 403])],
)
def test_page_is_for_staff_who_may_see_jobs(permissions, statuses):
    user = User.objects.create_user("staff", password="a good long password", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    page = client.get("/admin/health/").status_code
    ask = client.post("/admin/health/akismet/").status_code
    run = client.post("/admin/health/jobs/").status_code

    assert [page, ask, run] == statuses
    assert Client().get("/admin/health/").status_code == 302


def test_page_asks_as_often_for_three_jobs_as_for_one(desk, django_assert_max_num_queries):
    set_aside("0")
    with django_assert_max_num_queries(16) as one:
        desk.get("/admin/health/")
    for number in range(1, 3):
        set_aside(str(number))
    with django_assert_max_num_queries(16) as three:
        desk.get("/admin/health/")

    assert len(three) == len(one)


def test_list_of_jobs_says_in_words_what_they_do(desk):
    set_aside(kind="moderator_mail", subject="a" * 40)
    Job.objects.put("screen", 7)

    page = desk.get("/admin/moderation/job/?set_aside_at__isempty=0").content.decode()

    assert "Write to a moderator" in page
    assert "set aside on" in page
    assert page.count('class="field-subject"') == 1


def test_heartbeat_of_a_clock_that_was_ahead_says_nothing(db):
    StatusLine.note("worker heartbeat", at=timezone.now() + timedelta(hours=1))

    (worker,) = [line for line in health.lines() if line.name == "Worker"]
    assert worker.is_bad


def test_asking_during_a_pause_asks_nobody_and_ends(screening):
    contact.set_pause("Wait.", timedelta(hours=1))
    asking.put()

    asking.ask()

    assert screening.calls == []

"""The history: everything that was decided, by whom, when and why."""

from datetime import UTC, datetime, timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coproduce.moderation.history import admin as history
from coproduce.moderation.models import Act, Agent, Decision
from tests.factories import create_barrier, create_comment, create_moderator
from tests.markup import hrefs, texts

pytestmark = pytest.mark.django_db

HISTORY = "/admin/moderation/decision/"
ROWS = ".//table[@id='result_list']/tbody/tr"


def column(client, query, name):
    return texts(client.get(f"{HISTORY}{query}"), f"{ROWS}/td[@class='field-{name}']")


def written(submission, at, **fields):
    """A line of the log that was written then."""
    fields = {"agent": Agent.SCREENING, "from_status": "pending", "to_status": "spam"} | fields
    decision = Decision.objects.create(submission=submission, **fields)
    Decision.objects.filter(pk=decision.pk).update(at=at)
    return decision


def moment(year, month, day, hour=12):
    return datetime(year, month, day, hour, tzinfo=UTC)


def test_line_says_when_who_what_on_which_letter_and_why(desk, mo, post):
    submission = create_comment(post, body="My own words.", name="Ana", status="pending").submission
    submission.decline(by=mo, reason="abusive", line="Rude.")
    Decision.objects.update(at=moment(2026, 5, 3))

    page = desk.get(HISTORY)

    assert texts(page, f"{ROWS}/*") == [
        "3 May 2026, 13:00",
        "mo",
        "Waiting → Declined",
        f"Comment {submission.pk}",
        "It is abusive: Rude.",
    ]
    assert hrefs(page, f"{ROWS}//a") == [f"/admin/moderation/submission/{submission.pk}/change/"]
    content = page.content.decode()
    assert ("My own words." in content, "Ana" in content) == (False, False)


def test_way_back_leads_to_the_start(desk):
    crumbs = ".//div[@class='breadcrumbs']"

    assert texts(desk.get(HISTORY), crumbs) == ["Start › History"]
    assert hrefs(desk.get(HISTORY), f"{crumbs}/a") == ["/admin/"]


def test_latest_line_comes_first_and_an_undo_is_a_line_of_its_own(desk, mo):
    submission = create_barrier(status="pending").submission
    submission.approve(by=mo)
    submission.undo(by=mo)
    submission.log(Act.PROVE, agent=Agent.WRITER)

    assert column(desk, "", "what") == [
        "Address proven",
        "Undone: Approved → Waiting",
        "Waiting → Approved",
    ]
    assert column(desk, "", "who") == ["The writer", "mo", "mo"]
    assert column(desk, "", "letter") == [f"Barrier {submission.pk}"] * 3


@pytest.mark.parametrize(
    ("query", "what"),
    [
        ("?act=mend", ["Mended"]),
        ("?to=declined", ["Waiting → Declined"]),
        ("?reason=abusive", ["Waiting → Declined"]),
        ("?agent=screening", ["Waiting → Spam"]),
        ("?kind=barrier", ["Waiting → Spam", "Waiting → Declined"]),
        ("?kind=barrier&agent=person", ["Waiting → Declined"]),
        ("?act=mend&kind=barrier", []),
        ("?act=unheard-of", ["Mended", "Waiting → Spam", "Waiting → Declined"]),
    ],
)
def test_filter_shows_only_what_is_asked_for(desk, mo, post, query, what):
    create_barrier(status="pending").submission.decline(by=mo, reason="abusive")
    create_barrier(status="pending").submission.mark_spam(agent=Agent.SCREENING)
    comment = create_comment(post, status="pending").submission
    comment.log(Act.MEND, agent=Agent.PERSON, by=mo)

    assert column(desk, query, "what") == what


def test_person_is_chosen_among_the_accounts_of_the_desk(desk, mo):
    nia = create_moderator("nia")
    User.objects.create_user("reader")
    create_barrier(status="pending").submission.approve(by=mo)
    create_barrier(status="pending").submission.mark_spam(by=nia)

    page = desk.get(f"{HISTORY}?by={nia.pk}")

    assert texts(page, f"{ROWS}/td[@class='field-who']") == ["nia"]
    people = ".//details[@data-filter-title='which moderator']//a"
    assert texts(page, people) == ["All", "mo", "nia"]


@pytest.mark.parametrize(
    ("when", "shown"),
    [
        ("2024", ["12 June 2024, 13:00", "31 May 2024, 23:59"]),
        ("2024-05", ["31 May 2024, 23:59"]),
        ("2024-06", ["12 June 2024, 13:00"]),
        ("2024-07", []),
        ("2025", ["1 January 2025, 0:00"]),
        ("today", []),
        ("week", []),
    ],
)
def test_time_is_chosen_by_the_clock_of_the_site(desk, when, shown):
    submission = create_barrier(status="pending").submission
    # The last two minutes of a summer's month, an hour behind in UTC.
    for at in (
        datetime(2024, 5, 31, 22, 59, tzinfo=UTC),
        moment(2024, 6, 12),
        moment(2025, 1, 1, 0),
    ):
        written(submission, at)

    assert column(desk, f"?when={when}", "when") == shown


def test_today_and_the_last_7_days_are_of_now(desk, mo):
    create_barrier(status="pending").submission.approve(by=mo)

    assert [column(desk, f"?when={when}", "who") for when in ("today", "week")] == [["mo"]] * 2


def test_months_are_offered_for_the_year_that_is_chosen(desk):
    written(create_barrier(status="pending").submission, moment(2024, 6, 12))
    times = ".//details[@data-filter-title='when']//a"

    before = texts(desk.get(HISTORY), times)
    after = texts(desk.get(f"{HISTORY}?when=2024"), times)

    assert before[:3] == ["All", "Today", "The last 7 days"]
    assert before[-1] == "2024"
    assert after == before + "January February March April May June July".split() + (
        "August September October November December".split()
    )


@pytest.mark.parametrize("typed", ["{}", " #{} ", "{}.", "Barrier {}"])
def test_letter_is_found_by_its_number(desk, typed):
    create_barrier()
    wanted = create_barrier().submission

    assert column(desk, f"?q={typed.format(wanted.pk)}".replace("#", "%23"), "letter") == [
        f"Barrier {wanted.pk}"
    ]


@pytest.mark.parametrize("typed", ["nia", "NI", "Okafor", " nia "])
def test_lines_are_found_by_the_name_of_who_decided(desk, mo, typed):
    nia = create_moderator("nia")
    User.objects.filter(pk=nia.pk).update(last_name="Okafor")
    create_barrier(status="pending").submission.approve(by=mo)
    create_barrier(status="pending").submission.approve(by=nia)

    assert column(desk, f"?q={typed}", "who") == ["nia"]


@pytest.mark.parametrize("typed", ["nobody", "9" * 18, "9" * 30, "0"])
def test_nothing_is_found_by_what_is_nobodys(desk, typed):
    create_barrier()

    assert column(desk, f"?q={typed}", "who") == []


def test_filter_looks_through_a_part_of_the_log_and_goes_on_when_asked(desk, mo, monkeypatch):
    monkeypatch.setattr(history, "WINDOW", 2)
    submission = create_barrier(status="pending").submission
    for number, act in enumerate([Act.MEND, Act.PROVE, Act.PROVE, Act.MEND, Act.PROVE]):
        written(submission, moment(2026, 5, number + 1), act=act)

    first = desk.get(f"{HISTORY}?act=mend")
    further = ".//p[@class='paginator']/a"
    (query,) = hrefs(first, further)
    second = desk.get(f"{HISTORY}{query}")
    (query,) = hrefs(second, further)
    third = desk.get(f"{HISTORY}{query}")

    shown = [texts(page, f"{ROWS}/td[@class='field-when']") for page in (first, second, third)]
    assert shown == [["4 May 2026, 13:00"], [], ["1 May 2026, 13:00"]]
    assert hrefs(third, further) == []
    told = "This list has looked back to 4 May 2026, 13:00. Look further back"
    assert texts(first, ".//p[@class='paginator']")[-1] == told
    # Another filter begins with the newest again.
    assert all("before" not in link for link in hrefs(second, ".//details//a"))


def test_list_without_a_filter_needs_no_looking_further(desk, mo, monkeypatch):
    monkeypatch.setattr(history, "WINDOW", 2)
    for _ in range(3):
        create_barrier(status="pending").submission.approve(by=mo)

    assert len(column(desk, "", "who")) == 3
    assert len(column(desk, f"?by={mo.pk}&when=today", "who")) == 3


def test_three_lines_take_as_many_queries_as_one(desk, mo, post):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(f"{HISTORY}?act=decide").status_code == 200
        return len(captured)

    create_barrier(status="pending").submission.approve(by=mo)
    queries()
    at_one = queries()
    create_barrier(status="pending").submission.approve(by=create_moderator("nia"))
    create_comment(post)

    assert queries() == at_one <= 12


def test_line_leads_to_its_letter_and_cannot_be_changed(desk, mo):
    decision = create_barrier().submission.decisions.get()
    page = f"{HISTORY}{decision.pk}"

    for path in (f"{page}/change/", f"{page}/history/"):
        answer = desk.post(path, {"reason": "other"})
        letter = f"/admin/moderation/submission/{decision.submission_id}/change/"
        assert (answer.status_code, answer["Location"]) == (302, letter)
    assert desk.get(f"{HISTORY}add/").status_code == 403
    assert desk.post(f"{page}/delete/", {"post": "yes"}).status_code == 403
    assert list(Decision.objects.values_list("pk", "reason")) == [(decision.pk, "")]


def test_history_is_for_who_may_see_it(client):
    looker = User.objects.create_user("lou", is_staff=True)
    client.force_login(looker)
    decision = create_barrier().submission.decisions.get()
    paths = [HISTORY, f"{HISTORY}export/", f"{HISTORY}{decision.pk}/change/"]

    refused = [client.get(path).status_code for path in paths]
    looker.user_permissions.add(Permission.objects.get(codename="view_decision"))

    assert refused == [403, 403, 403]
    assert [client.get(path).status_code for path in paths] == [200, 200, 302]


def test_what_happened_to_a_declined_letter_is_no_decision_to_decline_it(desk, mo):
    submission = create_barrier(status="pending").submission
    submission.decline(by=mo, reason="abusive")
    submission.log(Act.ASK, agent=Agent.WRITER)

    assert column(desk, "?to=declined", "what") == ["Waiting → Declined"]


def test_year_with_a_leap_day_has_its_december(desk, post):
    create_comment(post)
    Decision.objects.update(at=datetime(2024, 12, 15, tzinfo=UTC))

    page = desk.get("/admin/moderation/decision/?when=2024")
    assert page.context["cl"].result_count == 1


@pytest.mark.parametrize(("days", "number"), [(6, 1), (7, 0)])
def test_last_7_days_are_seven(desk, post, days, number):
    create_comment(post)
    Decision.objects.update(at=timezone.localtime().replace(hour=12) - timedelta(days=days))

    page = desk.get("/admin/moderation/decision/?when=week")
    assert page.context["cl"].result_count == number


def test_lines_of_transactions_that_overlap_are_found(desk, post):
    midnight = timezone.localtime().replace(hour=0, minute=0, second=0, microsecond=0)
    for minutes in (2, -2):
        create_comment(post)
        latest = Decision.objects.filter(pk=Decision.objects.latest("pk").pk)
        latest.update(at=midnight + timedelta(minutes=minutes))

    page = desk.get("/admin/moderation/decision/?when=today")
    assert page.context["cl"].result_count == 1


def test_it_is_called_history_wherever_one_comes_from(desk):
    front, page = desk.get("/admin/"), desk.get(HISTORY)

    assert "History" in texts(front, f".//a[@href='{HISTORY}']")
    assert texts(page, ".//title")[0].startswith("History |")

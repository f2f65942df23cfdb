"""The desk's button that has Akismet asked again about all that waits."""

import pytest

from coproduce.moderation import rechecking
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, Submission
from coproduce.moderation.worker import run_next
from tests.factories import create_barrier
from tests.markup import parse, texts
from tests.moderation.desk import DESK, letters, messages, put, states
from tests.moderation.rules import put_rules
from tests.moderation.troubled import let_pass, moments

pytestmark = pytest.mark.django_db

RECHECK = f"{DESK}recheck/"
FORM = ".//form[@class='recheck']"


@pytest.fixture
def waiting(desk, sent, screening, screen_all):
    """Three comments that wait and were screened, at a desk with its moderator."""
    rows = [sent(body=body) for body in ("One.", "Two.", "Three.")]
    screen_all()
    screening.forget()
    return rows


def recheck_all(screen_all):
    while run_next(lanes["recheck"]):
        pass
    let_pass(rechecking.WITHIN)
    screen_all()


def asked(screening):
    calls = screening.calls_to("comment-check")
    return {(call.form["comment_content"], call.form.get("recheck_reason")) for call in calls}


def test_all_that_waits_is_asked_about_again(desk, waiting, screening, screen_all):
    waiting[1].approve()
    screening.answer_with("true")

    response = desk.post(RECHECK, follow=True)
    assert screening.calls == []
    assert messages(response)[0].startswith("What waits is checked for spam again.")
    recheck_all(screen_all)

    assert asked(screening) == {("One.", "recheck_queue"), ("Three.", "recheck_queue")}
    assert letters(desk.get(DESK)) == []
    assert letters(desk.get(f"{DESK}?tab=spam")) == [waiting[2].pk, waiting[0].pk]


def test_as_many_as_there_are_are_put_in_parts(desk, waiting, screening, screen_all, monkeypatch):
    monkeypatch.setattr(rechecking, "PART", 2)

    desk.post(RECHECK)
    run_next(lanes["recheck"])
    assert Job.objects.filter(kind="screen").count() == 2
    recheck_all(screen_all)

    assert len(asked(screening)) == 3
    assert Job.objects.count() == 0


def test_those_of_one_part_are_not_asked_about_at_one_moment(desk, waiting):
    desk.post(RECHECK)
    run_next(lanes["recheck"])

    assert len(moments()) == 3
    assert moments()[-1] <= 10


def test_what_must_not_be_sent_is_left_out(desk, waiting, screening, screen_all):
    put(waiting[0], person_only=True)
    put(waiting[1], ip_address=None)
    barrier = put(create_barrier(status="pending"), ip_address="192.0.2.1")

    desk.post(RECHECK)
    run_next(lanes["recheck"])
    (subject,) = Job.objects.filter(kind="screen").values_list("subject", flat=True)
    assert subject == str(waiting[2].pk)
    recheck_all(screen_all)
    assert asked(screening) == {("Three.", "recheck_queue")}

    put_rules(screens_barriers=True)
    desk.post(RECHECK)
    recheck_all(screen_all)
    assert (barrier.submission.body, None) in asked(screening)


def test_desk_says_how_many_wait_for_the_check(desk, waiting, screen_all):
    assert texts(desk.get(DESK), f"{FORM}/span") == []

    desk.post(RECHECK)
    run_next(lanes["recheck"])
    assert texts(desk.get(DESK), f"{FORM}/span") == ["3 wait for the spam check."]

    recheck_all(screen_all)
    assert texts(desk.get(DESK), f"{FORM}/span") == []


def test_button_leads_back_to_where_it_was_pressed(desk, waiting):
    page = desk.get(f"{DESK}?kind=comment")
    (query,) = [each.get("value") for each in parse(page).iterfind(f"{FORM}/input[@name='query']")]

    response = desk.post(RECHECK, {"query": query})

    assert response["Location"] == f"{DESK}?kind=comment"


@pytest.mark.parametrize("query", ["?tab=spam", "?tab=approved", "?tab=all"])
def test_button_stands_with_what_waits_alone(desk, waiting, query):
    assert parse(desk.get(DESK)).find(FORM) is not None
    assert parse(desk.get(f"{DESK}{query}")).find(FORM) is None


def test_button_is_gone_where_nothing_waits(desk, waiting):
    Submission.objects.decide("approved")

    assert parse(desk.get(DESK)).find(FORM) is None


def test_without_a_spam_checker_there_is_no_button_and_nothing_is_put(desk, waiting, settings):
    settings.AKISMET_API_KEY = ""

    assert parse(desk.get(DESK)).find(FORM) is None
    response = desk.post(RECHECK, follow=True)
    assert messages(response)[0].startswith("No spam checker is set up")
    assert Job.objects.count() == 0


def test_job_that_comes_after_the_key_has_gone_puts_nothing(desk, waiting, settings):
    desk.post(RECHECK)
    settings.AKISMET_API_KEY = ""

    assert run_next(lanes["recheck"])

    assert Job.objects.count() == 0


def test_what_akismet_is_not_sure_of_keeps_its_own_clock(desk, sent, screening, screen_all):
    put_rules(hold="suspect")
    screening.answer_with("false", headers={"X-akismet-recheck-after": "3600"})
    sent(body="Perhaps.")
    screen_all()

    desk.post(RECHECK)
    recheck_all(screen_all)

    assert Submission.objects.get().status == "pending"
    assert len(screening.calls_to("comment-check")) == 1


def test_looking_for_spam_shows_nothing(desk, waiting, screening, screen_all):
    put_rules(hold="suspect")

    desk.post(RECHECK)
    recheck_all(screen_all)

    assert len(asked(screening)) == 3
    assert states(*waiting) == [("pending", "")] * 3


def test_trouble_with_asking_again_leaves_the_answer(desk, waiting, screening, screen_all):
    screening.answer_with(status=500)

    desk.post(RECHECK)
    recheck_all(screen_all)

    assert set(Submission.objects.values_list("verdict", flat=True)) == {"ham"}

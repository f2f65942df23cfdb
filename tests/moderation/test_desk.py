"""The front page, the log of decisions and the list of jobs."""

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coproduce.moderation.models import Job, Submission
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.markup import hrefs, parse, texts

pytestmark = pytest.mark.django_db

LOG = "/admin/moderation/decision/"
JOBS = "/admin/moderation/job/"


@pytest.fixture
def mo():
    return create_moderator("mo")


@pytest.fixture
def desk(client, mo):
    client.force_login(mo)
    return client


@pytest.fixture
def post():
    return create_post()


def column(client, path, name):
    """The words in this column of a list, from the top."""
    found = client.get(path).content.decode().split(f'class="field-{name}')[1:]
    return [part.partition(">")[2].partition("<")[0] for part in found]


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


WAITING = ".//section[@class='desk-waiting']//li"
PENDING = "?submission__status__exact=pending"


def test_front_page_begins_with_what_waits(desk, post):
    create_comment(post, status="pending")
    create_comment(post, status="pending")
    create_comment(post)
    create_barrier(status="pending")

    page = desk.get("/admin/")

    assert texts(page, ".//main//h2") == ["Waiting for an answer", "Write", "Keep in order"]
    assert texts(page, WAITING) == ["Comments 2 wait", "Barriers 1 waits"]
    lists = [f"/admin/comments/comment/{PENDING}", f"/admin/barriers/barrier/{PENDING}"]
    assert hrefs(page, f"{WAITING}/a") == lists
    assert [texts(desk.get(path), ".//p[@class='paginator']") for path in lists] == [
        ["2 comments"],
        ["1 barrier"],
    ]


def test_front_page_of_an_empty_desk_says_so(desk):
    page = desk.get("/admin/")

    assert texts(page, WAITING) == ["Comments nothing waits", "Barriers nothing waits"]
    assert hrefs(page, f"{WAITING}/a") == ["/admin/comments/comment/", "/admin/barriers/barrier/"]


def test_front_page_counts_no_more_than_a_hundred(desk):
    def fill(count):
        rows = [Submission(kind="barrier", body="a", body_html="a") for _ in range(count)]
        Submission.objects.bulk_create(rows)
        return texts(desk.get("/admin/"), WAITING)[1]

    assert [fill(99), fill(1), fill(50)] == ["Barriers 99 wait"] + [
        "Barriers more than 99 wait"
    ] * 2


def test_front_page_takes_as_many_queries_whatever_waits(desk, post):
    queries(desk, "/admin/")
    at_none = queries(desk, "/admin/")
    for _ in range(3):
        create_comment(post, status="pending")
        create_barrier(status="pending")

    assert queries(desk, "/admin/") == at_none


def test_front_page_shows_what_one_may_see_and_no_more(client):
    looker = User.objects.create_user("lou", password="a good long password", is_staff=True)
    client.force_login(looker)
    nothing = client.get("/admin/")
    looker.user_permissions.set(
        Permission.objects.filter(codename__in=["view_barrier", "view_tag", "view_post"])
    )

    page = client.get("/admin/")

    assert hrefs(nothing, ".//main//a") == []
    assert texts(nothing, ".//main//p")[-1].startswith("You may not see or change anything here")
    assert texts(page, WAITING) == ["Barriers nothing waits"]
    assert texts(page, ".//main//section//li") == ["Barriers nothing waits", "Posts", "Tags"]


def test_empty_list_says_so(desk):
    assert texts(desk.get(JOBS), ".//p[@class='empty-list']") == ["Nothing is here yet."]
    found = desk.get("/admin/comments/comment/?q=word")
    assert texts(found, ".//p[@class='empty-list']") == ["Nothing here is like what you look for."]


def test_filters_bear_the_names_that_people_use(desk):
    page = desk.get("/admin/comments/comment/")

    assert texts(page, ".//nav[@id='changelist-filter']//summary") == [
        "Status",
        "Spam check",
        "Example",
    ]


def test_person_gets_permissions_from_boxes_to_tick(desk, mo):
    boxes = './/input[@name="user_permissions"]'
    page = f"/admin/auth/user/{mo.pk}/change/"

    assert {box.get("type") for box in parse(desk.get(page)).iterfind(boxes)} == {"checkbox"}
    assert desk.get("/admin/auth/group/add/").content.count(b'class="selectfilter"') == 0


def test_log_lists_every_decision_the_latest_first_without_a_word_of_readers(desk, mo, post):
    comment = create_comment(post, body="My own words.", name="Ana", status="pending")
    comment.submission.decline(by=mo, reason="abusive")
    comment.submission.undo(by=mo)

    assert column(desk, LOG, "who") == ["mo", "mo"]
    assert column(desk, LOG, "to_status") == ["Waiting", "Declined"]
    assert column(desk, LOG, "reason") == ["-", "It is abusive"]
    content = desk.get(LOG).content.decode()
    assert ("My own words." in content, "Ana" in content) == (False, False)


def test_log_cannot_be_changed(desk, mo, post):
    comment = create_comment(post)
    decision = comment.submission.decisions.get()
    page = f"{LOG}{decision.pk}/"

    assert desk.get(f"{page}change/").status_code == 200
    assert desk.post(f"{page}change/", {"reason": "other"}).status_code == 403
    assert desk.get(f"{LOG}add/").status_code == 403
    assert desk.post(f"{page}delete/", {"post": "yes"}).status_code == 403


def test_three_decisions_take_as_many_queries_as_one(desk, mo, post):
    comment = create_comment(post, status="pending")
    comment.submission.approve(by=mo)
    queries(desk, LOG)
    at_one = queries(desk, LOG)
    comment.submission.hold(by=mo)
    comment.submission.mark_spam(by=create_moderator("nia"))

    assert column(desk, LOG, "who") == ["nia", "mo", "mo"]
    assert queries(desk, LOG) == at_one


def test_jobs_show_what_was_set_aside_and_why(desk):
    Job.objects.put("screen", 1)
    Job.objects.put("screen", 2)
    Job.objects.filter(subject="2").update(set_aside_at=timezone.now(), last_error="ValueError")

    assert sorted(column(desk, JOBS, "subject")) == ["1", "2"]
    assert column(desk, f"{JOBS}?set_aside_at__isempty=0", "subject") == ["2"]
    assert column(desk, f"{JOBS}?set_aside_at__isempty=0", "last_error") == ["ValueError"]


def test_job_that_was_set_aside_runs_again_when_asked(desk):
    Job.objects.put("screen", 1, run_at="2999-01-01T00:00Z")
    Job.objects.update(set_aside_at=timezone.now(), attempts=25)
    assert Job.objects.due().count() == 0

    form = {"action": "run_again", "_selected_action": [Job.objects.get().pk]}
    response = desk.post(JOBS, form, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "1 will run again within a second or two."
    ]
    assert (Job.objects.due().count(), Job.objects.get().attempts) == (1, 0)


def test_who_may_only_look_runs_no_job_again(client):
    Job.objects.put("screen", 1)
    Job.objects.update(set_aside_at=timezone.now())
    looker = User.objects.create_user("lou", password="a good long password", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_job"))
    client.force_login(looker)

    assert column(client, JOBS, "subject") == ["1"]
    client.post(JOBS, {"action": "run_again", "_selected_action": [Job.objects.get().pk]})

    assert Job.objects.get().set_aside_at is not None


def test_three_jobs_take_as_many_queries_as_one(desk):
    Job.objects.put("screen", 1)
    queries(desk, JOBS)
    at_one = queries(desk, JOBS)
    Job.objects.put("screen", 2)
    Job.objects.put("screen", 3)

    assert len(column(desk, JOBS, "subject")) == 3
    assert queries(desk, JOBS) == at_one


@pytest.mark.parametrize("path", ["/admin/", LOG, JOBS, "/admin/moderation/"])
def test_anonymous_visitors_are_asked_to_sign_in(client, path):
    response = client.get(path)

    assert (response.status_code, response["Location"]) == (302, f"/admin/login/?next={path}")


def test_equal_answer_for_known_and_unknown_users(client, mo):
    def answer(name):
        response = client.post("/admin/login/", {"username": name, "password": "wrong"})
        return response.status_code, response.context["form"].non_field_errors()

    assert answer("mo") == answer("nobody")


def test_session_changes_its_key_at_signing_in_and_ends_at_signing_out(client, mo):
    client.get("/admin/login/")
    form = {"username": "mo", "password": "a good long password"}
    client.post("/admin/login/", form)
    first = client.cookies["session"].value
    assert client.get("/admin/").status_code == 200

    assert client.get("/admin/logout/").status_code == 405
    client.post("/admin/logout/")

    assert client.get("/admin/").status_code == 302
    client.cookies["session"] = first
    assert client.get("/admin/").status_code == 302

import csv

import pytest
from django.contrib.auth.models import Permission, User
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barriers.models import Barrier, Tag, Theme
from coproduce.moderation.models import SiteVersion, Status, Submission
from tests.factories import create_barrier, create_moderator, create_tag
from tests.markup import form_values, parse, texts

pytestmark = pytest.mark.django_db

LIST = "/admin/barriers/barrier/"
TITLES = ".//th[@class='field-__str__']"


@pytest.fixture
def desk(client):
    client.force_login(create_moderator())
    return client


def act(client, action, *barriers, **fields):
    chosen = {"action": action, "_selected_action": [barrier.pk for barrier in barriers]}
    return client.post(LIST, {**chosen, **fields}, follow=True)


def statuses():
    return list(Submission.objects.order_by("pk").values_list("status", flat=True))


def test_list_shows_titles_or_first_words_the_newest_first(desk):
    create_barrier(title="Approved")
    create_barrier(body="Its *first* words.", status=Status.PENDING)
    create_barrier(title="Spam", status=Status.SPAM)
    create_barrier(title="Pending", status=Status.PENDING)

    response = desk.get(LIST)

    assert texts(response, TITLES) == ["Pending", "Spam", "Its first words.", "Approved"]
    assert texts(response, ".//td[@class='field-status']") == [
        "Waiting",
        "Spam",
        "Waiting",
        "Approved",
    ]


def test_list_shows_words_and_tags(desk):
    tags = tuple(Tag.objects.filter(slug__in=["jargon", "tokenism"]))
    create_barrier(title="One", body="Its words.", tags=tags)

    response = desk.get(LIST)

    assert texts(response, ".//td[@class='field-words']") == ["Its words."]
    assert texts(response, ".//td[@class='field-tag_names']") == ["Jargon; Tokenism"]


def test_list_takes_the_same_queries_for_three_rows(desk):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            assert desk.get(LIST).status_code == 200
        return len(captured)

    tag = create_tag()
    create_barrier(tags=(tag,))
    at_one = queries()
    for _ in range(2):
        create_barrier(tags=(tag,))

    assert queries() == at_one


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("q=carpet", ["Carpets"]),
        ("q=inner", ["Words"]),
        ("submission__status__exact=approved", ["Words", "Carpets"]),
        ("submission__is_sample__exact=1", ["Example"]),
        ("tags__id__exact={tag}", ["Carpets"]),
        ("tags__theme__id__exact={theme}", ["Carpets"]),
    ],
)
def test_list_can_be_searched_and_filtered(desk, query, titles):
    tag = create_tag()
    create_barrier(title="Carpets", tags=(tag,))
    create_barrier(title="Words", body="inner words")
    create_barrier(title="Example", is_sample=True, status=Status.PENDING)

    response = desk.get(f"{LIST}?{query.format(tag=tag.pk, theme=tag.theme_id)}")

    assert texts(response, TITLES) == titles


def test_approve_shows_the_chosen_barriers(desk):
    one, two, three = (create_barrier(status=Status.PENDING) for _ in range(3))

    response = act(desk, "approve", one, three)

    assert texts(response, ".//ul[@class='messagelist']/li") == ["2 approved."]
    assert statuses() == ["approved", "pending", "approved"]
    assert set(Barrier.objects.published()) == {one, three}


@pytest.mark.parametrize(
    ("action", "fields", "status", "reason"),
    [
        ("decline", {"reason": "names-person"}, "declined", "names-person"),
        ("decline", {"reason": ""}, "declined", "other"),
        ("spam", {}, "spam", ""),
    ],
)
def test_answers_hide_what_was_shown_and_undo_shows_it(desk, action, fields, status, reason):
    tag = create_tag()
    one = create_barrier(title="One", tags=(tag,))
    create_barrier(title="Two", tags=(tag,))

    def shown():
        queries = ["sort=newest", f"tag={tag.slug}", f"theme={tag.theme.slug}"]
        return [texts(desk.get(f"/barriers/?{query}"), ".//article//h2") for query in queries]

    act(desk, action, one, **fields)
    assert shown() == [["Two"]] * 3
    one.submission.refresh_from_db()
    assert (one.submission.status, one.submission.decline_reason) == (status, reason)

    act(desk, "undo", one)
    assert statuses() == ["approved", "approved"]
    assert shown() == [["Two", "One"]] * 3


def test_undo_where_nothing_was_decided_says_so(desk):
    response = act(desk, "undo", *(create_barrier(status=Status.PENDING) for _ in "12"))

    assert texts(response, ".//ul[@class='messagelist']/li") == [
        "2 left as they were: no decision on them can be undone."
    ]


def test_reason_that_is_none_declines_nothing(desk):
    act(desk, "decline", create_barrier(), reason="forged")

    assert statuses() == ["approved"]


def test_what_is_answered_already_is_told(desk):
    barrier = create_barrier(status=Status.WITHDRAWN)

    response = act(desk, "approve", barrier, create_barrier(status=Status.PENDING))

    assert texts(response, ".//ul[@class='messagelist']/li") == [
        "1 approved.",
        "1 left as it was: decided that way already, or withdrawn.",
    ]
    assert statuses() == ["withdrawn", "approved"]


def test_moderators_see_that_someone_helped_and_nobody_else_does(desk):
    barrier = create_barrier(title="One", is_helped=True)

    page = desk.get(f"{LIST}{barrier.pk}/change/", follow=True)

    assert page.redirect_chain == [(f"/admin/moderation/submission/{barrier.pk}/change/", 302)]
    assert "Somebody helped to write it" in texts(page, ".//dl/div/dt")
    paths = [barrier.get_absolute_url(), "/barriers/", "/barriers/?sort=newest"]
    assert ["help" in desk.get(path).content.decode().lower() for path in paths] == [False] * 3


def test_nothing_is_added_or_deleted(desk):
    barrier = create_barrier()

    assert desk.get(f"{LIST}add/").status_code == 403
    assert desk.post(f"{LIST}{barrier.pk}/delete/", {"post": "yes"}).status_code == 403
    act(desk, "delete_selected", barrier, post="yes")
    assert Barrier.objects.count() == 1


def export(client, *barriers):
    response = act(client, "export_csv", *barriers)
    assert response["Content-Type"].partition(";")[0] == "text/csv"
    assert response["Content-Disposition"] == 'attachment; filename="barriers.csv"'
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return [row["title"] for row in csv.DictReader(text.splitlines())]


def test_export_holds_the_selection(desk):
    one, _, three = (create_barrier(title=title) for title in ("One", "Two", "Three"))

    assert export(desk, one, three) == ["One", "Three"]


def test_export_leaves_examples_and_withdrawn_ones_out(desk):
    rows = [
        create_barrier(title="Real", status=Status.PENDING),
        create_barrier(title="Example", is_sample=True),
        create_barrier(title="Withdrawn", status=Status.WITHDRAWN),
    ]

    assert export(desk, *rows) == ["Real"]


def test_without_the_permission_there_is_no_export(client):
    user = User.objects.create_user("helper", is_staff=True)
    names = ["view_barrier", "change_barrier", "change_submission"]
    user.user_permissions.set(Permission.objects.filter(codename__in=names))
    client.force_login(user)
    barrier = create_barrier(title="One", status=Status.PENDING)

    offered = [option.get("value") for option in parse(client.get(LIST)).iter("option")]
    response = act(client, "export_csv", barrier)

    assert ("approve" in offered, "export_csv" in offered) == (True, False)
    assert response["Content-Type"] == "text/html; charset=utf-8"
    assert texts(response, TITLES) == ["One"]


def test_who_may_only_look_cannot_answer(client):
    user = User.objects.create_user("guest", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename="view_barrier"))
    client.force_login(user)
    barrier = create_barrier(title="One", status=Status.PENDING)

    act(client, "approve", barrier)
    client.post(f"{LIST}{barrier.pk}/change/", {"answer": "approve"})

    assert texts(client.get(LIST), TITLES) == ["One"]
    assert statuses() == ["pending"]


def test_strangers_see_nothing(client):
    create_barrier(title="One")

    assert client.get(LIST)["Location"] == f"/admin/login/?next={LIST}"


def test_changed_tag_shows_at_once(desk):
    tag = Tag.objects.get(slug="jargon")
    create_barrier(tags=(tag,))
    version = SiteVersion.objects.get().value
    path = f"/admin/barriers/tag/{tag.pk}/change/"

    desk.post(path, {**form_values(desk.get(path), 1), "name": "Long words"})

    assert texts(desk.get("/barriers/?tag=jargon"), ".//h1") == ["1 barrier: Long words"]
    assert SiteVersion.objects.get().value != version


def test_tag_that_moves_takes_its_barriers_along(desk):
    tag, theme = Tag.objects.get(slug="jargon"), Theme.objects.get(slug="systems")
    create_barrier(title="Moves", tags=(tag,))
    create_barrier(title="Stays", tags=(Tag.objects.get(slug="rushed-timetables"),))
    create_barrier(title="Waits", tags=(tag,), status=Status.PENDING)
    path = f"/admin/barriers/tag/{tag.pk}/change/"

    desk.post(path, {**form_values(desk.get(path), 1), "theme": theme.pk})
    Barrier.objects.get(title="Waits").submission.approve()

    before, after = (
        desk.get(f"/barriers/?theme={slug}") for slug in ("access-and-time", "systems")
    )
    assert texts(before, ".//article//h2") == ["Stays"]
    assert texts(after, ".//article//h2") == ["Waits", "Moves"]
    assert len(texts(desk.get("/barriers/"), ".//section[@class='theme theme-systems']//li")) == 2


@pytest.mark.parametrize("model", ["tag", "theme"])
def test_tags_and_themes_are_not_deleted(desk, model):
    row = {"tag": Tag, "theme": Theme}[model].objects.first()

    answer = desk.post(f"/admin/barriers/{model}/{row.pk}/delete/", {"post": "yes"})

    assert answer.status_code == 403
    row.refresh_from_db()

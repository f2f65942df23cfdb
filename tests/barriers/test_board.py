from datetime import UTC, datetime

import pytest
from django.core.management import call_command
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barriers.models import Barrier, Tag, Theme
from coproduce.moderation.models import Status
from tests.factories import create_barrier, create_post, create_tag
from tests.front_door import FrontDoor
from tests.markup import hrefs, parse, text_of, texts

pytestmark = pytest.mark.django_db

HIDDEN = [Status.PENDING, Status.DECLINED, Status.SPAM, Status.WITHDRAWN]
SLIPS = ".//li[@class='slip']/blockquote/p"


def tag(slug="jargon"):
    return Tag.objects.get(slug=slug)


def section(response, slug):
    return parse(response).find(f".//section[@class='theme theme-{slug}']")


def slips(response, slug):
    """The words that the board shows under a theme."""
    quotes = section(response, slug).iterfind("ul/li/blockquote")
    return [without_link(text_of(quote)) for quote in quotes]


def all_slips(response):
    return [without_link(words) for words in texts(response, SLIPS)]


def without_link(words):
    """Every slip ends with a way on."""
    assert words.endswith(" Read on")
    return words.removesuffix(" Read on")


def test_board_has_the_six_themes_in_their_order(client):
    response = client.get("/barriers/")

    assert texts(response, ".//section/h2") == [
        "Power and leadership",
        "Who is in the room",
        "Lived-experience capacity",
        "Access and time",
        "Systems",
        "Trust and safety",
    ]
    assert texts(response, ".//section/p[@class='theme-sentence']") == list(
        Theme.objects.values_list("sentence", flat=True)
    )


def test_theme_shows_its_newest_three_and_leads_to_more(client):
    for number in range(4):
        create_barrier(body=f"Barrier {number}.", tags=(tag(),))

    response = client.get("/barriers/")

    assert all_slips(response) == ["Barrier 3.", "Barrier 2.", "Barrier 1."]
    assert texts(response, ".//p[@class='more']") == ["More about Access and time"]
    assert hrefs(response, ".//p[@class='more']/a") == ["?theme=access-and-time"]


def test_theme_with_three_barriers_has_no_more(client):
    for number in range(3):
        create_barrier(body=f"Barrier {number}.", tags=(tag(),))

    response = client.get("/barriers/")

    assert all_slips(response) == ["Barrier 2.", "Barrier 1.", "Barrier 0."]
    assert texts(response, ".//p[@class='more']") == []


def test_theme_without_barriers_asks_for_the_first(client):
    create_barrier(tags=(tag(),))

    response = client.get("/barriers/")

    empty = section(response, "systems").findall("p[@class='empty']")
    assert [text_of(part) for part in empty] == [
        "Nobody has named one yet. Name the first about Systems"
    ]
    assert (slips(response, "systems"), slips(response, "access-and-time")) == (
        [],
        ["Nobody asks us."],
    )


def test_barrier_with_tags_of_two_themes_stands_under_both_once(client):
    create_barrier(body="Both.", tags=(tag(), tag("rushed-timetables"), tag("tokenism")))

    response = client.get("/barriers/")

    assert slips(response, "access-and-time") == ["Both."]
    assert slips(response, "trust-and-safety") == ["Both."]
    assert all_slips(response) == ["Both.", "Both."]


def test_long_words_are_cut_on_the_board(client):
    create_barrier(body="word " * 100, tags=(tag(),))

    (words,) = all_slips(client.get("/barriers/"))

    assert words == "word " * 27 + "word…"


def test_title_stands_before_the_words_on_the_board(client):
    create_barrier(title="Too late", body="It is late.", tags=(tag(),))

    response = client.get("/barriers/")

    assert all_slips(response) == ["Too late It is late."]
    assert texts(response, ".//strong[@class='slip-title']") == ["Too late"]


def test_board_without_any_barrier_asks_for_six_firsts(client):
    response = client.get("/barriers/")

    assert len(texts(response, ".//section/p[@class='empty']")) == 6
    assert texts(client.get("/barriers/?sort=newest"), ".//main/p[@class='empty']") == [
        "Nobody has named a barrier yet. Name the first."
    ]


@pytest.mark.parametrize("status", HIDDEN)
def test_what_is_not_approved_is_shown_nowhere(client, status):
    hidden = create_barrier(body="Hidden words.", title="Hidden", tags=(tag(),), status=status)
    shown = create_barrier(body="Shown words.", title="Shown", tags=(tag(),))

    pages = [client.get(f"/barriers/{query}") for query in ("", "?sort=newest", "?tag=jargon")]
    pages += [client.get("/barriers/?q=words"), client.get("/"), client.get("/sitemap.xml")]

    assert [("Hidden" in page.content.decode()) for page in pages] == [False] * 6
    assert [("Shown" in page.content.decode()) for page in pages] == [True] * 5 + [False]
    assert texts(pages[1], ".//h1") == ["1 barrier"]
    assert client.get(hidden.get_absolute_url()).status_code == 404
    assert texts(client.get(shown.get_absolute_url()), ".//h1") == ["Shown"]


@pytest.mark.parametrize("verb", ["hold", "mark_spam", "withdraw"])
def test_barrier_that_is_taken_back_disappears_at_once(client, verb):
    for title in ("Taken", "Staying"):
        create_barrier(title=title, tags=(tag(),))

    getattr(Barrier.objects.get(title="Taken").submission, verb)()

    assert texts(client.get("/barriers/?tag=jargon"), ".//article//h2") == ["Staying"]
    assert len(texts(client.get("/barriers/"), SLIPS)) == 1


def test_example_and_what_comes_from_the_essay_are_marked(client):
    create_barrier(body="Real.", tags=(tag(),))
    barrier = create_barrier(body="Made up.", tags=(tag(),), is_sample=True)
    Barrier.objects.filter(pk=barrier.pk).update(from_essay=True)

    board, page = client.get("/barriers/"), client.get("/barriers/?sort=newest")

    marked = ".//li[@class='slip']/*/span[@class='example']/../.."
    assert [text_of(item) for item in parse(board).iterfind(marked)] == ["Made up. Read on Example"]
    (first, second) = texts(page, ".//article/p[@class='meta']")
    assert (first.split(" ", 2)[2], len(second.split())) == ("From the essay Example", 2)


def test_neither_day_nor_role_nor_area_is_on_any_page(client):
    barrier = create_barrier(role="councillor", area="youth-justice", tags=(tag(),))
    at = datetime(2026, 1, 17, 12, 34, tzinfo=UTC)
    Barrier.objects.update(published_at=at)
    create_post()

    paths = ["/", "/barriers/", "/barriers/?sort=newest", barrier.get_absolute_url()]
    told = ["17 January", "17 Jan", "2026-01-17", "12:34", "ouncillor", "outh justice", "youth-"]

    pages = [client.get(path) for path in paths]
    sent = [str(page.headers) + page.content.decode() for page in pages]
    assert [(word, page) for word in told for page in sent if word in page] == []
    assert ["January 2026" in page for page in sent] == [False, False, True, True]


def test_month_is_londons(client):
    barrier = create_barrier()
    Barrier.objects.update(published_at=datetime(2026, 6, 30, 23, 30, tzinfo=UTC))

    assert texts(client.get(barrier.get_absolute_url()), ".//h1") == [
        "A barrier named in July 2026"
    ]


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)


@pytest.mark.parametrize(
    "path",
    [
        "/barriers/",
        "/barriers/?sort=newest",
        "/barriers/?theme=access-and-time&tag=jargon&q=a",
        "/",
    ],
)
def test_queries_do_not_grow_with_the_barriers(client, path):
    counts = []
    create_barrier(tags=(tag(),))
    for more in (0, 2, 297):
        call_command("sample_data", posts=0, comments=0, barriers=more)
        counts.append(queries(client, path))

    assert Barrier.objects.count() == 300
    assert counts == [counts[0]] * 3
    assert counts[0] <= 8


def test_board_does_not_ask_more_for_more_themes(client):
    before = queries(client, "/barriers/")
    for _ in range(3):
        create_barrier(tags=(create_tag(),))

    assert queries(client, "/barriers/") <= before + 1


def test_board_has_an_etag_until_it_changes():
    door = FrontDoor()
    create_barrier(tags=(tag(),))
    first = door.get("/barriers/")
    again = door.get("/barriers/", if_none_match=first["ETag"])
    create_barrier(body="New words.", tags=(tag(),))
    changed = door.get("/barriers/", if_none_match=first["ETag"])

    assert (again.status_code, again.content) == (304, b"")
    assert (changed.status_code, all_slips(changed)[0]) == (200, "New words.")

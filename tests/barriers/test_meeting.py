from datetime import UTC, datetime

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barriers.models import Barrier, Tag
from coproduce.moderation import text
from coproduce.moderation.models import Status
from coproduce.qr import qr_svg
from tests.factories import create_barrier, create_tag
from tests.front_door import FrontDoor
from tests.markup import hrefs, parse, text_of, texts

pytestmark = pytest.mark.django_db

MEETING = "/barriers/meeting/"
WORDS = ".//article//blockquote/p"
FEET = ".//p[@class='sheet-foot']"
ADDRESS = ".//section//a"


def tags(*slugs):
    return tuple(Tag.objects.filter(slug__in=slugs))


def test_sheet_shows_the_five_newest_with_their_tags(client):
    for number in range(6):
        create_barrier(title=f"Title {number}", body=f"Barrier {number}.", tags=tags("jargon"))
    create_barrier(body="Waiting.", status=Status.PENDING)

    response = client.get(MEETING)

    assert texts(response, WORDS) == [f"Title {n} Barrier {n}." for n in (5, 4, 3, 2, 1)]
    assert texts(response, FEET) == ["Jargon"] * 5


def test_sheet_has_two_questions_and_no_date(client):
    create_barrier()
    Barrier.objects.update(published_at=datetime(2026, 1, 17, 12, tzinfo=UTC))

    response = client.get(MEETING)

    assert len(texts(response, ".//section//li")) == 2
    assert "2026" not in " ".join(texts(response, ".//main"))
    assert "January" not in response.content.decode()


@pytest.mark.parametrize(
    ("query", "shown"),
    [
        ("", ["Both", "Trust", "Access"]),
        ("theme=access-and-time", ["Both", "Access"]),
        ("tag=tokenism", ["Both", "Trust"]),
        ("tag=tokenism&tag=jargon", ["Both"]),
        ("theme=systems", []),
    ],
)
def test_sheet_and_its_code_keep_to_the_filters(client, settings, query, shown):
    create_barrier(body="Access", tags=tags("jargon"))
    create_barrier(body="Trust", tags=tags("tokenism"))
    create_barrier(body="Both", tags=tags("tokenism", "jargon"))

    response = client.get(f"{MEETING}?{query}")

    address = f"{settings.SITE_URL}/barriers/{'?' if query else ''}{query}"
    assert texts(response, WORDS) == shown
    assert (hrefs(response, ADDRESS), texts(response, ADDRESS)) == ([address], [address])
    assert qr_svg(address) in response.content.decode()


def test_code_for_very_many_filters_leads_to_the_whole_board(client, settings):
    slugs = [create_tag(f"Tag {number}").slug for number in range(60)]

    response = client.get(MEETING, {"tag": slugs})

    assert hrefs(response, ADDRESS) == [f"{settings.SITE_URL}/barriers/"]


def test_board_and_lists_lead_to_their_sheet(client):
    create_barrier(tags=tags("jargon"))
    label = "Print a page for a meeting"

    def link(query):
        links = [
            a for a in parse(client.get(f"/barriers/{query}")).iter("a") if label in text_of(a)
        ]
        return [a.get("href") for a in links]

    assert link("") == link("?sort=newest") == [f"{MEETING}#print"]
    assert link("?theme=access-and-time&tag=jargon") == [
        f"{MEETING}?theme=access-and-time&tag=jargon#print"
    ]


def test_board_leads_to_a_sheet_only_when_there_is_something_to_print(client):
    def offered():
        return f"{MEETING}#print" in hrefs(client.get("/barriers/"))

    create_barrier(status=Status.PENDING)
    empty = offered()
    create_barrier()  # without a tag it stands under no theme, but on the sheet

    assert (empty, offered()) == (False, True)


@pytest.mark.parametrize(
    ("query", "words"),
    [
        ("theme=nope", ["There is no theme or tag “nope”: it was left out."]),
        ("theme=nope&tag=<b>", ["There are no themes or tags “nope”, “<b>”: they were left out."]),
        ("theme=systems&tag=jargon", []),
    ],
)
def test_unknown_theme_or_tag_is_said_but_not_printed(client, query, words):
    response = client.get(f"{MEETING}?{query}")

    notices = ".//div[@class='no-print']/div[@class='notice notice-warn']"
    assert texts(response, notices) == words


def test_long_barrier_is_cut_and_says_where_to_read_on(client, settings):
    barrier = create_barrier(body="word " * 300)
    create_barrier(body="Short enough…")

    response = client.get(MEETING)

    assert texts(response, WORDS) == ["Short enough…", "word " * 99 + "word…"]
    address = f"{settings.SITE_URL}{barrier.get_absolute_url()}"
    assert texts(response, FEET) == ["", f"In full: {address}"]


def test_five_long_barriers_are_cut_to_go_on_one_sheet(client):
    for _ in range(5):
        create_barrier(title="t" * 100, body="word " * 300)

    words = texts(client.get(MEETING), WORDS)

    assert len(words) == 5
    assert sum(map(len, words)) <= 1505  # a space after each title


def test_words_are_taken_out_of_their_markup_once_for_each_barrier(client, monkeypatch):
    for _ in range(5):
        create_barrier(title="t" * 100, body="word " * 300)
    cleaned, clean = [], text.nh3.clean
    monkeypatch.setattr(text.nh3, "clean", lambda *a, **k: cleaned.append(a) or clean(*a, **k))

    assert len(texts(client.get(MEETING), WORDS)) == 5
    assert len(cleaned) == 5


def test_sheet_without_barriers_asks_for_the_first(client):
    assert texts(client.get(MEETING), ".//p[@class='empty']") == [
        "Nobody has named one yet. Name the first, and then print this page."
    ]


def test_example_is_marked(client):
    create_barrier(is_sample=True)

    assert texts(client.get(MEETING), FEET) == ["Example"]


def test_sheet_needs_no_script_and_is_only_read(client):
    (button,) = parse(client.get(MEETING)).findall(".//button[@data-print]")

    assert (button.get("type"), "hidden" in button.attrib) == ("button", True)
    words = texts(client.get(MEETING), ".//div[@class='page-head no-print']/p")
    assert words[1].endswith(" To print it, use your browser’s Print.")
    assert client.post(MEETING).status_code == 405


def test_queries_do_not_grow_with_the_barriers(client):
    counts = []
    for more in (1, 2):
        for _ in range(more):
            create_barrier(tags=tags("jargon", "tokenism"))
        with CaptureQueriesContext(connection) as captured:
            assert client.get(MEETING).status_code == 200
        counts.append(len(captured))

    assert counts == [5, 5]


def test_sheet_is_kept_until_the_board_changes():
    door = FrontDoor()
    create_barrier()
    first = door.get(MEETING)
    again = door.get(MEETING, if_none_match=first["ETag"])
    create_barrier(body="New words.")
    changed = door.get(MEETING, if_none_match=first["ETag"])

    assert (again.status_code, texts(changed, WORDS)[0]) == (304, "New words.")

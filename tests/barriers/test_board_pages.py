import pytest
from django.core.management import call_command
from django.utils import timezone

from barriers import board
from barriers.models import Barrier, Tag, Tagging
from tests.factories import create_barrier, create_tag
from tests.markup import hrefs, texts

pytestmark = pytest.mark.django_db

HEADINGS = ".//article//h2"


def fill(number):
    tag = Tag.objects.get(slug="jargon")
    for n in range(number):
        create_barrier(title=f"Barrier {n}", tags=(tag,))


def walk(client, query):
    """The titles on each page, following "Older" until there is none."""
    path, pages = f"/barriers/?{query}", []
    while path:
        response = client.get(path)
        pages.append(texts(response, HEADINGS))
        path = "".join(f"/barriers/{link}" for link in hrefs(response, ".//a[@rel='next']"))
    return pages


@pytest.mark.parametrize(
    "query", ["sort=newest", "tag=jargon", "theme=access-and-time", "tag=jargon&q=barrier"]
)
def test_paging_shows_each_barrier_once(client, query):
    fill(45)

    pages = walk(client, query)

    assert [len(page) for page in pages] == [20, 20, 5]
    assert sum(pages, []) == [f"Barrier {n}" for n in reversed(range(45))]


@pytest.mark.parametrize("query", ["sort=newest", "tag=jargon", "theme=access-and-time"])
def test_paging_shows_each_barrier_once_when_all_came_at_once(client, query):
    fill(45)
    now = timezone.now()
    Barrier.objects.update(published_at=now)
    Tagging.objects.update(published_at=now)

    pages = walk(client, query)

    assert sum(pages, []) == [f"Barrier {n}" for n in reversed(range(45))]


def test_paging_by_theme_shows_a_barrier_with_many_of_its_tags_once(client):
    theme = create_tag().theme
    tags = tuple(create_tag(theme=theme) for _ in range(3))
    for n in range(45):
        create_barrier(title=f"Barrier {n}", tags=tags[: n % 3 + 1])

    response = client.get(f"/barriers/?theme={theme.slug}")
    pages = walk(client, f"theme={theme.slug}")

    assert texts(response, ".//h1") == [f"45 barriers: {theme.name}"]
    assert [len(page) for page in pages] == [20, 20, 5]
    assert sum(pages, []) == [f"Barrier {n}" for n in reversed(range(45))]


def test_barriers_that_come_meanwhile_shift_nothing(client):
    fill(25)
    first = client.get("/barriers/?sort=newest")
    fill(3)

    (link,) = hrefs(first, ".//a[@rel='next']")
    second = client.get(f"/barriers/{link}")

    assert texts(second, HEADINGS) == [f"Barrier {n}" for n in reversed(range(5))]


def test_twenty_barriers_are_one_page(client):
    fill(20)

    assert walk(client, "sort=newest") == [[f"Barrier {n}" for n in reversed(range(20))]]


def test_older_pages_say_so_and_lead_back(client):
    fill(21)
    (link,) = hrefs(client.get("/barriers/?tag=jargon"), ".//a[@rel='next']")

    response = client.get(f"/barriers/{link}")

    assert texts(response, ".//title") == ["21 barriers: Jargon, older – Coproduce"]
    assert texts(response, ".//h1") == ["21 barriers: Jargon"]
    assert hrefs(response, ".//nav[@class='pager']/a") == ["?tag=jargon&sort=newest"]


def test_page_after_a_barrier_that_was_taken_down_begins_anew(client):
    fill(3)
    gone = Barrier.objects.get(title="Barrier 1")
    gone.submission.withdraw()

    response = client.get(f"/barriers/?tag=jargon&after={gone.public_id}")

    assert response.status_code == 302
    assert response["Location"] == "/barriers/?tag=jargon&sort=newest"
    assert texts(client.get(response["Location"]), HEADINGS) == ["Barrier 2", "Barrier 0"]


def test_page_after_the_last_is_empty(client):
    fill(1)

    response = client.get(f"/barriers/?after={Barrier.objects.get().public_id}")

    assert texts(response, HEADINGS) == []
    assert hrefs(response, ".//nav[@class='pager']/a") == ["?sort=newest"]


def test_counting_stops_at_a_thousand(client):
    call_command("sample_data", posts=0, comments=0, barriers=1000)
    assert texts(client.get("/barriers/?sort=newest"), ".//h1") == ["1,000 barriers"]

    create_barrier()

    assert texts(client.get("/barriers/?sort=newest"), ".//h1") == ["More than 1,000 barriers"]


@pytest.fixture
def two_tags(monkeypatch):
    """Of forty barriers with one tag every tenth bears a second; ten are looked at at once."""
    monkeypatch.setattr(board, "LOOK_BACK", 10)
    often, seldom = create_tag("Often"), create_tag("Seldom")
    for n in range(40):
        create_barrier(title=f"Barrier {n}", tags=(often, seldom) if n % 10 == 0 else (often,))
        create_barrier(title=f"Other {n}", tags=(seldom,))
    return often, seldom


TOGETHER = [f"Barrier {n}" for n in range(30, -1, -10)]


def test_two_tags_that_are_seldom_together_are_found_page_by_page(client, two_tags):
    often, seldom = two_tags

    pages = walk(client, f"tag={often.slug}&tag={seldom.slug}")

    assert sum(pages, []) == TOGETHER
    assert max(map(len, pages)) <= 2


def test_tag_and_theme_of_another_are_found_page_by_page(client, two_tags):
    often, seldom = two_tags

    assert sum(walk(client, f"tag={often.slug}&theme={seldom.theme.slug}"), []) == TOGETHER


def test_what_was_not_counted_to_the_end_is_said(client, two_tags):
    query = "&".join(f"tag={tag.slug}" for tag in two_tags)

    some = client.get(f"/barriers/?{query}")
    Barrier.objects.get(title="Barrier 30").submission.hold()
    none = client.get(f"/barriers/?{query}")

    assert texts(some, ".//h1") == ["At least 1 barrier: Often, Seldom"]
    assert texts(none, ".//h1") == ["None so far: Often, Seldom"]
    assert len(hrefs(none, ".//a[@rel='next']")) == 1

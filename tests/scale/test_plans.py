"""No page looks at more of a million rows than it has to, on either database."""

import pytest
from django.db import connection, transaction

from barriers.models import Barrier
from coproduce.moderation.models import Job
from posts.models import Post
from tests.reading import send_comment
from tests.scale.board import (
    APART,
    EMPTY_THEME,
    HUGE,
    OLD,
    OLD_THEME,
    RARE,
    USUAL,
    USUAL_THEME,
    USUAL_TOO,
    public_id,
)
from tests.scale.thread import HOT, HOT_ANSWERS, ROOTS, SLUG
from tests.scale.work import watched

pytestmark = pytest.mark.usefixtures("million")

# Steps or rows, as Work has them. Reading a million rows takes more than a million of either.
MOST = {"sqlite": 100_000, "postgresql": 10_000}
OLDEST = public_id(500)


def work_for(client, path):
    """What the database does for a page that was asked for before."""
    client.get(path)
    with watched() as work:
        assert client.get(path).status_code == 200
    return work


LISTS = {
    "newest": "sort=newest",
    "huge tag": f"tag={HUGE}",
    "rare tag": f"tag={RARE}",
    "old tag": f"tag={OLD}",
    "theme": f"theme={USUAL_THEME}",
    "old theme": f"theme={OLD_THEME}",
    "empty theme": f"theme={EMPTY_THEME}",
    "tag and its theme": f"tag={USUAL_TOO}&theme={USUAL_THEME}",
    "tag and another theme": f"tag={USUAL}&theme={USUAL_THEME}",
    "tag and old theme": f"tag={HUGE}&theme={OLD_THEME}",
    "tag and empty theme": f"tag={HUGE}&theme={EMPTY_THEME}",
    "two tags": f"tag={USUAL}&tag={USUAL_TOO}",
    "two tags that are never together": f"tag={HUGE}&tag={APART}",
    "huge and rare": f"tag={HUGE}&tag={RARE}",
    "huge and old": f"tag={HUGE}&tag={OLD}",
    "three tags": f"tag={HUGE}&tag={USUAL}&tag={USUAL_TOO}",
}
PAGES = {
    "home": "/",
    "board": "/barriers/",
    "barrier": f"/barriers/{OLDEST}/",
    "essay": f"/posts/{SLUG}/",
    "essay, newest first": f"/posts/{SLUG}/?sort=newest",
    "essay, hundredth page": f"/posts/{SLUG}/?page=100",
    "essays": "/posts/",
    "feed": "/feeds/posts/",
    **{name: f"/barriers/?{query}" for name, query in LISTS.items()},
    **{f"{name}, deep": f"/barriers/?{query}&after={OLDEST}" for name, query in LISTS.items()},
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_page_looks_at_few_rows(client, path):
    work = work_for(client, path)

    assert work.scans == []
    assert work.amount < MOST[connection.vendor]


@pytest.mark.parametrize("name", ["newest", "huge tag", "theme"])
def test_deep_page_costs_what_the_first_costs(client, name):
    first = work_for(client, PAGES[name])
    deep = work_for(client, PAGES[f"{name}, deep"])

    assert deep.amount < 1.3 * first.amount


@pytest.mark.parametrize("number", [ROOTS[5_000], HOT, HOT_ANSWERS[-1]])
def test_way_to_a_comment_looks_at_few_rows(client, number):
    with watched() as work:
        assert client.get(f"/comments/{number}/").status_code == 302

    assert work.scans == []
    assert work.amount < MOST[connection.vendor]


def test_keeping_a_comment_looks_at_few_rows(client):
    post = Post.objects.get(slug=SLUG)
    with transaction.atomic():
        with watched() as work:
            assert send_comment(client, post, submission_id="", parent=str(HOT)).status_code == 303
        # Its number is that of the first on the desk.
        transaction.set_rollback(True)

    assert work.scans == []
    assert work.amount < MOST[connection.vendor]


def test_receipt_is_found_by_few_looks(client):
    with watched() as work:
        assert client.post("/receipts/", {"code": "7K3M-9QXA-22TB-W5ZD"}).status_code == 400

    assert work.scans == []
    assert work.amount < MOST[connection.vendor]


def test_worker_finds_its_next_job_among_many():
    with watched() as work:
        assert Job.objects.claim(["screen"]) is not None

    assert work.scans == []
    assert work.amount < MOST[connection.vendor]


def test_reading_a_whole_table_is_noticed():
    with watched() as work:
        Barrier.objects.filter(role="councillor").count()

    assert len(work.scans) == 1
    assert work.amount > MOST[connection.vendor]

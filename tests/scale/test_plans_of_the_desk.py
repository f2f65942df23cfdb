"""The desk and the history look at no more of a million rows than they have to."""

import tracemalloc
from contextlib import closing
from datetime import UTC, datetime, timedelta
from itertools import islice

import pytest
from django.contrib.auth.models import User
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from comments.models import Thread
from coproduce.moderation.history.admin import WINDOW
from tests.markup import hrefs, texts
from tests.scale.desk import DECLINED, EARLIER, LAST, MODERATOR, RARE, SPAM, URGENT, WAITING
from tests.scale.test_plans import MOST, work_for

# After test_plans.py, whose pages go by other plans once this is there.
pytestmark = pytest.mark.usefixtures("crowded_desk")

# PostgreSQL takes a walk back through the keys for short where the newest of all wait: some 20 ms.
FEW = {"sqlite": 700_000, "postgresql": 700_000}
# Of work, to look up one row.
STEPS = {"sqlite": 30, "postgresql": 10}

DESK = "/admin/moderation/submission/"
HISTORY = "/admin/moderation/decision/"
TABS = "waiting reported approved declined spam withdrawn mine all".split()


@pytest.fixture
def desk(crowded_desk):
    client = Client()
    client.force_login(User.objects.get(username=MODERATOR))
    return client


def left(number):
    """The part of an address that says that this letter was left for now."""
    came_at = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=number - EARLIER)
    return f"after={number in URGENT:d}-{came_at.timestamp():.0f}000000-{number}"


PAGES = {
    "start": "/admin/",
    "next": f"{DESK}next/",
    "next of many that were left": f"{DESK}next/?{left(URGENT[49])}",
    "next after all danger and many more were left": f"{DESK}next/?{left(URGENT[-1])}&"
    + left(WAITING[10_000]),
    "next after all were left": f"{DESK}next/?{left(URGENT[-1])}&{left(URGENT[0] - 1)}",
    "letter that waits": f"{DESK}{URGENT[0]}/change/",
    "letter that was decided": f"{DESK}500/change/",
    "letter in spam": f"{DESK}{SPAM[0]}/change/",
    "letter that was declined": f"{DESK}{DECLINED[0]}/change/",
    **{f"tab {tab}": f"{DESK}?tab={tab}" for tab in TABS},
    **{f"tab {tab}, second page": f"{DESK}?tab={tab}&p=2" for tab in TABS[:5]},
    **{f"tab {tab}, barriers": f"{DESK}?tab={tab}&kind=barrier" for tab in TABS},
    **{f"tab {tab}, comments": f"{DESK}?tab={tab}&kind=comment" for tab in TABS},
}


@pytest.mark.parametrize("path", PAGES.values(), ids=PAGES)
def test_desk_looks_at_few_rows(desk, path):
    work = work_for(desk, path)

    assert work.scans == []
    # The tabs count five times to 10,000.
    assert work.amount < FEW[connection.vendor]


@pytest.mark.parametrize("tab", TABS)
def test_desk_looks_at_10_000_of_one_place_at_most(desk, tab):
    """All comments stand in one."""
    work = work_for(desk, f"{DESK}?tab={tab}&under=comment-{Thread.objects.get().pk}")

    assert work.scans == []
    assert work.amount < FEW[connection.vendor] + 10_000 * STEPS[connection.vendor]


def test_page_of_the_desk_takes_few_queries(desk):
    """20 letters of both kinds, danger first, each with a note and a report."""
    desk.get(DESK)
    with CaptureQueriesContext(connection) as captured:
        page = desk.get(DESK)

    assert len(captured) <= 15
    kinds = [words.split()[0] for words in texts(page, ".//article//p[@class='letter-kind']")]
    assert (kinds.count("Comment"), kinds.count("Barrier")) == (10, 10)


OLD_MEND = 7 + 3 * RARE
FILTERS = {
    "everything": ("", 50),
    "last page": ("?p=199", 50),
    "moderator": ("?by={mo}", 50),
    "letter by its number": (f"?q={OLD_MEND}", 1),
    "moderator by name": (f"?q={MODERATOR}", 50),
    "a year": ("?when=2024", 50),
    "a month": ("?when=2024-02", 50),
    "a moderator's month": ("?by={mo}&when=2024-02", 50),
}
# These look through a part of the log and offer to go on.
SEARCHES = {
    "huge": ("?agent=screening", 50),
    "rare": ("?act=mend", 0),
    "rare status": ("?to=declined", 0),
    "rare reason": ("?reason=abusive", 0),
    "kind that is not there": ("?kind=comment", 0),
    "huge that never meet": ("?agent=screening&by={mo}", 0),
    "rare, where it is": (f"?act=mend&before={OLD_MEND + 100}", 1),
    "kind in a month": ("?kind=barrier&when=2024-02", 50),
}
# Of lines for each that is looked through, twice: to list them, and to count them.
IN_WINDOW = {"sqlite": 40, "postgresql": 5}


def shown(client, query):
    query = query.format(mo=User.objects.get(username=MODERATOR).pk)
    path = f"{HISTORY}{query}"
    work = work_for(client, path)
    return work, texts(client.get(path), ".//table[@id='result_list']/tbody/tr/td[1]")


@pytest.mark.parametrize(("query", "rows"), FILTERS.values(), ids=FILTERS)
def test_history_looks_at_few_rows(desk, query, rows):
    work, lines = shown(desk, query)

    assert len(lines) == rows
    assert work.scans == []
    # A count goes up to 9,999 lines.
    assert work.amount < 5 * MOST[connection.vendor]


@pytest.mark.parametrize(("query", "rows"), SEARCHES.values(), ids=SEARCHES)
def test_search_through_the_history_is_bounded(desk, query, rows):
    work, lines = shown(desk, query)

    assert len(lines) == rows
    if connection.vendor == "postgresql" and "kind=" in query:
        return  # It hashes all submissions once for 20,000 lines: under a second, and no more.
    assert work.scans == []
    assert work.amount < WINDOW * IN_WINDOW[connection.vendor]


def test_what_lies_far_back_is_found_in_some_steps(desk):
    query, steps = "?act=mend", 0
    while not (found := shown(desk, query)[1]):
        (query,) = hrefs(desk.get(f"{HISTORY}{query}"), ".//p[@class='paginator']/a")
        steps += 1

    assert (len(found), steps) == (1, (LAST - (LAST - RARE + 7)) // WINDOW)


# Of lines: more than are taken from the database at once, and fewer than a month has.
SOME = 6_000


def test_export_takes_as_much_memory_for_a_year_as_for_a_month(desk):
    """All of a year at once would be twelve times a month, and keeping what was sent, four."""

    def kilobytes(query, lines):
        tracemalloc.start()
        with closing(desk.get(f"{HISTORY}export/{query}")) as answer:
            taken = sum(1 for _ in islice(answer.streaming_content, lines))
        most = tracemalloc.get_traced_memory()[1]
        tracemalloc.stop()
        return taken, most / 1024

    kilobytes(f"?q={OLD_MEND}", SOME)
    few_lines, few = kilobytes("?when=2024-02", SOME)
    many_lines, many = kilobytes("?when=2024", 4 * SOME)

    assert (few_lines, many_lines) == (SOME, 4 * SOME)
    assert many < few * 1.2

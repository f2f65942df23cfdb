"""By when a report wants an answer. Times are those on a clock in London."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest

from coproduce.moderation.reports.clock import due_at, in_words

LONDON = ZoneInfo("Europe/London")


def london(text):
    return datetime.strptime(text, "%Y-%m-%d %H:%M").replace(tzinfo=LONDON)


def due(about, made):
    return due_at(about, london(made)).astimezone(LONDON).strftime("%Y-%m-%d %H:%M")


@pytest.mark.parametrize(
    ("made", "expected"),
    [
        ("2026-11-23 10:00", "2026-11-25 10:00"),  # a Monday
        ("2026-11-26 10:00", "2026-11-30 10:00"),  # a Thursday
        ("2026-11-27 10:00", "2026-12-01 10:00"),  # a Friday
        ("2026-11-28 10:00", "2026-12-02 00:00"),  # on a Saturday the clock stands
        ("2026-11-29 23:59", "2026-12-02 00:00"),
        ("2026-11-25 00:00", "2026-11-27 00:00"),
        ("2026-11-26 00:00", "2026-11-28 00:00"),  # just before the weekend
        # Easter: Good Friday 3 April, Monday 6 April.
        ("2026-04-02 09:00", "2026-04-08 09:00"),
        ("2026-04-03 09:00", "2026-04-09 00:00"),
        # Christmas: a Friday; Boxing Day, a Saturday, is made good on Monday 28.
        ("2026-12-24 12:00", "2026-12-30 12:00"),
        ("2026-12-23 12:00", "2026-12-29 12:00"),
        # Both on a weekend: made good on Monday 27 and Tuesday 28. New Year's Day is a Saturday.
        ("2027-12-24 12:00", "2027-12-30 12:00"),
        ("2027-12-30 12:00", "2028-01-04 12:00"),
        # New Year's Day, a Friday.
        ("2025-12-31 18:00", "2026-01-05 18:00"),
        # May's first Monday, and the last of August: no bank holiday in Scotland.
        ("2026-05-01 10:00", "2026-05-06 10:00"),
        ("2026-08-28 10:00", "2026-09-02 10:00"),
        # Scotland's 2 January 2026 and St Andrew's Day are days like any other here.
        ("2026-01-01 09:00", "2026-01-06 00:00"),
    ],
)
@pytest.mark.parametrize("about", ["me", "unlawful"])
def test_law_gives_48_hours_of_days_that_are_no_holidays(about, made, expected):
    assert due(about, made) == expected


def test_hours_are_real_where_the_clocks_change():
    # 25 October 2026 has 25 hours, 29 March 23.
    assert due("me", "2026-10-23 12:00") == "2026-10-27 12:00"
    assert due("harm", "2026-10-24 12:00") == "2026-10-25 11:00"
    assert due("harm", "2026-03-28 12:00") == "2026-03-29 13:00"


@pytest.mark.parametrize(
    ("about", "expected"),
    [
        ("harm", "2026-12-25 12:00"),
        ("someone", "2027-01-23 12:00"),
        ("abuse", "2026-12-31 12:00"),
        ("advertising", "2026-12-31 12:00"),
        ("other", "2026-12-31 12:00"),
    ],
)
def test_other_clocks_know_no_holidays(about, expected):
    assert due(about, "2026-12-24 12:00") == expected


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-25 12:59", "due in 40 hours"),
        ("2026-11-24 05:00", "due in 72 hours"),
        ("2026-11-24 04:00", "due in 3 days"),
        ("2026-10-29 04:00", "due in 29 days"),
        ("2026-11-27 04:00", "due in 1 hour"),
        ("2026-11-27 04:01", "due within the hour"),
        ("2026-11-27 05:00", "overdue since 5:00 today"),
        ("2026-11-27 23:00", "overdue since 5:00 today"),
        ("2026-11-28 00:00", "overdue since Friday"),
        ("2026-12-03 04:00", "overdue since Friday"),
        ("2026-12-04 05:00", "overdue since 27 November 2026"),
    ],
)
def test_clock_is_said_in_words(at, words):
    assert in_words(london("2026-11-27 05:00"), now=london(at)) == words

"""The history as a file."""

import csv
from datetime import UTC, datetime
from io import StringIO

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from coproduce.moderation.history import admin as history
from coproduce.moderation.models import Act, Agent, Decision
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.markup import hrefs

pytestmark = pytest.mark.django_db

HISTORY = "/admin/moderation/decision/"
LINK = ".//ul[@class='object-tools']//a"
COLUMNS = "id at who agent act kind letter from to reason line undoes".split()


def exported(client, query=""):
    return b"".join(client.get(f"{HISTORY}export/{query}").streaming_content)


def rows_of(content):
    text = StringIO(content.decode("utf-8-sig"), newline="")
    return list(csv.DictReader(text, strict=True))


def test_file_begins_with_a_mark_and_the_columns_agreed(desk):
    response = desk.get(f"{HISTORY}export/")

    assert b"".join(response.streaming_content) == ("\ufeff" + ",".join(COLUMNS) + "\r\n").encode()
    assert response["Content-Type"] == "text/csv"
    assert response["Content-Disposition"] == 'attachment; filename="history.csv"'


def test_three_lines_are_there_the_latest_first_without_a_word_of_readers(desk, mo):
    post = create_post()
    comment = create_comment(
        post, body="My words.", name="Ana", email="ana@example.org", status="pending"
    ).submission
    barrier = create_barrier(body="More words.", title="Late", status="pending").submission
    comment.decline(by=mo, reason="other", line='Not "here", not now')
    comment.undo(by=mo)
    barrier.log(Act.MEND, agent=Agent.PERSON, by=mo)
    Decision.objects.update(at=datetime(2026, 5, 3, 12, 0, 1, 999, tzinfo=UTC))
    mend, undo, decline = Decision.objects.all()

    content = exported(desk)

    at = "2026-05-03T12:00:01+00:00"
    on_comment = ["comment", str(comment.pk)]
    assert [list(row.values()) for row in rows_of(content)] == [
        [str(mend.pk), at, "mo", "person", "mend", "barrier", str(barrier.pk)]
        + ["pending", "pending", "", "", ""],
        [str(undo.pk), at, "mo", "person", "decide", *on_comment]
        + ["declined", "pending", "", "", str(decline.pk)],
        [str(decline.pk), at, "mo", "person", "decide", *on_comment]
        + ["pending", "declined", "other", 'Not "here", not now', ""],
    ]
    told = ("words", "Ana", "ana@", "Late")
    assert [word for word in told if word in content.decode()] == []


@pytest.mark.parametrize("line", ["=1+1", "+44", "-2", "@SUM(A1)", "＝1"])
def test_line_is_no_formula_to_a_spreadsheet(desk, mo, line):
    create_barrier(status="pending").submission.decline(by=mo, reason="other", line=line)

    assert rows_of(exported(desk))[0]["line"] == f"'{line}"


def test_list_offers_the_file_of_what_it_shows_and_the_part_it_does_not(desk, mo, monkeypatch):
    monkeypatch.setattr(history, "WINDOW", 1)
    for _ in range(3):
        create_barrier(status="pending").submission.mark_spam(by=mo)
    create_barrier(status="pending").submission.approve(by=mo)
    newest = Decision.objects.first().pk

    (link,) = hrefs(desk.get(f"{HISTORY}?to=spam&before={newest}&p=1"), LINK)

    assert link == f"{HISTORY}export/?to=spam"
    assert [row["to"] for row in rows_of(exported(desk, "?to=spam"))] == ["spam"] * 3
    assert len(rows_of(exported(desk, "?to=spam&before=2&p=1"))) == 3
    assert rows_of(exported(desk, "?act=mend")) == []
    assert rows_of(exported(desk, "?q=nobody")) == []


def test_query_that_means_nothing_leads_to_the_list(desk):
    answer = desk.get(f"{HISTORY}export/?colour=red")

    assert (answer.status_code, answer["Location"]) == (302, f"{HISTORY}?e=1")


def test_file_is_only_read(desk):
    assert desk.post(f"{HISTORY}export/").status_code == 405


def test_many_lines_take_as_many_queries_as_one(desk, mo):
    def queries():
        with CaptureQueriesContext(connection) as captured:
            exported(desk)
        return len(captured)

    create_barrier(status="pending").submission.approve(by=mo)
    queries()
    at_one = queries()
    for _ in range(3):
        create_barrier(status="pending").submission.approve(by=create_moderator(f"m{_}"))

    assert queries() == at_one

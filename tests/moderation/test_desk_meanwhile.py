"""Two moderators, the writer, and a tunnel: nobody's decision is overwritten unseen."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import connection
from django.test import Client

from coproduce.moderation.models import Agent
from tests.factories import create_barrier, create_comment, create_post
from tests.moderation.desk import (
    DESK,
    NEXT,
    answer,
    answer_many,
    answer_path,
    letter_path,
    log,
    messages,
    put,
    revision,
    states,
)
from tests.moderation.reporting import send_report

pytestmark = pytest.mark.django_db

LEFT_ONE = "1 left as it was: decided that way already, or withdrawn."


@pytest.fixture
def comment():
    return create_comment(create_post(), body="Nobody asked.", status="pending")


@pytest.mark.parametrize("then", ["list", "next", "letter"])
def test_decision_made_meanwhile_is_shown_and_stays(desk, nia, comment, then):
    comment.submission.approve(by=nia)

    response = answer(desk, comment, "decline:abusive", seen="0", then=then)

    assert response.redirect_chain == [(letter_path(comment), 302)]
    assert messages(response) == ["“Nobody asked.” was left: nia was quicker (Waiting → Approved)."]
    assert states(comment) == [("approved", "")]
    assert log(comment) == [("nia", "pending → approved", ""), ("mo", "second", "abusive")]


def test_who_has_seen_the_decision_may_decide_otherwise(desk, nia, comment):
    comment.submission.approve(by=nia)

    response = answer(desk, comment, "decline:abusive", seen="1")

    assert messages(response) == ["1 declined."]
    assert log(comment) == [
        ("nia", "pending → approved", ""),
        ("mo", "approved → declined", "abusive"),
    ]


@pytest.mark.parametrize(
    ("machine", "name", "status"),
    [
        (lambda one: one.mark_spam(agent=Agent.SCREENING), "approve", ("approved", "")),
        (lambda one: one.approve(agent=Agent.RULES), "decline:abusive", ("declined", "abusive")),
    ],
)
def test_machine_that_was_quicker_is_overruled(desk, comment, machine, name, status):
    machine(comment.submission)

    response = answer(desk, comment, name, seen="0")

    assert messages(response) == [f"1 {status[0]}."]
    assert states(comment) == [status]


def test_decision_that_was_undone_meanwhile_counts_as_one(desk, nia, comment):
    comment.submission.approve(by=nia)
    comment.submission.undo(by=nia)

    response = answer(desk, comment, "spam", seen="0")

    assert messages(response) == [
        "“Nobody asked.” was left: nia was quicker (Undone: Approved → Waiting)."
    ]
    assert states(comment) == [("pending", "")]


def test_report_that_came_meanwhile_is_said(client, desk, comment):
    answer(desk, comment, "approve")
    seen = revision(comment)
    send_report(client, comment, "harm")

    response = answer(desk, comment, "spam", seen=seen)

    assert messages(response) == ["“Nobody asked.” was left: a reader has reported it since."]


def test_own_answer_in_another_window_is_not_called_somebodys(desk, comment):
    answer(desk, comment, "spam")

    response = answer(desk, comment, "approve", seen="0")

    assert messages(response) == [
        "“Nobody asked.” was left: you have changed it since (Waiting → Spam)."
    ]


@pytest.mark.parametrize("then", ["list", "next"])
@pytest.mark.parametrize(
    "name", ["approve", "spam", "decline:abusive"], ids=["approve", "spam", "decline"]
)
def test_same_answer_sent_twice_changes_nothing_and_goes_on(desk, comment, name, then):
    fields = {
        "seen": "0",
        "then": then,
        "query": "after=0-1-7" if then == "next" else "tab=waiting",
    }
    once = answer(desk, comment, name, **fields)
    before = states(comment), log(comment)

    again = answer(desk, comment, name, **fields)

    assert (states(comment), log(comment)) == before
    assert messages(again) == [LEFT_ONE]
    leads_to = f"{NEXT}?after=0-1-7" if then == "next" else f"{DESK}?tab=waiting"
    assert once.redirect_chain == again.redirect_chain == [(leads_to, 302)]


def test_writer_who_withdrew_meanwhile_has_the_last_word(desk, comment):
    comment.submission.withdraw()

    response = answer(desk, comment, "approve", seen="0", then="list")

    assert messages(response) == [LEFT_ONE]
    assert (response.status_code, states(comment)) == (200, [("withdrawn", "")])


def test_letter_whose_words_were_changed_meanwhile_is_read_again(desk, comment, nia):
    comment.submission.mend({"body": "Other words."}, by=nia)

    response = answer(desk, comment, "approve", seen="0")

    assert response.redirect_chain == [(letter_path(comment), 302)]
    assert states(comment) == [("pending", "")]


@pytest.mark.parametrize("seen", ["", "x", "-1", "9" * 40])
def test_form_that_does_not_say_what_was_seen_decides_nothing(desk, comment, seen):
    assert messages(answer(desk, comment, "approve", seen=seen)) == [
        "“Nobody asked.” was left: it has changed since you opened it."
    ]
    assert states(comment) == [("pending", "")]


def test_many_skip_what_was_decided_since_and_name_it(desk, nia):
    post = create_post()
    comment = create_comment(post, body="First of all.", status="pending")
    barrier = create_barrier(body="Second of all.", status="pending")
    left = create_barrier(status="pending")
    seen = [f"{row.pk}:0" for row in (comment, barrier, left)]
    comment.submission.decline(by=nia, reason="abusive")

    response = answer_many(desk, "approve", [comment, barrier], seen=seen)

    assert messages(response) == [
        "1 approved.",
        "“First of all.” was left: nia was quicker (Waiting → Declined (It is abusive)).",
    ]
    assert states(comment, barrier, left) == [
        ("declined", "abusive"),
        ("approved", ""),
        ("pending", ""),
    ]


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (0, []),
        (1, ["And 1 more was decided meanwhile."]),
        (2, ["And 2 more were decided meanwhile."]),
    ],
)
def test_most_twenty_are_named(desk, nia, more, said):
    rows = [create_barrier(body=f"Words {n}.", status="pending") for n in range(20 + more)]
    for row in rows:
        row.submission.mark_spam(by=nia)

    response = answer_many(desk, "approve", rows, seen=[f"{row.pk}:0" for row in rows])

    named = [f"“Words {n}.” was left: nia was quicker (Waiting → Spam)." for n in range(20)]
    assert messages(response) == named + said
    assert {state for state, _ in states(*rows)} == {"spam"}


def test_seen_of_many_that_is_none_does_no_harm(desk):
    barrier = create_barrier(status="pending")

    answer_many(desk, "approve", [barrier], seen=["", "x:y", ":", f"{barrier.pk}:x", "²:1"])

    assert states(barrier) == [("approved", "")]


@pytest.mark.django_db(transaction=True)
def test_of_two_moderators_at_once_one_wins_and_the_other_is_told(mo, nia):
    post = create_post()
    start = Barrier(2)

    def decide(who, row, name):
        client = Client()
        client.force_login(who)
        start.wait()
        try:
            return messages(answer(client, row, name, seen="0", then="letter"))
        finally:
            connection.close()

    for _ in range(5):
        row = create_comment(post, body="Both read it.", status="pending")
        with ThreadPoolExecutor(2) as pool:
            first = pool.submit(decide, mo, row, "approve")
            second = pool.submit(decide, nia, row, "decline:abusive")
        said = first.result(), second.result()
        line, (slower, came, _) = log(row)
        assert {line[0], slower, came} == {"mo", "nia", "second"}
        if line[0] == "mo":
            told = ["“Both read it.” was left: mo was quicker (Waiting → Approved)."]
            assert said == (["1 approved."], told)
            assert states(row) == [("approved", "")]
        else:
            told = [
                "“Both read it.” was left: nia was quicker (Waiting → Declined (It is abusive))."
            ]
            assert said == (told, ["1 declined."])
            assert states(row) == [("declined", "abusive")]


@pytest.mark.django_db(transaction=True)
def test_same_answer_twenty_times_at_once_is_one_decision(mo):
    row = put(create_comment(create_post(), status="pending"))

    def decide(_):
        client = Client()
        client.force_login(mo)
        try:
            return client.post(answer_path(row), {"answer": "approve", "seen": "0"}).status_code
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        assert set(pool.map(decide, range(20))) == {302}

    assert log(row) == [("mo", "pending → approved", "")]

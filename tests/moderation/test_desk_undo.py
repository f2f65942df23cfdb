"""The one undo: of the last answer, to one or to many, as far as it still stands."""

import pytest

from coproduce.moderation.desk.turn import past, query_of
from coproduce.moderation.models import Decision, Status
from tests.factories import create_barrier, create_comment, create_tag
from tests.markup import parse, text_of, texts
from tests.moderation.desk import (
    DESK,
    NEXT,
    UNDO,
    ago,
    answer,
    answer_many,
    last_batch,
    letter_path,
    letters,
    log,
    messages,
    part_of,
    put,
    states,
    undo,
)
from tests.moderation.reporting import close_reports, send_report
from tests.reading import Page

pytestmark = pytest.mark.django_db

NOTHING = ["There is nothing to undo: it has been taken back already."]


def bar(response):
    """What the bar says and sends; None where there is none."""
    form = parse(response).find(f".//form[@action='{UNDO}']")
    if form is None:
        return None
    sent = {each.get("name"): each.get("value") for each in form.iter("input")}
    return text_of(form.find("span")), sent["batch"], sent["then"], sent["query"]


@pytest.mark.parametrize(
    ("start", "name"),
    [
        ("pending", "approve"),
        ("pending", "spam"),
        ("pending", "decline:abusive"),
        ("approved", "hold"),
        ("spam", "approve"),
    ],
)
def test_undo_takes_one_answer_back(desk, post, start, name):
    comment, other = create_comment(post, status=start), create_comment(post, status=start)
    answer(desk, comment, name)

    response = undo(desk, last_batch())

    assert messages(response) == [f"Undone. “A comment.”: {Status(start).label}."]
    assert states(comment, other) == [(start, "")] * 2
    assert log(comment)[-1][:2] == (
        "mo",
        f"undone: {log(comment)[-2][1].split(' → ')[1]} → {start}",
    )


def test_undo_brings_back_each_state_with_its_reason(desk, post):
    declined = create_comment(post, status="pending")
    answer(desk, declined, "decline:other", line="As it was.")
    spam, waiting = create_barrier(status="spam"), create_comment(post, status="pending")
    answer_many(desk, "approve", [declined, spam, waiting], "?tab=all")

    response = undo(desk, last_batch())

    assert messages(response) == ["3 undone."]
    assert states(declined, spam, waiting) == [("declined", "other"), ("spam", ""), ("pending", "")]
    declined.submission.refresh_from_db()
    assert declined.submission.decline_line == "As it was."
    assert len(set(Decision.objects.exclude(undoes=None).values_list("batch", flat=True))) == 1


def test_undo_skips_what_was_decided_since_and_names_it(desk, nia, post):
    stays = create_comment(post, body="Decided since.", status="pending")
    goes = create_barrier(status="pending")
    answer_many(desk, "approve", [stays, goes])
    batch = last_batch()
    stays.submission.refresh_from_db()
    stays.submission.decline(by=nia, reason="abusive")

    response = undo(desk, batch)

    assert messages(response) == [
        "Undone. “Nobody asks us.”: Waiting.",
        "“Decided since.” was left: nia was quicker (Approved → Declined (It is abusive)).",
    ]
    assert states(stays, goes) == [("declined", "abusive"), ("pending", "")]


def test_undo_leaves_what_its_writer_has_withdrawn(desk, post):
    comment = create_comment(post, status="pending")
    answer(desk, comment, "approve")
    comment.submission.withdraw()

    response = undo(desk, last_batch())

    assert states(comment) == [("withdrawn", "")]
    assert len(messages(response)) == 1


def test_second_undo_of_the_same_says_that_there_is_nothing(desk, post):
    comment = create_comment(post, status="pending")
    answer(desk, comment, "approve")
    batch = last_batch()
    undo(desk, batch)

    response = undo(desk, batch)

    assert messages(response) == NOTHING
    assert (states(comment), len(log(comment))) == ([("pending", "")], 2)


def test_undo_goes_back_answer_by_answer(desk, post):
    rows = [create_comment(post, status="pending") for _ in range(3)]
    for row, name in zip(rows, ["approve", "spam", "decline:abusive"], strict=True):
        answer(desk, row, name)

    seen = []
    while len(seen) < 9 and (found := bar(desk.get(DESK))):
        undo(desk, found[1])
        seen.append([status for status, _ in states(*rows)])

    assert seen == [
        ["approved", "spam", "pending"],
        ["approved", "pending", "pending"],
        ["pending", "pending", "pending"],
    ]


@pytest.mark.parametrize("batch", ["", "nonsense", "0" * 32])
def test_batch_that_is_none_undoes_nothing(desk, post, batch):
    comment = create_comment(post, status="pending")
    answer(desk, comment, "approve")
    # As decisions from before there were batches.
    Decision.objects.update(batch="")

    response = undo(desk, batch)

    assert messages(response) == NOTHING
    assert states(comment) == [("approved", "")]


def test_undo_hides_from_the_page_at_once(desk, post, version):
    comment, tag = create_comment(post, status="pending"), create_tag()
    barrier = create_barrier(title="On the board", tags=(tag,), status="pending")
    answer_many(desk, "approve", [comment, barrier])

    def shown():
        board = desk.get(f"/barriers/?tag={tag.slug}")
        return Page(desk.get(post.get_absolute_url())).comments, texts(board, ".//article//h2")

    assert shown() == ([(comment.pk, [])], ["On the board"])
    before = version()

    undo(desk, last_batch())

    assert version() != before
    assert shown() == ([], [])


def test_bar_tells_the_last_answer_and_undoes_it(desk, post):
    comment = create_comment(post, body="Nobody asked.", status="pending")
    answer(desk, comment, "decline:abusive")

    paths = {
        f"{DESK}?tab=all": "list",
        f"{NEXT}?after=0-1-7": "next",
        letter_path(comment): "letter",
    }
    found = {path: bar(desk.get(path)) for path in paths}

    for path, then in paths.items():
        words, batch, sent_then, _query = found[path]
        assert (words, batch) == ("Your last answer: “Nobody asked.”: Declined", last_batch())
        assert sent_then in {then, "list"}
    assert found[f"{DESK}?tab=all"][3] == "tab=all"
    assert found[f"{NEXT}?after=0-1-7"][3] == "after=0-1-7"


def test_bar_tells_how_many_the_last_answer_was_to(desk, post):
    rows = [create_comment(post, status="pending"), create_barrier(status="pending")]
    answer_many(desk, "spam", rows)

    assert bar(desk.get(DESK))[0] == "Your last answer: 2 letters: Spam"


def test_bar_goes_when_its_hour_is_over(desk, post):
    answer(desk, create_comment(post, status="pending"), "approve")

    Decision.objects.update(at=ago(minutes=59))
    assert bar(desk.get(DESK)) is not None
    Decision.objects.update(at=ago(minutes=61))
    assert bar(desk.get(DESK)) is None


def test_bar_offers_nobody_elses_answer(desk, nia, post):
    create_comment(post, status="pending").submission.approve(by=nia)
    create_comment(post, status="pending").submission.approve()

    assert bar(desk.get(DESK)) is None


def test_bar_after_an_undo_offers_what_was_answered_before(desk, post):
    first, second = (create_comment(post, body=f"Words {n}.", status="pending") for n in (1, 2))
    answer(desk, first, "approve")
    answer(desk, second, "spam")
    undo(desk, last_batch())

    assert bar(desk.get(DESK))[0] == "Your last answer: “Words 1.”: Approved"


@pytest.mark.parametrize(
    ("fields", "leads_to"),
    [
        ({"then": "list", "query": "tab=spam"}, f"{DESK}?tab=spam"),
        ({"then": "//evil.example", "query": "//evil.example"}, f"{DESK}?%2F%2Fevil.example="),
        ({}, DESK),
    ],
)
def test_undo_leads_back_and_nowhere_else(desk, post, fields, leads_to):
    comment = create_comment(post, status="pending")
    answer(desk, comment, "approve")

    response = desk.post(UNDO, {"batch": last_batch(), **fields})

    leads_to = f"{leads_to}#letter-{comment.pk}"
    assert (response.status_code, response["Location"]) == (302, leads_to)


def test_moderator_may_undo_a_colleagues_answer_from_its_batch(desk, nia, post):
    comment = create_comment(post, status="pending")
    comment.submission.approve(by=nia)

    undo(desk, last_batch())

    assert log(comment)[-1] == ("mo", "undone: approved → pending", "")


@pytest.mark.parametrize("name", ["approve", "spam"])
def test_what_is_taken_back_waits_since_it_did_before(desk, comment, name):
    put(comment, submitted_at=ago(days=5, hours=1))
    answer(desk, comment, name)

    page = undo(desk, last_batch())

    assert "waits for 5 days" in text_of(part_of(page, comment))
    assert "The longest for 5 days." in texts(page, ".//div[@class='desk-head']/p")


def test_what_is_held_again_waits_since_then(desk, comment):
    put(comment, submitted_at=ago(days=10))
    answer(desk, comment, "approve")

    answer(desk, comment, "hold")

    page = desk.get(DESK)
    assert "waits for 0" in text_of(part_of(page, comment))
    answer(desk, comment, "approve")
    put(comment, waits_since=ago(days=3, hours=1))
    assert "waits for 3 days" in text_of(part_of(undo(desk, last_batch()), comment))


def test_bar_is_gone_once_something_else_was_done_that_it_would_not_take_back(desk, post):
    decided, reported, mended = (create_comment(post, status="pending") for _ in range(3))
    reported.submission.approve()
    send_report(desk, reported, "abuse")
    seen = []
    for does in (
        lambda: close_reports(desk, reported, "stays"),
        lambda: desk.post(f"{DESK}{mended.pk}/mend/", {"body": "Other.", "seen": 0}),
    ):
        answer(desk, decided, "approve")
        assert bar(desk.get(DESK))
        assert does().status_code == 302
        seen.append(bar(desk.get(DESK)))
        answer(desk, decided, "hold")

    assert seen == [None, None]


def test_undo_says_that_a_mend_stays(desk, post):
    comment = create_comment(post, status="pending")
    desk.post(f"{DESK}{comment.pk}/mend/", {"body": "Other.", "seen": 0, "do": "approve"})

    response = undo(desk, last_batch())

    assert (
        messages(response)[-1] == "Undone. “Other.”: Waiting. Its words stay as they were mended."
    )


@pytest.mark.parametrize("then", ["next", "letter"])
def test_undo_shows_the_letter_it_brings_back_where_one_is_read_at_a_time(desk, post, then):
    comment = create_comment(post, status="pending")
    answer(desk, comment, "approve")
    # It lies behind what was left.
    query = query_of(past({}, comment.submission))

    response = undo(desk, last_batch(), then=then, query=query)

    assert letters(response) == [comment.pk]
    on = answer(desk, comment, "approve", **sent_along(response, comment))
    leads_to = f"{NEXT}?{query}" if then == "next" else letter_path(comment)
    assert on.redirect_chain == [(leads_to, 302)]


def sent_along(response, row):
    """What the form of its buttons knows of where one came from."""
    form = part_of(response, row).find(f".//form[@id='answer-{row.pk}']")
    fields = {each.get("name"): each.get("value") for each in form.iter("input")}
    return {name: fields[name] for name in ("then", "query")}


def test_bar_is_gone_after_an_answer_that_came_second(desk, nia, post):
    first, second, third = (create_comment(post, status="pending") for _ in range(3))
    answer(desk, first, "approve")
    second.submission.decline(by=nia, reason="abusive")
    answer(desk, second, "approve", seen=0)
    assert bar(desk.get(DESK)) is None

    # But what was done with it is offered.
    answer_many(desk, "spam", [second, third], seen=[f"{second.pk}:0", f"{third.pk}:0"])
    assert bar(desk.get(DESK))[0] == "Your last answer: “A comment.”: Spam"


def test_many_that_an_undo_brings_back_are_read_from_the_beginning(desk, post):
    rows = [create_comment(post, status="pending") for _ in range(2)]
    answer_many(desk, "approve", rows)

    response = undo(desk, last_batch(), then="next", query=query_of(past({}, rows[1].submission)))

    assert letters(response) == [rows[0].pk]


def test_very_long_address_to_lead_back_to_is_cut(desk, post):
    comment = create_comment(post, status="pending")
    answer(desk, comment, "approve")

    response = undo(desk, last_batch(), then="next", query="x" * 100_000)

    assert letters(response) == [comment.pk]

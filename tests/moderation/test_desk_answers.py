"""Each answer, from the list, from the next letter and from a letter's own page."""

import pytest
from django.urls import reverse

from coproduce.moderation.models import Decision, DeclineReason, Submission
from tests.factories import create_barrier, create_comment
from tests.markup import hrefs, parse, text_of, texts
from tests.moderation.desk import (
    DESK,
    NEXT,
    ago,
    answer,
    answer_path,
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

pytestmark = pytest.mark.django_db

ERROR = ".//p[@class='errornote']"


def fields_of(response, row, button):
    """What the form with this button sends of its own, besides the token."""
    letter = part_of(response, row)
    outside = {each.get("value"): each.get("form") for each in letter.iter("button")}
    for form in letter.iter("form"):
        names = {each.get("value") for each in form.iter("button")}
        if button in names or (form.get("id") and form.get("id") == outside.get(button)):
            hidden = [each for each in form.iter("input") if each.get("type") == "hidden"]
            sent = {each.get("name"): each.get("value") for each in hidden}
            return form.get("action"), {n: sent[n] for n in ("seen", "then", "query", "at")}
    raise AssertionError(button)


def lines(row):
    return list(Submission.objects.filter(pk=row.pk).values_list("decline_line", flat=True))


ANSWERS = {
    "approve": ("pending", ("approved", ""), "pending → approved", "1 approved."),
    "hold": ("approved", ("pending", ""), "approved → pending", "1 held."),
    "spam": ("pending", ("spam", ""), "pending → spam", "1 marked as spam."),
    "decline:abusive": (
        "pending",
        ("declined", "abusive"),
        "pending → declined",
        "1 declined.",
    ),
}
# How a letter is come to, and where its answer leads: paths with the letter's and the next one's.
WAYS = {
    "list": (f"{DESK}?tab=all&kind=comment", f"{DESK}?tab=all&kind=comment#letter-{{below}}"),
    "letter": (f"{DESK}{{pk}}/change/", f"{DESK}{{pk}}/change/"),
}


@pytest.mark.parametrize("way", WAYS)
@pytest.mark.parametrize("name", ANSWERS)
def test_answer_is_kept_and_logged_and_leads_back(desk, post, way, name):
    start, state, line, said = ANSWERS[name]
    below = create_comment(post, status=start)
    comment = create_comment(post, status=start)
    path, leads_to = (each.format(pk=comment.pk, below=below.pk) for each in WAYS[way])

    action, fields = fields_of(desk.get(path), comment, name)
    response = desk.post(action, {"answer": name, "seen": "0", **fields}, follow=True)

    assert states(comment, below) == [state, (start, "")]
    assert log(comment)[-1] == ("mo", line, state[1])
    assert messages(response) == [said]
    assert response.redirect_chain == [(leads_to, 302)]


@pytest.mark.parametrize("name", ["approve", "spam", "decline:off-topic"])
def test_answer_to_the_next_letter_leads_to_the_one_after(desk, post, name):
    first = create_comment(post, status="pending", submitted_at=ago(hours=3))
    second = create_barrier(status="pending", submitted_at=ago(hours=2))
    third = create_comment(post, status="pending", submitted_at=ago(hours=1))

    _first, left = leave(desk, NEXT)
    page = desk.get(left)
    action, fields = fields_of(page, second, name)
    response = desk.post(action, {"answer": name, "seen": "0", **fields}, follow=True)

    assert letters(page) == [second.pk]
    assert response.redirect_chain == [(left, 302)]
    assert letters(response) == [third.pk]
    assert states(first, third) == [("pending", "")] * 2
    assert states(second)[0][0] != "pending"


@pytest.mark.parametrize("reason", DeclineReason.values)
def test_decline_gives_each_of_the_six_reasons_with_a_line(desk, comment, reason):
    page = desk.get(letter_path(comment))
    offered = [each.get("value") for each in part_of(page, comment).iter("button")]

    answer(desk, comment, f"decline:{reason}", line="  Leave\nout the street. ")

    assert f"decline:{reason}" in offered
    assert states(comment) == [("declined", reason)]
    assert lines(comment) == ["Leave out the street."]
    assert Decision.objects.get().line == "Leave out the street."


def test_decline_without_a_line_tells_the_reason_alone(desk, comment):
    answer(desk, comment, "decline:abusive")

    assert (states(comment), lines(comment)) == ([("declined", "abusive")], [""])


@pytest.mark.parametrize("line", ["", "   \n "])
def test_another_reason_wants_a_line(desk, comment, line):
    response = answer(desk, comment, "decline:other", line=line)

    assert response.status_code == 400
    assert texts(response, ".//head/title")[0].startswith("Error: One letter")
    assert texts(response, ERROR) == ["For another reason, write a line to the writer."]
    assert (states(comment), Decision.objects.count()) == ([("pending", "")], 0)
    assert part_of(response, comment).find(".//details[@data-key='d']").get("open") == ""


def test_what_was_typed_stays_after_an_error(desk, comment):
    response = answer(desk, comment, "decline:nonsense", line="Leave out <the> street.")

    assert response.status_code == 400
    assert texts(response, ERROR) == ["Choose a reason for declining."]
    (line,) = part_of(response, comment).iterfind(".//textarea[@name='line']")
    assert text_of(line) == "Leave out <the> street."


@pytest.mark.parametrize("then", ["next", "list", "letter"])
def test_after_an_error_the_answer_leads_where_it_would_have(desk, comment, then):
    whence = {"then": then, "query": "tab=all&q=a", "at": "7", "seen": "0"}
    page = answer(desk, comment, "decline:other", **whence)

    _action, fields = fields_of(page, comment, "approve")

    assert fields == whence


@pytest.mark.parametrize(
    "name", ["", "delete", "withdraw", "undo", "__class__", "pending", "APPROVE", "decline"]
)
def test_there_is_no_other_answer(desk, comment, name):
    response = answer(desk, comment, name)

    assert response.status_code == 400
    assert (states(comment), Decision.objects.count()) == ([("pending", "")], 0)


def test_longest_line_is_kept_and_a_longer_one_is_cut(desk, comment):
    answer(desk, comment, "decline:other", line="a" * 500)

    assert lines(comment) == ["a" * 200]


def test_next_is_the_letter_whose_turn_it_is_with_the_policy_beside_it(desk, post):
    create_comment(post, status="pending", submitted_at=ago(hours=3))
    danger = put(create_barrier(status="pending"), is_urgent=True)

    response = desk.get(NEXT)

    assert letters(response) == [danger.pk]
    assert texts(response, ".//aside//h2") == ["What we decide by"]
    assert hrefs(response, ".//aside//a") == [reverse("pages:moderation")]
    assert texts(response, ".//div[@class='breadcrumbs']") == ["Start › The desk › 2 wait"]


def leave(client, path):
    """What the page at this address shows, and where the link leads that leaves it for now."""
    page = client.get(path)
    links = [link for link in hrefs(page, ".//main//p/a") if link.startswith(("?after", NEXT))]
    return letters(page), NEXT + links[0].removeprefix(NEXT)


def test_letters_can_be_left_for_now_until_all_are_seen(desk, post):
    one = create_comment(post, status="pending", submitted_at=ago(hours=2))
    two = create_barrier(status="pending", submitted_at=ago(hours=1))

    first, one_left = leave(desk, NEXT)
    second, path = leave(desk, one_left)
    end, again = leave(desk, path)

    assert (first, second, end, again) == ([one.pk], [two.pk], [], NEXT)
    assert texts(desk.get(path), ".//h1") == ["You have seen them all"]
    assert "2 still wait." in texts(desk.get(path), ".//main//p")[-1]


def test_next_of_an_empty_desk_says_so(desk):
    create_barrier()

    response = desk.get(NEXT)

    assert texts(response, ".//h1") == ["Nothing waits"]
    assert letters(response) == []


@pytest.mark.parametrize(
    "after",
    ["x", "7", "-1", "9" * 40, "", "2-1-7", "0-1", "0-1-7-7", "0--1-7", f"0-{'9' * 18}-7", "0-1-x"],
)
def test_what_is_no_place_leaves_nothing(desk, comment, after):
    assert letters(desk.get(NEXT, {"after": after})) == [comment.pk]


def test_more_than_fifty_can_be_left_and_those_that_came_at_once_keep_their_turn(desk):
    came = ago(hours=2)
    made = [create_barrier(status="pending", submitted_at=came).pk for _ in range(60)]

    found, path = [], NEXT
    while len(found) < 70 and (shown := leave(desk, path))[0]:
        found += shown[0]
        path = shown[1]

    assert found == made
    assert texts(desk.get(path), ".//h1") == ["You have seen them all"]


def test_danger_that_comes_after_others_were_left_is_next(desk):
    danger, plain, other = (
        create_barrier(status="pending", submitted_at=ago(hours=hours)) for hours in (1, 9, 8)
    )
    put(danger, is_urgent=True)
    first, path = leave(desk, NEXT)
    second, path = leave(desk, path)
    late = put(create_barrier(status="pending"), is_urgent=True)

    third, path = leave(desk, path)
    fourth, path = leave(desk, path)

    assert [first, second, third, fourth] == [[row.pk] for row in (danger, plain, late, other)]


def test_letter_that_was_left_and_is_gone_since_keeps_its_place(desk):
    gone, other = (
        create_barrier(status="pending", submitted_at=ago(hours=hours)) for hours in (9, 8)
    )
    _first, path = leave(desk, NEXT)
    create_barrier(status="pending", submitted_at=ago(hours=10))
    Submission.objects.filter(pk=gone.pk).delete()

    assert letters(desk.get(path)) == [other.pk]


@pytest.mark.parametrize(
    "fields",
    [
        {"then": "https://evil.example/", "query": "a=b"},
        {"then": "//evil.example", "query": "//evil.example"},
        {"then": "list", "query": "\r\nLocation: https://evil.example/"},
        {"then": "list", "at": "1/../../evil"},
        {"then": "list", "at": "9" * 40},
        {"then": "next", "query": "https://evil.example/?a#b"},
        {"then": "letter", "query": "@evil.example"},
    ],
)
def test_answer_leads_nowhere_but_to_the_desk(desk, comment, fields):
    response = desk.post(answer_path(comment), {"answer": "approve", "seen": "0", **fields})

    assert response.status_code == 302
    assert response["Location"].startswith(DESK)
    assert ("evil" in response["Location"].partition("?")[0], "\n" in response["Location"]) == (
        False,
        False,
    )


@pytest.mark.parametrize(
    ("path", "opens"),
    [("answer", "decline:abusive"), ("reply", "reply"), ("notes", "note")],
)
def test_what_is_missing_is_missing_in_the_form_that_opens(desk, comment, path, opens):
    sent = {"answer": "decline:other", "reply": " ", "note": " ", "seen": 0}

    response = desk.post(f"{DESK}{comment.pk}/{path}/", sent)

    assert response.status_code == 400
    (opened,) = parse(response).iterfind(".//article//details[@open]")
    names = [part.get("value") or part.get("name") for part in opened.iter()]
    assert opens in names
    assert len(opened.findall(".//textarea[@autofocus]")) == 1


def test_what_is_taken_back_while_reading_one_by_one_is_shown_again(desk, post):
    first, left = (create_comment(post, status="pending", submitted_at=ago(days=n)) for n in (3, 2))
    create_comment(post, status="pending")
    answer(desk, first, "approve")
    (leave,) = [path for path in hrefs(desk.get(NEXT)) if path.startswith("?after=")]
    assert letters(desk.get(NEXT + leave)) != [left.pk]

    response = undo(desk, last_batch(), then="next", query=leave.removeprefix("?"))

    assert letters(response) == [first.pk]

"""The desk's list: what waits, in its turn, with all that one must know to answer it."""

import pytest

from barriers.models import Tag
from coproduce.moderation.dates import minute
from coproduce.moderation.models import Verdict
from tests.factories import create_barrier, create_comment, create_post
from tests.markup import hrefs, parse, text_of, texts
from tests.moderation.desk import (
    DESK,
    NEXT,
    ago,
    answer,
    buttons,
    facts,
    letter_path,
    letters,
    part_of,
    put,
)

pytestmark = pytest.mark.django_db

HEAD = ".//div[@class='desk-head']"


@pytest.fixture
def post():
    return create_post(title="An essay", slug="an-essay")


def test_what_waits_stands_with_danger_on_top_then_the_oldest_of_whatever_kind(desk, post):
    late = create_comment(post, status="pending", submitted_at=ago(hours=1))
    early = create_barrier(status="pending", submitted_at=ago(hours=3))
    middle = create_comment(post, status="pending", submitted_at=ago(hours=2))
    danger = put(create_barrier(status="pending", submitted_at=ago(minutes=5)), is_urgent=True)
    older = put(create_comment(post, status="pending", submitted_at=ago(minutes=9)), is_urgent=True)
    for status in ("approved", "declined", "spam", "withdrawn"):
        put(create_barrier(status=status), is_urgent=True)

    wanted = [older.pk, danger.pk, early.pk, middle.pk, late.pk]
    assert letters(desk.get(DESK)) == wanted


def test_heading_says_how_many_wait_and_how_long_and_where_danger_is(desk, post):
    create_comment(post, status="pending", submitted_at=ago(hours=2, minutes=1))
    create_barrier(submitted_at=ago(days=9))
    one = desk.get(DESK)
    put(create_barrier(status="pending", submitted_at=ago(days=3, minutes=1)), is_urgent=True)
    two = desk.get(DESK)

    assert texts(one, ".//h1") == ["1 letter waits"]
    assert texts(one, f"{HEAD}/p") == ["The longest for 2 hours.", "Read them one by one"]
    assert texts(two, ".//h1") == ["2 letters wait"]
    assert texts(two, f"{HEAD}/p")[0] == (
        "The longest for 3 days. In 1 of them someone may be in danger."
    )
    assert hrefs(two, f"{HEAD}/p/a") == [NEXT]


def test_letter_of_a_comment_has_all_of_its_words_and_whose_they_are(desk, post):
    words = "Nobody **asked**.\n\n" + "All of it is here. " * 200
    comment = create_comment(
        post, body=words, name="Ana <i>", email="ana@example.org", status="pending"
    )

    response = desk.get(DESK)

    letter = part_of(response, comment)
    (shown,) = letter.iterfind("div[@class='reader-text']")
    assert text_of(shown) == ("Nobody asked. " + "All of it is here. " * 200).strip()
    assert text_of(shown.find(".//strong")) == "asked"
    assert text_of(letter.find(".//h3")) == f"Ana <i>: Comment {comment.pk}"
    assert letter.find(".//h3/a").get("href") == letter_path(comment)
    assert facts(response, comment)["E-mail"].startswith("ana@example.org")
    place = letter.find(".//p[@class='letter-place']/a")
    assert (text_of(place), place.get("href")) == ("An essay", "/posts/an-essay/")


def test_letter_says_where_it_stands_without_a_link_to_what_is_not_public(desk):
    comment = create_comment(create_post(title="Not yet", status="draft"), status="pending")

    place = part_of(desk.get(DESK), comment).find(".//p[@class='letter-place']")

    assert text_of(place.find("span")) == "Not yet"
    assert [link.get("href") for link in place.iter("a") if "under=" not in link.get("href")] == []


def test_place_of_what_is_public_is_where_it_stands(desk, post):
    comment, barrier = create_comment(post), create_barrier()

    response = desk.get(f"{DESK}?tab=approved")

    for row in (comment, barrier):
        place = part_of(response, row).find(".//p[@class='letter-place']/a")
        assert place.get("href") == row.get_absolute_url()


def test_letter_that_waits_says_when_it_came(desk, post):
    comment = create_comment(post, status="pending", submitted_at=ago(days=3, minutes=1))

    kind = part_of(desk.get(DESK), comment).find(".//p[@class='letter-kind']")

    came = minute(comment.submission.submitted_at)
    assert text_of(kind) == f"Comment {comment.pk} · {came} · waits for 3 days"


def test_answer_shows_whom_it_answers_with_their_words(desk, post):
    parent = create_comment(post, name="Bo", body="Who *says* so?")
    comment = create_comment(post, parent=parent, status="pending")
    alone = create_comment(post, status="pending")

    response = desk.get(DESK)

    quoted = part_of(response, comment).find("blockquote")
    said = [text_of(line) for line in quoted]
    assert said == [f"In answer to Bo: Comment {parent.pk}", "Who says so?"]
    assert quoted.find(".//a").get("href") == letter_path(parent)
    assert part_of(response, alone).find("blockquote") is None


def test_nameless_letters_are_called_by_what_there_is(desk, post):
    comment = create_comment(post, name="", status="pending")
    barrier = create_barrier(body="Long words " * 20, status="pending")
    titled = create_barrier(title="Asked too late", status="pending")

    response = desk.get(DESK)

    names = [part_of(response, row).find(".//h3/a").text for row in (comment, barrier, titled)]
    assert names == ["Someone", f"{'Long words ' * 5}Long…", "Asked too late"]


def test_letter_of_a_barrier_has_the_writers_answers_and_no_person(desk):
    tags = tuple(Tag.objects.filter(slug__in=["jargon", "tokenism"]))
    barrier = create_barrier(
        tags=tags,
        role="councillor",
        area="hospital",
        may_quote=True,
        is_helped=True,
        status="pending",
    )

    assert facts(desk.get(DESK), barrier) == {
        "Kinds": "Jargon; Tokenism",
        "Who is speaking": "Councillor",
        "Which service": "Hospital",
        "The author may quote it": "Yes, without a name",
        "Somebody helped to write it": "Yes",
        "Held because": "A person reads everything first. The spam check has not run yet.",
        "Spam check": "Not checked yet",
    }


def test_barrier_that_says_nothing_more_shows_nothing_more(desk):
    barrier = create_barrier(status="pending")

    assert list(facts(desk.get(DESK), barrier)) == ["Held because", "Spam check"]


@pytest.mark.parametrize(
    ("columns", "held", "verdict"),
    [
        ({"verdict": "ham"}, "A person reads everything first.", "Not spam"),
        (
            {"verdict": "spam", "asked_at": "2026-01-01T00:00Z"},
            "Its writer asks for a person to look again. A person reads everything first. "
            "The spam checker takes it for spam.",
            "Spam",
        ),
        (
            {"person_only": True, "verdict": "skipped"},
            "A person reads everything first. "
            "Akismet does not get it: its writer refused, or was not asked.",
            "Not sent to a spam checker",
        ),
    ],
)
def test_letter_says_why_it_is_held_and_what_the_machine_said(desk, post, columns, held, verdict):
    comment = put(create_comment(post, status="pending"), **columns)

    known = facts(desk.get(DESK), comment)

    assert (known["Held because"], known["Spam check"]) == (held, verdict)


def test_letter_that_was_hidden_again_says_so_and_one_put_back_too(desk, post, mo):
    hidden, back = create_comment(post), create_comment(post, status="spam")
    hidden.submission.hold(by=mo)
    back.submission.hold(by=mo)

    response = desk.get(DESK)

    assert facts(response, hidden)["Held because"].startswith(
        "It was shown, and is hidden again while we look."
    )
    assert facts(response, back)["Held because"].startswith(
        "A moderator put it back among what waits."
    )


def test_letter_in_danger_says_what_to_do(desk):
    urgent = put(create_barrier(status="pending"), is_urgent=True)
    other = create_barrier(status="pending")

    response = desk.get(DESK)

    danger = part_of(response, urgent).find("div[@class='letter-danger']")
    assert text_of(danger).startswith("Someone may be in danger. Read it now.")
    assert part_of(response, other).find("div[@class='letter-danger']") is None


@pytest.mark.parametrize(
    ("status", "says"),
    [
        ("pending", "Leave it waiting until"),
        ("approved", "Hide it until"),
        ("declined", "A public answer may name"),
    ],
)
def test_letter_in_danger_says_only_what_its_buttons_can_do(desk, post, status, says):
    comment = put(create_comment(post, status=status), is_urgent=True)

    danger = part_of(desk.get(f"{DESK}?tab=all"), comment).find("div[@class='letter-danger']")

    what_to_do = text_of(danger.findall("p")[1])
    assert what_to_do.partition("what you did. ")[2].startswith(says)


@pytest.mark.parametrize(
    ("email", "says"),
    [
        ("", "You cannot answer in private: nobody knows who wrote it."),
        (
            "ana@example.org",
            "You can write to the address below, from a mailbox of the site.",
        ),
    ],
)
def test_letter_in_danger_says_whether_its_writer_can_be_written_to(desk, post, email, says):
    comment = put(create_comment(post, email=email, status="pending"), is_urgent=True)

    danger = part_of(desk.get(DESK), comment).find("div[@class='letter-danger']")

    assert text_of(danger.find("p")) == f"Someone may be in danger. Read it now. {says}"


@pytest.mark.parametrize(
    ("status", "offered"),
    [
        ("pending", ["approve", "spam"]),
        ("approved", ["hold", "spam"]),
        ("declined", ["approve", "hold", "spam"]),
        ("spam", ["approve", "hold"]),
        ("withdrawn", []),
    ],
)
def test_only_answers_that_change_something_are_offered(desk, post, status, offered):
    comment = create_comment(post, status=status)

    for path in (f"{DESK}?tab=all", letter_path(comment)):
        assert buttons(desk.get(path), comment) == offered


@pytest.mark.parametrize("status", ["pending", "approved", "declined", "spam"])
def test_decline_is_offered_with_its_reasons(desk, post, status):
    comment = create_comment(post, status=status)

    values = [
        each.get("value")
        for each in part_of(desk.get(letter_path(comment)), comment).iter("button")
    ]

    assert "decline:abusive" in values


def test_decided_letter_says_who_decided_what(desk, post):
    comment = create_comment(post, status="pending")
    answer(desk, comment, "decline:other", line="Too long.")

    known = facts(desk.get(f"{DESK}?tab=declined"), comment)

    assert "Held because" not in known
    assert known["Decided"] == "mo: Waiting → Declined (Another reason: Too long.)"


def test_page_of_one_letter_has_its_whole_log(desk, post):
    comment = create_comment(post, status="pending")
    nothing = texts(desk.get(letter_path(comment)), ".//section[@class='log']/p")
    answer(desk, comment, "decline:abusive")
    answer(desk, comment, "approve")

    response = desk.get(letter_path(comment))

    assert nothing == ["Nothing has been decided yet."]
    assert texts(response, ".//section[@class='log']//li/p[1]") == [
        "mo Declined → Approved",
        "mo Waiting → Declined (It is abusive)",
    ]
    assert text_of(part_of(response, comment).find(".//h1")) == "Sam"


def test_why_a_machine_took_it_for_spam_is_said(desk, mo, post):
    trapped, judged, marked = (create_comment(post, status="pending").submission for _ in range(3))
    put(trapped, signs=[{"sign": "trap", "detail": ""}], verdict="skipped")
    trapped.mark_spam(agent="rules")
    judged.record_verdict(Verdict.SPAM)
    marked.mark_spam(by=mo)

    page = desk.get(f"{DESK}?tab=spam")

    why = [facts(page, one).get("Taken for spam because") for one in (trapped, judged, marked)]
    assert why == [
        "It filled a field that no person sees.",
        "The spam checker takes it for spam.",
        None,
    ]


def test_all_with_an_address_are_one_link_away(desk, post):
    comment = create_comment(post, status="pending", email="ana+1@example.org")
    shown = create_comment(post, email="ana+1@example.org")
    create_comment(post, email="bea@example.org")

    page = desk.get(DESK)

    assert facts(page, comment)["E-mail"].startswith("ana+1@example.org")
    (path,) = [path for path in hrefs(page) if "q=" in path]
    assert letters(desk.get(path)) == [shown.pk, comment.pk]


def test_what_came_back_waits_since_then(desk, mo, post):
    old = create_comment(post, submitted_at=ago(days=40)).submission
    create_barrier(status="pending", submitted_at=ago(hours=3, minutes=1))
    old.hold(by=mo)

    page = desk.get(DESK)

    assert "waits for 0 minutes" in text_of(part_of(page, old))
    assert texts(page, f"{HEAD}/p")[0] == "The longest for 3 hours."


def test_barrier_that_waits_has_no_page_to_lead_to(desk):
    waiting, shown = create_barrier(status="pending"), create_barrier()

    assert waiting.get_absolute_url() not in desk.get(letter_path(waiting)).content.decode()
    assert shown.get_absolute_url() in desk.get(letter_path(shown)).content.decode()


def test_list_of_keys_has_those_that_do_something_on_the_page(desk, post):
    rows = [create_comment(post, status=status) for status in ("pending", "approved", "spam")]
    rows.append(create_barrier(status="withdrawn"))
    answer(desk, rows[2], "hold")

    for page in (NEXT, *map(letter_path, rows)):
        response = desk.get(page)
        offered = set(texts(response, ".//dialog//kbd"))
        used = {each.get("data-key") for each in parse(response).iterfind(".//*[@data-key]")}
        assert offered - {"z"} == used - {"z"}, page


def test_list_of_keys_has_all_of_them_where_there_are_many_letters(desk, post):
    create_comment(post, status="pending")

    assert "".join(texts(desk.get(DESK), ".//dialog//kbd")) == "jkaredshxmz?"

"""What the desk's tabs, kinds, search and pages hold."""

import pytest

from coproduce.moderation.models import Report
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.markup import hrefs, parse, texts
from tests.moderation.desk import DESK, ago, answer_many, letters, part_of, put, revision
from tests.moderation.reporting import send_report

pytestmark = pytest.mark.django_db

TABS = ".//nav[@class='tabs']//a"
KINDS = ".//ul[@class='kinds']//a"
EMPTY = ".//p[@class='empty-list']"


@pytest.fixture
def one_of_each(post):
    """A comment and a barrier in every state, by state, the newer one first."""
    statuses = ["pending", "approved", "declined", "spam", "withdrawn"]
    made = {}
    for status in statuses:
        comment, barrier = create_comment(post, status=status), create_barrier(status=status)
        made[status] = [barrier.pk, comment.pk]
    return made


def chosen(response, links):
    found = parse(response).iterfind(links)
    return ["".join(link.itertext()) for link in found if link.get("aria-current")]


def test_tabs_say_how_many_each_holds(desk, one_of_each, client, post):
    create_comment(post)
    assert texts(desk.get(DESK), TABS) == [
        "Waiting 2",
        "Reported 0",
        "Approved 3",
        "Declined 2",
        "Spam 2",
        "Withdrawn 2",
        "Mine",
        "All",
    ]


@pytest.mark.parametrize("status", ["approved", "declined", "spam", "withdrawn"])
def test_tab_holds_its_letters_the_newest_first(desk, one_of_each, status):
    response = desk.get(f"{DESK}?tab={status}")

    assert letters(response) == one_of_each[status]
    assert chosen(response, TABS) == [f"{status.capitalize()} 2"]


def test_tab_of_all_holds_all_the_newest_first(desk, one_of_each):
    newest_first = [pk for status in reversed(one_of_each) for pk in one_of_each[status]]

    assert letters(desk.get(f"{DESK}?tab=all")) == newest_first


@pytest.mark.parametrize("query", ["", "?tab=waiting", "?tab=", "?tab=nonsense"])
def test_what_waits_is_shown_where_no_other_tab_is_chosen(desk, one_of_each, query):
    response = desk.get(DESK + query)

    assert letters(response) == one_of_each["pending"][::-1]
    assert chosen(response, TABS) == ["Waiting 2"]


def test_tab_of_reports_holds_what_was_reported_whatever_its_state(desk, post):
    approved, hidden, left = create_comment(post), create_barrier(), create_comment(post)
    send_report(desk, approved, "abuse")
    send_report(desk, hidden, "me")

    response = desk.get(f"{DESK}?tab=reported")

    assert letters(response) == [hidden.pk, approved.pk]
    assert chosen(response, TABS) == ["Reported 2"]
    assert left.pk in letters(desk.get(f"{DESK}?tab=approved"))


@pytest.mark.parametrize(("kind", "number"), [("barrier", 0), ("comment", 1)])
def test_kind_narrows_a_tab_and_stays_with_it(desk, one_of_each, kind, number):
    response = desk.get(f"{DESK}?tab=spam&kind={kind}")

    assert letters(response) == [one_of_each["spam"][number]]
    assert sorted(texts(response, KINDS)) == ["All kinds", "Barriers", "Comments"]
    assert chosen(response, KINDS) == [f"{kind.capitalize()}s"]
    assert f"?tab=declined&kind={kind}" in hrefs(response, TABS) or (
        f"?kind={kind}&tab=declined" in hrefs(response, TABS)
    )


def test_tab_of_mine_holds_what_its_moderator_wrote_at_the_desk(desk, post):
    question = create_comment(post)
    reply = f"{DESK}{question.pk}/reply/"
    desk.post(reply, {"reply": "Mine.", "seen": revision(question)})
    desk.force_login(create_moderator("bo"))
    desk.post(reply, {"reply": "Of Bo.", "seen": revision(question)})

    response = desk.get(f"{DESK}?tab=mine")

    assert texts(response, ".//article//div[@class='reader-text']") == ["Of Bo."]
    assert chosen(response, TABS) == ["Mine"]
    assert len(letters(desk.get(f"{DESK}?tab=all"))) == 3


def place_links(response, row):
    links = part_of(response, row).iterfind(".//p[@class='letter-place']/a")
    return [link.get("href") for link in links if "under=" in link.get("href")]


def test_letter_leads_to_all_that_was_written_in_its_place(desk, post):
    other = create_post(slug="other")
    waits, said, elsewhere = (
        create_comment(post, status="pending"),
        create_comment(post, status="declined"),
        create_comment(other, status="pending"),
    )
    create_barrier(status="pending")
    (path,) = place_links(desk.get(DESK), waits)

    response = desk.get(path)

    assert letters(response) == [said.pk, waits.pk]
    assert texts(response, ".//p[@class='one-place']/span") == [
        f"Only what was written under “{post.title}”."
    ]
    (waiting,) = [path for path in hrefs(response, TABS) if "tab=waiting" in path]
    assert letters(desk.get(DESK + waiting)) == [waits.pk]
    (everywhere,) = hrefs(response, ".//p[@class='one-place']/a")
    assert elsewhere.pk in letters(desk.get(DESK + everywhere))


def test_barriers_stand_in_one_place_which_their_kind_shows(desk):
    barrier = create_barrier(status="pending")

    assert place_links(desk.get(DESK), barrier) == []


@pytest.mark.parametrize(
    "place", ["comment-x", "comment-", "comment", "-1", "barrier-1", "none-1", f"comment-{10**30}"]
)
def test_place_that_is_none_shows_nothing(desk, one_of_each, place):
    response = desk.get(DESK, {"tab": "all", "under": place})

    assert letters(response) == []
    assert texts(response, ".//p[@class='one-place']/span") == [
        "Only what was written in one place."
    ]


def test_kind_that_is_none_shows_nothing(desk, one_of_each):
    assert letters(desk.get(f"{DESK}?kind=nonsense")) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("carpet", ["words", "title"]),
        ("ana", ["name"]),
        ("bo@example", ["email"]),
        ("CARPETS", ["title"]),
        ("nothing like it", []),
    ],
)
def test_search_looks_in_words_names_titles_and_addresses_of_everything(desk, post, words, found):
    made = {
        "words": create_comment(post, body="The carpet was new."),
        "title": create_barrier(title="Carpets", status="declined"),
        "name": create_comment(post, name="Ana", status="pending"),
        "email": create_comment(post, email="bo@example.org", status="spam"),
        "other": create_barrier(body="None of it.", status="pending"),
    }

    response = desk.get(DESK, {"q": words})

    assert letters(response) == sorted((made[name].pk for name in found), reverse=True)
    assert chosen(response, TABS) == ["All"]


def test_search_in_a_tab_stays_in_it(desk, post):
    waits = create_comment(post, body="The carpet was new.", status="pending")
    create_comment(post, body="The carpet was old.")

    response = desk.get(f"{DESK}?tab=waiting&q=carpet")

    assert letters(response) == [waits.pk]
    assert [link for link in hrefs(response, TABS) if "q=carpet" not in link] == []


def test_barrier_is_found_by_the_id_in_its_address(desk):
    barrier = create_barrier()
    create_barrier()

    assert letters(desk.get(f"{DESK}?q={barrier.public_id}")) == [barrier.pk]


def test_page_holds_20(desk):
    made = [create_barrier(status="pending", submitted_at=ago(hours=99 - n)) for n in range(27)]
    keys = [barrier.pk for barrier in made]

    first, second = desk.get(DESK), desk.get(f"{DESK}?p=2")

    assert (letters(first), letters(second)) == (keys[:20], keys[20:])
    assert "?p=2" in hrefs(first)
    assert hrefs(second, TABS)[0] == "?tab=waiting"
    assert texts(second, ".//label[@for='across']") == ["All 27 of this list"]


def test_page_past_the_last_is_the_last(desk):
    made = [create_barrier(status="declined") for _ in range(22)]

    response = desk.get(f"{DESK}?tab=declined&p=3")

    assert response.status_code == 200
    assert letters(response) == [made[1].pk, made[0].pk]
    assert chosen(response, TABS) == ["Declined 22"]


def test_answer_to_the_last_letter_of_a_page_stays_on_its_tab(desk):
    made = [create_barrier(status="spam") for _ in range(41)]

    response = answer_many(desk, "approve", made[:1], "?tab=spam&p=3")

    assert chosen(response, TABS) == ["Spam 40"]
    assert letters(response) == [barrier.pk for barrier in made[20:0:-1]]


def test_page_that_is_not_there_leads_to_one_that_is(desk):
    barrier = create_barrier(status="pending")

    assert letters(desk.get(f"{DESK}?p=99", follow=True)) == [barrier.pk]


@pytest.mark.parametrize("query", ["?tab=all&o=1", "?p=x", "?kind=none", "?tab=none"])
def test_parameters_that_lead_nowhere_do_no_harm(desk, query):
    create_barrier(status="pending")

    assert desk.get(DESK + query, follow=True).status_code == 200


@pytest.mark.parametrize(
    "query",
    ["?ip_address__startswith=192.", "?user_agent=a", "?code_hash=a", "?body__regex=(", "?q=%00"]
    + ["?kind=%00", "?tab=%00"],
)
def test_letters_cannot_be_tied_together_by_what_no_page_shows(desk, query):
    put(create_barrier(status="pending"), ip_address="192.0.2.1")

    response = desk.get(DESK + query, follow=True)

    assert (response.status_code, b"data-letter" in response.content) == (400, False)


@pytest.mark.parametrize(
    ("query", "heading", "says"),
    [
        ("", "Nothing waits", "Everything has been read. Thank you."),
        ("?tab=spam", "Spam: 0 letters", "Nothing is here."),
        ("?tab=reported", "Reported: 0 letters", "Nothing is here."),
        ("?q=carpet", "“carpet”: 0 found", "Nothing here is like what you look for."),
    ],
)
def test_empty_desk_says_so(desk, query, heading, says):
    response = desk.get(DESK + query)

    assert texts(response, EMPTY) == [says]
    assert texts(response, ".//h1") == [heading]
    assert parse(response).find(".//form[@id='many']") is None


def test_what_is_withdrawn_is_not_answered_with_others(desk, post):
    for status in ("withdrawn", "declined"):
        create_comment(post, status=status)

    for tab, has_ticks in [("withdrawn", False), ("declined", True), ("all", True)]:
        page = parse(desk.get(f"{DESK}?tab={tab}"))
        found = page.find(".//form[@id='many']"), page.find(".//input[@class='letter-tick']")
        assert [each is not None for each in found] == [has_ticks] * 2


def test_danger_stands_above_reports_that_are_due_sooner(client, desk, post):
    due, danger = create_comment(post), create_comment(post)
    send_report(client, due, "abuse")
    send_report(client, danger, "harm")
    Report.objects.filter(submission=due.pk).update(due_at=ago(days=1))

    assert letters(desk.get(f"{DESK}?tab=reported")) == [danger.pk, due.pk]

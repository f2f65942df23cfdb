"""The simpler form's check page: what strangers will see, and apart from it what they will not."""

import pytest

from barriers.models import Barrier
from tests.barriers.forms import NEW, fill, private_answers
from tests.barriers.simpler import FULL, SHORT, answer, facts, press, walk
from tests.markup import parse, send, texts

pytestmark = pytest.mark.django_db

BOX = ".//div[@class='check']"
KINDS = f"{BOX}/ul/li"
ABOUT = "What is it about?"


def box(page):
    """All that the page says that everyone can read."""
    return texts(page, BOX)


def test_check_page_shows_every_answer(client):
    page = walk(client, *FULL)

    assert texts(page, ".//div[@class='check-words barrier-quote']") == ["It is late."]
    assert texts(page, KINDS) == ["Jargon", "Tokenism"]
    assert facts(page) == {
        "Is it something else?": "The chairs",
        "Who are you?": "Councillor",
        "Which service is it about?": "Youth justice",
        "Can the author use your words?": "Yes",
        "Are you writing this alone?": "Someone is helping me",
    }


def test_check_page_says_what_was_skipped(client):
    page = walk(client, *SHORT)

    assert facts(page) == {
        ABOUT: "You did not say what it is about.",
        "Who are you?": "You skipped this.",
        "Which service is it about?": "You skipped this.",
        "Can the author use your words?": "You skipped this.",
        "Are you writing this alone?": "You skipped this.",
    }


def test_check_page_tells_skipped_from_not_sure(client):
    page = walk(client, *SHORT[:4], {"may_quote": ""}, {"is_helped": ""})

    assert facts(page)["Can the author use your words?"] == "Not sure (this counts as no)"
    assert facts(page)["Are you writing this alone?"] == "You skipped this."


@pytest.mark.parametrize(
    ("themes", "said"),
    [
        (["not-sure"], "Not sure"),
        (["none-of-these"], "None of these"),
        ([], "You did not say what it is about."),
    ],
)
def test_only_tags_are_shown_as_what_everyone_can_read(client, themes, said):
    page = walk(client, FULL[0], {"themes": themes, "new_tags": ""}, *FULL[3:])
    sent = answer(client, page, go="send")
    Barrier.objects.get().submission.approve()
    public = client.get(Barrier.objects.get().get_absolute_url())

    assert (sent.status_code, box(page)) == (303, ["It is late. Change your words"])
    assert texts(public, ".//blockquote") == ["It is late."]
    assert said not in texts(public, ".//main")[0]
    assert facts(page)[ABOUT] == said


def test_kind_that_is_no_tag_can_be_changed(client):
    page = walk(client, FULL[0], {"themes": ["not-sure"]}, *FULL[3:])

    row = parse(page).find(".//dl[@class='facts']/div")
    assert (row.findtext("dt"), row.find(".//button").get("value")) == (ABOUT, "themes")


def test_kind_in_own_words_is_said_to_be_what_it_is_about(client):
    page = walk(client, FULL[0], {"new_tags": "The chairs"}, *FULL[3:])

    assert ABOUT not in facts(page)
    assert facts(page)["Is it something else?"] == "The chairs"


@pytest.mark.parametrize(
    ("tags", "themes", "kinds", "said"),
    [
        (["jargon", "tokenism"], ["trust-and-safety"], ["Tokenism"], None),
        (["jargon", "tokenism"], [], [], "You did not say what it is about."),
        (["not-sure"], ["trust-and-safety"], [], "Not sure"),
        (["not-sure"], [], [], "You did not say what it is about."),
    ],
)
def test_tags_of_themes_that_are_not_chosen_do_not_count(client, tags, themes, kinds, said):
    checked = walk(client, *FULL[:2], {"tags": tags, "new_tags": ""}, *FULL[3:])

    # Back to the check page at once, past the page of the tags.
    changed = answer(client, checked, go="themes")
    page = answer(client, changed, go="check", themes=themes, new_tags="")

    assert texts(page, KINDS) == kinds
    assert facts(page).get(ABOUT) == said


@pytest.mark.parametrize(
    ("sent", "says", "keeps"),
    [
        ("on", "Yes", True),
        ("1", "Yes", True),
        ("True", "Yes", True),
        ("false", "No", False),
        ("False", "No", False),
        ("0", "No", False),
        ("", "Not sure (this counts as no)", False),
    ],
)
def test_what_is_said_of_the_consent_is_what_both_forms_keep(client, sent, says, keeps):
    page = walk(client, *FULL[:5], {"may_quote": sent}, FULL[6])
    answer(client, page, go="send")
    single = send(client, NEW, fill(may_quote=sent))
    send(client, NEW, fill(may_quote=sent, step="send"))

    assert facts(page)["Can the author use your words?"] == says
    words = "Yes, without a name" if keeps else "No"
    assert private_answers(single)["The author may quote it"] == words
    assert [barrier.may_quote for barrier in Barrier.objects.all()] == [keeps] * 2


def test_change_of_the_theme_asks_for_its_tags_too(client):
    page = answer(client, walk(client, *FULL), go="themes")
    page = press(client, page, "Next", themes=["access-and-time", "systems"])
    tags = page.content.decode().count(" checked")
    page = press(client, page, "Keep this change", tags=["jargon", "narrow-evidence"])

    assert tags == 1
    assert texts(page, KINDS) == ["Jargon", "Narrow evidence"]


def test_theme_without_a_tag_is_not_lost(client):
    page = walk(client, SHORT[0], {"themes": ["systems", "trust-and-safety"]}, {}, *SHORT[2:])

    assert facts(page)[ABOUT] == "Systems, Trust and safety"
    assert "Is it something else?" not in facts(page)
    press(client, page, "Yes, send it")
    barrier = Barrier.objects.get()
    assert (barrier.new_tags, list(barrier.tags.all())) == ("Systems, Trust and safety", [])


def test_own_kind_stands_beside_a_theme_without_a_tag(client):
    page = walk(client, SHORT[0], {"themes": ["systems"]}, {"new_tags": "The chairs"}, *SHORT[2:])

    assert facts(page)[ABOUT] == "Systems"
    assert facts(page)["Is it something else?"] == "The chairs"
    press(client, page, "Yes, send it")
    assert Barrier.objects.get().new_tags == "The chairs"


def test_nothing_on_the_check_pages_leads_away(client):
    page = walk(client, *FULL)
    single = client.post(NEW, fill(tags=["jargon"]))

    for answered, path in ((page, KINDS), (single, ".//ul[@class='tags']/li")):
        assert texts(answered, path) != []
        assert texts(answered, f"{path}/a") == []

import pytest

from barriers.models import Barrier
from coproduce.moderation.models import Submission
from tests.barriers.simpler import FULL, NAMES, SIMPLER, answer, walk, where
from tests.factories import create_tag
from tests.markup import form_values, hrefs, send, texts

pytestmark = pytest.mark.django_db

SUMMARY = ".//div[@class='error-summary']//li"
# At which page what is wrong, what is said of it, and where that leads to.
WRONG = [
    ("words", {"body": " \n"}, "Enter what gets in the way", "#id_body"),
    (
        "words",
        {"body": "é" * 5001},
        "Your words must be 5,000 characters or fewer: there are 5,001",
        "#id_body",
    ),
    (
        "themes",
        {"themes": ["systems", "not-sure"]},
        "Choose either kinds of barrier or “Not sure”, not both",
        "#id_themes_0",
    ),
    (
        "themes",
        {"themes": ["king"]},
        "Choose from the list: “king” is not in it",
        "#id_themes_0",
    ),
    (
        "themes",
        {"new_tags": "n" * 201},
        "This must be 200 characters or fewer",
        "#id_new_tags",
    ),
    (
        "tags",
        {"tags": ["jargon", "none-of-these"]},
        "Choose either kinds of barrier or “None of these”, not both",
        "#id_tags_0",
    ),
    (
        "tags",
        {"tags": ["king"]},
        "Choose kinds from the list: “king” is not in it",
        "#id_tags_0",
    ),
    ("role", {"role": "king"}, "Choose who is speaking from the list", "#id_role_0"),
    ("area", {"area": "<b>"}, "Choose a service from the list", "#id_area_0"),
]


def said(response):
    """What the error summary says and leads to; the page is marked as an error."""
    assert response.status_code == 400
    (question,), (title,) = texts(response, ".//h1"), texts(response, ".//title")
    assert title.startswith(f"Error: {question} (question ")
    assert Submission.objects.count() == 0
    return list(zip(texts(response, SUMMARY), hrefs(response, f"{SUMMARY}/a"), strict=True))


def rest(response, fields):
    """What the page sends beside these fields, and beside what it keeps for a change."""
    values = form_values(response).items()
    return {name: v for name, v in values if name not in fields and not name.startswith("was_")}


@pytest.mark.parametrize(("name", "fields", "words", "leads_to"), WRONG)
def test_bad_answer_is_said_at_its_question_and_everything_kept(
    client, name, fields, words, leads_to
):
    page = walk(client, *FULL[: NAMES.index(name)])

    response = answer(client, page, **fields)

    assert said(response) == [(words, leads_to)]
    assert where(response) == where(page)
    assert rest(response, fields) == rest(page, fields)


@pytest.mark.parametrize("go", ["check", "send"])
@pytest.mark.parametrize(("name", "fields", "words", "leads_to"), WRONG)
def test_bad_answer_at_the_end_leads_to_its_question(client, name, fields, words, leads_to, go):
    checked = walk(client, *FULL)

    response = answer(client, checked, go=go, **fields)

    assert said(response) == [(words, leads_to)]
    assert where(response)[1] == name
    kept = {**rest(response, fields), "question": ["check"]}
    del kept["is_change"]
    assert kept == rest(checked, fields)


@pytest.mark.parametrize(("name", "fields"), [("words", {"body": ""}), ("role", {"role": "king"})])
def test_going_back_is_not_held_up_by_a_bad_answer(client, name, fields):
    page = walk(client, *FULL[:4])

    back = answer(client, page, go=name, **fields)

    assert (back.status_code, texts(back, SUMMARY)) == (200, [])
    assert where(back)[1] == name


def test_error_is_mended_and_sent(client):
    wrong = answer(client, walk(client, *FULL), go="send", role="king")

    checked = answer(client, wrong, role="manager")
    sent = answer(client, checked, go="send")

    assert (texts(checked, ".//h1"), sent.status_code) == (["Is this right?"], 303)
    assert Barrier.objects.get().role == "manager"


def test_tag_retired_meanwhile_loses_nothing_else(client):
    tag = create_tag("Going")
    page = walk(client, FULL[0], {"themes": [tag.theme.slug, "access-and-time"]})
    checked = page
    for fields in ({"tags": [tag.slug, "jargon"]}, *FULL[3:]):
        checked = answer(client, checked, **fields)
    create_tag(theme=tag.theme)
    tag.status = "retired"
    tag.save()

    response = answer(client, checked, go="send")

    assert said(response) == [
        (f"Choose kinds from the list: “{tag.slug}” is not in it", "#id_tags_0")
    ]
    assert form_values(response)["tags"] == ["jargon"]
    assert form_values(response)["body"] == ["It is *late*."]


@pytest.mark.parametrize("question", ["", "nothing", "WORDS", "\x00"])
def test_page_that_does_not_exist_is_the_first(client, question):
    values = {**form_values(walk(client, FULL[0])), "question": question}

    assert where(send(client, SIMPLER, values)) == ("Question 2 of 6", "themes")


def test_empty_form_asks_for_the_words(client):
    for values in ({}, {"go": "send"}, {"go": "check"}, {"question": "check"}):
        assert said(client.post(SIMPLER, values)) == [("Enter what gets in the way", "#id_body")]


def test_title_is_not_asked_for_and_a_forged_one_not_kept(client):
    values = {**form_values(walk(client, *FULL)), "title": "t" * 500, "go": "send"}

    assert send(client, SIMPLER, values).status_code == 303
    assert Barrier.objects.get().title == ""


@pytest.mark.parametrize("headers", [{"sec-fetch-site": "cross-site"}, {"origin": "https://a.b"}])
def test_form_from_another_site_is_refused_and_can_be_sent_from_here(client, headers):
    values = {**form_values(walk(client, *FULL)), "go": "send"}

    refused = send(client, SIMPLER, values, headers=headers)
    assert (refused.status_code, Submission.objects.count()) == (403, 0)
    sent = send(client, SIMPLER, form_values(refused), headers={"sec-fetch-site": "same-origin"})

    assert sent.status_code == 303
    assert [tag.slug for tag in Barrier.objects.get().tags.all()] == ["jargon", "tokenism"]


@pytest.mark.parametrize("method", ["put", "patch", "delete"])
def test_other_methods_are_not_allowed(client, method):
    assert getattr(client, method)(SIMPLER).status_code == 405

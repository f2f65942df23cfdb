import pytest

from barriers.models import Barrier
from tests.barriers.forms import change_it, check, private_answers, send_it
from tests.factories import create_tag
from tests.markup import form_values, hrefs, parse, text_of, texts

pytestmark = pytest.mark.django_db

ERROR = ".//div[@id='id_tags_error']/p"


def kept_tags(client, **fields):
    assert send_it(client, check(client, **fields)).status_code == 303
    barrier = Barrier.objects.get()
    return sorted(tag.slug for tag in barrier.tags.all()), barrier.unsure


def test_barrier_may_have_no_tag(client):
    assert kept_tags(client) == ([], "")


def test_barrier_may_have_many_tags(client):
    chosen = ["gatekeeping", "jargon", "tokenism", "monoculture"]

    assert kept_tags(client, tags=chosen) == (sorted(chosen), "")


def test_tag_that_is_chosen_twice_counts_once(client):
    assert kept_tags(client, tags=["jargon", "jargon"]) == (["jargon"], "")


@pytest.mark.parametrize(
    ("answer", "label"), [("not-sure", "Not sure"), ("none-of-these", "None of these")]
)
def test_unsure_is_an_answer_for_the_author_alone(client, answer, label):
    checked = check(client, tags=[answer])

    assert private_answers(checked)["Which kind"] == label
    assert texts(checked, ".//div[@class='check']/ul/li") == []
    assert form_values(change_it(client, checked))["tags"] == [answer]
    assert kept_tags(client, tags=[answer]) == ([], answer)


@pytest.mark.parametrize(
    ("chosen", "named"),
    [
        (["jargon", "not-sure"], "Not sure"),
        (["none-of-these", "jargon"], "None of these"),
        (["not-sure", "none-of-these"], "Not sure"),
    ],
)
def test_unsure_and_a_tag_are_not_both_right(client, chosen, named):
    response = check(client, tags=chosen)

    words = f"Error: Choose either kinds of barrier or “{named}”, not both"
    assert response.status_code == 400
    assert texts(response, ERROR) == [words]
    assert sorted(form_values(response)["tags"]) == sorted(chosen)
    assert Barrier.objects.count() == 0


@pytest.mark.parametrize("slug", ["no-such-tag", "Jargon", "jargon\x00", "", "<script>"])
def test_unknown_tag_is_said(client, slug):
    response = check(client, tags=["jargon", slug])

    assert response.status_code == 400
    assert len(texts(response, ERROR)) == 1
    assert texts(response, ERROR)[0].startswith("Error: Choose kinds from the list: “")
    assert form_values(response)["tags"] == ["jargon"]


@pytest.mark.parametrize("status", ["proposed", "retired"])
def test_tag_that_is_not_accepted_cannot_be_chosen(client, status):
    hidden = create_tag("Hidden", status=status)
    shown = create_tag("Shown")

    form = client.get("/barriers/new/")
    labels = texts(form, ".//fieldset//label")

    assert ("Shown" in labels, "Hidden" in labels) == (True, False)
    assert check(client, tags=[hidden.slug]).status_code == 400
    assert check(client, tags=[shown.slug]).status_code == 200


def test_tag_retired_between_check_and_send_loses_nothing_typed(client):
    tag = create_tag("Going")
    checked = check(client, body="My words.", tags=[tag.slug, "jargon"])
    tag.status = "retired"
    tag.save()

    response = send_it(client, checked)

    assert response.status_code == 400
    values = form_values(response)
    assert (values["body"], values["tags"]) == (["My words."], ["jargon"])
    assert Barrier.objects.count() == 0


def folds(response):
    """What each theme's summary says, and whether its tags are in view."""
    parts = list(parse(response).iterfind(".//details[@class]/summary/.."))
    parts = [part for part in parts if part.get("class").startswith("theme ")]
    return [(text_of(part.find("summary/span")), "open" in part.attrib) for part in parts]


def test_themes_are_folded_until_a_tag_in_them_is_chosen(client):
    opened = client.get("/barriers/new/")
    changed = change_it(client, check(client, tags=["jargon", "rushed-timetables", "tokenism"]))

    assert [is_open for _, is_open in folds(opened)] == [False] * 6
    assert folds(changed) == [
        ("Power and leadership", False),
        ("Who is in the room", False),
        ("Lived-experience capacity", False),
        ("Access and time 2 chosen", True),
        ("Systems", False),
        ("Trust and safety 1 chosen", True),
    ]


def test_box_that_an_error_leads_to_is_in_view(client):
    response = check(client, tags=["no-such-tag"])

    assert hrefs(response, ".//div[@class='error-summary']//a") == ["#id_tags_0"]
    (fold,) = [
        part
        for part in parse(response).iter("details")
        if part.find(".//input[@id='id_tags_0']") is not None
    ]
    assert "open" in fold.attrib

import pytest

from barriers.models import Barrier
from tests.barriers.forms import change_it, check, private_answers, send_it
from tests.factories import create_tag
from tests.markup import form_values, texts

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

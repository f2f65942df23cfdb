"""The form after the GOV.UK Design System's patterns, as a screen reader meets it."""

import pytest

from tests.factories import create_comment, create_post
from tests.markup import hrefs, parse, text_of, texts
from tests.reading import send_comment

pytestmark = pytest.mark.django_db

SUMMARY = ".//div[@class='error-summary']"


@pytest.fixture
def post():
    return create_post(title="Praised")


def with_id(response, name):
    return parse(response).find(f".//main//*[@id='{name}']")


def test_form_says_how_much_may_be_typed_and_lets_more_be_pasted(client, post):
    response = client.get(post.get_absolute_url())

    body, count = with_id(response, "id_body"), with_id(response, "id_body_count")
    assert text_of(count) == "You can enter up to 10,000 characters"
    assert count.get("data-left") == "Characters left: {}"
    assert count.get("data-over") == "Characters too many: {}"
    assert body.get("data-count") == "10000"
    assert body.get("aria-describedby") == "id_body_helptext id_body_count"
    assert "maxlength" not in response.content.decode()


def test_count_is_told_after_hint_and_error(client, post):
    response = send_comment(client, post, body="")

    body = with_id(response, "id_body")
    assert body.get("aria-describedby") == "id_body_helptext id_body_error id_body_count"
    order = [element.get("id") for element in with_id(response, "div_id_body").iter()]
    ids = ["id_body_helptext", "id_body_error", "id_body", "id_body_count"]
    assert [name for name in order if name in ids] == ids


def test_only_the_words_are_counted(client, post):
    assert len(parse(client.get(post.get_absolute_url())).findall(".//*[@data-count]")) == 1


def test_what_is_typed_may_run_from_right_to_left(client, post):
    main = parse(client.get(post.get_absolute_url())).find(".//main")

    inputs = [one for tag in ("input", "textarea") for one in main.iter(tag)]
    shown = [one for one in inputs if one.get("type") != "hidden" and one.get("tabindex") != "-1"]
    visible = {one.get("id"): one.get("dir") for one in shown}
    assert visible == {"id_body": "auto", "id_name": "auto", "id_email": "auto"}


def test_errors_stand_above_the_title_with_a_link_to_each_field(client, post):
    response = send_comment(client, post, body="", email="ana")

    summary = parse(response).find(SUMMARY)
    main = parse(response).find(".//main")
    assert texts(response, ".//head/title") == ["Error: Answer: Praised – Coproduce"]
    assert [main[0].get("class"), summary.get("tabindex"), "autofocus" in summary.attrib] == [
        "error-summary",
        "-1",
        True,
    ]
    assert hrefs(response, f"{SUMMARY}//a") == ["#id_body", "#id_email"]
    assert parse(response).find(".//form[@method='post']").get("novalidate") == ""


def test_same_words_stand_beside_the_field(client, post):
    response = send_comment(client, post, body="", email="ana")

    expected = [
        "Enter your comment",
        "Enter an e-mail address such as name@example.org, or leave it empty",
    ]
    assert texts(response, f"{SUMMARY}//a") == expected
    beside = [with_id(response, "id_body_error"), with_id(response, "id_email_error")]
    assert [text_of(one) for one in beside] == [f"Error: {words}" for words in expected]


def test_error_of_a_hidden_field_leads_to_the_first_that_can_be_reached(client, post):
    gone = create_comment(create_post()).pk

    response = send_comment(client, post, parent=gone)

    assert hrefs(response, f"{SUMMARY}//a") == ["#id_body"]


def test_form_tells_before_writing_who_reads_it_and_whom_to_call(client, post):
    response = client.get(post.get_absolute_url())

    (words,) = texts(response, ".//*[@class='notice before-writing']")
    for fact in (
        "A person reads it before anyone else sees it.",
        "On a work device, your employer may see that you were here.",
        "Nobody reads this at night.",
        "999",
        "NHS 111",
        "Samaritans 116 123",
        "Childline 0800 1111",
    ):
        assert fact in words
    assert parse(response).findall(".//main//details") == []


def test_form_leads_to_the_guide(client, post):
    links = hrefs(client.get(post.get_absolute_url()), ".//*[@id='answer']//a")

    assert "/guides/commenting/" in links
    assert client.get("/guides/commenting/").status_code == 200

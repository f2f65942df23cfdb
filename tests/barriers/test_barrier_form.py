from xml.etree.ElementTree import tostring

import pytest

from barriers.choices import Area, Role
from barriers.models import Barrier, Tag
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Submission
from coproduce.moderation.worker import run_next
from tests.barriers.forms import NEW, change_it, check, fill, private_answers, send_it
from tests.factories import create_post
from tests.markup import form_values, parse, send, texts
from tests.rows import every_row

pytestmark = pytest.mark.django_db

# Coloured by the first tag's theme, as the published page is.
CHECK = ".//div[@class='check theme-access-and-time']"
AWKWARD = "\n\n  <b>R&amp;D</b> & \"quotes\" 'so' </textarea>\n\t> said\n\n"


def filled(**fields):
    """A form with an answer to everything."""
    return {
        "title": "Too late",
        "tags": ["jargon", "rushed-timetables"],
        "new_tags": "The chairs",
        "role": "councillor",
        "area": "youth-justice",
        "may_quote": "on",
        "is_helped": "on",
        **fields,
    }


def test_form_asks_for_the_words_first_and_for_no_name(client):
    values = [
        element.get("name")
        for element in parse(client.get(NEW)).find(".//form[@method='post']").iter()
        if element.get("name") and element.get("name") != "tags"
    ]

    assert values == (
        ["submission_id", "homepage", "seconds", "body", "title", "new_tags", "role", "area"]
        + ["may_quote", "is_helped"]
    )


def test_form_offers_the_tags_of_the_codebook_under_their_themes(client):
    fieldset = parse(client.get(NEW)).find(".//fieldset")
    offered = [box.get("value") for box in fieldset.iter("input")]

    assert offered == [
        *Tag.objects.offered().values_list("slug", flat=True),
        "not-sure",
        "none-of-these",
    ]
    assert [part.findtext("legend") for part in fieldset.findall(".//fieldset")] == [
        "Power and leadership",
        "Who is in the room",
        "Lived-experience capacity",
        "Access and time",
        "Systems",
        "Trust and safety",
        "Or",
    ]


def test_form_offers_every_role_and_area_or_none(client):
    form = parse(client.get(NEW))

    for field, choices in (("role", Role), ("area", Area)):
        options = form.findall(f".//select[@name='{field}']/option")
        assert [option.get("value") for option in options] == ["", *choices.values]


def test_check_page_shows_exactly_what_strangers_will_see(client):
    response = check(client, **filled(body="It is *late*.\n\n<b>Always.</b>"))

    assert response.status_code == 200
    (shown,) = parse(response).iterfind(CHECK)
    words = tostring(shown.find("div"), encoding="unicode", method="html").replace("\n", "")
    assert [element.tag for element in shown] == ["h2", "div", "ul"]
    assert texts(response, f"{CHECK}/h2") == ["Too late"]
    assert words.strip() == (
        '<div class="check-words barrier-quote" dir="auto"><p>It is <em>late</em>.</p>'
        "<p>&lt;b&gt;Always.&lt;/b&gt;</p></div>"
    )
    assert texts(response, f"{CHECK}/ul/li") == ["Jargon", "Rushed timetables"]


def test_check_page_keeps_the_rest_apart(client):
    response = check(client, **filled())

    assert private_answers(response) == {
        "Something else": "The chairs",
        "Who is speaking": "Councillor",
        "Which service": "Youth justice",
        "The author may quote it": "Yes, without a name",
        "Someone is helping you": "Yes",
    }


def test_check_page_of_the_words_alone_shows_the_words_alone(client):
    response = check(client)

    (shown,) = parse(response).iterfind(".//div[@class='check']")
    assert [element.tag for element in shown] == ["div"]
    assert private_answers(response) == {"The author may quote it": "No"}


def test_nothing_is_kept_before_it_is_sent(client):
    before = every_row()

    response = check(client, **filled())
    change_it(client, response)

    assert every_row() == before


def test_change_brings_everything_back_into_the_form(client):
    response = change_it(client, check(client, **filled(body=AWKWARD)))

    values = form_values(response)
    assert response.status_code == 200
    assert texts(response, ".//h1") == ["Name a barrier"]
    assert values.pop("submission_id")[0].startswith("opened-")
    assert values.pop("homepage") == values.pop("seconds") == [""]
    assert values.pop("body") == [AWKWARD]
    assert values == {
        name: [answer] if isinstance(answer, str) else answer for name, answer in filled().items()
    }


def test_sent_barrier_waits_with_all_its_answers(client):
    response = send_it(client, check(client, **filled(body="It is *late*.")))

    barrier = Barrier.objects.get()
    assert response.status_code == 303
    assert response["Location"].startswith("/receipts/")
    assert (barrier.submission.body, barrier.title, barrier.new_tags) == (
        "It is *late*.",
        "Too late",
        "The chairs",
    )
    assert (barrier.role, barrier.area) == ("councillor", "youth-justice")
    assert (barrier.may_quote, barrier.is_helped) == (True, True)
    assert [tag.slug for tag in barrier.tags.all()] == ["jargon", "rushed-timetables"]
    assert (barrier.submission.status, barrier.published_at) == ("pending", None)


def test_barrier_can_be_sent_without_the_check_page(client):
    response = send(client, NEW, fill(body="Straight on.", step="send"))

    assert response.status_code == 303
    assert Submission.objects.get().body == "Straight on."


def test_receipt_shows_the_words_and_a_code(client):
    sent = send_it(client, check(client, body="It is *late*."))

    receipt = client.get(sent["Location"])

    assert texts(receipt, ".//h1") == ["Thank you. Your barrier is with us"]
    assert texts(receipt, ".//div[@class='prose barrier-quote']") == ["It is late."]
    (code,) = texts(receipt, ".//p[@class='receipt-code']/code")
    assert [len(part) for part in code.split("-")] == [4, 4, 4, 4]


def test_text_comes_through_the_check_page_as_it_was_typed(client):
    checked = check(client, body=AWKWARD)
    again = check(client, body=form_values(change_it(client, checked))["body"][0])

    carried = [form_values(page, number)["body"] for page in (checked, again) for number in (0, 1)]
    assert carried == [[AWKWARD]] * 4


def test_text_is_kept_as_it_was_typed_but_for_the_space_around_it(client):
    send_it(client, check(client, body=AWKWARD, title=' <i>A & "B"</i> '))

    barrier = Barrier.objects.get()
    assert barrier.submission.body == AWKWARD.strip()
    assert barrier.title == '<i>A & "B"</i>'


def test_neither_name_nor_address_nor_mail_is_kept(client):
    # Fields that the form does not have, as a form filler or another program might send them.
    sent = check(client, name="Jay Secret", email="jay@secret.example", person_only="on")
    response = send(
        client,
        NEW,
        {**form_values(sent), "name": "Jay Secret", "email": "jay@secret.example"},
        headers={"user-agent": "Secret Browser", "referer": "https://secret.example/"},
        REMOTE_ADDR="203.0.113.9",
    )

    kept = repr(every_row())
    assert response.status_code == 303
    assert "Nobody asks us." in kept
    secrets = ("Jay", "secret.example", "Secret Browser", "203.0.113.9")
    assert [secret for secret in secrets if secret in kept] == []


def test_barrier_needs_no_cookie_and_sets_none(client):
    pages = [client.get(NEW), check(client), send_it(client, check(client))]

    assert [page.cookies.output() for page in pages] == ["", "", ""]


def test_barrier_is_never_given_to_the_spam_checker(client, screening):
    send_it(client, check(client, body="For a person."))
    thread = create_post().thread
    send(client, f"/threads/{thread.pk}/comments/", {"body": "For the spam checker.", "told": "on"})

    while run_next(lanes["screen"]):
        pass

    asked = [call.form["comment_content"] for call in screening.calls_to("comment-check")]
    assert asked == ["For the spam checker."]
    verdicts = Submission.objects.order_by("pk").values_list("verdict", flat=True)
    assert list(verdicts) == ["skipped", "ham"]


def test_the_two_forms_lead_to_each_other(client):
    assert [
        link.get("href") for link in parse(client.get(NEW)).findall(".//p[@class='ways']/a")
    ] == [
        "/barriers/new/simpler/",
        "/guides/barriers/",
    ]
    ways = parse(client.get("/barriers/new/simpler/")).findall(".//p[@class='ways']/a")
    assert [link.get("href") for link in ways] == [NEW, "/guides/barriers/simpler/"]

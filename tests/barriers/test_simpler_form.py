import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from barriers.choices import Area, Role
from barriers.models import Tag
from coproduce.moderation.forms import HONEYPOT
from coproduce.moderation.models import Job, Submission
from tests.barriers.forms import NEW, fill
from tests.barriers.simpler import FULL, NAMES, SHORT, answer, walk, where
from tests.factories import create_barrier, create_tag
from tests.markup import form_values, parse, send, texts
from tests.rows import every_row

pytestmark = pytest.mark.django_db

AWKWARD = "\n\n  <b>R&amp;D</b> & \"quotes\" 'so' </textarea>\n\t> said\n\n"


def test_questions_come_one_a_page_in_their_order(client):
    pages = [walk(client, *FULL[:number]) for number in range(7)]

    assert [where(page) for page in pages] == [
        (f"Question {number} of 6", name)
        for number, name in zip((1, 2, 2, 3, 4, 5, 6), NAMES, strict=True)
    ]
    assert texts(pages[3], ".//title") == ["Who are you? (question 3 of 6) – Coproduce"]
    assert [texts(page, ".//h1") for page in pages] == [
        ["What gets in the way?"],
        ["What is it about?"],
        ["What is it like?"],
        ["Who are you?"],
        ["Which service is it about?"],
        ["Can the author use your words?"],
        ["Are you writing this alone?"],
    ]
    assert texts(walk(client, *FULL), ".//h1") == ["Is this right?"]


def test_question_is_the_label_of_what_it_asks_for(client):
    pages = [walk(client, *FULL[:number]) for number in range(7)]

    assert texts(pages[0], ".//h1/label[@for='id_body']") == ["What gets in the way?"]
    assert [len(texts(page, ".//fieldset/legend/h1")) for page in pages[1:]] == [1] * 6


def test_each_page_asks_for_its_own_answer_alone(client):
    pages = [walk(client, *FULL[:number]) for number in range(7)]

    asked = [
        list(dict.fromkeys(c.get("name") for c in parse(page).iter() if is_shown(c)))
        for page in pages
    ]
    assert asked == [
        ["body"],
        ["themes", "new_tags"],
        ["tags", "new_tags"],
        ["role"],
        ["area"],
        ["may_quote"],
        ["is_helped"],
    ]


def is_shown(control):
    is_control = control.tag in {"input", "textarea", "select"}
    is_hidden = control.get("type") == "hidden" or "hidden" in control.attrib
    return is_control and not is_hidden and control.get("name") != HONEYPOT


def test_every_question_but_the_first_can_be_skipped(client):
    pages = [walk(client, *FULL[:number]) for number in range(1, 7)]

    labels = [texts(page, ".//form//label")[1:] for page in pages]  # after the trap's
    assert labels[0][-3:-1] == labels[1][-3:-1] == ["Not sure", "None of these"]
    assert labels[2] == ["Skip this question", *Role.labels]
    assert labels[3] == ["Skip this question", *Area.labels]
    assert labels[4] == ["Yes", "No", "Not sure (this counts as no)"]
    assert labels[5] == ["I am writing alone", "Someone is helping me", "Skip this question"]


def test_themes_and_tags_say_that_they_can_be_skipped(client):
    for number in (1, 2):
        hint = texts(walk(client, *FULL[:number]), ".//fieldset/div[@class='form-text']")[0]
        assert hint == "You can choose more than one. You can skip this question."


def test_nothing_is_chosen_before_somebody_chooses(client):
    pages = [walk(client, *FULL[:number]) for number in range(1, 7)]

    assert [parse(page).findall(".//input[@checked]") for page in pages] == [[]] * 6


def test_skipping_is_shown_as_chosen_once_it_is(client):
    page = walk(client, *FULL[:3], {"role": ""})
    back = answer(client, page, go="role")

    (chosen,) = parse(back).iterfind(".//input[@checked]")
    assert (chosen.get("name"), chosen.get("value")) == ("role", "")


def test_tags_of_the_chosen_themes_are_offered_with_their_definitions(client):
    page = walk(client, *FULL[:2])

    tags = Tag.objects.filter(theme__slug__in=["access-and-time", "trust-and-safety"])
    boxes = [box.get("value") for box in parse(page).findall(".//input[@type='checkbox']")]
    assert boxes == [*tags.values_list("slug", flat=True), "not-sure", "none-of-these"]
    assert texts(page, ".//fieldset/fieldset//p") == [tag.definition for tag in tags]


@pytest.mark.parametrize("themes", [[], ["not-sure"], ["none-of-these"]])
def test_without_a_theme_no_tags_are_asked_for(client, themes):
    page = walk(client, FULL[0], {"themes": themes})

    assert where(page) == ("Question 3 of 6", "role")


def kept():
    """All rows of what was sent, but for what differs between any two."""
    rows = every_row("moderation", "barriers")
    ours = ("moderation_submission", "moderation_job", "barriers_barrier", "barriers_tagging")
    differs = {"id", "submission_id", "barrier_id", "subject", "public_id", "form_key"}
    differs |= {"code_hash", "submitted_at", "created_at", "run_at"}
    return [
        [{name: row[name] for name in row if name not in differs} for row in rows[table]]
        for table in ours
    ]


@pytest.mark.parametrize(
    ("answers", "fields"),
    [
        (
            FULL,
            {
                "body": "It is *late*.",
                "tags": ["jargon", "tokenism"],
                "new_tags": "The chairs",
                "role": "councillor",
                "area": "youth-justice",
                "may_quote": "on",
                "is_helped": "on",
            },
        ),
        (SHORT, {}),
        ((SHORT[0], {"themes": ["not-sure"], "new_tags": ""}, *SHORT[2:]), {"tags": ["not-sure"]}),
        ((*SHORT[:4], {"may_quote": "false"}, {"is_helped": "false"}), {}),
        ((*SHORT[:4], {"may_quote": "0"}, {"is_helped": "False"}), {"may_quote": "0"}),
        ((*SHORT[:4], {"may_quote": "FALSE"}, {}), {"may_quote": "FALSE"}),
        ((*SHORT[:4], {"may_quote": "1"}, {}), {"may_quote": "1"}),
    ],
)
def test_what_is_kept_is_what_the_single_page_keeps(client, answers, fields):
    sent = answer(client, walk(client, *answers), go="send")
    from_simpler = kept()
    for model in (Submission, Job):
        model.objects.all().delete()
    assert send(client, NEW, fill(step="send", **fields)).status_code == 303

    assert sent.status_code == 303
    assert from_simpler == kept()
    assert [len(rows) for rows in from_simpler[:3]] == [1, 1, 1]


def test_receipt_is_the_simpler_one(client):
    sent = answer(client, walk(client, *FULL), go="send")

    assert sent["Location"].endswith("/simpler/")
    assert texts(client.get(sent["Location"]), ".//h1") == ["Thank you. We have your words."]


def test_back_leads_through_every_page_and_keeps_every_answer(client):
    page = walk(client, *FULL[:6])
    page = answer(client, page, go="quote", is_helped="on")
    seen = [where(page)[1]]
    while buttons := parse(page).findall(".//button[@name='go']"):
        page = answer(client, page, go=buttons[0].get("value"))
        seen.append(where(page)[1])

    assert seen == NAMES[5::-1]
    values = form_values(page)
    expected = {name: value for fields in FULL for name, value in fields.items()}
    assert {name: values[name] for name in expected} == {
        name: [value] if isinstance(value, str) else value for name, value in expected.items()
    }


def test_back_shows_what_was_chosen_as_chosen(client):
    page = walk(client, *FULL)

    for fields, name in zip(FULL, NAMES, strict=True):
        shown = form_values(answer(client, page, go=name))
        for field, value in fields.items():
            assert shown[field] == ([value] if isinstance(value, str) else value)


def test_text_comes_through_every_page_as_it_was_typed(client):
    page = walk(client, {"body": AWKWARD, "submission_id": "one"}, *FULL[1:])

    assert form_values(page)["body"] == [AWKWARD]
    answer(client, page, go="send")
    assert Submission.objects.get().body == AWKWARD.strip()


def test_nothing_is_kept_before_it_is_sent_and_no_cookie_is_set(client):
    before = every_row()
    pages = [walk(client, *FULL[:number]) for number in range(8)]
    assert every_row() == before

    pages.append(answer(client, pages[-1], go="send"))

    assert [page.cookies.output() for page in pages] == [""] * 9


def test_pages_take_the_same_queries_whatever_is_there(client):
    def queries(number):
        with CaptureQueriesContext(connection) as captured:
            walk(client, *FULL[:number])
        return len(captured)

    create_barrier(tags=(create_tag(),))
    before = [queries(number) for number in range(8)]
    for _ in range(2):
        create_barrier(tags=(create_tag(),))

    assert [queries(number) for number in range(8)] == before
    assert before[0] == 1

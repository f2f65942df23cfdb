"""The simpler form, walked through as a browser without script does."""

from tests.markup import form_values, parse, send, text_of, texts

SIMPLER = "/barriers/new/simpler/"
NAMES = ["words", "themes", "tags", "role", "area", "quote", "helped"]


def answer(client, page, *, go="", **fields):
    """Answer what the page asks; `go` is the button's value where it has one."""
    values = {**form_values(page), **fields, **({"go": go} if go else {})}
    return send(client, SIMPLER, values)


def walk(client, *answers):
    """The page after these answers, one dictionary a page; each page is right."""
    page = client.get(SIMPLER)
    for fields in answers:
        page = answer(client, page, **fields)
        assert page.status_code == 200
    return page


def where(page):
    """The question's number and its name."""
    _, number = texts(page, ".//p[@class='kicker']")
    return number, form_values(page)["question"][0]


def buttons(page):
    """What the page's own buttons say: {words: value of `go`}."""
    found = parse(page).iterfind(".//p[@class='actions']/button")
    return {text_of(button): button.get("value", "") for button in found}


def press(client, page, words, **fields):
    """Answer what the page asks and press the button with these words."""
    return answer(client, page, go=buttons(page)[words], **fields)


def facts(page):
    """What the check page says that strangers do not see: {question: answer}."""
    rows = parse(page).iterfind(".//dl[@class='facts']/div")
    return {row.findtext("dt"): row.findtext("dd") for row in rows}


FULL = (
    {"body": "It is *late*.", "submission_id": "opened-simpler"},
    {"themes": ["access-and-time", "trust-and-safety"]},
    {"tags": ["jargon", "tokenism"], "new_tags": "The chairs"},
    {"role": "councillor"},
    {"area": "youth-justice"},
    {"may_quote": "on"},
    {"is_helped": "on"},
)
SHORT = (
    {"body": "Nobody asks us.", "submission_id": "opened-simpler"},
    {"new_tags": ""},
    {},
    {},
    {},
    {},
)

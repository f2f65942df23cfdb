"""The simpler form, walked through as a browser without script does."""

from tests.markup import form_values, send, texts

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
    (heading,) = texts(page, ".//h1")
    return heading, form_values(page)["question"][0]


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

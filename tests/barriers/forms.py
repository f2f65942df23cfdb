"""The form for a barrier, sent as a browser would send it."""

from itertools import count

from tests.markup import form_values, send, texts

NEW = "/barriers/new/"
_opened = count(1)


def fill(**fields):
    """What a reader types; a script gives every opened page an id of its own, and `told` says
    that the page spoke of Akismet, which counts only where it does so now."""
    opened = f"opened-{next(_opened)}"
    return {"body": "Nobody asks us.", "submission_id": opened, "told": "on", **fields}


def check(client, **fields):
    """The form's own button: leads to the check page."""
    return send(client, NEW, fill(**fields))


def send_it(client, checked):
    """The check page's first button."""
    return send(client, NEW, form_values(checked, 0))


def change_it(client, checked):
    """The check page's second button."""
    return send(client, NEW, form_values(checked, 1))


def private_answers(checked) -> dict[str, str]:
    """What the check page says is for the author alone."""
    return dict(zip(texts(checked, ".//dl//dt"), texts(checked, ".//dl//dd"), strict=True))

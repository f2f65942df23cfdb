"""The moderators' desk as its tests use it: its addresses, its buttons, what it shows."""

from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from coproduce.moderation.models import Decision, Submission
from tests.markup import parse, text_of, texts

DESK = "/admin/moderation/submission/"
NEXT = f"{DESK}next/"
UNDO = f"{DESK}undo/"


def letter_path(row):
    return f"{DESK}{row.pk}/change/"


def answer_path(row):
    return f"{DESK}{row.pk}/answer/"


def ago(**time):
    return timezone.now() - timedelta(**time)


def put(row, **columns):
    """Set what no page sets: a verdict, an address, that somebody may be in danger."""
    Submission.objects.filter(pk=row.pk).update(**columns)
    return row


def answer(client, row, name, **fields):
    """Press one of a letter's buttons, on a page that shows it as it stands now."""
    form = {"answer": name, "seen": revision(row), **fields}
    return client.post(answer_path(row), form, follow=True)


def revision(row):
    return Submission.objects.get(pk=row.pk).revision


def answer_many(client, action, rows, query="", **fields):
    """Tick these on the desk and press the button of this action."""
    ticked = {"index": "0", "action": action, "_selected_action": [row.pk for row in rows]}
    return client.post(f"{DESK}{query}", ticked | fields, follow=True)


def undo(client, batch, **fields):
    return client.post(UNDO, {"batch": batch, **fields}, follow=True)


def last_batch():
    return Decision.objects.first().batch


def letters(response):
    """The numbers of the letters on a page, from the top."""
    found = parse(response).iterfind(".//article[@data-letter]")
    return [int(letter.get("data-letter")) for letter in found]


def part_of(response, row):
    """The letter of this submission as it stands on a page."""
    return parse(response).find(f".//article[@id='letter-{row.pk}']")


def facts(response, row):
    """What is said of a letter beyond its words, by question."""
    found = part_of(response, row).iterfind("dl[@class='letter-facts']/div")
    return {text_of(pair.find("dt")): text_of(pair.find("dd")) for pair in found}


def buttons(response, row):
    """What a moderator may answer, as the buttons send it, without the six reasons."""
    found = part_of(response, row).iterfind(".//button[@name='answer']")
    values = [button.get("value") for button in found]
    return [value for value in values if not value.startswith("decline:")]


def messages(response):
    return texts(response, ".//ul[@class='messagelist']/li")


def states(*rows):
    found = Submission.objects.in_bulk([row.pk for row in rows])
    return [(found[row.pk].status, found[row.pk].decline_reason) for row in rows]


def log(*rows):
    """The decisions on these, oldest first: who, what, why."""
    decisions = Decision.objects.filter(submission__in=[row.pk for row in rows]).order_by("pk")
    return [(decision.who, str(decision), decision.reason) for decision in decisions]


def queries(client, path):
    with CaptureQueriesContext(connection) as captured:
        assert client.get(path).status_code == 200
    return len(captured)

"""Made-up words, and rows by the thousand in one statement."""

import random
from collections.abc import Iterator
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import connection
from django.db.models import Model
from django.utils import timezone

from coproduce.moderation.text import render_reader_markdown

# Of rows in one statement: SQLite takes 32,766 values at a time.
BATCH = 1_000
NAMES = ["", "Ana", "Bea", "Cal", "Dee", "Eli", "Fay", "Gus", "Hal", "Ivy", "Joy", "Kit"]
# Enough for sentences of everyday length; what they say does not matter.
WORDS = (
    "nobody asked us until the plan was done the meeting moved the room was far the papers came "
    "late we said so twice they wrote it down and then the money changed a manager left another "
    "came and we began again people who use it know what it costs to be heard and not answered"
).split()


class Words(NamedTuple):
    title: str
    body: str
    html: str


def batches(number: int, spread: timedelta) -> Iterator[list[Any]]:
    """The moments of so many submissions, in order until now, some at a time, as the database
    keeps them.

    As in life, the newest rows are then the newest in every index.
    """
    start, step = timezone.now() - spread, spread / max(number, 1)
    for first in range(0, number, BATCH):
        moments = (start + step * n for n in range(first, min(first + BATCH, number)))
        yield [connection.ops.adapt_datetimefield_value(moment) for moment in moments]


def phrase(chance: random.Random, number: int) -> str:
    return " ".join(chance.choices(WORDS, k=number)).capitalize()


def paragraphs(chance: random.Random, number: int) -> str:
    def paragraph() -> str:
        return " ".join(f"{phrase(chance, chance.randint(6, 18))}." for _ in range(3))

    return "\n\n".join(paragraph() for _ in range(number))


def write(chance: random.Random) -> Words:
    title = phrase(chance, 5) if chance.random() < 0.5 else ""
    body = paragraphs(chance, chance.choice([1, 1, 2, 3]))
    return Words(title, body, render_reader_markdown(body))


def insert(model: type[Model], rows: list[dict[str, Any]]) -> list[int]:
    """Add rows of one shape, by column, and return their keys; other columns get their default.

    An object for each row, as bulk_create wants it, costs several times what the row does.
    """
    options = model._meta
    fields = [field for field in options.concrete_fields if field is not options.auto_field]
    default = {
        str(field.column): field.get_db_prep_save(field.get_default(), connection)
        for field in fields
    }
    places = ", ".join([f"({', '.join(['%s'] * len(default))})"] * len(rows))
    statement = (
        f"INSERT INTO {options.db_table} ({', '.join(default)}) VALUES {places} "  # noqa: S608
        f"RETURNING {options.pk.column}"
    )
    with connection.cursor() as cursor:
        cursor.execute(statement, [value for row in rows for value in (default | row).values()])
        return [key for (key,) in cursor.fetchall()]

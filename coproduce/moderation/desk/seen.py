"""What a form of the desk says its moderator had before them, and other numbers in it."""

from collections.abc import Iterable

from django.http import QueryDict

# More is no number that a database holds.
MOST_DIGITS = 18
# No revision is that: who does not say what was seen has seen nothing.
UNSEEN = -1


def numbers(texts: Iterable[str]) -> list[int]:
    """Those that are numbers, and can be somebody's."""
    return [
        int(text)
        for text in texts
        if text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    ]


def revision_seen(form: QueryDict) -> int:
    """The revision of the letter; UNSEEN where the form does not say."""
    return next(iter(numbers([form.get("seen", "")])), UNSEEN)


def revisions_seen(form: QueryDict) -> dict[int, int]:
    """Of many, each sent as `pk:revision`: the revisions by primary key."""
    pairs = (numbers(pair.split(":", 1)) for pair in form.getlist("seen"))
    return {pair[0]: pair[1] for pair in pairs if len(pair) == 2}

from django.http import QueryDict

# More is no number that a database holds.
MOST_DIGITS = 18


def revision_seen(form: QueryDict) -> int | None:
    """The revision that the moderator had before them; None where the form does not say."""
    text = form.get("seen", "")
    is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
    return int(text) if is_number else None

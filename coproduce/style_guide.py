"""/style/: every part of the pages in every state, for whoever changes the look. DEBUG only."""

from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from barriers.forms import BarrierForm
from barriers.models import Barrier, Theme
from comments.forms import CommentForm
from comments.models import Thread
from comments.rows import rows_of
from coproduce.moderation import receipts
from coproduce.moderation.forms import CodeForm
from coproduce.moderation.kept_text import kept_text
from coproduce.moderation.models import Status, Submission
from coproduce.moderation.text import render_reader_markdown
from coproduce.qr import qr_svg
from posts.markdown import render_markdown
from posts.simpler import render_simpler

COLOURS = """paper sunk field ink muted line edge accent on-accent band on-band error good mark ring
    ring-edge brick ochre moss sky violet plum""".split()
FAULTS = {
    403: ("This came from another site", "Nothing has been sent."),
    413: ("That is too long to send", "Your text has not been sent. Shorten it here."),
    429: ("That was a lot at once", "Your words are here. Wait ten minutes, then send them."),
    500: ("Something went wrong on our side", "The fault is ours, and it has been noted."),
    503: ("We could not save this just now", "Wait a minute, then send again."),
}
WORDS = "They gave us **five minutes**. We had brought five years.\n\n> Next item.\n\nThat was all."
PROSE = """\
A paragraph with *emphasis*, **weight**, [a link](https://example.org/) and `code`. “Quotes”, a
dash – and the figures 1,234,567,890.[^1]

## A heading of the second level

> They wanted me to speak for everyone who goes there.

1. First
2. Second

- One thing
- Another

### And of the third

| Year | Groups | Members |
|---|---|---|
| 2015 | 12 | 340 |
| 2025 | 5 | 96 |

[^1]: A note, with its way back.
"""

SIMPLER = """\
## Short sentences

We hold meetings. You can come.

- You can say what you think.
- You can say nothing.
"""


@require_safe
def style_guide(request: HttpRequest) -> HttpResponse:
    thread = Thread(pk=1, title="An essay", path="/style/")
    context = {
        "colours": COLOURS,
        "themes": Theme.objects.prefetch_related("tags"),
        "prose": render_markdown(PROSE).html,
        "words": render_reader_markdown(WORDS),
        "rows": _conversation(thread),
        "empty_forms": [CommentForm(thread=thread, prefix="c"), CodeForm(prefix="r")],
        "form": BarrierForm(QueryDict("body=&tags=none-such&role=none&title=" + "long " * 30)),
        "slips": _slips(),
        "simpler": render_simpler(SIMPLER),
        "ways": [receipts.steps(_submission(status)) for status in Status.values],
        "faults": FAULTS,
        "qr": qr_svg(f"{settings.SITE_URL}/barriers/"),
    }
    return render(request, "style/guide.html", context)


@require_safe
def style_fault(request: HttpRequest, status: int) -> HttpResponse:
    """The error page of a status, as it looks after a form with words in it."""
    if status not in FAULTS:
        raise Http404
    title, message = FAULTS[status]
    # Shown as the answer to a POST, which is what these mostly are.
    request.method, request.POST = "POST", QueryDict(f"body={WORDS}")
    return kept_text(request, status=status, title=title, message=message)


def _submission(status: str) -> Submission:
    return Submission(
        kind="barrier",
        status=status,
        body_html=render_reader_markdown(WORDS),
        is_sample=status == Status.PENDING,
    )


def _slips() -> list[Barrier]:
    titles = ["", "With a title", "An example with a title that takes more than a line"]
    states = [Status.APPROVED, Status.APPROVED, Status.PENDING]
    return [
        Barrier(public_id=f"slip{number}", title=title, submission=_submission(status))
        for number, (title, status) in enumerate(zip(titles, states, strict=True))
    ]


def _conversation(thread: Thread) -> list[dict[str, Any]]:
    """A first comment, seven answers each to the one before it, and one that was removed."""
    roots = [_row(1), _row(9, is_removed=True)]
    answers = [_row(pk, parent_id=pk - 1, root_id=1) for pk in range(2, 9)]
    answers.append(_row(10, parent_id=9, root_id=9, name=""))
    return rows_of(thread, roots, answers)


def _row(
    pk: int,
    *,
    parent_id: int | None = None,
    root_id: int | None = None,
    name: str = "Name",
    is_removed: bool = False,
) -> dict[str, Any]:
    return {
        "pk": pk,
        "parent_id": parent_id,
        "root_id": root_id,
        "name": f"{name} {pk}" if name else "",
        "posted_at": timezone.now(),
        "published_at": None if is_removed else timezone.now(),
        "written_by_id": 1 if pk == 2 else None,
        "submission__body_html": render_reader_markdown(WORDS),
        "submission__is_sample": pk == 1,
        "submission__mended_at": timezone.now() if pk == 3 else None,
    }

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.dates import minute
from coproduce.moderation.models import StatusLine


class State(models.TextChoices):
    """How one thing is, in words: a colour or a mark alone says it to some only."""

    OK = "ok", _("In order")
    WARNING = "warning", _("Look at this")
    BAD = "bad", _("Out of order")


@dataclass(frozen=True)
class Line:
    """One fact of health: its name, how it is, in words, and what to do about it.

    `path` is a page of the admin that has more. No line holds a text or an address of anybody.
    """

    name: str
    state: State
    words: str
    to_do: str = ""
    path: str = ""

    @property
    def is_bad(self) -> bool:
        return self.state == State.BAD


def from_afar(
    name: str, last: str, good: StatusLine | None, trouble: StatusLine | None, to_do: str
) -> Line:
    """How another server answers: `last` says in words when it last did, at `good`.

    Its latest trouble is told with it, and is a warning only while nothing good came since.
    """
    if trouble is None:
        return Line(name, State.OK, last)
    said = gettext("The last trouble was on %(time)s: %(words)s") % {
        "time": minute(trouble.at),
        "words": trouble.words,
    }
    both = f"{last} {said}"
    if good and good.at >= trouble.at:
        return Line(name, State.OK, both)
    return Line(name, State.WARNING, both, to_do)

from dataclasses import dataclass

from django.db import models
from django.utils.translation import gettext_lazy as _


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

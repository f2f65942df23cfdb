"""The kinds of submission: each app above registers its own in AppConfig.ready()."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from coproduce.moderation.models import Submission


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What moderation must know of one kind of submission.

    `publish` and `hide` run inside the transaction of the decision; `path` is where the
    submission stands in public, empty while that page is not public itself; `is_screened` says
    whether Akismet may see this kind; `screening_fields` adds to its request (names as Akismet
    documents them).
    """

    name: str
    publish: Callable[["Submission"], None]
    hide: Callable[["Submission"], None]
    path: Callable[["Submission"], str]
    is_screened: bool
    screening_fields: Callable[["Submission"], Mapping[str, str]] = lambda _: {}


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def screened() -> list[str]:
    """The names of the kinds that Akismet may see."""
    return [kind.name for kind in _kinds.values() if kind.is_screened]


def kind_of(submission: "Submission") -> Kind:
    return _kinds[submission.kind]

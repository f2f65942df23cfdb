"""The kinds of submission: each app above registers its own in AppConfig.ready()."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from django.contrib.auth.models import User
    from django.db.models import Model, QuerySet

    from coproduce.moderation.models import Submission


@dataclass(frozen=True)
class Letter:
    """A submission as moderators read it, beyond its words.

    `kind` says what it is; `title` who wrote it, or what it is called; `place` and `place_path`
    where it stands or would stand, `place_key` which of many such places that is; `answers`,
    `answers_key` and `answered_words` whom it answers, which submission that is and what they said;
    `facts` are the writer's other answers as
    (question, answer); `address` is where they can be written to; `history` says what else is known
    of who wrote it, `is_known` whether the rules know them; `may_be_answered` whether a moderator
    can answer it in public.
    """

    kind: str
    title: str
    place: str
    place_path: str
    place_key: str = ""
    answers: str = ""
    answers_key: str = ""
    answered_words: str = ""
    facts: Sequence[tuple[str, str]] = field(default_factory=tuple)
    address: str = ""
    history: str = ""
    is_known: bool = False
    may_be_answered: bool = False


def _nothing(submission: Submission) -> Mapping[str, str]:
    return {}


def _nobody(submission: Submission) -> bool:
    return False


def _none(address: str) -> Submission | None:
    return None


@dataclass(frozen=True, kw_only=True)
class Kind:
    """What moderation must know of one kind of submission.

    `plural` is what many of them are called. `publish` and `hide` run inside the transaction of
    the decision, for all that it moves at once. `path` is where the submission stands in public,
    empty while that page is not public itself; `find` gives the public submission whose address
    has this id, None where there is none. `child` is the row that hangs on the submission,
    `mendable` its fields of text that a moderator may mend with the words, and what they are
    called. `in_place` gives the keys of what stands in the place of a letter's `place_key`, the
    newest first, `written_by` of what a moderator wrote at the desk; None where nothing does.
    `letters` describes submissions of this kind for the desk, by primary key, in as many
    queries for fifty as for one; `search_fields` are where the desk looks beside the words, as
    look-ups from Submission.

    `is_screened` says whether Akismet may see this kind now; `screening_fields` adds to its
    request (names as Akismet documents them) from what hangs on the submission by the look-ups
    `screening_related`. `texts` are the fields that word lists look at beside the words. Where
    `rules_may_publish`, the site's rules can approve without a person; `is_known` then says whether
    the writer has proven an address of somebody who was approved. `answer` keeps a moderator's
    public answer, which is then approved, and `answers_by` has the keys of those that a moderator
    gave; None where there are none.
    """

    name: str
    plural: Any
    publish: Callable[[Sequence[Submission]], None]
    hide: Callable[[Sequence[Submission]], None]
    path: Callable[[Submission], str]
    child: Callable[[Submission], Model]
    letters: Callable[[Sequence[Submission]], Mapping[int, Letter]]
    is_screened: Callable[[], bool]
    find: Callable[[str], Submission | None] = _none
    mendable: Mapping[str, Any] = field(default_factory=dict)
    search_fields: Sequence[str] = ()
    in_place: Callable[[int], QuerySet] | None = None
    written_by: Callable[[User], QuerySet] | None = None
    screening_fields: Callable[[Submission], Mapping[str, str]] = _nothing
    screening_related: Sequence[str] = ()
    texts: Callable[[Submission], Mapping[str, str]] = _nothing
    rules_may_publish: bool = False
    is_known: Callable[[Submission], bool] = _nobody
    answer: Callable[[Submission, User, str, str], Any] | None = None
    answers_by: Callable[[User, Submission], QuerySet] | None = None


_kinds: dict[str, Kind] = {}


def register(kind: Kind) -> None:
    _kinds[kind.name] = kind


def every() -> Sequence[Kind]:
    return tuple(_kinds.values())


def named(name: str) -> Kind | None:
    return _kinds.get(name)


def screened() -> list[str]:
    """The names of the kinds that Akismet may see now."""
    return [kind.name for kind in _kinds.values() if kind.is_screened()]


def kind_of(submission: Submission) -> Kind:
    return _kinds[submission.kind]

"""What a list of the desk is called: what it was narrowed to, and how much it holds."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coproduce.moderation import kinds
from coproduce.moderation.desk.counts import MOST_COUNTED, in_words
from coproduce.moderation.desk.tabs import KindFilter, PlaceFilter, Tab, TabFilter

if TYPE_CHECKING:
    from collections.abc import Sequence

    from coproduce.moderation.desk.letters import DeskLetter


def letters_wait(number: int) -> str:
    if not number:
        return _("Nothing waits")
    words = ngettext("%(number)s letter waits", "%(number)s letters wait", number)
    return words % {"number": in_words(number)}


def heading(cl: Any, tab: Tab, waiting: int, letters: Sequence[DeskLetter]) -> str:
    """As "3 letters wait" for all that waits, "Spam: 2 letters", "“carpet”: 3 found"."""
    filters = {name for name in cl.get_filters_params() if cl.params.get(name)}
    is_whole = not cl.query and filters <= {TabFilter.parameter_name}
    if is_whole and tab == Tab.WAITING:
        return letters_wait(waiting)
    parts = [] if tab == Tab.ALL and not is_whole else [str(tab.label)]
    if kind := kinds.named(cl.params.get(KindFilter.parameter_name, "")):
        parts.append(str(kind.plural))
    if PlaceFilter.parameter_name in filters:
        parts.append(_under(letters))
    if cl.query:
        parts.append(_("“%(words)s”") % {"words": cl.query})
    return _holds(", ".join(parts) or str(tab.label), cl.result_count, is_search=bool(cl.query))


def _under(letters: Sequence[DeskLetter]) -> str:
    if not letters:
        return _("One place")
    return _("Under “%(place)s”") % {"place": letters[0].letter.place}


def _holds(what: str, number: int, *, is_search: bool) -> str:
    words = {"what": what, "number": in_words(number)}
    if number >= MOST_COUNTED:
        words["number"] = _("%(number)s or more") % words
    if is_search:
        return _("%(what)s: %(number)s found") % words
    return ngettext("%(what)s: %(number)s letter", "%(what)s: %(number)s letters", number) % words

"""Signs: what speaks for a closer look at a submission, seen when it comes in.

They hold it and tell moderators why; they drop nothing. A sign is kept as {"sign": code,
"detail": text}, and the detail never has a visitor's address or browser.
"""

import re
from dataclasses import dataclass
from typing import Any

from django.db import models
from django.utils.translation import gettext, ngettext

from coproduce.moderation.forms import ReaderForm
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import Rules, Status, Submission
from coproduce.moderation.rules.word_lists import danger_words, found_in

LEAST_SECONDS = 3
LINK = re.compile(r"https?://", re.IGNORECASE)
BETWEEN = ", "


class Sign(models.TextChoices):
    TRAP = "trap"
    BLOCKED = "blocked"
    BLOCKED_TRACE = "blocked-trace"
    DANGER = "danger"
    HELD = "held"
    HELD_TRACE = "held-trace"
    LINKS = "links"
    SAME = "same"
    QUICK = "quick"


# One of these, and it lands on the tab of spam.
MEAN_SPAM = {Sign.TRAP, Sign.BLOCKED, Sign.BLOCKED_TRACE}


@dataclass(frozen=True)
class Sending:
    """How a form was sent: whether a field that nobody sees was filled, and how soon, if known."""

    fell_into_trap: bool = False
    seconds: int | None = None

    @classmethod
    def of(cls, form: ReaderForm) -> "Sending":
        return cls(form.fell_into_trap, form.seconds_taken)


NOTHING_KNOWN = Sending()


def read(submission: Submission, sending: Sending, rules: Rules) -> None:
    """Fill `signs` and `is_urgent` of one that was just kept, with its child; saves neither."""
    found = {
        **_by_rules(submission, rules),
        Sign.SAME: _same_words(submission),
        Sign.QUICK: _quick(sending),
    }
    submission.signs = [
        {"sign": sign, "detail": detail} for sign, detail in found.items() if detail
    ]
    if sending.fell_into_trap:
        submission.signs.insert(0, {"sign": Sign.TRAP, "detail": ""})
    submission.is_urgent = bool(found[Sign.DANGER])


def speak_now(submission: Submission, rules: Rules) -> bool:
    """Whether what these rules look for is in it, whatever was seen when it came."""
    return any(_by_rules(submission, rules).values())


def in_words_now(submission: Submission, rules: Rules) -> list[str]:
    """What these rules look for and was not seen when it came, each in a sentence."""
    seen = {one["sign"] for one in submission.signs}
    found = _by_rules(submission, rules).items()
    return [
        _sentence({"sign": sign, "detail": detail})
        for sign, detail in found
        if detail and sign not in seen
    ]


def _by_rules(submission: Submission, rules: Rules) -> dict[Sign, str]:
    return {
        **_in_texts(submission, rules),
        **_in_traces(submission, rules),
        Sign.LINKS: _links(submission, rules),
    }


def _in_texts(submission: Submission, rules: Rules) -> dict[Sign, str]:
    texts = [submission.body, *kind_of(submission).texts(submission).values()]
    lists = {
        Sign.DANGER: danger_words(rules.danger_words),
        Sign.BLOCKED: rules.blocked_words,
        Sign.HELD: rules.held_words,
    }
    return {sign: BETWEEN.join(found_in(texts, words)) for sign, words in lists.items()}


def _in_traces(submission: Submission, rules: Rules) -> dict[Sign, str]:
    """Only in what is kept anyway: of who refused that, nothing is looked at."""
    traces = [submission.ip_address or "", submission.user_agent]
    lists = {Sign.BLOCKED_TRACE: rules.blocked_words, Sign.HELD_TRACE: rules.held_words}
    return {sign: "found" if found_in(traces, words) else "" for sign, words in lists.items()}


def _links(submission: Submission, rules: Rules) -> str:
    number = len(LINK.findall(submission.body))
    return str(number) if rules.most_links and number >= rules.most_links else ""


def _same_words(submission: Submission) -> str:
    if not submission.body_digest:
        return ""
    same = Submission.objects.filter(body_digest=submission.body_digest)
    others = same.exclude(status=Status.WITHDRAWN).exclude(pk=submission.pk)
    # Unordered: told to begin with the first, a database may read all there is.
    return "".join(str(pk) for pk in others.values_list("pk", flat=True)[:1])


def _quick(sending: Sending) -> str:
    is_quick = sending.seconds is not None and sending.seconds < LEAST_SECONDS
    return str(sending.seconds) if is_quick else ""


def detail_of(submission: Submission, sign: Sign) -> str:
    """What was seen of this sign; empty without it."""
    return next((one["detail"] for one in submission.signs if one["sign"] == sign), "")


def mean_spam(submission: Submission) -> bool:
    return any(one["sign"] in MEAN_SPAM for one in submission.signs)


def in_words(submission: Submission) -> list[str]:
    """Each sign in a sentence, in the order of the signs."""
    return [_sentence(one) for one in submission.signs]


def _sentence(one: dict[str, Any]) -> str:
    detail = one["detail"]
    match one["sign"]:
        case Sign.TRAP:
            return gettext("It filled a field that no person sees.")
        case Sign.DANGER:
            return gettext("Somebody may be in danger. It says: %(words)s") % {"words": detail}
        case Sign.BLOCKED:
            return gettext("It has a word that you block: %(words)s") % {"words": detail}
        case Sign.HELD:
            return gettext("It has a word that you hold: %(words)s") % {"words": detail}
        case Sign.BLOCKED_TRACE:
            return gettext("It came from an address or a browser that you block.")
        case Sign.HELD_TRACE:
            return gettext("It came from an address or a browser that you hold.")
        case Sign.LINKS:
            return ngettext("It has %(number)s link.", "It has %(number)s links.", int(detail)) % {
                "number": detail
            }
        case Sign.SAME:
            return gettext("The same words came before, as number %(number)s.") % {"number": detail}
        case Sign.QUICK:
            return ngettext(
                "It was sent %(number)s second after the page was opened.",
                "It was sent %(number)s seconds after the page was opened.",
                int(detail),
            ) % {"number": detail}
    return str(one["sign"])

"""Why a submission waits, and when the site's rules may publish it without a person."""

from collections.abc import Iterator, Sequence

from django.utils.translation import gettext as _

from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import (
    Agent,
    Hold,
    Recheck,
    Rules,
    Status,
    Submission,
    Verdict,
    verdicts,
)
from coproduce.moderation.rules import signs


def why_held(submission: Submission, rules: Rules, *, is_known: bool | None = None) -> list[str]:
    """Every reason that this waits, in plain words; empty when it does not wait.

    `is_known` is what the kind says of its writer, for who has asked it already.
    """
    if not submission.is_waiting:
        return []
    reasons = [
        *_from_people(submission),
        *signs.in_words(submission),
        *_from_rules(submission, rules, is_known),
        *_from_verdict(submission),
    ]
    return reasons or [_("It waited already when the rules were others.")]


def why_spam(submission: Submission) -> list[str]:
    """Every reason that a machine took this for spam, if it did."""
    by_akismet = _from_verdict(submission) if submission.verdict in verdicts.SPAM else []
    return [*signs.in_words(submission), *by_akismet]


def _from_people(submission: Submission) -> Iterator[str]:
    if submission.is_hidden_again:
        yield _("It was shown, and is hidden again while we look.")
    elif submission.decided_at and not submission.asked_at:
        yield _("A moderator put it back among what waits.")
    elif submission.mended_at:
        yield _("A moderator has mended it, and has not decided yet.")
    if submission.asked_at:
        yield _("Its writer asks for a person to look again.")


def _from_rules(submission: Submission, rules: Rules, is_known: bool | None) -> Iterator[str]:
    kind = kind_of(submission)
    if rules.hold == Hold.EVERYTHING:
        yield _("A person reads everything first.")
    elif not kind.rules_may_publish:
        yield _("A person always reads these first, whatever the rules.")
    elif rules.hold == Hold.NEWCOMERS and not (
        kind.is_known(submission) if is_known is None else is_known
    ):
        yield _("Its writer has no approved comment under a proven address.")
    if rules.hold != Hold.EVERYTHING and kind.rules_may_publish:
        yield from signs.in_words_now(submission, rules)


def _from_verdict(submission: Submission) -> Iterator[str]:
    if submission.person_only:
        yield _("Akismet does not get it: its writer refused, or was not asked.")
        return
    words = {
        Verdict.UNSCREENED: _("The spam check has not run yet."),
        Verdict.ERROR: _("The spam checker has not answered yet."),
        Verdict.SPAM: _("The spam checker takes it for spam."),
        Verdict.DISCARD: _("The spam checker takes it for blatant spam."),
        Verdict.SKIPPED: _("No machine has looked at it."),
    }
    if submission.verdict in words:
        yield words[Verdict(submission.verdict)]
    elif submission.recheck_reason == Recheck.PROVISIONAL:
        yield _("The spam checker is not sure yet: it will be asked again.")


def settle(submissions: Sequence[Submission]) -> Sequence[Submission]:
    """Publish what the rules publish without a person; returns those that they did.

    In a transaction, after whatever may have made the difference: a verdict, a proven address.
    """
    rows = Submission.objects.filter(pk__in=[one.pk for one in submissions])
    locked = rows.order_by("pk").select_for_update()
    rules = Rules.current()
    free = [one.pk for one in locked if _speaks_for_itself(one) and _lets_by(rules, one)]
    return rows.filter(pk__in=free).decide(Status.APPROVED, agent=Agent.RULES).changed


def _speaks_for_itself(submission: Submission) -> bool:
    """Whether it waits for nothing but the rules: screened, found clean, and in nobody's hands."""
    return (
        submission.is_waiting
        and submission.verdict == Verdict.HAM
        and submission.recheck_reason != Recheck.PROVISIONAL
        and not submission.signs
        and not submission.person_only
        and not submission.is_for_a_person
        and not submission.reports.open().exists()
    )


def _lets_by(rules: Rules, submission: Submission) -> bool:
    kind = kind_of(submission)
    if rules.hold == Hold.EVERYTHING or not kind.rules_may_publish:
        return False
    # As they are now: the lists may have grown since it came.
    if signs.speak_now(submission, rules):
        return False
    return rules.hold == Hold.SUSPECT or kind.is_known(submission)

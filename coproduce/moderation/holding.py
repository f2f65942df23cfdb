"""Why a submission waits, and when the site's rules may publish it without a person."""

from django.utils.translation import gettext as _

from coproduce.moderation.models import Rules, Submission, Verdict


def why_held(submission: Submission, rules: Rules) -> list[str]:
    """Every reason that this waits, in plain words; empty when it does not wait."""
    if not submission.is_waiting:
        return []
    by_verdict = {
        Verdict.UNSCREENED: _("The spam check has not run yet."),
        Verdict.ERROR: _("The spam checker has not answered yet."),
        Verdict.SPAM: _("The spam checker takes it for spam."),
        Verdict.DISCARD: _("The spam checker takes it for blatant spam."),
        Verdict.SKIPPED: _("No machine has looked at it."),
    }
    reasons = [_("A person reads everything first.")]
    if words := by_verdict.get(Verdict(submission.verdict)):
        reasons.append(words)
    return reasons

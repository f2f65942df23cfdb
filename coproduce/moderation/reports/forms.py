from collections.abc import Mapping, Sequence
from typing import Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.forms import EmailAddress, Line, ReaderForm, Words
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import About, Outcome, Report, Submission

MOST_CHARACTERS = 2_000
LONGEST_LINE = 200

ANSWER = "answer"
# What a moderator can send instead of a line of their own, none longer than the line may be.
LETTERS = {
    "nobody": _("We have read it again. It names nobody, and nobody can be recognised by it."),
    ANSWER: _("It stays. You can answer it in public, in words of your own, where it stands."),
    "changed": _("We have taken out what could tell readers who it is about. The rest stays."),
    "down": _("We have taken it down. No reader of this site can see it any more."),
}


class ReportForm(ReaderForm):
    about = forms.ChoiceField(
        label=_("Why do you report it?"),
        choices=About,
        widget=forms.RadioSelect,
        error_messages={
            "required": _("Choose why you report it"),
            "invalid_choice": _("Choose one of the reasons in the list"),
        },
    )
    words = Words(
        label=_("What is wrong? (optional)"),
        help_text=_("Say which words you mean, and what you would like to happen."),
        required=False,
        max_length=MOST_CHARACTERS,
        error_messages={
            "max_length": _(
                "Your words must be %(limit_value)s characters or fewer: there are %(show_value)s"
            )
        },
        widget=forms.Textarea(attrs={"rows": 5}),
    )
    email = EmailAddress(
        label=_("Your e-mail address (optional)"),
        help_text=_("So that a person can answer you. Never shown: only moderators see it."),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("Enter an e-mail address such as name@example.org, or leave it empty"),
            "max_length": _("Your e-mail address must be %(limit_value)s characters or fewer"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )


class CloseForm(forms.Form):
    """What came of the reports of one thing: `newest` is the last of them that is shown with it."""

    outcome = forms.ChoiceField(
        label=_("What came of it"),
        error_messages={"required": _("Choose what came of it")},
    )
    letter = forms.ChoiceField(
        label=_("A ready line, if you write none"),
        required=False,
    )
    line = Line(
        label=_("A line of your own to whoever reported it"),
        required=False,
        max_length=LONGEST_LINE,
        error_messages={"max_length": _("The line must be %(limit_value)s characters or fewer")},
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    newest = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args: Any, is_mended: bool, may_be_answered: bool, **kwargs: Any) -> None:
        """`is_mended`: something was changed since the first of the reports came.

        `may_be_answered`: readers can answer it where it stands.
        """
        super().__init__(*args, **kwargs)
        letters = [one for one in LETTERS.items() if may_be_answered or one[0] != ANSWER]
        self._offer("letter", [("", _("None")), *letters])
        outcomes = [one for one in Outcome if is_mended or one != Outcome.MENDED]
        self._offer(
            "outcome", [("", _("Choose one")), *((one.value, one.label) for one in outcomes)]
        )

    def _offer(self, name: str, choices: list[tuple[str, Any]]) -> None:
        cast(forms.ChoiceField, self.fields[name]).choices = choices

    def line_to_send(self) -> str:
        """The moderator's own line, else the one that was chosen."""
        return self.cleaned_data["line"] or str(LETTERS.get(self.cleaned_data["letter"], ""))


def closing_form(
    submission: Submission, reports: Sequence[Report], sent: Mapping[str, Any] | None = None
) -> CloseForm:
    """For these open reports of it; as many of these forms may stand on one page."""
    first = min((report.made_at for report in reports), default=None)
    mended_at = submission.mended_at
    return CloseForm(
        sent,
        initial={"newest": max((report.pk for report in reports), default=0)},
        is_mended=bool(first and mended_at and first <= mended_at),
        may_be_answered=kind_of(submission).answer is not None,
        auto_id=f"reports-{submission.pk}-%s",
        label_suffix="",
    )

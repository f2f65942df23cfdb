from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.translation import gettext_lazy as _

from comments.models import Comment, Thread
from coproduce.moderation import screening
from coproduce.moderation.forms import (
    MOST_CHARACTERS,
    SECONDS,
    CheckedForm,
    EmailAddress,
    Line,
    Words,
)
from coproduce.moderation.proof import address as proof

# A number with more is no database's id.
MOST_DIGITS = 18

# By whether Akismet sees it, and whether a letter goes there, as none does without Akismet.
WHO_SEES_THE_ADDRESS = {
    (False, False): _("Never shown. The moderators see it."),
    (True, False): _("Never shown. The moderators and Akismet see it."),
    (True, True): _(
        "Never shown. The moderators and Akismet see it. We send one letter to it, with a link "
        "to confirm that it is yours: then your next comments may appear sooner."
    ),
}


class ParentField(forms.ModelChoiceField):
    def to_python(self, value: Any) -> Any:
        if len(str(value or "")) > MOST_DIGITS:
            raise forms.ValidationError(self.error_messages["invalid_choice"], "invalid_choice")
        return super().to_python(value)


class CommentForm(CheckedForm):
    body = Words(
        label=_("Your comment"),
        help_text=_("You can use **bold**, *italics*, > quotes, lists and links."),
        max_length=MOST_CHARACTERS,
        error_messages={
            "required": _("Enter your comment"),
            "max_length": _(
                "Your comment must be %(limit_value)s characters or fewer: it has %(show_value)s"
            ),
        },
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    name = Line(
        label=_("Your name (optional)"),
        help_text=_("Shown beside your comment. Any name will do, or none."),
        required=False,
        max_length=100,
        error_messages={"max_length": _("Your name must be %(limit_value)s characters or fewer")},
        widget=forms.TextInput(attrs={"autocomplete": "nickname"}),
    )
    email = EmailAddress(
        label=_("Your e-mail address (optional)"),
        required=False,
        max_length=254,
        error_messages={
            "invalid": _("Enter an e-mail address such as name@example.org, or leave it empty"),
            "max_length": _("Your e-mail address must be %(limit_value)s characters or fewer"),
        },
        widget=forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
    )
    person_only = forms.BooleanField(
        label=_("Don’t send this to Akismet, our spam checker. It may take longer."),
        help_text=_(
            "Akismet gets what you typed here, the address of your connection, the name of your "
            "browser and the page that you came from."
        ),
        required=False,
    )
    parent = ParentField(
        queryset=Comment.objects.none(),
        required=False,
        widget=forms.HiddenInput,
        error_messages={
            "invalid_choice": _(
                "The comment that you answered is no longer here. Send your words "
                "again and they stand as a comment of their own"
            )
        },
    )

    def __init__(self, *args: Any, thread: Thread, **kwargs: Any) -> None:
        super().__init__(*args, may_go_to_akismet=screening.is_on(), **kwargs)
        if self.data.get("parent"):  # else not built: it costs as much as the rest of the form
            self.fields["parent"].queryset = thread.comments.published()  # type: ignore[attr-defined]
        who_sees_it = WHO_SEES_THE_ADDRESS[self.may_go_to_akismet, proof.is_asked_for(thread.rules)]
        self.fields["email"].help_text = str(who_sees_it)

    @property
    def was_told(self) -> bool:
        """A client that knows the address alone is taken at its word; our pages bring more than the
        contract's fields, and `told` with them where they tell."""
        return super().was_told or SECONDS not in self.data

    def forget_parent_that_is_gone(self) -> Comment | None:
        """The comment that is answered; when it is gone, sending again makes a first comment."""
        if "parent" in self.errors:
            self.data = MultiValueDict({**self.sent(), "parent": [""]})
        return self.cleaned_data.get("parent")

import re
from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict
from django.utils.formats import number_format
from django.utils.functional import cached_property
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from coproduce.moderation.text import tidy, tidy_line

# Of a comment, of its answer at the desk, of what a moderator makes of either.
MOST_CHARACTERS = 10_000
# A field that nobody sees, and that programs fill; and the one in which a script counts.
HONEYPOT = "homepage"
SECONDS = "seconds"
# A field of pages that say what Akismet gets.
TOLD = "told"
# What a page brings itself: no part of what a reader typed.
NOT_TYPED = {"submission_id", SECONDS, TOLD}
TELLS = "on"
# A number with more would be days on one page: then nothing is known.
MOST_DIGITS = 6


class Uncut(forms.CharField):
    """Leaves `maxlength` out of the markup: a browser would cut pasted text without a word.

    The text's own letters say whether it runs to the left or to the right.
    """

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {} if widget.is_hidden else {"dir": "auto"}

    def run_validators(self, value: Any) -> None:
        """What they say has its numbers as people write them: 5,000."""
        try:
            super().run_validators(value)
        except forms.ValidationError as errors:
            for error in errors.error_list:
                params = error.params or {}
                for name in ("limit_value", "show_value"):
                    if name in params:
                        params[name] = number_format(params[name], force_grouping=True)
            raise


class CountedField(forms.BoundField):
    """A field of a form whose template tells how much may be typed."""

    field: "Words"

    @cached_property
    def count_words(self) -> str:
        most = self.field.max_length
        if most is None:
            return ""
        words = ngettext(
            "You can enter up to %(number)s character",
            "You can enter up to %(number)s characters",
            most,
        )
        return words % {"number": number_format(most, force_grouping=True)}

    @property
    def aria_describedby(self) -> str | None:
        described_by = super().aria_describedby
        if described_by is None or self.field.max_length is None:
            return described_by
        return f"{described_by} {self.auto_id}_count".strip()


class Words(Uncut):
    """A reader's text: tidied before anything else looks at it.

    `data-count` is the number that a script counts down from.
    """

    widget = forms.Textarea
    bound_field_class = CountedField

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        count = {} if self.max_length is None else {"data-count": self.max_length}
        return {**super().widget_attrs(widget), **count}

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class Line(Uncut):
    """A name or a title: one tidied line."""

    def to_python(self, value: Any) -> str:
        return tidy_line(super().to_python(value) or "")


def is_plain(address: str) -> bool:
    """Whether what stands before the @ is printable ASCII, as every mail program takes it."""
    return re.fullmatch(r"[\x20-\x7e]*", address.rpartition("@")[0]) is not None


class EmailAddress(Uncut, forms.EmailField):
    """In small letters: phones begin with a capital, and one address is to be known as one.

    Django's own lets control characters stand in quotes, where they break a letter's head.
    """

    def to_python(self, value: Any) -> str:
        return (super().to_python(value) or "").lower()

    def run_validators(self, value: Any) -> None:
        super().run_validators(value)
        if not is_plain(value):
            raise forms.ValidationError(self.error_messages["invalid"], "invalid")


class Trap(forms.TextInput):
    """A text field that no person meets, unless the page comes without its stylesheet.

    Hidden to forms, so that it stands wherever their hidden fields do, with its label around it.
    """

    is_hidden = True

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        kept_away = {"tabindex": "-1", "autocomplete": "off"}
        field = super().render(name, value, {**(attrs or {}), **kept_away}, renderer)
        return format_html(
            '<div class="trap" aria-hidden="true"><label>{} {}</label></div>',
            _("Leave this empty:"),
            field,
        )


class ReaderForm(forms.Form):
    """What every form for readers shares: the markup, a random id that a script fills, a field
    that must stay empty, and the seconds since the page was opened, which a script fills too."""

    submission_id = Line(required=False, widget=forms.HiddenInput)
    homepage = Line(required=False, widget=Trap)
    seconds = Line(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for field in self.fields.values():
            # Looked up once: a template asks for each of them ten times.
            field.label = field.label and str(field.label)
            field.help_text = str(field.help_text)

    def sent(self) -> dict[str, list[str]]:
        """Every value of every field as it was sent."""
        data = self.data
        assert isinstance(data, MultiValueDict)
        return {name: data.getlist(name) for name in self.fields}

    def typed(self) -> dict[str, list[str]]:
        """What a reader typed, and a program in the trap: by this a repeat is recognised."""
        typed = {name: values for name, values in self.sent().items() if name not in NOT_TYPED}
        if not any(typed.get(HONEYPOT, [])):
            typed.pop(HONEYPOT, None)
        return typed

    @property
    def fell_into_trap(self) -> bool:
        return bool(self.cleaned_data.get(HONEYPOT))

    @property
    def seconds_taken(self) -> int | None:
        """From opening the page to sending it; None where no script has told."""
        text = self.cleaned_data.get(SECONDS, "")
        is_number = text.isascii() and text.isdigit() and len(text) <= MOST_DIGITS
        return int(text) if is_number else None


class Told(forms.HiddenInput):
    """A page that has this field has told its reader, whatever was sent before."""

    def format_value(self, value: Any) -> str:
        return TELLS


class CheckedForm(ReaderForm):
    """A form whose words may go to Akismet: never where its page has not said so.

    A page may have been opened before the owner switched that on.
    """

    told = Line(required=False, widget=Told)
    # Each form's own, with what Akismet gets of it: its place is among that form's fields.
    person_only: forms.BooleanField

    def __init__(self, *args: Any, may_go_to_akismet: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.may_go_to_akismet = may_go_to_akismet
        if not may_go_to_akismet:
            del self.fields[TOLD], self.fields["person_only"]

    @property
    def is_refused(self) -> bool:
        """Of a valid form that could go to Akismet: whether it must not."""
        words = self.cleaned_data
        return self.may_go_to_akismet and (words["person_only"] or not self.was_told)

    @property
    def was_told(self) -> bool:
        return bool(self.cleaned_data[TOLD] == TELLS)

    @property
    def goes_to_akismet(self) -> bool:
        return self.may_go_to_akismet and not self.is_refused


class CodeForm(ReaderForm):
    # It keeps nothing that a program could want to fill.
    homepage = None  # type: ignore[assignment]
    seconds = None  # type: ignore[assignment]

    code = Line(
        label=_("Your receipt code"),
        help_text=_("16 letters and digits, such as 7K3M-9QXA-22TB-W5ZD."),
        max_length=40,
        error_messages={
            "required": _("Enter the code from your receipt"),
            "max_length": _("The code must be %(limit_value)s characters or fewer"),
        },
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

from typing import Any

from django import forms
from django.utils.datastructures import MultiValueDict

from coproduce.moderation.text import tidy, tidy_line


class Uncut(forms.CharField):
    """Leaves `maxlength` out of the markup: a browser would cut pasted text without a word."""

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        return {}


class Words(Uncut):
    """A reader's text: tidied before anything else looks at it."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:
        return tidy(super().to_python(value) or "")


class Line(Uncut):
    """A name or a title: one tidied line."""

    def to_python(self, value: Any) -> str:
        return tidy_line(super().to_python(value) or "")


class ReaderForm(forms.Form):
    """What every form for readers shares: the markup, and a random id that a script fills."""

    submission_id = Line(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)

    def sent(self) -> dict[str, list[str]]:
        """Every value of every field as it was sent."""
        data = self.data
        assert isinstance(data, MultiValueDict)
        return {name: data.getlist(name) for name in self.fields}

    def typed(self) -> dict[str, list[str]]:
        """What was sent without `submission_id`: by this a repeat is recognised."""
        return {name: values for name, values in self.sent().items() if name != "submission_id"}


class CodeForm(ReaderForm):
    code = Line(
        label="Your receipt code",
        help_text="16 letters and digits, such as 7K3M-9QXA-22TB-W5ZD.",
        max_length=40,
        error_messages={"required": "Enter the code from your receipt"},
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

from dataclasses import dataclass
from typing import Any

from django import forms

from barriers.choices import Area, Role, Unsure
from barriers.models import Tag, Theme
from coproduce.moderation.forms import Line, ReaderForm, Words

MOST_CHARACTERS = 5_000


@dataclass(frozen=True)
class Choice:
    """One box to tick."""

    value: str
    id: str
    is_chosen: bool


class BarrierForm(ReaderForm):
    body = Words(
        label="What gets in the way?",
        help_text="In your own words. Leave out names of people, and of places where someone "
        "could be recognised.",
        max_length=MOST_CHARACTERS,
        error_messages={
            "required": "Enter what gets in the way",
            "max_length": "Your words must be %(limit_value)s characters or fewer: "
            "there are %(show_value)s",
        },
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    title = Line(
        label="A short title (optional)",
        required=False,
        max_length=120,
        error_messages={"max_length": "The title must be %(limit_value)s characters or fewer"},
    )
    tags = forms.MultipleChoiceField(
        label="What kind of barrier is it? (optional)",
        help_text="Choose as many as fit.",
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": "Choose kinds from the list: “%(value)s” is not in it"},
    )
    new_tags = Line(
        label="Something else (optional)",
        help_text="A kind of barrier that is missing above, in a few words.",
        required=False,
        max_length=200,
        error_messages={"max_length": "This must be %(limit_value)s characters or fewer"},
    )
    role = forms.ChoiceField(
        label="Who is speaking? (optional)",
        help_text="For the author alone. It is never shown beside your words.",
        required=False,
        choices=[("", "Choose one, or leave it"), *Role.choices],
        error_messages={"invalid_choice": "Choose who is speaking from the list"},
    )
    area = forms.ChoiceField(
        label="From which service? (optional)",
        help_text="For the author alone. It is never shown beside your words.",
        required=False,
        choices=[("", "Choose one, or leave it"), *Area.choices],
        error_messages={"invalid_choice": "Choose a service from the list"},
    )
    may_quote = forms.BooleanField(
        label="The author may quote this, without a name", required=False
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.offered = {tag.slug: tag for tag in Tag.objects.offered().select_related("theme")}
        self._values = [*self.offered, *Unsure.values]
        self.fields["tags"].choices = [(value, value) for value in self._values]  # type: ignore[attr-defined]

    def clean_tags(self) -> list[str]:
        chosen: list[str] = list(dict.fromkeys(self.cleaned_data["tags"]))
        unsure = [value for value in chosen if value in Unsure.values]
        if len(unsure) > 1 or (unsure and len(chosen) > 1):
            raise forms.ValidationError(
                f"Choose either kinds of barrier or “{Unsure(unsure[0]).label}”, not both"
            )
        return chosen

    @property
    def tag_choices(self) -> list[tuple[Theme, list[tuple[Tag, Choice]]]]:
        """The themes with their tags, in the order of the codebook."""
        themes: dict[Theme, list[tuple[Tag, Choice]]] = {}
        for tag in self.offered.values():
            themes.setdefault(tag.theme, []).append((tag, self._choice(tag.slug)))
        return list(themes.items())

    @property
    def unsure_choices(self) -> list[tuple[str, Choice]]:
        return [(str(answer.label), self._choice(answer.value)) for answer in Unsure]

    def _choice(self, value: str) -> Choice:
        # Numbered as Django would: the error summary links to the first, id_tags_0.
        number = self._values.index(value)
        return Choice(value, f"id_tags_{number}", value in (self["tags"].value() or []))

    @property
    def chosen_tags(self) -> list[Tag]:
        return [self.offered[slug] for slug in self.cleaned_data["tags"] if slug in self.offered]

    @property
    def private_answers(self) -> list[tuple[str, str]]:
        """What is not shown to strangers, in words: (question, answer)."""
        words = self.cleaned_data
        answers = [
            ("Which kind", Unsure(self.unsure).label if self.unsure else ""),
            ("Something else", words["new_tags"]),
            ("Who is speaking", Role(words["role"]).label if words["role"] else ""),
            ("Which service", Area(words["area"]).label if words["area"] else ""),
            ("The author may quote it", "Yes, without a name" if words["may_quote"] else "No"),
        ]
        return [(question, answer) for question, answer in answers if answer]

    @property
    def unsure(self) -> str:
        values = [value for value in self.cleaned_data["tags"] if value in Unsure.values]
        return values[0] if values else ""

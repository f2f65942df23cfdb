from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from barriers.choices import Area, Role, Unsure
from barriers.models import Tag, Theme
from coproduce.moderation import kinds, screening
from coproduce.moderation.forms import CheckedForm, Line, Words

MOST_CHARACTERS = 5_000
LONGEST_NEW_TAGS = 200
FOR_THE_AUTHOR = _("For the author alone. It is never shown beside your words.")


@dataclass(frozen=True)
class Choice:
    """One box to tick."""

    value: str
    id: str
    is_chosen: bool


@dataclass(frozen=True)
class ThemeChoices:
    """A theme's tags, each with its box."""

    theme: Theme
    tags: Sequence[tuple[Tag, Choice]]
    # An error's link leads to the first box: it must not be folded away.
    is_first_in_error: bool = False

    @property
    def chosen(self) -> int:
        return sum(choice.is_chosen for _tag, choice in self.tags)

    @property
    def is_open(self) -> bool:
        return self.is_first_in_error or self.chosen > 0


class Tick(forms.CheckboxInput):
    """Understands what forms.BooleanField does, whose widget may be another one."""

    def value_from_datadict(self, data: Any, files: Any, name: str) -> bool:
        return bool(super().value_from_datadict(data, files, name)) and data.get(name) != "0"


class BarrierForm(CheckedForm):
    body = Words(
        label=_("What gets in the way?"),
        help_text=_(
            "In your own words. Leave out names of people, and of places where someone could be "
            "recognised."
        ),
        max_length=MOST_CHARACTERS,
        error_messages={
            "required": _("Enter what gets in the way"),
            "max_length": _(
                "Your words must be %(limit_value)s characters or fewer: there are %(show_value)s"
            ),
        },
        widget=forms.Textarea(attrs={"rows": 8}),
    )
    title = Line(
        label=_("A short title (optional)"),
        required=False,
        max_length=120,
        error_messages={"max_length": _("The title must be %(limit_value)s characters or fewer")},
    )
    tags = forms.MultipleChoiceField(
        label=_("What kind of barrier is it? (optional)"),
        help_text=_("Open what fits, and choose as many as you like."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={
            "invalid_choice": _("Choose kinds from the list: “%(value)s” is not in it")
        },
    )
    new_tags = Line(
        label=_("Something else (optional)"),
        help_text=_("A kind of barrier that is missing above, in a few words."),
        required=False,
        max_length=LONGEST_NEW_TAGS,
        error_messages={"max_length": _("This must be %(limit_value)s characters or fewer")},
    )
    role = forms.ChoiceField(
        label=_("Who is speaking? (optional)"),
        help_text=FOR_THE_AUTHOR,
        required=False,
        choices=[("", _("Choose one, or leave it")), *Role.choices],
        error_messages={"invalid_choice": _("Choose who is speaking from the list")},
    )
    area = forms.ChoiceField(
        label=_("From which service? (optional)"),
        help_text=FOR_THE_AUTHOR,
        required=False,
        choices=[("", _("Choose one, or leave it")), *Area.choices],
        error_messages={"invalid_choice": _("Choose a service from the list")},
    )
    may_quote = forms.BooleanField(
        label=_("The author may quote this, without a name"), required=False, widget=Tick
    )
    is_helped = forms.BooleanField(
        label=_("Someone is helping me to write this"), required=False, widget=Tick
    )
    person_only = forms.BooleanField(
        label=_("Don’t send this to Akismet, our spam checker. It may take longer."),
        help_text=_(
            "Akismet gets your words, the address of your connection, the name of your browser "
            "and the page that you came from. It does not get your other answers."
        ),
        required=False,
        widget=Tick,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, may_go_to_akismet=are_screened(), **kwargs)
        self.offered = {tag.slug: tag for tag in Tag.objects.offered().select_related("theme")}
        self._values = [*self.offered, *Unsure.values]
        self.fields["tags"].choices = [(value, value) for value in self._values]  # type: ignore[attr-defined]

    def clean_tags(self) -> list[str]:
        return agreeing(self.cleaned_data["tags"])

    @property
    def tag_choices(self) -> list[ThemeChoices]:
        """The themes with their tags, in the order of the codebook."""
        themes: dict[Theme, list[tuple[Tag, Choice]]] = {}
        for tag in self.offered.values():
            themes.setdefault(tag.theme, []).append((tag, self._choice(tag.slug)))
        has_error = bool(self["tags"].errors)
        return [
            ThemeChoices(theme, tags, is_first_in_error=has_error and not number)
            for number, (theme, tags) in enumerate(themes.items())
        ]

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
            (_now("Which kind"), str(Unsure(self.unsure).label) if self.unsure else ""),
            (_now("Something else"), words["new_tags"]),
            (_now("Who is speaking"), str(Role(words["role"]).label) if words["role"] else ""),
            (_now("Which service"), str(Area(words["area"]).label) if words["area"] else ""),
            (
                _now("The author may quote it"),
                _now("Yes, without a name") if words["may_quote"] else _now("No"),
            ),
            (_now("Someone is helping you"), _now("Yes") if words["is_helped"] else ""),
            (_now("Our spam checker, Akismet"), self._who_checks),
        ]
        return [(question, answer) for question, answer in answers if answer]

    @property
    def _who_checks(self) -> str:
        if not self.may_go_to_akismet:
            return ""
        if self.is_refused:
            return _now("Does not get it: a person checks alone")
        return _now("Gets your words")

    @property
    def unsure(self) -> str:
        values = [value for value in self.cleaned_data["tags"] if value in Unsure.values]
        return values[0] if values else ""


def are_screened() -> bool:
    """Whether Akismet is asked about barriers now; then whoever writes one may refuse it."""
    kind = kinds.named("barrier")
    return screening.is_on() and kind is not None and kind.is_screened()


def agreeing(values: Collection[str]) -> list[str]:
    """The values, each once; kinds of barrier together with "Not sure" are a ValidationError."""
    chosen = list(dict.fromkeys(values))
    unsure = [value for value in chosen if value in Unsure.values]
    if unsure and len(chosen) > 1:
        label = Unsure(unsure[0]).label
        raise forms.ValidationError(
            _now("Choose either kinds of barrier or “%(answer)s”, not both") % {"answer": label}
        )
    return chosen

"""The form for a barrier in simple words, one question a page."""

from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext as _now
from django.utils.translation import gettext_lazy as _

from barriers.choices import Area, Role, Unsure
from barriers.forms import LONGEST_NEW_TAGS, BarrierForm, Choice, agreeing
from barriers.questions import CARRIED, FIRST, PAGE_OF, QUESTIONS, UNSEEN, Question

# What a box that may be ticked sends here: both are understood by the single page's field, too.
YES, NO = "on", "false"
SEVERAL = {"themes", "tags"}

# Label and help by field, with choices where they differ from the single page's.
WORDS: dict[str, tuple[Any, Any]] = {
    "body": (
        _("What gets in the way?"),
        _("Use your own words. Do not write anyone’s name."),
    ),
    "tags": (
        _("What is it like?"),
        _("You can choose more than one. You can skip this question."),
    ),
    "new_tags": (
        _("Is it something else?"),
        _("Write it here in a few words. Or leave this empty."),
    ),
    "role": (_("Who are you?"), _("You can skip this. Other readers never see your answer.")),
    "area": (
        _("Which service is it about?"),
        _("You can skip this. Other readers never see your answer."),
    ),
    "may_quote": (
        _("Can the author use your words?"),
        _("The author may use them in a talk or a report. Nobody will know that they are yours."),
    ),
    "is_helped": (
        _("Are you writing this alone?"),
        _("You can get help. Other readers never see your answer."),
    ),
    "person_only": (
        _("Can our spam checker see your words?"),
        _(
            "Its name is Akismet. It is a computer that looks for advertising. It gets your words, "
            "the address of your internet connection, the name of your browser and the page that "
            "you came from. If you say no, it gets nothing. Then it may take longer."
        ),
    ),
}
SKIP = _("Skip this question")
CHOICES: dict[str, list[tuple[str, Any]]] = {
    "role": [("", SKIP), *Role.choices],
    "area": [("", SKIP), *Area.choices],
    "may_quote": [(YES, _("Yes")), (NO, _("No")), ("", _("Not sure (this counts as no)"))],
    "is_helped": [
        (NO, _("I am writing alone")),
        (YES, _("Someone is helping me")),
        ("", SKIP),
    ],
    "person_only": [
        (NO, _("Yes")),
        (YES, _("No, only a person")),
        ("", _("Not sure (this counts as yes)")),
    ],
}


class Radios(forms.RadioSelect):
    """Nothing is chosen until somebody chooses: no answer is not the answer ""."""

    def format_value(self, value: Any) -> Any:
        return [] if value is None else super().format_value(value)


class SimplerForm(BarrierForm):
    """The fields of one question, or all of them when every answer is there.

    `answers` is what has been answered so far. What is not sent is shown without being checked.
    """

    themes = forms.MultipleChoiceField(
        label=_("What is it about?"),
        help_text=_("You can choose more than one. You can skip this question."),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"invalid_choice": _("Choose from the list: “%(value)s” is not in it")},
    )

    def __init__(
        self, answers: QueryDict, *, question: Question | None = None, is_sent: bool = False
    ) -> None:
        initial = {
            name: answers.getlist(name) if name in SEVERAL else answers.get(name)
            for name in CARRIED
        }
        super().__init__(answers if is_sent else None, initial=initial)
        self.answers = answers
        self.question = question
        self.offered_themes = {tag.theme.slug: tag.theme for tag in self.offered.values()}
        self._say_simply()
        if question:
            self.fields = {name: self.fields[name] for name in (*UNSEEN, *question.fields)}
            self._offer_chosen_themes()
        else:
            self.data = self._settled()

    def _say_simply(self) -> None:
        themes = [(slug, slug) for slug in self.offered_themes]
        self.fields["themes"].choices = [*themes, *Unsure.choices]  # type: ignore[attr-defined]
        for name, (label, help_text) in WORDS.items():
            if field := self.fields.get(name):
                field.label, field.help_text = label, help_text
        for name, choices in CHOICES.items():
            if field := self.fields.get(name):
                field.widget = Radios(choices=choices)

    def _offer_chosen_themes(self) -> None:
        if "tags" in self.fields:
            chosen = self.answers.getlist("themes")
            self.offered = {
                slug: tag for slug, tag in self.offered.items() if tag.theme.slug in chosen
            }
            self._values = [*self.offered, *Unsure.values]

    def _settled(self) -> QueryDict:
        """What is asked for here, with the tags of the themes that are still chosen alone."""
        settled = QueryDict(mutable=True)
        for name in CARRIED:
            settled.setlist(name, self.answers.getlist(name))
        themes = settled.getlist("themes")
        unsure = [value for value in themes if value in Unsure.values]
        tags = [
            slug
            for slug in settled.getlist("tags")
            if themes and (slug not in self.offered or self.offered[slug].theme.slug in themes)
        ]
        settled.setlist("tags", unsure or tags)
        if self.bare_themes and not settled.get("new_tags"):
            settled["new_tags"] = ", ".join(self.bare_themes)[:LONGEST_NEW_TAGS]
        return settled

    @property
    def bare_themes(self) -> list[str]:
        """The names of themes that were chosen, where no tag was. No barrier bears a theme: its
        name is kept as what the reader would call the kind."""
        if self.answers.getlist("tags"):
            return []
        chosen = self.answers.getlist("themes")
        return [str(theme) for slug, theme in self.offered_themes.items() if slug in chosen]

    def clean_themes(self) -> list[str]:
        return agreeing(self.cleaned_data["themes"])

    def typed(self) -> dict[str, list[str]]:
        """Without the themes: the tags say as much, as they do on the single page."""
        return {name: values for name, values in super().typed().items() if name != "themes"}

    def carried(self) -> dict[str, list[str]]:
        """What was answered and is asked on another page."""
        shown = self.fields if self.question else ()
        names = [name for name in CARRIED if name not in shown]
        return {name: self.answers.getlist(name) for name in names}

    @property
    def theme_choices(self) -> list[tuple[str, str, Choice]]:
        """Name, sentence and box of each theme, then of the answers that are none."""
        chosen = self["themes"].value() or []
        labels = [
            (theme.slug, theme.name, theme.sentence) for theme in self.offered_themes.values()
        ]
        labels += [(answer.value, str(answer.label), "") for answer in Unsure]
        return [
            (name, sentence, Choice(value, f"id_themes_{number}", value in chosen))
            for number, (value, name, sentence) in enumerate(labels)
        ]

    @property
    def first_wrong(self) -> Question:
        """Of a form with errors, the first question that has one."""
        wrong = [question for question in QUESTIONS if {*question.fields} & {*self.errors}]
        return wrong[0] if wrong else FIRST

    @property
    def private_in_words(self) -> list[tuple[str, str, str]]:
        """What strangers do not see: (name of the page, its question, the answer)."""
        answers = {"themes": self._kind, "new_tags": self.answers.get("new_tags", "")}
        answers |= {field: self._in_words(field) for field in CHOICES if field in self.fields}
        return [
            (PAGE_OF[field], str(self.fields[field].label), answer)
            for field, answer in answers.items()
            if answer
        ]

    @property
    def _kind(self) -> str:
        """What is said in place of tags."""
        if self.unsure:
            return str(Unsure(self.unsure).label)
        if self.bare_themes:
            return ", ".join(self.bare_themes)
        is_said = self.chosen_tags or self.cleaned_data["new_tags"]
        return "" if is_said else _now("You did not say what it is about.")

    def _in_words(self, field: str) -> str:
        answer = self.answers.get(field)
        if field == "person_only" and self.is_refused:
            # Also by who was never asked.
            answer = YES
        if answer is None:
            return _now("You skipped this.")
        labels = dict(CHOICES[field])
        if answer not in labels:
            # Another spelling of a yes or a no: what is said is what will be kept.
            answer = YES if self.cleaned_data[field] else NO
        label = labels[answer]
        return _now("You skipped this.") if label is SKIP else str(label)

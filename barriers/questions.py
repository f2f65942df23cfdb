"""The pages of the simpler form, what they send, and the way from one to the next.

Nothing is kept between two pages but in the page itself: what was answered elsewhere is carried
in hidden fields.
"""

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import QueryDict

from barriers.choices import Unsure
from barriers.forms import are_screened
from coproduce.moderation.forms import HONEYPOT, SECONDS, TOLD

# The page that is sent, by its name; and whether it is one of the answers being changed.
QUESTION, IS_CHANGE = "question", "is_change"
# What the button says, else nothing: the name of a page to show, or one of the words below.
GO = "go"
CHECK, SEND, LEAVE = "check", "send", "leave"
# Before the name of a field: what it was before a change.
WAS = "was_"
# The question about the spam checker, which is asked only where there is one for barriers.
CHECKER = "checker"


@dataclass(frozen=True)
class Question:
    """A page. Two pages may ask the two halves of one question."""

    name: str
    number: int
    fields: tuple[str, ...]

    def is_asked(self, answers: QueryDict) -> bool:
        """Of which kind, only after a theme was chosen; of the spam checker, only where one is."""
        if self.name == "tags":
            return bool({*answers.getlist("themes")} - {*Unsure.values})
        return self.name != CHECKER or are_screened()


QUESTIONS = (
    Question("words", 1, ("body",)),
    Question("themes", 2, ("themes", "new_tags")),
    Question("tags", 2, ("tags", "new_tags")),
    Question("role", 3, ("role",)),
    Question("area", 4, ("area",)),
    Question("quote", 5, ("may_quote",)),
    Question("helped", 6, ("is_helped",)),
    Question(CHECKER, 7, ("person_only", TOLD)),
)
FIRST = QUESTIONS[0]
BY_NAME = {question.name: question for question in QUESTIONS}
# The first page that asks for each field.
PAGE_OF = {field: page.name for page in reversed(QUESTIONS) for field in page.fields}
# What every page has of its own, unseen.
UNSEEN = ("submission_id", HONEYPOT, SECONDS)
CARRIED = (*PAGE_OF, *UNSEEN)


def named(name: str) -> Question | None:
    """The question of that name, where it is asked at all."""
    question = BY_NAME.get(name)
    return question if name != CHECKER or are_screened() else None


def how_many() -> int:
    return (QUESTIONS[-1] if are_screened() else QUESTIONS[-2]).number


def is_change(answers: QueryDict) -> bool:
    """Whether the reader came from the check page, and goes back there."""
    return IS_CHANGE in answers or answers.get(QUESTION) == CHECK


def as_it_was(answers: QueryDict) -> QueryDict:
    """The answers with those that were being changed put back."""
    sent = BY_NAME.get(answers.get(QUESTION, ""))
    restored = answers.copy()
    if sent and is_change(answers):
        for name in _fields_of(sent.number):
            restored.setlist(name, answers.getlist(f"{WAS}{name}"))
    return restored


def _fields_of(number: int) -> list[str]:
    pages = [question for question in QUESTIONS if question.number == number]
    return list(dict.fromkeys(name for page in pages for name in page.fields))


@dataclass(frozen=True)
class Walk:
    """Where a reader stands among the questions, with these answers so far."""

    answers: QueryDict
    question: Question

    @property
    def is_change(self) -> bool:
        return is_change(self.answers)

    @property
    def is_start(self) -> bool:
        return self.question == FIRST and not self.is_change

    @property
    def back(self) -> Question | None:
        """The question before this one: none before the first, nor in a change."""
        before = self._asked(QUESTIONS[: QUESTIONS.index(self.question)])
        return before[-1] if before and not self.is_change else None

    @property
    def on(self) -> Question | None:
        """The question after this one; None where the check page follows."""
        after = self._asked(QUESTIONS[QUESTIONS.index(self.question) + 1 :])
        return after[0] if after else None

    def _asked(self, questions: Sequence[Question]) -> list[Question]:
        """Those to walk through; in a change, only the other half of the same question."""
        number = self.question.number
        return [
            question
            for question in questions
            if question.is_asked(self.answers) and (not self.is_change or question.number == number)
        ]

    @property
    def goes_on_with_it(self) -> bool:
        """Whether the sent page asks the same question as this one, perhaps its other half."""
        sent = BY_NAME.get(self.answers.get(QUESTION, ""))
        return bool(sent and sent.number == self.question.number)

    @property
    def before_change(self) -> dict[str, list[str]]:
        """What this question's answers were when the reader came from the check page."""
        if not self.is_change:
            return {}
        prefix = WAS if self.goes_on_with_it else ""
        names = _fields_of(self.question.number)
        return {f"{WAS}{name}": self.answers.getlist(f"{prefix}{name}") for name in names}

"""The rules in the admin: one form, which is all there is of them."""

from typing import Any

from django import forms
from django.contrib import admin, messages
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coproduce.moderation import screening
from coproduce.moderation.mail import letters
from coproduce.moderation.models import Hold, Rules
from coproduce.moderation.rules.word_lists import danger_words, entries_of, why_not
from coproduce.moderation.text import tidy_line

LISTS = ["held_words", "blocked_words", "danger_words"]
MOST_ADDRESSES = 20
# The least and the most of each number. 0 means never.
NUMBERS = {
    "most_links": (0, 100),
    "close_after_days": (0, 3650),
    "depth": (1, 10),
    "page_size": (5, 100),
    "remind_after_days": (0, 90),
}
HOW_TO_LIST = _(
    "One word or phrase a line. Whole words count, whatever their case, accents as you type them; "
    "a * at the end stands for any ending."
)
LABELS = {
    "most_links": _("Links that hold"),
    "close_after_days": _("Close after (days)"),
    "depth": _("Steps of answers"),
    "mail_rhythm": _("When letters go"),
    "remind_after_days": _("Remind after (days)"),
}
HELP = {
    "hold": _(
        "Nothing is published without a person unless Akismet has found it clean. Barriers, and "
        "whatever was sent past Akismet, always wait for a person."
    ),
    "most_links": _("A text with this many links or more waits for a person. 0: never for that."),
    "held_words": _(
        "A text with one of these waits for a person. They are looked for in the words, the name, "
        "the e-mail address, the title, the address of the connection and the name of the browser."
    ),
    "blocked_words": _(
        "A text with one of these goes to spam at once, where you still find it. They are looked "
        "for in the same places."
    ),
    "danger_words": _(
        "A text with one of these waits on top of the desk: somebody may need help. Left empty, "
        "the list that you see here at first is used again."
    ),
    "screens_barriers": _(
        "Then the form for barriers says so, and offers to leave Akismet out. Akismet gets the "
        "words, the address of the connection, the name of the browser and the page before. A "
        "person still reads every barrier."
    ),
    "close_after_days": _(
        "Days after a post appears, its conversation takes no more comments; what was said stays. "
        "It applies to all posts at once, but for those whose comments you closed or opened "
        "yourself. 0: never."
    ),
    "depth": _("How many steps answers stand beneath each other: 1 to 10."),
    "page_size": _("First comments on a page, each with its answers: 5 to 100."),
    "order": _("The order in which a page begins. Readers can turn it round."),
    "mail_to": _("One address a line. Empty: nobody gets mail."),
    "mail_rhythm": _("Never more than one letter in ten minutes."),
    "mails_texts": _("Else a letter says only how much waits, and for how long. Never barriers."),
    "remind_after_days": _("Days that something has waited when a letter says so again. 0: never."),
}

FIELDSETS: Any = [
    (_("What waits"), {"fields": ["hold", "most_links"]}),
    (
        _("Words"),
        {"fields": LISTS, "description": HOW_TO_LIST},
    ),
    (_("Conversations"), {"fields": ["close_after_days", "depth", "page_size", "order"]}),
    (
        _("Mail to moderators"),
        {"fields": ["mail_to", "mail_rhythm", "mails_texts", "remind_after_days"]},
    ),
    (_("Akismet on barriers"), {"fields": ["screens_barriers"]}),
]


class RulesForm(forms.ModelForm):
    class Meta:
        model = Rules
        fields = list(HELP)
        widgets = {name: forms.Textarea(attrs={"rows": 6, "dir": "auto"}) for name in LISTS} | {
            "mail_to": forms.Textarea(attrs={"rows": 4, "spellcheck": "false"})
        }
        labels = LABELS
        help_texts = HELP

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial["danger_words"] = danger_words(self.instance.danger_words)
        # Which Django adds because the addresses at first are found by a function.
        self.fields["mail_to"].show_hidden_initial = False
        for name, (least, most) in NUMBERS.items():
            self.fields[name] = _number(self.fields[name], least, most)

    def clean_held_words(self) -> str:
        return self._list("held_words")

    def clean_blocked_words(self) -> str:
        return self._list("blocked_words")

    def clean_danger_words(self) -> str:
        """Empty while they are ours: then those of later versions and other languages hold."""
        words = self._list("danger_words")
        return "" if entries_of(words) == entries_of(danger_words("")) else words

    def _list(self, name: str) -> str:
        words = "\n".join(entries_of(self.cleaned_data[name]))
        if wrong := why_not(words):
            raise ValidationError(wrong)
        return words

    def clean_mail_to(self) -> str:
        typed = [tidy_line(line) for line in self.cleaned_data["mail_to"].splitlines()]
        addresses = list(dict.fromkeys(line for line in typed if line))
        if len(addresses) > MOST_ADDRESSES:
            words = gettext("Enter %(most)s addresses or fewer: there are %(number)s")
            raise ValidationError(words % {"most": MOST_ADDRESSES, "number": len(addresses)})
        for address in addresses:
            try:
                validate_email(address)
            except ValidationError:
                words = gettext("Enter addresses such as name@example.org: “%(line)s” is none")
                raise ValidationError(words % {"line": address[:60]}) from None
        return "\n".join(addresses)


def _number(field: forms.Field, least: int, most: int) -> forms.IntegerField:
    words = gettext("Enter a whole number from %(least)s to %(most)s")
    message = words % {"least": least, "most": most}
    return forms.IntegerField(
        label=field.label,
        help_text=str(field.help_text),
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"class": "vIntegerField"}),
        error_messages=dict.fromkeys(["required", "invalid", "min_value", "max_value"], message),
    )


def doubts(rules: Rules) -> list[str]:
    """What of these rules cannot work on this site, in sentences."""
    found = []
    if rules.hold != Hold.EVERYTHING and not screening.is_on():
        found.append(
            gettext(
                "Without a spam checker everything still waits for a person: AKISMET_API_KEY is "
                "empty."
            )
        )
    if rules.hold == Hold.NEWCOMERS and not letters.are_sent():
        found.append(
            gettext(
                "Without mail nobody can prove an address, so everything still waits for a "
                "person: EMAIL_URL is empty."
            )
        )
    if rules.screens_barriers and not screening.is_on():
        found.append(gettext("Barriers are not checked either: AKISMET_API_KEY is empty."))
    if rules.mail_to and not letters.are_sent():
        found.append(gettext("No letter goes to moderators: EMAIL_URL is empty."))
    return found


@admin.register(Rules)
class RulesAdmin(admin.ModelAdmin):
    """Who may change them: whoever has the permission moderation.change_rules."""

    form = RulesForm
    change_form_template = "admin/moderation/rules_change_form.html"
    radio_fields = {
        "hold": admin.VERTICAL,
        "order": admin.VERTICAL,
        "mail_rhythm": admin.VERTICAL,
    }
    fieldsets = FIELDSETS

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_object(self, request: HttpRequest, object_id: str, from_field: Any = None) -> Any:
        """The rules in force, also before anybody has saved any."""
        return Rules.current() if object_id == "1" else None

    def changelist_view(self, request: HttpRequest, extra_context: Any = None) -> HttpResponse:
        return _to_the_form()

    def change_view(
        self, request: HttpRequest, object_id: str, form_url: str = "", extra_context: Any = None
    ) -> HttpResponse:
        titles = {"title": gettext("The rules"), "subtitle": None}
        return super().change_view(
            request, object_id, form_url, {**(extra_context or {}), **titles}
        )

    def save_model(self, request: HttpRequest, obj: Rules, form: Any, change: bool) -> None:
        obj.put()
        for doubt in doubts(obj):
            self.message_user(request, doubt, messages.WARNING)

    def response_change(self, request: HttpRequest, obj: Rules) -> HttpResponse:
        self.message_user(request, gettext("These rules are in force now."), messages.SUCCESS)
        return _to_the_form()


def _to_the_form() -> HttpResponseRedirect:
    return HttpResponseRedirect(reverse("admin:moderation_rules_change", args=[1]))

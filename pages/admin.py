from typing import Any

from django import forms
from django.contrib import admin, messages
from django.http import HttpRequest
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.dates import minute
from coproduce.moderation.text import tidy
from pages.models import Page

WORDS = ["title", "body", "simpler_body"]
# The same for whoever may only look: as readers see them.
SHOWN = ["shown_title", "shown_body", "shown_simpler_body"]
BOX = {"rows": 24, "dir": "auto", "class": "vLargeTextField"}


class PageForm(forms.ModelForm):
    """Shows the default where nothing else stands, and keeps only what somebody wrote.

    What was shown goes with the form: the default may be another by the time that it is saved.
    """

    class Meta:
        model = Page
        fields = WORDS
        widgets = {
            "title": forms.TextInput(attrs={"dir": "auto", "class": "vTextField"}),
            "body": forms.Textarea(attrs=BOX),
            "simpler_body": forms.Textarea(attrs=BOX),
        }
        help_texts = {
            "title": _("Left empty, it is the title that comes with the site."),
            "body": _(
                "Markdown: **bold**, *italics*, ## headings, > quotes, lists, tables, links. Empty "
                "the box to return to the text that comes with the site, which follows the "
                "settings by itself."
            ),
            "simpler_body": _(
                "Short sentences, one idea each; hard words explained. A text of your own above "
                "has a simpler version only if you write one here."
            ),
        }

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        page = self.instance
        self.initial["title"] = str(page)
        self.initial["body"] = page.body or page.default.text
        self.initial["simpler_body"] = page.simpler_body or page.default_simpler.text
        for field in self.fields.values():
            field.show_hidden_initial = True
        self.defaults = {
            "title": str(Page(slug=page.slug)),
            "body": page.default.text,
            "simpler_body": Page(slug=page.slug).default_simpler.text,
        }

    def clean(self) -> dict[str, Any]:
        words = super().clean() or {}
        return {name: self._own(name, value) for name, value in words.items()}

    def _own(self, name: str, value: str) -> str:
        """What is to be kept of the words in a box: none of them while they are a default."""
        if name not in self.changed_data:
            return getattr(self.instance, name)
        return "" if tidy(value) == self.defaults[name] else value


@admin.register(Page)
class PageAdmin(admin.ModelAdmin):
    """The owner's pages: each is there from the first day on, so none is added or deleted."""

    form = PageForm
    list_display = ["__str__", "whose"]
    readonly_fields = ["whose", *SHOWN]
    actions = None

    def get_fields(self, request: HttpRequest, obj: Page | None = None) -> Any:
        return ["whose", *(WORDS if self.has_change_permission(request, obj) else SHOWN)]

    def has_add_permission(self, request: HttpRequest) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: Page, form: Any, change: bool) -> None:
        super().save_model(request, obj, form, change)
        if obj.body and not obj.simpler_body and form.defaults["simpler_body"]:
            self.message_user(
                request,
                gettext(
                    "The simpler version that came with the site is not shown beside your own "
                    "text. Write one that says what yours says."
                ),
                messages.WARNING,
            )

    @admin.display(description=_("Shown now"))
    def whose(self, page: Page) -> str:
        if not (page.title or page.body or page.simpler_body):
            return gettext("The default that comes with the site")
        return gettext("Your own, changed on %(day)s") % {"day": minute(page.updated_at)}

    @admin.display(description=_("title"))
    def shown_title(self, page: Page) -> str:
        return str(page)

    @admin.display(description=_("text"))
    def shown_body(self, page: Page) -> SafeString:
        return _as_read(page.html, page.lang)

    @admin.display(description=_("simpler version"))
    def shown_simpler_body(self, page: Page) -> SafeString | str:
        if not page.simpler_path:
            return gettext("There is none")
        return _as_read(page.simpler, page.simpler_lang)


def _as_read(words: SafeString, lang: str) -> SafeString:
    language = format_html(' lang="{}"', lang) if lang else ""
    return format_html('<div class="reader-text"{} dir="auto">{}</div>', language, words)

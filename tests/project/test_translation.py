"""Every word of ours goes through the catalogue, so that the site can speak another language.

The pages are shown in a language whose catalogue puts marks around whatever it is asked for; what
stands on them without marks was never asked. What comes from the database has no letters here.
"""

import re
from gettext import NullTranslations
from html.parser import HTMLParser

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from barriers.models import Tag, Theme
from tests.factories import create_barrier, create_comment, create_post

pytestmark = pytest.mark.django_db

SPOKEN = {"alt", "aria-label", "placeholder", "title"}
LETTERS = re.compile(r"[^\W\d_]")


class Marked(NullTranslations):
    """A catalogue that shows what was looked up in it."""

    def gettext(self, message):
        return f"⟦{message}⟧"

    def ngettext(self, singular, plural, number):
        return f"⟦{singular if number == 1 else plural}⟧"

    def pgettext(self, context, message):
        return self.gettext(message)

    def npgettext(self, context, singular, plural, number):
        return self.ngettext(singular, plural, number)


class Words(HTMLParser):
    """Collects what a page says, in text and in spoken attributes."""

    def __init__(self, html):
        super().__init__()
        self.said = []
        self._silent = 0
        self.feed(html)

    def handle_starttag(self, tag, attributes):
        self._silent += tag in {"code", "script", "style", "svg"}
        self.said += [value for name, value in attributes if name in SPOKEN and value]

    def handle_endtag(self, tag):
        self._silent -= tag in {"code", "script", "style", "svg"}

    def handle_data(self, text):
        if not self._silent:
            self.said.append(text)
        elif "⟦" in text or "⟧" in text:
            self.said.append(re.sub(r"[^⟦⟧]", "", text))


@pytest.fixture
def marked(monkeypatch, settings):
    monkeypatch.setitem(trans_real._translations, "eo", Marked())
    settings.SITE_NAME = "1234"
    with translation.override("eo"):
        yield


def unmarked(response):
    """What the page says in letters outside every mark."""
    said = "\n".join(Words(response.content.decode()).said)
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", said)) != said:
        said = shorter
    return [line.strip() for line in said.splitlines() if LETTERS.search(line)]


@pytest.fixture
def content():
    """A post with a comment and an answer, and a barrier, all in figures."""
    for model in (Theme, Tag):
        for row in model.objects.all():
            row.name = str(row.pk)
            if model is Theme:
                row.sentence = "1"
            else:
                row.definition = "2"
            row.save()
    post = create_post(title="1", slug="1", body="2", is_pinned=True)
    comment = create_comment(post, body="3", name="4")
    create_comment(post, body="5", name="", parent=comment)
    barrier = create_barrier(body="6", tags=tuple(Tag.objects.all()[:2]))
    return {"post": post, "comment": comment, "barrier": barrier}


def test_a_page_with_a_word_unmarked_is_found_out(marked, client):
    class Answer:
        content = "<p>⟦<b>Marked</b> by ⟦name⟧⟧ 12 <i aria-label='Bare'></i> and not</p>".encode()

    assert unmarked(Answer) == ["Bare", "and not"]


@pytest.mark.parametrize(
    "path", ["/", "/posts/", "/barriers/", "/barriers/new/", "/barriers/?sort=newest", "/receipts/"]
)
def test_pages_with_nothing_in_them_are_translatable(marked, client, path, content_free):
    assert unmarked(client.get(path)) == []


@pytest.fixture
def content_free():
    Tag.objects.all().delete()
    Theme.objects.all().delete()

"""Every word of ours goes through the catalogue, so that the site can speak another language.

The pages are shown in a language whose catalogue puts marks around whatever it is asked for; what
stands on them without marks was never asked. What comes from the database has no letters here.
"""

import re
from gettext import NullTranslations
from html.parser import HTMLParser

import pytest
from django.test import RequestFactory
from django.utils import translation
from django.utils.translation import trans_real

from barriers.models import Tag, Theme
from coproduce import views
from coproduce.moderation import receipts
from coproduce.moderation.models import Status
from tests.factories import create_barrier, create_comment, create_post

pytestmark = pytest.mark.django_db

SPOKEN = {"alt", "aria-label", "placeholder", "title", "content", "data-done"}
SPOKEN |= {"data-failed", "data-left", "data-over"}
SILENT = {"code", "script", "style", "svg"}
LETTERS = re.compile(r"[^\W\d_]")
# What looks like words on every page and is none: meta elements for machines, and the address.
FOR_MACHINES = re.compile(
    r"width=device-width, initial-scale=1|light dark|noindex|article|image/webp|testserver"
    r"|https?://[\w.:/-]+|\b[a-z]{2}_[A-Z]{2}\b|\beo\b|\d{4}-\d\d-\d\dT[\d:+]+"
)
PATHS = """
    / /posts/ /posts/1/ /barriers/ /barriers/new/ /barriers/new/simpler/ /barriers/meeting/
    /barriers/?sort=newest /barriers/?q=none&theme=none /barriers/{barrier}/ /receipts/
    /receipts/none/ /threads/{thread}/comments/{comment}/ /invite/ /none/
""".split()


class Marked(NullTranslations):
    """A catalogue that shows what was looked up in it."""

    def to_language(self):
        return "eo"

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
        self._silent += tag in SILENT
        self.said += [value for name, value in attributes if name in SPOKEN and value]

    def handle_endtag(self, tag):
        self._silent -= tag in SILENT

    def handle_data(self, text):
        # Of what is not spoken, the marks count: they may close around it.
        self.said.append(re.sub(r"[^⟦⟧]", "", text) if self._silent else text)


def unmarked(response):
    """What the page says in letters outside every mark."""
    said = "\n".join(Words(response.content.decode()).said)
    while (shorter := re.sub(r"⟦[^⟦⟧]*⟧", "", said)) != said:
        said = shorter
    said = FOR_MACHINES.sub("", said)
    return [line.strip() for line in said.splitlines() if LETTERS.search(line)]


@pytest.fixture
def marked(monkeypatch, settings):
    monkeypatch.setitem(trans_real._translations, "eo", Marked())
    settings.SITE_NAME, settings.LANGUAGE_CODE = "1234", "eo"
    with translation.override("eo"):
        yield


@pytest.fixture
def places():
    """A post with a comment and an answer, and a barrier, all in figures."""
    for row in Theme.objects.all():
        row.name, row.slug, row.sentence = str(row.pk), str(row.pk), "1"
        row.save()
    for row in Tag.objects.all():
        row.name, row.slug, row.definition = str(row.pk), str(row.pk), "2"
        row.save()
    post = create_post(title="1", slug="1", body="2[^1]\n\n[^1]: 3", is_pinned=True, invitation="?")
    create_post(title="4", slug="4", body="5", invitation="?")
    comment = create_comment(post, body="3", name="4")
    create_comment(post, body="5", name="", parent=comment)
    barrier = create_barrier(body="6", tags=tuple(Tag.objects.all()[:2]))
    barrier.public_id = "123"
    barrier.save()
    return {"thread": post.thread.pk, "comment": comment.pk, "barrier": "123"}


def test_a_word_that_is_not_marked_is_found_out():
    class Answer:
        content = "<p>⟦<b>Marked</b> by ⟦name⟧⟧ 12 <i aria-label='Bare'></i> and not</p>".encode()

    assert unmarked(Answer) == ["Bare", "and not"]


@pytest.mark.parametrize("path", PATHS)
def test_pages_are_translatable(marked, client, places, path):
    response = client.get(path.format_map(places))

    assert "⟦" in response.content.decode()
    assert unmarked(response) == []


@pytest.mark.parametrize("path", ["/", "/posts/", "/barriers/", "/barriers/?sort=newest"])
def test_empty_pages_are_translatable(marked, client, path):
    Tag.objects.all().delete()
    Theme.objects.all().delete()

    assert unmarked(client.get(path)) == []


@pytest.mark.parametrize(
    ("path", "form"),
    [
        ("/threads/{thread}/comments/", {"body": "", "name": "1" * 101, "email": "1"}),
        ("/threads/{thread}/comments/", {"body": "1" * 10_001, "parent": "0"}),
        ("/barriers/new/", {"body": "", "title": "1" * 121, "role": "0", "tags": ["0"]}),
        ("/barriers/new/", {"body": "1", "tags": ["not-sure", "none-of-these"]}),
        ("/barriers/new/", {"body": "1", "role": "carer", "may_quote": "on", "area": "hospital"}),
        ("/barriers/new/simpler/", {"question": "words", "body": ""}),
        ("/receipts/", {"code": ""}),
        ("/receipts/", {"code": "1"}),
        ("/threads/0/comments/", {"body": "1"}),
    ],
)
def test_answers_to_forms_are_translatable(marked, client, places, path, form):
    response = client.post(path.format_map(places), form)

    assert response.status_code in {200, 400, 404}
    assert unmarked(response) == []


@pytest.mark.parametrize("version", ["", "simpler/"])
@pytest.mark.parametrize("status", Status.values)
def test_receipts_are_translatable(marked, client, places, status, version):
    post = create_post(title="7", slug="7", invitation="?")
    submission = create_comment(post, body="8", status=status).submission

    response = client.get(f"/receipts/{receipts.token_for(submission)}/{version}")

    assert response.status_code == 200
    assert unmarked(response) == []


def test_faults_are_translatable(marked):
    request = RequestFactory().post("/", {"body": "1"})

    assert unmarked(views.server_error(request)) == []
    assert unmarked(views.csrf_failure(request)) == []


@pytest.mark.parametrize("language", ["cy", "ar"])
def test_pages_say_which_language_they_speak(client, settings, language):
    settings.LANGUAGE_CODE = language
    with translation.override(language):
        page = client.get("/barriers/").content.decode()

    direction = {"cy": "ltr", "ar": "rtl"}[language]
    assert f'<html lang="{language}" dir="{direction}">' in page

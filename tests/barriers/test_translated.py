"""What a translator may say otherwise: quotation marks, lists, and how a month is written."""

from gettext import NullTranslations

import pytest
from django.utils import translation
from django.utils.translation import trans_real

from barriers.models import Barrier
from tests.factories import create_barrier
from tests.markup import texts

pytestmark = pytest.mark.django_db

WORDS = {"“%(words)s”": "«%(words)s»", ", ": " / ", "F Y": "Y, F", "May": "mayo"}


class Catalogue(NullTranslations):
    def to_language(self):
        return "ia"

    def gettext(self, message):
        # Django puts a context before the message.
        return WORDS.get(message.rpartition("\x04")[2], message)


@pytest.fixture(autouse=True)
def other_language(monkeypatch):
    monkeypatch.setitem(trans_real._translations, "ia", Catalogue())
    with translation.override("ia"):
        yield


def test_lists_and_quotations_are_written_as_the_language_does(client):
    create_barrier(body="Late papers.")

    response = client.get("/barriers/?theme=x&tag=y&tag=jargon&q=late")

    assert texts(response, ".//h1") == ["No barriers: Jargon / «late»"]
    assert texts(response, ".//div[@class='notice notice-warn']") == [
        "There are no themes or tags «x» / «y»: they were left out."
    ]


def test_month_is_written_as_the_language_does(client):
    barrier = create_barrier()
    Barrier.objects.update(published_at="2026-05-31T23:30:00Z")
    june = texts(client.get(barrier.get_absolute_url()), ".//h1")
    Barrier.objects.update(published_at="2026-05-17T12:00:00Z")
    may = texts(client.get(barrier.get_absolute_url()), ".//h1")

    # June has begun in London when it is still May in Greenwich.
    assert (june, may) == (["A barrier named in 2026, June"], ["A barrier named in 2026, mayo"])

"""No template without a page in pages.py: a new one cannot stay unlooked at."""

from pathlib import Path

import pytest
from django.conf import settings
from django.test.signals import template_rendered

from tests.look.answers import every_answer
from tests.look.pages import STATES

ROOT = Path(settings.BASE_DIR) / "templates"


@pytest.fixture
def rendered():
    """The project's templates that have been rendered so far."""
    found = set()

    def note(template, **_):
        path = Path(template.origin.name)
        if path.is_relative_to(ROOT):
            found.add(str(path.relative_to(ROOT)))

    template_rendered.connect(note)
    yield found
    template_rendered.disconnect(note)


@pytest.mark.django_db
def test_every_template_is_shown_by_a_page(client, rendered, settings):
    shown = [state for state, _ in every_answer(client, settings)]

    assert shown != []
    assert sorted(project_templates() - rendered) == []


def project_templates():
    """All but letters, which are no pages: what they are is held by the tests of mail."""
    paths = {str(path.relative_to(ROOT)) for path in ROOT.rglob("*.html")}
    return {path for path in paths if not path.startswith("mail/")}


def test_names_of_pages_are_unique():
    names = [state.name for state in STATES]
    assert len(names) == len(set(names))

"""Posts that older code rendered, when the site is brought up to date."""

import pytest
from django.core.management import call_command
from django.utils import translation

from coproduce.moderation.models import SiteVersion
from posts import markdown
from posts.models import Post
from posts.models.post import RENDERED
from tests.factories import create_post
from tests.markup import texts

pytestmark = pytest.mark.django_db

OLD = {
    "body_html": "<h2>Old</h2>",
    "contents": [["x", "X"]],
    "lead_picture": {"src": "/x"},
    "reading_minutes": 9,
    "opening": "",
    "beginning": "",
    "simpler_html": "<p>Old</p>",
    "rendering": 0,
}


def rendered():
    return list(Post.objects.order_by("pk").values(*RENDERED, "updated_at", "published_at"))


@pytest.fixture
def stale():
    """Two posts as older code left them; what they ought to be."""
    image = "![x](/media/pictures/" + "a" * 24 + "-8x4.webp)"
    create_post(body=f"## One\n\n{image}\n\nA[^1]\n\n[^1]: N", simpler_body=f"{image}\n\nWords.")
    create_post(slug="two", body="<h2>Two</h2><p>B</p>", body_format="html", language="cy")
    fresh = rendered()
    Post.objects.update(**OLD)
    return fresh


def test_migrate_renders_again_what_older_code_rendered(client, stale):
    version = SiteVersion.current()

    call_command("migrate", verbosity=0)

    assert set(OLD) == set(RENDERED)
    assert rendered() == stale
    assert SiteVersion.current() != version
    assert texts(client.get("/posts/two/"), ".//h2[@id='two']") == ["Two"]


def test_words_of_ours_are_in_the_language_of_the_site(client, settings, monkeypatch):
    """The command itself speaks none."""
    settings.LANGUAGE_CODE = "de"
    monkeypatch.setattr(markdown, "_", lambda words: f"{words} ({translation.get_language()})")
    create_post(slug="a", body="A[^1]\n\n[^1]: N")
    Post.objects.update(**OLD)

    call_command("migrate", verbosity=0)

    assert texts(client.get("/posts/a/"), ".//h2[@id='notes']") == ["Notes (de)"]


def test_what_this_code_rendered_is_left_alone(stale):
    call_command("migrate", verbosity=0)
    Post.objects.update(body_html="<p>Left</p>")
    version = SiteVersion.current()

    call_command("migrate", verbosity=0)

    assert {row["body_html"] for row in rendered()} == {"<p>Left</p>"}
    assert SiteVersion.current() == version

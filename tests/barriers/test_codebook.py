import re

import pytest

from barriers.models import Barrier, Tag, Theme

pytestmark = pytest.mark.django_db

# As agreed with the author: the themes and tags that a new site begins with.
CODEBOOK = {
    "Power and leadership": [
        "Heroic leadership",
        "Power not shared",
        "Power not talked about",
        "Gatekeeping",
        "Decided beforehand",
        "Fear of losing control",
    ],
    "Who is in the room": [
        "Monoculture",
        "Class divide",
        "Racism and ethnicity",
        "Gender imbalance",
        "Unconscious bias",
        "Unseen privilege",
        "The usual suspects",
    ],
    "Lived-experience capacity": [
        "Lost user-led organisations",
        "No training or support",
        "No mandate or networks",
        "Unpaid or out of pocket",
    ],
    "Access and time": [
        "Inaccessible information or meetings",
        "Jargon",
        "Rushed timetables",
    ],
    "Systems": [
        "Risk and regulation first",
        "Commissioning and money rules",
        "Narrow evidence",
        "Professional skills and confidence",
    ],
    "Trust and safety": [
        "Tokenism",
        "Confused with consultation",
        "Fear of speaking out",
    ],
}


def test_a_new_site_has_the_themes_and_tags_in_their_order():
    offered: dict[str, list[str]] = {theme.name: [] for theme in Theme.objects.all()}
    for tag in Tag.objects.offered().select_related("theme"):
        offered[tag.theme.name].append(tag.name)

    assert list(offered.items()) == list(CODEBOOK.items())
    assert Tag.objects.count() == 27


def test_slugs_follow_the_names():
    for row in [*Theme.objects.all(), *Tag.objects.all()]:
        assert row.slug == re.sub(r"[^a-z]+", "-", row.name.lower())


def sentences(text):
    return re.findall(r"[^.!?]+[.!?]", text)


@pytest.mark.parametrize("name", sum(CODEBOOK.values(), []))
def test_tag_has_a_definition_of_one_sentence_and_an_example(name):
    tag = Tag.objects.get(name=name)

    assert sentences(tag.definition) == [tag.definition]
    assert tag.definition[0].isupper()
    assert len(tag.definition.split()) >= 8
    assert "".join(sentences(tag.example)) == tag.example
    assert tag.definition not in tag.example


def test_definitions_and_examples_differ():
    for field in ("definition", "example"):
        assert len(set(Tag.objects.values_list(field, flat=True))) == 27


@pytest.mark.parametrize("name", CODEBOOK)
def test_theme_has_one_sentence(name):
    theme = Theme.objects.get(name=name)

    assert sentences(theme.sentence) == [theme.sentence]


def test_no_barrier_comes_with_the_migrations():
    assert Barrier.objects.count() == 0

"""What of a post's words stands elsewhere, and which words in a post are not the author's."""

import pytest

from tests.factories import create_post
from tests.markup import parse, text_of, texts
from tests.posts.test_around_a_post import told

pytestmark = pytest.mark.django_db

PICTURE = '![alt](/media/pictures/aaaaaaaaaaaaaaaaaaaaaaaa-10x10.webp "The caption")'
NOTED = "They praise power.[^1] And keep it.[^1]\n\nMore.\n\n[^1]: See there."
TABLE = "| a |\n|---|\n| b |"


@pytest.mark.parametrize(
    ("body", "opening", "summary"),
    [
        (NOTED, "They praise power. And keep it.", "They praise power. And keep it. More."),
        (f"{PICTURE}\n\nFirst & last.", "First & last.", "First & last."),
        ("Water is H<sub>2</sub>O.<sup>*</sup>", "Water is H2O.*", "Water is H2O.*"),
        (PICTURE, "", ""),
    ],
    ids=["notes", "figure", "other small print", "nothing else"],
)
def test_neither_notes_nor_figures_stand_for_a_post_elsewhere(client, body, opening, summary):
    create_post(slug="a", body=body, is_pinned=True)

    head = told(client.get("/posts/a/"))
    assert (head["description"], head["og:description"]) == (summary, summary)
    home = texts(client.get("/"), ".//article[@class='grid']/p")
    assert (opening in home) if opening else not {"The caption", "alt"} & set(home)


def test_notes_take_no_time_to_read(client):
    create_post(slug="a", body="word " * 440 + "[^1]\n\n[^1]: " + "note " * 440)

    assert "2 minutes to read" in texts(client.get("/posts/a/"), ".//article//p[@class='meta']")[0]


def test_words_of_ours_say_that_they_are_in_another_language(client):
    create_post(slug="a", body=f"Geiriau.[^1]\n\n{TABLE}\n\n[^1]: Nodyn.", language="cy")

    prose = parse(client.get("/posts/a/")).find(".//div[@class='prose']")

    heading, region = prose.find(".//h2"), prose.find("./div")
    links = prose.findall(".//a")
    assert {element.get("lang") for element in (heading, region, *links)} == {"en-GB"}
    assert (text_of(heading), len(links)) == ("Notes", 2)
    assert region.find("./table").get("lang") == "cy"
    assert prose.find(".//li").get("lang") is None


@pytest.mark.parametrize("language", ["", "en", "en-US"])
def test_words_of_ours_in_the_language_of_the_text_say_nothing(client, language):
    create_post(slug="a", body=f"Words.[^1]\n\n{TABLE}\n\n[^1]: Note.", language=language)

    prose = parse(client.get("/posts/a/")).find(".//div[@class='prose']")

    assert [element for element in prose.iter() if element.get("lang")] == []

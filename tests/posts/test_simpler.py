"""The simpler version of a post, and how it is written."""

from xml.etree.ElementTree import tostring

import pytest

from tests.factories import create_post
from tests.markup import hrefs, parse, texts

pytestmark = pytest.mark.django_db


def shown(client, text):
    create_post(slug="a", simpler_body=text)
    found = parse(client.get("/posts/a/simpler/")).find(".//div[@class='simpler']")
    markup = tostring(found, encoding="unicode", method="html").replace("\n", "")
    return markup.removeprefix('<div class="simpler">').removesuffix("</div>")


def row(words, picture=""):
    image = f'<img src="/{picture}.webp" alt="{picture}" loading="lazy">' if picture else ""
    return f'<div class="simpler-row">{image}{f"<div>{words}</div>" if words else ""}</div>'


@pytest.mark.parametrize(
    ("text", "markup"),
    [
        ("One.\nTwo.\n\nThree.", row("<p>One.<br>Two.</p>") + row("<p>Three.</p>")),
        ("![a](/a.webp)\n\nOne.", row("<p>One.</p>", "a")),
        ("![a](/a.webp)\nOne.", row("<p>One.</p>", "a")),
        ("![a](/a.webp) *One.*", row("<p><em>One.</em></p>", "a")),
        ("![a](/a.webp)\n\n- x\n- y", row("<ul><li>x</li><li>y</li></ul>", "a")),
        ("![a](/a.webp)\n\n![b](/b.webp)\n\nOne.", row("", "a") + row("<p>One.</p>", "b")),
        (
            "![a](/a.webp)\n\n## Part\n\nOne.",
            row("", "a") + '<h2 id="part">Part</h2>' + row("<p>One.</p>"),
        ),
        ("One.\n\n![a](/a.webp)", row("<p>One.</p>") + row("", "a")),
        ("# A\n\n#### B", '<h2 id="a">A</h2><h3 id="b">B</h3>'),
        ('"As typed" -- so...', row('<p>"As typed" -- so...</p>')),
        (
            "<b>x</b><script>y</script>",
            row("<p>&lt;b&gt;x&lt;/b&gt;&lt;script&gt;y&lt;/script&gt;</p>"),
        ),
        ("[x](javascript:alert(1))", row("<p>[x](javascript:alert(1))</p>")),
        ("> said", row("<blockquote><p>said</p></blockquote>")),
    ],
)
def test_each_block_is_a_row_with_the_picture_before_it(client, text, markup):
    assert shown(client, text).replace("<p> ", "<p>") == markup


def test_both_versions_lead_to_each_other(client):
    create_post(slug="a", title="An essay", simpler_body="Words.")

    full, simpler = client.get("/posts/a/"), client.get("/posts/a/simpler/")

    assert hrefs(full, ".//p[@class='other-version']/a") == ["/posts/a/simpler/"]
    assert texts(full, ".//p[@class='other-version']") == ["Simpler version"]
    assert hrefs(simpler, ".//p[@class='other-version']/a") == ["/posts/a/"]
    assert texts(simpler, ".//p[@class='other-version']") == ["Full version"]
    assert texts(simpler, ".//title") == ["An essay: simpler version – Coproduce"]
    assert texts(simpler, ".//h1") == ["An essay"]
    assert "/posts/a/#answer" in hrefs(simpler)


def test_post_without_one_has_no_such_page_and_no_link(client):
    create_post(slug="a", simpler_body=" \n")
    create_post(slug="b", simpler_body="Words.")

    answers = [client.get(f"/posts/{slug}/simpler/").status_code for slug in "ab"]

    assert answers == [404, 200]
    assert hrefs(client.get("/posts/a/"), ".//p[@class='other-version']/a") == []


def test_simpler_version_of_a_draft_is_not_public(client):
    create_post(slug="a", simpler_body="Words.", status="draft")
    create_post(slug="b", simpler_body="Words.")

    assert [client.get(f"/posts/{slug}/simpler/").status_code for slug in "ab"] == [404, 200]

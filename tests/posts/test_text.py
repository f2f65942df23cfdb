"""What an author's text is given: addresses of headings, contents, notes, figures, tables."""

from time import process_time
from xml.etree.ElementTree import tostring

import pytest

from posts.markdown import render_markdown
from tests.factories import create_post
from tests.markup import hrefs, parse, texts

pytestmark = pytest.mark.django_db

MINUTES = {4: 880, 5: 1100}


def page(client, body, **fields):
    create_post(slug="a", body=body, **fields)
    return client.get("/posts/a/")


def ids(response, path):
    return [element.get("id") for element in parse(response).iterfind(path)]


def test_headings_have_addresses_made_of_their_words(client):
    response = page(client, "## We wait: a *hero*?\n\n### Beth sy’n digwydd\n\n#### No more")

    assert ids(response, ".//div[@class='prose']/*") == ["we-wait-a-hero", "beth-syn-digwydd", None]


def test_headings_of_imported_html_have_addresses_too(client):
    response = page(client, "<h2>One</h2><p>a</p><h3 id='own'>Two</h3>", body_format="html")

    assert [ids(response, f".//div[@class='prose']/{tag}") for tag in ("h2", "h3")] == [
        ["one"],
        ["own"],
    ]


def test_a_heading_of_the_first_rank_is_one_below_the_title(client):
    response = page(client, "# Part one")

    assert texts(response, ".//h1") == ["Why it is praised"]
    assert texts(response, ".//div[@class='prose']/h2") == ["Part one"]


@pytest.mark.parametrize(
    ("body", "addresses"),
    [
        ("## One\n\n## One\n\n### one-2", ["one", "one-2", "one-2-2"]),
        ("## …\n\n## 例", ["part", "例"]),
        ("## Title\n\n## Comment 7\n\n## Main", ["title-2", "part-comment-7", "main-2"]),
        ("## " + "word " * 40, ["word" + "-word" * 11]),
        ('## <b id="answer">One</b>', ["one"]),
        ('<p id="one">x</p>\n\n## One', ["one-2"]),
    ],
)
def test_no_address_is_given_twice(client, body, addresses):
    response = page(client, body)

    found = [
        e.get("id")
        for e in parse(response).iterfind(".//div[@class='prose']/*")
        if e.tag in {"h2", "h3"}
    ]
    assert found == addresses
    every = [element.get("id") for element in parse(response).iter() if element.get("id")]
    assert len(every) == len(set(every))


@pytest.mark.parametrize(
    ("headings", "minutes", "is_shown"), [(3, 5, True), (2, 5, False), (3, 4, False)]
)
def test_long_posts_have_contents(client, headings, minutes, is_shown):
    parts = "".join(f"## Part {n}\n\n### Less\n\n" for n in range(headings))
    response = page(client, parts + "word " * MINUTES[minutes])

    found = parse(response).find(".//nav[@aria-label='Contents']")
    assert (found is not None) == is_shown
    if is_shown:
        links = hrefs(response, ".//nav[@aria-label='Contents']//a")
        assert links == ["#part-0", "#part-1", "#part-2"]
        assert texts(response, ".//nav[@aria-label='Contents']//li") == [
            "Part 0",
            "Part 1",
            "Part 2",
        ]


def test_contents_have_the_headings_of_sections_that_are_no_notes(client):
    parts = "<section><h2>One</h2><section><h2>Two</h2></section></section><h2>x<sup>2</sup></h2>"
    notes = '<section role="doc-endnotes"><section></section><h2>Notes</h2></section><h2>End</h2>'

    response = page(client, parts + "<p>word </p>" * MINUTES[5] + notes, body_format="html")

    assert texts(response, ".//nav[@aria-label='Contents']//li") == ["One", "Two", "x2", "End"]


def test_contents_leave_out_notes_and_their_numbers(client):
    body = "## One[^a]\n\n## Two & *three*\n\n## Four\n\n[^a]: Why.\n\n" + "word " * MINUTES[5]

    response = page(client, body)

    assert texts(response, ".//nav[@aria-label='Contents']//li") == ["One", "Two & three", "Four"]


def test_notes_lead_there_and_back(client):
    response = page(client, "One.[^x] Again.[^x] Two.^[In line.]\n\n[^x]: The *words*.")

    assert [link.attrib for link in parse(response).iterfind(".//div[@class='prose']/p/sup/a")] == [
        note_link(1, "note-1-from"),
        note_link(1, "note-1-from-2"),
        note_link(2, "note-2-from"),
    ]
    section = parse(response).find(".//div[@class='prose']/section")
    assert section.attrib == {"role": "doc-endnotes", "aria-labelledby": "notes"}
    assert texts(response, ".//h2[@id='notes']") == ["Notes"]
    assert ids(response, ".//section[@role='doc-endnotes']/ol/li") == ["note-1", "note-2"]
    assert [(a.get("href"), a.get("aria-label")) for a in section.iterfind("./ol/li/p/a")] == [
        ("#note-1-from", "Back to note 1 in the text"),
        ("#note-1-from-2", "Back to note 1 in the text, place 2"),
        ("#note-2-from", "Back to note 2 in the text"),
    ]


def note_link(number, own_id):
    return {
        "href": f"#note-{number}",
        "id": own_id,
        "role": "doc-noteref",
        "aria-label": f"Note {number}",
        "rel": "noopener",
    }


def test_text_without_notes_has_no_place_for_them(client):
    assert parse(page(client, "[^x] is no note.")).find(".//section[@role]") is None


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("![a](/b.webp)", '<figure><img src="/b.webp" alt="a" loading="lazy"></figure>'),
        (
            '![a](/b.webp "c & <d>")',
            '<figure><img src="/b.webp" alt="a" loading="lazy">'
            "<figcaption>c &amp; &lt;d&gt;</figcaption></figure>",
        ),
        (
            "[![a](/b.webp)](/c/)",
            '<p><a href="/c/" rel="noopener"><img src="/b.webp" alt="a" loading="lazy"></a></p>',
        ),
        ('<section class="x" role="alert">y</section>', "<section>y</section>"),
        ('<a role="button" aria-hidden="true">y</a>', '<p><a rel="noopener">y</a></p>'),
    ],
)
def test_figures_and_what_else_is_let_through(client, body, markup):
    prose = parse(page(client, body)).find(".//div[@class='prose']")

    written = tostring(prose, encoding="unicode", method="html").replace("\n", "").strip()
    assert written == f'<div class="prose">{markup}</div>'


def test_tables_scroll_in_regions_that_differ_by_name(client):
    table = "| a |\n|---|\n| 1 |\n\n"
    response = page(client, table * 2)

    regions = parse(response).findall(".//div[@class='prose']/div")
    assert [region.attrib for region in regions] == [
        {"role": "region", "aria-label": f"Table {n}", "tabindex": "0"} for n in (1, 2)
    ]
    assert [region[0].tag for region in regions] == ["table", "table"]


@pytest.mark.parametrize(
    "body",
    ["## Notes\n\n" * 20_000, "## n\n\n## n-2\n\n" * 8_000, "<h2><div>" * 5_000],
    ids=["equal headings", "headings like ids", "headings in headings"],
)
def test_many_headings_take_no_longer_each_than_few(body):
    began = process_time()
    render_markdown(body)

    assert process_time() - began < 5


def test_text_that_nests_without_end_is_still_kept(client):
    body = "<div>" * 3000 + "deep" + "</div>" * 3000

    assert texts(page(client, body), ".//h1") == ["Why it is praised"]

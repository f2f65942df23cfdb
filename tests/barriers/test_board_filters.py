import pytest

from barriers.models import Tag
from tests.factories import create_barrier, create_tag
from tests.markup import hrefs, parse, texts

pytestmark = pytest.mark.django_db


def tags(*slugs):
    return tuple(Tag.objects.filter(slug__in=slugs))


@pytest.fixture
def barriers():
    create_barrier(title="One", body="The Papers came late.", tags=tags("jargon"))
    create_barrier(title="Two", body="Nobody asks.", tags=tags("jargon", "rushed-timetables"))
    create_barrier(title="Three", body="Late papers, 100% of them.", tags=tags("tokenism"))
    create_barrier(title="Untagged", body="a_b is late.")


def found(client, query):
    return texts(client.get(f"/barriers/?{query}"), ".//article//h2")


@pytest.mark.parametrize(
    ("query", "titles"),
    [
        ("sort=newest", ["Untagged", "Three", "Two", "One"]),
        ("theme=access-and-time", ["Two", "One"]),
        ("theme=trust-and-safety", ["Three"]),
        ("theme=systems", []),
        ("tag=jargon", ["Two", "One"]),
        ("tag=rushed-timetables", ["Two"]),
        ("tag=jargon&tag=rushed-timetables", ["Two"]),
        ("tag=jargon&tag=jargon", ["Two", "One"]),
        ("tag=jargon&tag=tokenism", []),
        ("q=papers", ["Three", "One"]),
        ("q=PAPERS", ["Three", "One"]),
        ("q=papers+came", ["One"]),
        ("q=came++papers+", ["One"]),
        ("q=papers+nobody", []),
        ("q=two+asks", ["Two"]),
        ("q=100%25", ["Three"]),
        ("q=%25", ["Three"]),
        ("q=_", ["Untagged"]),
        ("q=a_b", ["Untagged"]),
        ("q=%5C", []),
        ("q=%27", []),
        ("theme=access-and-time&q=late", ["One"]),
        ("theme=access-and-time&tag=tokenism", []),
        ("theme=access-and-time&tag=rushed-timetables&q=NOBODY", ["Two"]),
        ("theme=&tag=&q=", ["Untagged", "Three", "Two", "One"]),
    ],
)
def test_board_is_narrowed_down(client, barriers, query, titles):
    assert found(client, query) == titles


def test_tags_that_are_set_anew_show_at_once(client):
    barrier = create_barrier(title="One", tags=tags("jargon", "rushed-timetables"))
    barrier.set_tags(tags("rushed-timetables", "tokenism"))

    shown = {
        query: found(client, query)
        for query in ("tag=jargon", "tag=rushed-timetables", "tag=tokenism")
        + ("theme=access-and-time", "theme=trust-and-safety")
    }
    assert shown == {"tag=jargon": []} | dict.fromkeys(list(shown)[1:], ["One"])


@pytest.mark.parametrize(
    ("query", "heading"),
    [
        ("sort=newest", "4 barriers"),
        ("tag=jargon", "2 barriers: Jargon"),
        ("tag=tokenism", "1 barrier: Tokenism"),
        ("theme=systems", "No barriers: Systems"),
        ("q=+late++papers", "2 barriers: “late papers”"),
        (
            "q=nobody&tag=rushed-timetables&tag=jargon&theme=access-and-time",
            "1 barrier: Access and time, Rushed timetables, Jargon, “nobody”",
        ),
    ],
)
def test_title_and_heading_say_the_result(client, barriers, query, heading):
    response = client.get(f"/barriers/?{query}")

    assert texts(response, ".//h1") == [heading]
    assert texts(response, ".//title") == [f"{heading} – Coproduce"]


def test_what_was_asked_for_stays_in_the_form(client, barriers):
    form = parse(client.get("/barriers/?theme=systems&tag=jargon&q=a+%22b%22")).find(".//form")

    assert form.find(".//input[@name='q']").get("value") == 'a "b"'
    assert [option.get("value") for option in form.iterfind(".//option[@selected]")] == ["systems"]
    assert [box.get("value") for box in form.iterfind(".//input[@checked]")] == ["jargon"]


def test_nothing_found_is_said(client, barriers):
    assert texts(client.get("/barriers/?q=zebra"), ".//main/p[@class='empty']") == [
        "Nothing fits all of that. Take a word or a tag away, or name this barrier yourself."
    ]


@pytest.mark.parametrize(
    ("query", "words", "titles"),
    [
        (
            "theme=nothing",
            "There is no theme or tag “nothing”: it was left out.",
            ["Untagged", "Three", "Two", "One"],
        ),
        (
            "tag=nothing&tag=jargon",
            "There is no theme or tag “nothing”: it was left out.",
            ["Two", "One"],
        ),
        (
            "theme=x&tag=y&tag=z&q=nobody",
            "There are no themes or tags “x”, “y”, “z”: they were left out.",
            ["Two"],
        ),
        (
            "tag=%3Cb%3E",
            "There is no theme or tag “<b>”: it was left out.",
            ["Untagged", "Three", "Two", "One"],
        ),
    ],
)
def test_unknown_theme_or_tag_is_said_and_left_out(client, barriers, query, words, titles):
    response = client.get(f"/barriers/?{query}")

    assert texts(response, ".//div[@class='notice notice-warn']") == [words]
    assert texts(response, ".//article//h2") == titles


def test_known_theme_and_tag_are_not_called_unknown(client, barriers):
    response = client.get("/barriers/?theme=systems&tag=jargon")

    assert texts(response, ".//div[@class='notice notice-warn']") == []


@pytest.mark.parametrize("status", ["proposed", "retired"])
def test_tag_that_is_not_accepted_cannot_be_asked_for(client, status):
    tag = create_tag("Old tag", status=status)
    create_barrier(title="Bears it", tags=(tag,))

    response = client.get(f"/barriers/?tag={tag.slug}")

    assert texts(response, ".//div[@class='notice notice-warn']") == [
        f"There is no theme or tag “{tag.slug}”: it was left out."
    ]
    assert "Old tag" not in texts(response, ".//form//label")
    assert texts(response, ".//article//h2") == ["Bears it"]


def test_tags_of_a_barrier_lead_to_a_list_that_knows_them(client):
    kept, retired = create_tag("Kept tag"), create_tag("Old tag", status="retired")
    barrier = create_barrier(title="Bears both", tags=(kept, retired))

    for path in ("/barriers/?sort=newest", barrier.get_absolute_url()):
        links = hrefs(client.get(path), ".//ul[@class='tags']//a")
        lists = [client.get(link) for link in links]
        assert f"/barriers/?tag={kept.slug}" in links
        assert [texts(one, ".//div[@class='notice notice-warn']") for one in lists] == [
            [] for _ in links
        ]


@pytest.mark.parametrize("value", ["%00", "%ED%A0%80", "%FF", "a" * 3000, "..%2F", "%F0%9F%98%80"])
def test_odd_parameters_are_no_obstacle(client, barriers, value):
    for name in ("q", "theme", "tag", "after", "sort"):
        response = client.get(f"/barriers/?{name}={value}", follow=True)

        assert response.status_code == 200
        assert texts(response, ".//h1")[0].split(":")[0].endswith("barriers")


def test_many_words_are_no_obstacle(client, barriers):
    assert found(client, f"q={'late+' * 2000}papers") == ["Untagged", "Three", "One"]


def test_theme_with_nothing_in_it_asks_for_its_first(client):
    page = client.get("/barriers/?theme=systems")

    assert texts(page, ".//p[@class='empty']") == [
        "Nobody has named one yet. Name the first about Systems"
    ]
    assert hrefs(page, ".//p[@class='empty']/a") == ["/barriers/new/"]

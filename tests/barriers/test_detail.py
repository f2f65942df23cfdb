from datetime import UTC, datetime
from xml.etree.ElementTree import tostring

import pytest

from barriers.models import Barrier, Tag
from tests.factories import create_barrier
from tests.front_door import FrontDoor
from tests.markup import hrefs, parse, texts

pytestmark = pytest.mark.django_db

META = ".//article/p[@class='meta']/span"


@pytest.fixture
def barrier():
    """Approved in May 2026, with everything on it."""
    tags = tuple(Tag.objects.filter(slug__in=["jargon", "tokenism"]))
    barrier = create_barrier(title="Too late", body="It is *late*.\n\n> So said\n", tags=tags)
    Barrier.objects.update(published_at=datetime(2026, 5, 17, 12, tzinfo=UTC), from_essay=True)
    return barrier


def test_page_shows_title_words_tags_and_month(client, barrier):
    response = client.get(barrier.get_absolute_url())

    quote = parse(response).find(".//blockquote")
    assert texts(response, ".//h1") == ["Too late"]
    assert texts(response, ".//title") == ["Too late – Coproduce"]
    assert tostring(quote, encoding="unicode", method="html").replace("\n", "").strip() == (
        '<blockquote class="barrier-quote" dir="auto"><p>It is <em>late</em>.</p>'
        "<blockquote><p>So said</p></blockquote></blockquote>"
    )
    assert texts(response, ".//ul[@class='tags']/li") == ["Jargon", "Tokenism"]
    assert texts(response, META) == ["May 2026", "From the essay"]


def test_tags_lead_to_their_lists(client, barrier):
    links = hrefs(client.get(barrier.get_absolute_url()), ".//ul[@class='tags']//a")

    assert links == ["/barriers/?tag=jargon", "/barriers/?tag=tokenism"]


def test_page_without_title_is_named_by_its_month_and_first_words(client):
    barrier = create_barrier(body="Nobody asks *us*. " + "And so on. " * 20)
    Barrier.objects.update(published_at=datetime(2026, 5, 17, 12, tzinfo=UTC))

    response = client.get(barrier.get_absolute_url())

    assert texts(response, ".//h1") == ["A barrier named in May 2026"]
    title = texts(response, ".//title")[0]
    assert title.startswith("Nobody asks us. And so on.")
    assert title.endswith("… – Coproduce")
    assert len(title) < 110


def test_example_is_marked(client):
    barrier = create_barrier(is_sample=True)

    assert texts(client.get(barrier.get_absolute_url()), META)[-1] == "Example"


def test_address_is_random_and_plain(client):
    ids = {create_barrier(body="Same.").public_id for _ in range(20)}

    assert len(ids) == 20
    assert {(len(id_), id_.isalnum(), id_ == id_.lower(), id_.isascii()) for id_ in ids} == {
        (10, True, True, True)
    }


def test_what_the_writer_typed_cannot_run(client):
    barrier = create_barrier(title="<script>1</script>", body="<img src=x onerror=alert(1)>")

    page = parse(client.get(barrier.get_absolute_url()))

    assert [element.get("src") for element in page.iter("script")] == ["/static/coproduce/site.js"]
    assert list(page.iter("img")) == []
    assert "".join(page.find(".//h1").itertext()) == "<script>1</script>"


@pytest.mark.parametrize("public_id", ["1", "nothing", "new-", "a" * 300, "tags", "_"])
def test_unknown_address_is_not_found(client, barrier, public_id):
    response = client.get(f"/barriers/{public_id}/")

    assert response.status_code == 404
    assert texts(response, ".//h1") == ["There is no such page"]


def test_number_of_the_row_is_no_address(client, barrier):
    assert client.get(f"/barriers/{barrier.pk}/").status_code == 404


def test_page_is_only_read(client, barrier):
    assert client.post(barrier.get_absolute_url()).status_code == 405


def test_page_has_an_etag_until_it_changes(barrier):
    door, path = FrontDoor(), barrier.get_absolute_url()
    first = door.get(path)
    again = door.get(path, if_none_match=first["ETag"])
    barrier.submission.hold()
    gone = door.get(path, if_none_match=first["ETag"])

    assert (again.status_code, again.content, gone.status_code) == (304, b"", 404)


def test_page_takes_three_queries(client, barrier, django_assert_max_num_queries):
    with django_assert_max_num_queries(3):
        assert client.get(barrier.get_absolute_url()).status_code == 200

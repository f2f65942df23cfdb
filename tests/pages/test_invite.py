"""The page by which others are invited, and what search engines are told."""

import re
from urllib.parse import urlsplit

import pytest
from segno import DataOverflowError

from coproduce.qr import qr_svg
from tests.factories import create_post
from tests.markup import hrefs, parse, texts

pytestmark = pytest.mark.django_db

URL = "http://127.0.0.1:8000"


def test_invitation_without_an_essay_asks_the_question(client):
    response = client.get("/invite/")

    letter, message = [
        "".join(box.itertext()).removeprefix("\n") for box in parse(response).iter("textarea")
    ]
    assert letter.startswith("What gets in the way of co-production, and nobody says it out loud?")
    assert letter.endswith(f"\n\n{URL}/")
    assert message == (
        f"What gets in the way that nobody says? Say it here, without your name: {URL}/"
    )
    assert f"{URL}/" in hrefs(response)


def test_invitation_names_the_pinned_essay(client):
    create_post(title="Another")
    create_post(title="The “essay” & <more>", is_pinned=True)
    create_post(title="A draft", status="draft", is_pinned=True)

    letter = texts(client.get("/invite/"), ".//textarea")[0]

    assert "Read “The “essay” & <more>”, answer it," in letter


def test_buttons_copy_what_the_boxes_hold(client):
    create_post(title='An "essay"', is_pinned=True)
    page = parse(client.get("/invite/"))

    boxes = ["".join(box.itertext()).removeprefix("\n") for box in page.iter("textarea")]
    buttons = [button.get("data-copy") for button in page.iter("button")]
    assert [text for text in buttons if text] == boxes
    assert all("readonly" in box.attrib for box in page.iter("textarea"))


def test_code_has_a_name_for_those_who_do_not_see_it(client):
    code = parse(client.get("/invite/")).find(".//section/div[@role='img']")

    assert code.get("aria-label") == f"QR code that leads to {URL}/"
    assert code.find("svg") is not None


def test_code_holds_as_many_bytes_as_it_says():
    assert qr_svg("a" * 2331).startswith("<svg")
    with pytest.raises(DataOverflowError):
        qr_svg("a" * 2332)


@pytest.mark.parametrize("is_loopback", [True, False])
def test_address_that_leads_nowhere_from_elsewhere_says_so(client, settings, is_loopback):
    settings.SITE_IS_LOOPBACK = is_loopback

    notices = texts(client.get("/invite/"), ".//div[@class='notice notice-warn']")

    assert len(notices) == is_loopback


def listed(client):
    """The paths in the sitemap."""
    words = client.get("/sitemap.xml").content.decode()
    return [urlsplit(address).path for address in re.findall("<loc>(.*?)</loc>", words)]


def test_sitemap_holds_what_is_there_from_the_first_day(client):
    create_post(slug="essay")

    assert listed(client) == [
        "/",
        "/posts/",
        "/barriers/",
        "/barriers/new/",
        "/invite/",
        "/guides/commenting/",
        "/guides/barriers/",
        "/moderation/",
        "/privacy/",
        "/accessibility/",
        "/complaints/",
        "/posts/essay/",
    ]


def test_robots_may_read_whatever_the_sitemap_lists(client):
    lines = client.get("/robots.txt").content.decode().splitlines()
    forbidden = [line.removeprefix("Disallow: ") for line in lines if line.startswith("Disallow")]

    assert forbidden == ["/admin/", "/receipts/", "/report/", "/prove/"]
    assert not any(path.startswith(tuple(forbidden)) for path in listed(client))

"""Which requests share a kept page, and which are never kept."""

from collections import Counter
from http.client import HTTPConnection
from urllib.parse import urlsplit

import pytest

KNOWN = """
    / /posts/ /posts/why-it-is-praised/ /posts/why-it-is-praised/?page=2
    /posts/why-it-is-praised/?page=2&sort=newest /posts/why-it-is-praised/?sort=oldest
    /barriers/?sort=mixed /barriers/?theme=access-and-time /barriers/?theme=systems
    /barriers/?tag=jargon /barriers/?tag=jargon&tag=no-feedback
    /barriers/?theme=systems&tag=jargon&after=k3x9 /barriers/data/barriers.csv
    /report/comment/12/ /report/barrier/k3x9/
""".split()
UNKNOWN = """
    /?utm_source=letter /posts/?page=2&utm_source=letter /posts/?utm_source=letter&page=2
    /posts/?page=-1 /posts/?page=two /posts/?page=12345678 /posts/?page=1& /posts/?page=1&&page=2
    /posts/?PAGE=1 /posts/?sort=best /barriers/?q=jargon /barriers/?tag=Jargon /barriers/?tag=a%20b
    /barriers/?tag=jargon;q=1 /barriers/?tag= /posts/? //posts/ /%70osts/ /posts/./ /a/../posts/
""".split()
# Longer than any choice of tags.
UNKNOWN += ["/barriers/?" + "&".join(["tag=jargon"] * 9)]

PRIVATE = """
    /admin/ /admin/posts/post/ /receipts/ /receipts/a.b:c-d/ /receipts/a.b:c-d/withdraw/
    /follow/a.b:c-d/stop/ /health/ready /prove/a.b:c-d/ /report/receipts/abc/
""".split()
FOR_ONE_READER = [
    {"Cache-Control": "no-store"},
    {"Cache-Control": "no-cache"},
    {"Cache-Control": "private, max-age=60"},
    {"Set-Cookie": "session=1"},
    {"Vary": "Cookie"},
    {"Vary": "Accept-Encoding, Cookie"},
    {"Vary": "*"},
]
# By Accept-Encoding.
ENCODINGS = {
    "gzip, deflate, br, zstd": "br",
    "GZIP, BR": "br",
    "br;q=1.0, gzip;q=0.8": "br",
    "br;q=0.001": "br",
    "gzip, br;q=0": "gzip",
    "gzip;q=0.5,br ; q=0.000": "gzip",
    "gzip;q=0, br;q=0": "",
    "deflate, zstd, brotli, xgzip": "",
    "identity": "",
    "*": "",
    "": "",
}


@pytest.fixture(autouse=True)
def kept_for_long(upstream):
    """So that no test depends on when a second ends."""
    upstream.headers["Cache-Control"] = "max-age=60"


def test_known_parameters_are_kept_apart(nginx, upstream):
    for address in [*KNOWN, *KNOWN]:
        upstream.words = address
        assert get(nginx, address) == address

    assert Counter(upstream.asked()) == {("GET", address): 1 for address in KNOWN}


def test_unknown_parameters_and_odd_paths_are_not_kept(nginx, upstream):
    for address in UNKNOWN:
        get(nginx, address)
        get(nginx, address)

    assert Counter(upstream.asked()) == {("GET", address): 2 for address in UNKNOWN}


def get(url, address):
    """What an address answers that is sent as it stands: httpx would tidy it."""
    connection = HTTPConnection(urlsplit(url).netloc)
    connection.request("GET", address)
    text = connection.getresponse().read().decode()
    connection.close()
    return text


def test_browsers_get_an_encoding_that_they_accept(client, upstream):
    seen = {}
    for accepted in ENCODINGS:
        answer = client.get("/posts/", headers={"Accept-Encoding": accepted})
        assert (answer.text, answer.headers["Vary"]) == ("first", "Accept-Encoding")
        seen[accepted] = answer.headers.get("Content-Encoding", "")

    assert seen == ENCODINGS


def test_there_is_one_copy_for_each_encoding(client, upstream):
    for accepted in ["br", "gzip, br", "gzip", "gzip, deflate", "identity", "deflate"]:
        client.get("/posts/", headers={"Accept-Encoding": accepted})

    encodings = [request.headers.get("accept-encoding", "") for request in upstream.requests]
    assert encodings == ["br", "gzip", ""]


def test_nothing_else_of_a_reader_makes_a_copy(client, upstream):
    client.get("/posts/")

    for (
        name
    ) in "Cookie Authorization Accept-Language User-Agent Cache-Control Pragma Range".split():
        client.get("/posts/", headers={name: "no-cache"})
    client.head("/posts/")

    assert upstream.asked() == [("GET", "/posts/")]


def test_a_head_request_fetches_the_page_for_all(client, upstream):
    assert client.head("/posts/").content == b""

    assert client.get("/posts/").text == "first"
    assert upstream.asked() == [("GET", "/posts/")]


def test_what_is_private_is_never_kept(client, upstream, folder):
    for address in [*PRIVATE, *PRIVATE]:
        client.get(address)

    assert Counter(upstream.asked()) == {("GET", address): 2 for address in PRIVATE}
    assert files(folder / "cache") == []


def test_what_is_for_one_reader_is_never_kept(client, upstream, folder):
    public = upstream.headers
    for number, headers in enumerate(FOR_ONE_READER):
        upstream.headers = public | headers
        client.get(f"/posts/{number}/")
        client.get(f"/posts/{number}/")

    assert set(Counter(upstream.asked()).values()) == {2}
    assert files(folder / "cache") == []


def test_a_page_that_says_nothing_is_never_kept(client, upstream):
    del upstream.headers["Cache-Control"]

    answers = [client.get("/posts/"), client.get("/posts/")]

    assert [answer.headers.get_list("Cache-Control") for answer in answers] == [[], []]
    assert upstream.asked() == [("GET", "/posts/")] * 2


def test_an_answer_to_a_form_is_never_kept(client, upstream):
    client.post("/posts/", data={"body": "a"})
    upstream.words = "second"

    assert client.get("/posts/").text == "second"


def files(folder):
    return [path for path in folder.rglob("*") if path.is_file()]

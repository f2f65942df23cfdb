"""nginx in front of a coproduce that really runs."""

import re
import time
from http.client import HTTPConnection

import pytest

from tests.deploy.clock import OLD, await_next_second
from tests.deploy.conftest import client_of, log_lines
from tests.deploy.upstream import PUBLIC
from tests.nginx import running_nginx

A_BARRIER = """
from barriers.models import Barrier
barrier = Barrier.objects.published().first()
"""


@pytest.fixture
def site(make_site):
    return make_site(TRUSTED_PROXIES="127.0.0.1")


@pytest.fixture
def client(site, folder):
    with running_nginx(site.port, folder=folder) as url, client_of(url) as client:
        yield client


def test_the_application_speaks_to_nginx_as_the_stand_in_does(site):
    """The other tests' stand-in says PUBLIC and X-Accel-Expires, in this order: nginx 1.22 reads
    no further in Cache-Control once it knows the other."""
    await_next_second()
    now = int(time.time())
    page = direct(site, "/barriers/")
    unchanged = direct(site, "/barriers/", {"If-None-Match": dict(page.getheaders())["etag"]})
    gone = direct(site, "/barriers/none/")

    assert [answer.status for answer in (page, unchanged, gone)] == [200, 304, 404]
    for answer in page, unchanged:
        spoken = [("cache-control", PUBLIC), ("x-accel-expires", f"@{now}")]
        assert [header for header in answer.getheaders() if header[0] in dict(spoken)] == spoken
    assert gone.getheader("cache-control") == "max-age=1"


def direct(site, path, headers=()):
    connection = HTTPConnection("127.0.0.1", site.port)
    connection.request("GET", path, headers=dict(headers))
    answer = connection.getresponse()
    answer.read()
    connection.close()
    return answer


def test_what_was_taken_back_is_gone_also_when_the_site_is_down(site, client):
    path = site.manage("shell", "-v0", "-c", A_BARRIER + "print(barrier.get_absolute_url())")
    path = path.strip()
    assert client.get(path).status_code == 200
    board = client.get("/barriers/").text

    site.manage("shell", "-v0", "-c", A_BARRIER + "barrier.submission.withdraw()")
    time.sleep(OLD)
    gone, changed = client.get(path).status_code, client.get("/barriers/").text
    site.stop()
    time.sleep(OLD)

    assert (path in board, path in changed, gone) == (True, False, 404)
    assert client.get("/barriers/").text == changed
    assert client.get(path).status_code == 503


def test_words_are_sent_through_nginx(client, folder):
    sent = client.post("/barriers/new/", data={"body": "Nobody says when.", "step": "send"})
    assert sent.status_code == 303

    receipt = client.get(sent.headers["Location"])

    assert "Nobody says when." in receipt.text
    assert "no-store" in receipt.headers["Cache-Control"]
    assert ["/receipts/-", "200"] in [line.split()[2:4] for line in log_lines(folder, 2)]


def test_words_that_are_too_many_are_shown_again(client):
    body = "a" * (256 * 1024 - len("body="))

    answer = client.post("/barriers/new/", data={"body": body})

    assert (answer.status_code, body in answer.text) == (413, True)


def test_a_page_and_its_files_are_there_while_the_site_is_down(site, client):
    page = client.get("/")
    style = re.search(r'href="(/static/\S+\.css)"', page.text)[1]
    site.stop()
    time.sleep(OLD)

    assert client.get("/").text == page.text
    assert client.get(style).headers["Content-Encoding"] == "gzip"

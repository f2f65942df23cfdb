"""What readers get: headers, files, and nginx's own pages."""

import gzip
import re
import time

import pytest

from tests.deploy.clock import OLD, await_next_second
from tests.deploy.conftest import client_of, log_lines
from tests.deploy.upstream import SECURITY
from tests.nginx import CONF, running_nginx
from tests.site import ROOT

STATES = {"MISS", "HIT", "STALE", "UPDATING", "EXPIRED", "REVALIDATED"}
OWN = {
    "Cache-Control": "no-store",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Content-Type": "text/html",
}
HASHED = "site.0123456789ab.css"


def test_browsers_ask_again_for_a_page_however_nginx_came_by_it(client, upstream, folder):
    await_next_second()
    answers = [client.get("/posts/"), client.get("/posts/")]
    known = {"If-None-Match": answers[0].headers["ETag"]}
    answers.append(client.get("/posts/", headers=known))
    time.sleep(OLD)
    answers.append(client.get("/posts/"))
    upstream.words = "second"
    time.sleep(OLD)
    answers.append(client.get("/posts/"))
    await_next_second()
    with upstream.held():
        answers += [client.get("/posts/"), client.get("/posts/")]

    assert {line.split()[-1] for line in log_lines(folder, len(answers))} == STATES
    assert [answer.status_code for answer in answers] == [200, 200, 304, 200, 200, 200, 200]
    for answer in answers:
        assert answer.headers.get_list("Cache-Control") == ["no-cache"]
        assert {name: answer.headers[name] for name in SECURITY} == SECURITY
        assert answer.headers["Vary"] == "Accept-Encoding"
        assert answer.headers["ETag"].startswith('W/"')
        assert "X-Accel-Expires" not in answer.headers


def test_other_answers_keep_their_own_headers(client, upstream):
    for address in ["/posts/", "/posts/?q=a", "/admin/", "/receipts/a/"]:
        for upstream.status in [200, 303, 404]:
            for value in ["no-store", "private, max-age=0", "no-cache", "public, max-age=60"]:
                upstream.headers["Cache-Control"] = value

                answer = client.post(address)

                assert answer.status_code == upstream.status
                assert answer.headers["Server"] == "nginx"
                sent = SECURITY | {"Cache-Control": value}
                got = {name: answer.headers.get_list(name) for name in sent}
                assert got == {name: [value] for name, value in sent.items()}


def test_nginx_compresses_nothing_by_itself(client, upstream):
    upstream.words = "a secret " * 1000

    for address in ["/admin/", "/receipts/a/"]:
        answer = client.get(address, headers={"Accept-Encoding": "gzip"})
        assert "Content-Encoding" not in answer.headers


def test_a_page_is_honest_while_the_application_is_down(client, upstream):
    upstream.stop()

    for address in ["/posts/", "/admin/", "/receipts/a/", "/static/none.css"]:
        for method in ["GET", "POST"]:
            answer = client.request(method, address)

            assert (answer.status_code, answer.headers["Retry-After"]) == (503, "60")
            assert answer.text == (CONF.parent / "503.html").read_text()
            assert own_headers(answer) == OWN
    upstream.start()


def own_headers(answer):
    got = {name: ", ".join(answer.headers.get_list(name)) for name in OWN}
    assert "default-src 'none'" in answer.headers["Content-Security-Policy"]
    return got


def test_nginx_has_two_pages_that_need_nothing_but_files():
    crisis = (ROOT / "templates" / "_crisis.html").read_text()
    for name in ["413.html", "503.html"]:
        page = (CONF.parent / name).read_text()

        links = set(re.findall(r'(?:href|src)="([^"]*)"', page))
        files = {link for link in links if link.startswith("/static/")}
        assert files == {"/static/coproduce/site.css", "/static/coproduce/icon.svg"}
        assert all((ROOT / file.removeprefix("/")).is_file() for file in files)
        assert links - files == {"/", *re.findall(r"tel:\d+", crisis)}
        assert "style=" not in page and "<style" not in page


def test_pages_of_nginx_may_load_their_files_and_nothing_else(client, upstream):
    upstream.stop()

    assert client.get("/posts/").headers["Content-Security-Policy"] == (
        "default-src 'none'; style-src 'self'; font-src 'self'; img-src 'self'; base-uri 'none';"
        " form-action 'none'; frame-ancestors 'none'"
    )
    upstream.start()


def test_nginx_pages_have_no_address_of_their_own(client):
    assert client.get("/503.html").status_code == 404


@pytest.fixture
def static_root(folder):
    root = folder / "files"
    root.mkdir()
    for name in [HASHED, "site.css"]:
        (root / name).write_text("a { color: red }" * 10)
        (root / f"{name}.gz").write_bytes(gzip.compress((root / name).read_bytes()))
    (root / "icon.png").write_bytes(b"png")
    return root


@pytest.fixture
def files(upstream, folder, static_root):
    with (
        running_nginx(upstream.port, folder=folder, static_root=static_root) as url,
        client_of(url) as client,
    ):
        yield client


def test_files_come_compressed_from_the_disk(files, upstream, static_root):
    for accepted, encoding in {"br, gzip": "gzip", "identity": "", "gzip;q=0": ""}.items():
        answer = files.get(f"/static/{HASHED}", headers={"Accept-Encoding": accepted})

        assert answer.content == (static_root / HASHED).read_bytes()
        assert answer.headers.get("Content-Encoding", "") == encoding
        assert answer.headers["Content-Type"] == "text/css"
        assert answer.headers.get_list("Vary") == ["Accept-Encoding"]
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert upstream.asked() == []


def test_only_a_file_whose_name_changes_with_it_is_kept_by_browsers(files):
    kept = {
        name: files.get(f"/static/{name}").headers.get_list("Cache-Control")
        for name in [HASHED, "site.css", "icon.png"]
    }

    for_ever = ["public, max-age=31536000, immutable"]
    assert kept == {HASHED: for_ever, "site.css": ["no-cache"], "icon.png": ["no-cache"]}


def test_the_application_is_asked_for_other_files(files, upstream):
    upstream.headers["Cache-Control"] = "max-age=60, public"

    answer = files.get("/static/other.css")

    assert answer.text == "first"
    assert answer.headers.get_list("Cache-Control") == ["max-age=60, public"]
    assert upstream.asked() == [("GET", "/static/other.css")]


def test_nothing_beside_the_files_is_served(files, upstream):
    for address in ["/static/..%2fnginx.conf", "/static../nginx.conf", "/static/../nginx.conf"]:
        assert files.get(address).text == "first"

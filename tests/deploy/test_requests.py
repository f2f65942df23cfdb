"""What reaches the application: whose requests, with which headers, and when."""

import re
import socket
import ssl
from contextlib import closing
from urllib.parse import urlsplit

import pytest

from tests.deploy.conftest import log_lines
from tests.nginx import CONF, running_nginx
from tests.site import free_port, wait_until

FORGED = {
    "X-Forwarded-For": "203.0.113.7",
    "X-Forwarded-Proto": "https",
    "X-Forwarded-Host": "evil.example",
    "Forwarded": "for=203.0.113.7;host=evil.example;proto=https",
    "Accept-Encoding": "zstd",
}


def connect(url, source="127.0.0.1"):
    parts = urlsplit(url)
    address = (parts.hostname, parts.port)
    return closing(socket.create_connection(address, timeout=20, source_address=(source, 0)))


def received(connection):
    """All that comes until nginx hangs up."""
    return b"".join(iter(lambda: connection.recv(65536), b""))


@pytest.mark.parametrize("lines", ["Host: other.example\r\n", "Host: 127.0.0.1.evil\r\n", ""])
def test_another_host_gets_no_answer(nginx, upstream, lines):
    with connect(nginx) as connection:
        version = "1.1" if lines else "1.0"
        connection.sendall(f"GET / HTTP/{version}\r\n{lines}\r\n".encode())

        assert received(connection) == b""
    assert upstream.asked() == []


def test_another_host_gets_no_certificate(upstream):
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
    port = free_port()
    with (
        running_nginx(upstream.port, tls_port=port),
        socket.create_connection(("127.0.0.1", port)) as connection,
        # An alert, or a reset when it comes first.
        pytest.raises(OSError),
    ):
        context.wrap_socket(connection, server_hostname="other.example")


def test_the_application_learns_who_asks_from_nginx_alone(client, upstream):
    for send in [client.get, client.post]:
        for address in ["/posts/", "/admin/", "/receipts/", "/static/none.css"]:
            send(address, headers=FORGED)

            headers = upstream.requests[-1].headers
            assert headers["host"] == headers["x-forwarded-for"] == "127.0.0.1"
            assert headers["x-forwarded-proto"] == "http"
            assert {"x-forwarded-host", "forwarded", "accept-encoding"} & set(headers) == set()


def test_connections_to_the_application_are_used_again(client, upstream):
    for _ in range(20):
        client.post("/posts/")

    # nginx runs two processes, each with its own.
    assert len({request.connection for request in upstream.requests}) <= 2


def test_a_form_is_never_sent_twice(client, upstream):
    for _ in range(10):
        client.get("/admin/")
    upstream.hangs_up = True

    statuses = [client.post("/admin/").status_code for _ in range(10)]

    assert statuses == [503] * 10
    assert [method for method, _ in upstream.asked()].count("POST") == 10


def test_the_application_gets_a_form_when_it_is_whole(nginx, upstream, client):
    head = b"POST /barriers/new/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 9\r\n"
    with connect(nginx) as connection:
        connection.sendall(head + b"Connection: close\r\n\r\nbody=")
        # It comes later and is answered first: of the form there is nothing yet.
        client.get("/posts/")
        assert upstream.begun == 1

        connection.sendall(b"late")

        assert received(connection).startswith(b"HTTP/1.1 200 ")
    assert upstream.requests[-1].body == b"body=late"


@pytest.mark.parametrize("changes", [{"error.log crit": "error.log warn"}])
def test_words_leave_nothing_on_the_disk_on_their_way(client, upstream, folder):
    client.post("/barriers/new/", content=b"a" * 256 * 1024)
    client.post("/admin/", content=b"a" * 1_000_000)

    log = (folder / "coproduce-error.log").read_text().splitlines()
    buffered = [line for line in log if "body is buffered to a temporary file" in line]
    # The author's essays may.
    assert [re.findall("POST (.*) HTTP", line) for line in buffered] == [["/admin/"]]


def test_a_slow_reader_does_not_hold_the_application(nginx, upstream):
    upstream.words = "a" * 20_000_000
    with connect(nginx) as connection:
        connection.sendall(b"GET /admin/ HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")

        wait_until(lambda: upstream.answered == 1, what="the application to be done")


@pytest.mark.parametrize(
    "address, bytes_, status",
    [
        ("/barriers/new/", 256 * 1024, 200),
        ("/barriers/new/", 270 * 1024, 413),
        ("/receipts/", 270 * 1024, 413),
        ("/admin/posts/post/add/", 2_900_000, 200),
        ("/admin/posts/post/add/", 3_200_000, 413),
    ],
)
def test_a_form_has_a_size_that_the_application_can_explain(
    client, upstream, address, bytes_, status
):
    answer = client.post(address, content=b"a" * bytes_)

    assert answer.status_code == status
    if status == 413:
        assert answer.text == (CONF.parent / "413.html").read_text()
        assert "Retry-After" not in answer.headers
        assert upstream.requests == []
    else:
        assert [len(request.body) for request in upstream.requests] == [bytes_]


@pytest.mark.parametrize("changes", [{"coproduce_addresses 200": "coproduce_addresses 2"}])
def test_an_address_has_a_limit_of_connections(nginx, upstream):
    ask = b"GET /admin/ HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\n\r\n"
    with upstream.held(), connect(nginx) as one, connect(nginx) as two, connect(nginx) as three:
        one.sendall(ask)
        two.sendall(ask)
        upstream.wait_for(2)
        three.sendall(ask)

        assert received(three).startswith(b"HTTP/1.1 503 ")
        with connect(nginx, source="127.0.0.2") as other:
            other.sendall(ask)
            upstream.wait_for(3)


def test_the_logs_hold_nothing_about_readers(nginx, upstream, folder):
    secrets = "token-a token-b token-c token-d word-a word-b browser from-where".split()
    addresses = [
        "/receipts/token-a/",
        "/receipts/token-b/withdraw/?x=word-a",
        "/%72eceipts/token-c/",
        "//follow/token-d/stop/",
        "/barriers/?q=word-b",
        "/posts/",
    ]
    headers = "Host: 127.0.0.1\r\nUser-Agent: browser\r\nReferer: http://from-where/\r\n"
    for _ in range(2):
        for address in addresses:
            with connect(nginx, source="127.0.0.9") as reader:
                ask = f"GET {address} HTTP/1.1\r\n{headers}Connection: close\r\n\r\n"
                reader.sendall(ask.encode())
                received(reader)
        # The second time it is down, which is what nginx complains of.
        upstream.stop()
    upstream.start()

    paths = [line.split()[2:4] for line in log_lines(folder, 2 * len(addresses))]
    assert sorted(path for path, status in paths if status == "200") == [
        "/barriers/",
        "/follow/-",
        "/posts/",
        "/posts/",  # kept
        "/receipts/-",
        "/receipts/-",
        "/receipts/-",
    ]
    for log in folder.glob("*.log"):
        text = log.read_text()
        assert [secret for secret in [*secrets, "127.0.0.9"] if secret in text] == []

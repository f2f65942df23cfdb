"""Networks and servers at their worst: no call outlasts its time, and nothing is lost."""

import socket
import ssl
import time
from contextlib import ExitStack

import pytest
from django.utils import timezone

from coproduce.moderation.akismet import bounded_http
from coproduce.moderation.models import Job, Submission
from tests.factories import create_post
from tests.moderation.faulty_servers import (
    OK,
    Certificates,
    hangs,
    nobody_takes,
    reads_slowly,
    resets,
    sends,
    server,
    trickles,
)
from tests.moderation.troubled import WORDS, assert_kept_for_later
from tests.reading import send_comment

pytestmark = pytest.mark.django_db
CALL, CONNECT = 0.8, 0.4
# Far from the time to connect, however busy the machine is.
LONG_CALL = 20
NAMED = "akismet.example"
STREAM = (socket.AF_INET, socket.SOCK_STREAM, socket.IPPROTO_TCP)
SAYS_HAM = sends(OK + b"Content-Length: 5\r\n\r\nfalse")


@pytest.fixture(autouse=True)
def shorter(monkeypatch):
    """The bounds, in proportion: a test need not take ten seconds."""
    bounds = (bounded_http.CALL_SECONDS, bounded_http.CONNECT_SECONDS, bounded_http.ANSWER_BYTES)
    assert bounds == (10, 3, 65_536)
    monkeypatch.setattr(bounded_http, "CALL_SECONDS", CALL)
    monkeypatch.setattr(bounded_http, "CONNECT_SECONDS", CONNECT)


@pytest.fixture
def long_call(shorter, monkeypatch):
    monkeypatch.setattr(bounded_http, "CALL_SECONDS", LONG_CALL)


@pytest.fixture
def fail(screening, client, settings, screen_all, caplog):
    """Has a comment screened by the server at an address; returns the seconds that took."""

    def fail(address, *, body=WORDS, **kept):
        assert send_comment(client, create_post(), body=body).status_code == 303
        settings.AKISMET_URL = address
        start = time.monotonic()
        screen_all()
        took = time.monotonic() - start
        assert_kept_for_later(caplog, **kept)
        return took

    return fail


def last_error():
    return Job.objects.get(kind="screen").last_error


BYTE_BY_BYTE = [b"", b"HTTP/1.1 200 OK\r\nX-Long: ", OK + b"\r\n"]


@pytest.mark.parametrize("opening", BYTE_BY_BYTE)
def test_answer_that_trickles_is_given_up(fail, opening):
    with server(trickles(opening)) as address:
        took = fail(address)

    # It would trickle without end.
    assert took >= CALL
    assert last_error() == "Akismet did not answer in time."


@pytest.mark.parametrize("behave", [hangs, sends(OK + b"Content-Length: 4\r\n\r\ntr")])
def test_answer_that_does_not_come_or_not_whole_is_given_up(fail, behave):
    with server(behave) as address:
        assert fail(address) < CALL + 0.5


def test_server_that_reads_a_byte_at_a_time_is_given_up(fail):
    with server(reads_slowly) as address:
        assert CALL <= fail(address) < CALL + 0.5


@pytest.mark.parametrize("opening", [b"", OK, OK + b"Content-Length: 4\r\n\r\ntr"])
def test_connection_that_breaks_off_is_tried_again(fail, opening):
    with server(resets(opening)) as address:
        fail(address)

    assert last_error() == "The connection to Akismet broke off."


def test_connection_that_is_refused_is_tried_again(fail, screening):
    screening.stop()

    fail(screening.url)

    assert last_error() == "Akismet could not be reached."


def test_connection_that_nobody_takes_is_given_up(fail, long_call):
    with nobody_takes("127.0.0.1") as port:
        took = fail(f"http://127.0.0.1:{port}")

    assert CONNECT <= took < LONG_CALL
    assert last_error() == "Akismet did not answer in time."


def test_host_that_is_unknown_is_tried_again(fail):
    fail("https://akismet.invalid")

    assert last_error() == "Akismet could not be reached."


def test_name_server_that_hangs_is_given_up(fail, monkeypatch, long_call):
    # The system's own resolver cannot be sent to a server that is silent, in one test alone.
    def hang(*_, **__):
        time.sleep(5)
        raise OSError

    monkeypatch.setattr(socket, "getaddrinfo", hang)

    took = fail("https://akismet.example")

    assert CONNECT <= took < LONG_CALL
    assert last_error() == "Akismet did not answer in time."


def give_addresses(monkeypatch, hosts):
    """To the name, for nobody can do that to the system's own resolver in one test alone."""
    right = socket.getaddrinfo

    def find(name, *args, **kwargs):
        if name == NAMED:
            return [(*STREAM, "", (host, 0)) for host in hosts]
        return right(name, *args, **kwargs)

    monkeypatch.setattr(socket, "getaddrinfo", find)


@pytest.mark.parametrize("dead", [1, 2])
def test_good_server_behind_addresses_that_are_dead_is_reached(
    screening, client, settings, screen_all, monkeypatch, dead
):
    send_comment(client, create_post())
    # A machine that runs tests may take a second to say hello.
    monkeypatch.setattr(bounded_http, "CONNECT_SECONDS", 6.0)

    with ExitStack() as servers:
        settings.AKISMET_URL = servers.enter_context(server(SAYS_HAM)).replace("127.0.0.1", NAMED)
        port = int(settings.AKISMET_URL.rpartition(":")[2])
        hosts = [f"127.0.0.{number}" for number in range(2, dead + 2)]
        for host in hosts:
            servers.enter_context(nobody_takes(host, port))
        give_addresses(monkeypatch, [*hosts, "127.0.0.1"])
        screen_all()

    assert Submission.objects.get().verdict == "ham"


@pytest.mark.parametrize("headers", [b"Content-Length: 100000000\r\n\r\n", b"\r\n"])
def test_hundred_megabytes_are_not_read(fail, headers):
    sent = []

    def behave(connection, stop):
        connection.recv(65536)
        connection.sendall(OK + headers)
        for _ in range(100):
            connection.sendall(b" " * 1_000_000)
            sent.append(1)

    with server(behave) as address:
        fail(address)

    assert len(sent) < 20


def test_head_without_end_is_not_read(fail):
    with server(sends(OK, *[b"X-Long: " + b"a" * 60_000 + b"\r\n"] * 5)) as address:
        fail(address)


@pytest.fixture(scope="module")
def certificates(tmp_path_factory):
    return Certificates(tmp_path_factory.mktemp("certificates"))


@pytest.mark.parametrize(
    ("name", "is_expired", "why"),
    [
        ("localhost", True, "certificate has expired"),
        ("akismet.example", False, "Hostname mismatch"),
    ],
)
def test_certificate_that_is_not_good_is_not_trusted(
    fail, monkeypatch, certificates, name, is_expired, why
):
    monkeypatch.setattr(bounded_http, "TLS", certificates.trust)
    tls = certificates.server(name, is_expired=is_expired)

    with server(SAYS_HAM, host="localhost", tls=tls) as address:
        fail(address)

    assert last_error().startswith(f"The certificate of Akismet’s server is not trusted: {why}")


def test_certificate_of_an_unknown_authority_is_not_trusted(fail, certificates):
    with server(SAYS_HAM, host="localhost", tls=certificates.server("localhost")) as address:
        fail(address)

    assert "is not trusted: " in last_error()


def test_certificate_that_is_good_is_trusted(
    screening, client, settings, screen_all, monkeypatch, certificates
):
    monkeypatch.setattr(bounded_http, "TLS", certificates.trust)
    send_comment(client, create_post())

    tls = certificates.server("localhost")
    with server(SAYS_HAM, host="localhost", tls=tls) as settings.AKISMET_URL:
        screen_all()

    assert Submission.objects.get().verdict == "ham"


def test_greeting_that_hangs_is_given_up(fail, long_call):
    with server(hangs) as address:
        took = fail(address.replace("http://", "https://"))

    assert CONNECT <= took < LONG_CALL
    assert last_error() == "Akismet did not answer in time."


def test_no_plain_connection_follows_one_that_failed(fail):
    seen = []

    def behave(connection, stop):
        seen.append(connection.recv(5)[:1])

    with server(behave) as address:
        fail(address.replace("http://", "https://"))

    # The first byte of TLS, once.
    assert seen == [b"\x16"]


def test_connection_is_kept_for_the_next_call(screening, client, screen_all, monkeypatch):
    monkeypatch.setattr(bounded_http, "CALL_SECONDS", 10)
    post = create_post()
    for number in range(3):
        send_comment(client, post, body=f"Text {number}")

    screen_all()

    assert len(screening.calls) == 3
    assert len({call.client for call in screening.calls}) == 1


def test_time_is_told_for_each_call_anew(screening, client, screen_all):
    post = create_post()
    screening.delay(0.6 * CALL)
    for number in range(3):
        send_comment(client, post, body=f"Text {number}")

    screen_all()

    assert set(Submission.objects.values_list("verdict", flat=True)) == {"ham"}
    assert Submission.objects.latest("pk").screened_at < timezone.now()


def test_tls_asks_for_certificates():
    assert bounded_http.TLS.verify_mode == ssl.CERT_REQUIRED
    assert bounded_http.TLS.check_hostname is True

"""`manage.py send_test_mail ADDRESS` against a mail server in each of its moods."""

import socket

import pytest

from tests.mail_server import PASSWORD, USER, MailServer, free_port, make_certificate

TO = "robin@example.org"
LOGIN = f"{USER}:{PASSWORD.replace('/', '%2F')}"


@pytest.fixture
def send(run):
    """A function: the command's exit code and the one line that it writes to whichever stream."""

    def send(url, to=TO, **environment):
        done = run("manage.py", "send_test_mail", to, EMAIL_URL=url, **environment)
        lines = done.stdout + done.stderr
        assert lines.count("\n") == 1
        assert PASSWORD not in lines
        return done.returncode, lines.strip()

    return send


def trouble(line):
    return (1, f"CommandError: {line}")


def test_letter_is_taken(send):
    with MailServer() as server:
        answer = send(f"smtp://{server.address}")

    assert answer == (0, f"The mail server took the letter to {TO}.")
    (letter,) = server.letters
    assert (letter["To"], letter["Subject"]) == (TO, "Coproduce: a test letter")
    assert "Llŷr, Siân, مريم, “quotes”" in letter.get_body(["plain"]).get_content()


@pytest.mark.parametrize(("scheme", "is_first"), [("submission", False), ("smtps", True)])
def test_letter_goes_over_tls_with_a_password(send, tmp_path, scheme, is_first):
    certificate = make_certificate(tmp_path / "mail.pem")
    with MailServer(certificate=certificate, is_tls_from_the_first_byte=is_first) as server:
        url = f"{scheme}://{LOGIN}@{server.address}"
        taken = send(url, SSL_CERT_FILE=str(certificate))
        untrusted = send(url)

    assert taken == (0, f"The mail server took the letter to {TO}.")
    assert untrusted == trouble(
        f"The certificate of {server.address} is not trusted: self-signed certificate"
    )
    assert len(server.letters) == 1


def test_letter_that_is_only_printed_is_not_said_to_be_sent(run):
    done = run("manage.py", "send_test_mail", TO, EMAIL_URL="console:")

    *letter, line = done.stdout.splitlines()
    assert f"To: {TO}" in letter
    assert line == f"EMAIL_URL is console: the letter to {TO} was printed, not sent."
    assert (done.returncode, done.stderr) == (0, "")


def test_mail_that_is_off_is_told(send):
    assert send("") == trouble("Mail is off: EMAIL_URL is empty.")


@pytest.mark.parametrize("address", ["robin", "robin@", "robin@example.org\nBcc: a@b.example"])
def test_address_that_is_none_is_refused(send, address):
    with MailServer() as server:
        answer = send(f"smtp://{server.address}", to=address)

    assert answer == trouble("ADDRESS must be an e-mail address such as us@example.org")
    assert server.envelopes == []


def test_server_that_is_not_there_is_told(send):
    address = f"127.0.0.1:{free_port()}"

    assert send(f"smtp://{address}") == trouble(f"{address} refuses the connection.")


def test_host_that_is_nobodys_is_told(send):
    code, line = send("smtp://mail.invalid")

    assert (code, line.partition(" is not known: ")[0]) == trouble("The host of mail.invalid:25")


def test_server_that_never_answers_is_left(send):
    with socket.create_server(("127.0.0.1", 0)) as silent:
        address = f"127.0.0.1:{silent.getsockname()[1]}"
        answer = send(f"smtp://{address}?timeout=1")

    assert answer == trouble(f"{address} did not answer within 1 seconds.")


def test_wrong_password_is_told(send):
    with MailServer() as server:
        answer = send(f"smtp://{USER}:wrong@{server.address}")

    assert answer == trouble(f"{server.address} refuses the user name or the password.")


def test_server_without_the_tls_that_is_asked_for_is_told(send):
    with MailServer() as server:
        later, first = (send(f"{scheme}://{server.address}") for scheme in ("submission", "smtps"))

    assert later == trouble(
        f"{server.address} does not offer what EMAIL_URL asks for: "
        "STARTTLS extension not supported by server."
    )
    assert first[0] == 1
    assert first[1].startswith(f"CommandError: {server.address} and this site found no common TLS")


@pytest.mark.parametrize(
    ("command", "line"),
    [
        ("RCPT", "refuses the address"),
        ("MAIL", "refuses the sender Coproduce <no-reply@localhost>"),
        ("DATA", "refuses the letter"),
    ],
)
def test_refusal_is_told_in_the_servers_words(send, command, line):
    with MailServer(refusals={command: "550 Not from here"}) as server:
        answer = send(f"smtp://{server.address}")

    assert answer == trouble(f"{server.address} {line}: 550 Not from here")

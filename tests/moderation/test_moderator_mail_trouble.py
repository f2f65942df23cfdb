"""Letters to moderators while the mail server is down, slow, choosy or rude."""

import socket
import threading
import time

import pytest

from coproduce.moderation.jobs import TryAgain, lanes
from coproduce.moderation.mail import moderators as moderator_mail
from coproduce.moderation.mail import smtp
from coproduce.moderation.models import Job, Status, StatusLine
from tests.factories import create_comment, create_post
from tests.mail_server import MailServer, free_port
from tests.moderation.letters_to_moderators import (
    DAY,
    MINUTE,
    MO,
    ROBIN,
    envelopes,
    mail_jobs,
    put_rules,
)
from tests.site import wait_until

pytestmark = pytest.mark.django_db
LANE = lanes["moderator_mail"]


@pytest.fixture
def waiting(clock):
    """Something that waits, and the jobs to say so to two people, which are due."""
    put_rules(MO, ROBIN)
    create_comment(create_post(), body="Secret words.", status=Status.PENDING)
    moderator_mail.announce()
    clock.forward(2 * MINUTE)


def test_address_that_is_refused_holds_up_no_other(mail, clock, waiting, caplog):
    mail.unknown = {MO}
    clock.deliver()
    first = envelopes(mail)
    (job,) = mail_jobs()

    mail.unknown = set()
    clock.forward(10 * MINUTE).deliver()

    assert (first, envelopes(mail), mail_jobs().count()) == ([ROBIN], [MO], 0)
    assert job.last_error == f"{mail.address} refuses the address: 550 <[…]> is nobody here"
    logged = caplog.text + " ".join(StatusLine.objects.values_list("words", flat=True))
    assert "is nobody here" in logged
    assert [word in logged for word in (MO, ROBIN, "Secret")] == [False] * 3


@pytest.mark.parametrize("command", ["MAIL", "DATA"])
def test_letter_that_is_refused_is_tried_again(mail, clock, waiting, command):
    mail.refusals = {command: "451 Not now"}
    clock.deliver()
    refused = mail_jobs().count()

    mail.refusals = {}
    clock.forward(10 * MINUTE).deliver()

    assert (refused, sorted(envelopes(mail))) == (2, [MO, ROBIN])


def test_server_that_is_away_for_a_week_loses_nothing(mail, clock, waiting, settings):
    port, settings.EMAIL_PORT = settings.EMAIL_PORT, free_port()
    tries = 0
    for _ in range(7 * 24):
        before = list(mail_jobs().values_list("run_at", flat=True).order_by("pk"))
        clock.forward(60 * MINUTE).tick()
        tries += before != list(mail_jobs().values_list("run_at", flat=True).order_by("pk"))
    assert list(mail_jobs().values_list("attempts", "set_aside_at")) == [(0, None)] * 2
    assert 25 <= tries <= 35

    settings.EMAIL_PORT = port
    clock.forward(DAY / 4).deliver()

    assert sorted(envelopes(mail)) == [MO, ROBIN]
    assert mail_jobs().count() == 0
    names = StatusLine.objects.filter(name__startswith=moderator_mail.TROUBLE)
    assert names.count() == 0


def test_answer_that_is_lost_makes_a_second_letter_no_sooner_than_ten_minutes(mail, clock, waiting):
    mail.hangs_up = True
    clock.deliver()
    first = sorted(envelopes(mail))

    clock.forward(9 * MINUTE).tick()
    early = envelopes(mail)
    mail.hangs_up = False
    clock.forward(MINUTE).deliver()

    assert (first, early, sorted(envelopes(mail))) == ([MO, ROBIN], [], [MO, ROBIN])


def test_health_knows_the_last_letter_and_the_last_trouble(mail, clock, waiting):
    mail.unknown = {MO}
    clock.deliver()

    sent, trouble = StatusLine.of("mail sent"), StatusLine.of("mail trouble")
    assert (sent.at, sent.words) == (clock.now, "")
    assert (trouble.at, "refuses the address" in trouble.words) == (clock.now, True)


class Trickle:
    """A mail server that says every byte a moment after the one before, and never a whole line."""

    def __init__(self, begins_with):
        self.begins_with = begins_with
        self.listening = socket.create_server(("127.0.0.1", 0))
        self.port = self.listening.getsockname()[1]
        self.ended = threading.Event()
        threading.Thread(target=self._serve, daemon=True).start()

    def _serve(self):
        connection, _ = self.listening.accept()
        with connection:
            try:
                connection.sendall(self.begins_with)
                while True:
                    connection.sendall(b"2")
                    time.sleep(0.05)
            except OSError:
                self.ended.set()


@pytest.mark.parametrize(
    ("uses_tls", "begins_with"), [(False, b"220"), (True, b"\x16\x03\x03\x3f\xff")]
)
def test_session_is_bounded_as_a_whole(mail, waiting, settings, monkeypatch, uses_tls, begins_with):
    server = Trickle(begins_with)
    settings.EMAIL_PORT, settings.EMAIL_USE_SSL = server.port, uses_tls
    monkeypatch.setattr(smtp, "session_seconds", lambda: 1)
    started = time.monotonic()

    with pytest.raises(TryAgain) as trouble:
        moderator_mail.tell(mail_jobs()[0].subject)

    # It would trickle without end.
    assert time.monotonic() - started > 0.9
    why = "had not taken the letter after 1 seconds."
    assert str(trouble.value) == f"127.0.0.1:{server.port} {why}"
    assert server.ended.wait(5)


def test_lease_outlasts_the_longest_session(settings):
    lease = moderator_mail.LEASE.total_seconds()

    assert lease > smtp.longest_seconds() > 4 * settings.EMAIL_TIMEOUT + smtp.session_seconds()


def test_letter_that_was_not_noted_is_repeated_no_sooner_than_ten_minutes(mail, clock, waiting):
    (job, *_) = Job.objects.claim_many(["moderator_mail"], most=2, lease=LANE.lease)
    moderator_mail.tell(job.subject)

    clock.forward(9 * MINUTE)

    assert Job.objects.claim_many(["moderator_mail"], most=2) == []


@pytest.mark.django_db(transaction=True)
def test_worker_killed_before_it_could_note_the_letter_repeats_it_once(start_worker):
    with MailServer() as server:
        server.silence = 30
        environment = {"EMAIL_URL": f"smtp://{server.address}"}
        put_rules()
        create_comment(create_post(), status=Status.PENDING)
        (key,) = moderator_mail.addresses(put_rules())
        Job.objects.put("moderator_mail", key)
        worker = start_worker(**environment)
        wait_until(lambda: len(server.letters) == 1, timeout=20, what="the letter")
        worker.kill()
        worker.wait()
        server.silence = 0
        Job.objects.update(leased_until=None)

        start_worker(**environment)
        wait_until(lambda: not mail_jobs().exists(), timeout=20, what="the job to be done")
        time.sleep(1.5)

    assert len(server.letters) == 2

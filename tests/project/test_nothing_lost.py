"""Faults against the processes that really run: what was acknowledged is there, and once."""

import os
import signal
import threading
from http.client import HTTPConnection, HTTPException
from urllib.parse import urlencode

from tests.site import command_line, wait_until

PATH = "/threads/1/comments/"
ROWS = (
    "from comments.models import Comment;"
    "rows = Comment.objects.filter(submission__is_sample=False).select_related('submission');"
    "print('\\n'.join(f'{row.submission.verdict} {row.submission.body}' for row in rows))"
)
END_LEASES = "from coproduce.moderation.models import Job; Job.objects.update(leased_until=None)"


def send(site, body, submission_id):
    """The receipt's address; None when no answer came."""
    connection = HTTPConnection("127.0.0.1", site.port, timeout=20)
    form = urlencode({"body": body, "submission_id": submission_id, "told": "on"})
    headers = {"Content-Type": "application/x-www-form-urlencoded"}
    try:
        connection.request("POST", PATH, form, headers)
        response = connection.getresponse()
        assert response.status == 303, response.read()
        return response.getheader("Location")
    except (OSError, HTTPException):
        return None
    finally:
        connection.close()


def rows(site):
    """Verdict and text of every comment that is no example."""
    printed = site.manage("shell", "--no-imports", "-c", ROWS).splitlines()
    return sorted(tuple(line.split(" ", 1)) for line in printed if line)


def wait_for_rows(site, expected):
    wait_until(lambda: rows(site) == expected, timeout=60, what=f"{expected}")


def test_comment_is_acknowledged_while_akismet_still_thinks(site, akismet):
    akismet.delay(30)
    assert send(site, "Quick", "first") is not None
    akismet.wait_for("comment-check")
    assert send(site, "Quick too", "second") is not None
    assert rows(site) == [("unscreened", "Quick"), ("unscreened", "Quick too")]


def test_comment_waits_out_akismet(site, akismet):
    akismet.stop()
    assert send(site, "Patient", "first") is not None
    wait_for_rows(site, [("error", "Patient")])
    akismet.start()
    wait_for_rows(site, [("ham", "Patient")])


def test_check_that_a_killed_worker_left_is_done_by_the_next(site, akismet):
    akismet.delay(30)
    assert send(site, "Left behind", "first") is not None
    akismet.wait_for("comment-check")
    os.kill(site.worker_pid(), signal.SIGKILL)
    akismet.delay(0)
    site.manage("shell", "--no-imports", "-c", END_LEASES)
    wait_for_rows(site, [("ham", "Left behind")])


def test_comments_survive_the_web_server_being_killed(site):
    acknowledged = []
    killed = threading.Event()

    def keep_sending(reader):
        for number in range(30):
            body = f"Words {number} of reader {reader}"
            # A reader who got no answer sends the same form again.
            while send(site, body, f"{reader}-{number}") is None:
                killed.wait(0.2)
            acknowledged.append(body)

    readers = [threading.Thread(target=keep_sending, args=(n,)) for n in range(6)]
    for reader in readers:
        reader.start()
    wait_until(lambda: len(acknowledged) > 40, what="comments to come in")
    for pid in web_processes(site):
        os.kill(pid, signal.SIGKILL)
    for reader in readers:
        reader.join(timeout=60)
    assert len(acknowledged) == 180
    assert sorted(body for _, body in rows(site)) == sorted(acknowledged)


def web_processes(site):
    """Those that answer requests: children of the server's own first process."""
    servers = [pid for pid in site.processes() if "granian" in command_line(pid)]
    assert len(servers) > 1
    return servers[1:]

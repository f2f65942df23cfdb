"""`manage.py status`: lines in a terminal, and an exit code for scripts."""

import os
import re
import subprocess
import sys

import pytest
from django.conf import settings

from tests.akismet_server import KEY, AkismetServer
from tests.mail_server import free_port


@pytest.fixture
def manage(tmp_path):
    """A function: what a command says on a site of its own, on SQLite, and its exit code."""

    def manage(*arguments, **environment):
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments],
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), **environment},
            capture_output=True,
            text=True,
        )
        assert "Traceback" not in done.stderr
        return done.returncode, done.stdout

    return manage


def line(output, name):
    (found,) = re.findall(rf"^(\S+) +{name}: (.*)$", output, re.MULTILINE)
    return found


BEAT = "from coproduce.moderation import heartbeat; heartbeat.beat()"


def test_lines_say_how_it_is_and_the_exit_code_too(manage):
    manage("migrate", "-v0")
    code, without_worker = manage("status")
    manage("shell", "-c", BEAT)
    healthy_code, healthy = manage("status")

    assert (code, line(without_worker, "Worker")) == (1, ("BAD", "It has never run."))
    assert "      → Start it: make run does" in without_worker
    assert (healthy_code, line(healthy, "Worker")) == (0, ("ok", "It runs."))
    assert line(healthy, "Akismet")[0] == "look"
    assert "\x1b" not in healthy


def test_colours_come_in_a_terminal_that_has_them(manage):
    manage("migrate", "-v0")
    _, output = manage("status", "--force-color", DJANGO_COLORS="dark")

    assert "\x1b[32;1mok" in output
    assert "\x1b[31;1mBAD" in output


@pytest.mark.parametrize(
    "url",
    ["sqlite:////nowhere/at/all.sqlite3", f"postgresql://nobody@127.0.0.1:{free_port()}/none"],
    ids=["sqlite", "postgresql"],
)
def test_database_that_is_away_is_told(manage, url):
    code, output = manage("status", "--ask", DATABASE_URL=url, AKISMET_API_KEY=KEY)

    state, words = line(output, "Database")
    assert (code, state, words) == (1, "BAD", "It does not answer as it should (OperationalError).")
    assert line(output, "Disk")[0] in {"ok", "look"}


def test_database_without_tables_is_told(manage):
    code, output = manage("status")

    assert (code, line(output, "Database")[0]) == (1, "BAD")


def test_akismet_is_asked_on_demand_only(manage):
    manage("migrate", "-v0")
    manage("shell", "-c", BEAT)
    with AkismetServer() as server:
        environment = {"AKISMET_URL": server.url, "AKISMET_API_KEY": KEY}
        _, before = manage("status", **environment)
        not_asked = len(server.calls)
        code, after = manage("status", "--ask", **environment)
        _, refused = manage("status", "--ask", **{**environment, "AKISMET_API_KEY": "other"})

    assert (not_asked, line(before, "Akismet’s key")[0]) == (0, "look")
    assert (code, line(after, "Akismet’s key")[0]) == (0, "ok")
    assert "this month" in line(after, "Akismet’s usage")[1]
    assert line(refused, "Akismet’s key")[0] == "BAD"


def test_akismet_that_is_away_is_told(manage):
    manage("migrate", "-v0")
    url = f"http://127.0.0.1:{free_port()}"
    _, output = manage("status", "--ask", AKISMET_URL=url, AKISMET_API_KEY=KEY)

    assert line(output, "Contact with Akismet")[0] == "look"


def test_akismet_without_a_key_is_not_asked(manage):
    manage("migrate", "-v0")

    assert manage("status", "--ask")[1].startswith(
        "Akismet is not asked: AKISMET_API_KEY is empty.\n"
    )

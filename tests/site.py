"""A coproduce that really runs: `manage.py serve` with a folder, port and database of its own."""

import os
import re
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import threading
import time
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import psycopg2

ROOT = Path(__file__).resolve().parent.parent
START_WITHIN = 60  # seconds; generous, because machines that run tests may be slow
STOP_WITHIN = 15


def read_into(stream, lines):
    for line in stream:
        lines.append(line)


class Site:
    def __init__(self, folder, **environment):
        self.folder = Path(folder)
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ
        }
        self.environment |= {"LANG": "C.UTF-8", "DATA_DIR": str(folder), "PORT": str(self.port)}
        self.environment |= environment
        self.password = None
        self.process = None

    def start(self):
        """Returns once the site answers; its output so far is in `output`."""
        self.lines = []
        # In the foreground of nobody: stopped by `stop`, or together with the tests.
        self.process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", sys.executable, "manage.py", "serve"],
            cwd=ROOT,
            env=self.environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            start_new_session=True,
        )
        # Its own: one that stops may still have a line to say when the next has started.
        reading = (self.process.stdout, self.lines)
        threading.Thread(target=read_into, args=reading, daemon=True).start()
        wait_until(
            lambda: self.is_announced or self.process.poll() is not None,
            timeout=START_WITHIN,
            what="the site to start",
        )
        assert self.is_announced, f"The site did not start:\n{self.output}"
        if found := re.search(r"^ *password: +(\S+)$", self.output, re.MULTILINE):
            self.password = found[1]
        return self

    @property
    def output(self):
        return "".join(self.lines)

    @property
    def is_announced(self):
        return f"coproduce is at {self.url}/" in self.output

    def copy_to(self, folder, **environment):
        """Another that has all of this one, which is stopped, and has not been started yet.

        On PostgreSQL, `environment` has the address of its copy of the database.
        """
        shutil.copytree(self.folder, folder)
        other = Site(folder, **environment)
        other.password = self.password
        return other

    def stop(self):
        """Asks the site to stop, as Ctrl-C does; returns its exit code, also when called again."""
        self.process.send_signal(signal.SIGTERM)
        return self.process.wait(STOP_WITHIN)

    def manage(self, *arguments):
        """Runs a management command beside the site; returns what it printed."""
        done = subprocess.run(
            [sys.executable, "manage.py", *map(str, arguments)],
            cwd=ROOT,
            env=self.environment,
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{arguments} failed:\n{done.stdout}{done.stderr}"
        return done.stdout

    def processes(self):
        """The ids of every process that belongs to the site."""
        return [self.process.pid, *descendants(self.process.pid)]

    def web_pids(self):
        """The web server's process and those that it answers with."""
        return [pid for pid in self.processes() if "granian" in command_line(pid)]

    def worker_pid(self):
        """The process of the background worker; None while there is none."""
        workers = [pid for pid in self.processes() if "worker" in command_line(pid)]
        return workers[0] if workers else None


def descendants(pid):
    try:
        children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
    except FileNotFoundError:
        return []
    return [found for child in map(int, children) for found in (child, *descendants(child))]


def command_line(pid):
    try:
        return Path(f"/proc/{pid}/cmdline").read_text().strip("\0").split("\0")
    except (FileNotFoundError, ProcessLookupError):
        return []


def is_running(pid):
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def free_port():
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        return trial.getsockname()[1]


def wait_until(condition, *, timeout=20, what="this"):
    deadline = time.monotonic() + timeout
    while not (result := condition()):
        assert time.monotonic() < deadline, f"Waited {timeout} s for {what}"
        time.sleep(0.05)
    return result


@contextmanager
def own_database(like=""):
    """Yields the DATABASE_URL of a new database beside the tests' own; "" means SQLite.

    `like` is the URL of one that nobody uses now: the new one is its copy.
    """
    url = os.environ.get("DATABASE_URL", "")
    if not url.startswith("postgres"):
        yield ""
        return
    name = f"site_{secrets.token_hex(4)}"
    template = f" TEMPLATE {urlsplit(like).path[1:]}" if like else ""
    execute(url, f"CREATE DATABASE {name}{template}")
    try:
        yield urlsplit(url)._replace(path=f"/{name}").geturl()
    finally:
        execute(url, f"DROP DATABASE {name} WITH (FORCE)")


def execute(url, statement):
    connection = psycopg2.connect(url)
    connection.autocommit = True
    with connection.cursor() as cursor:
        cursor.execute(statement)
    connection.close()

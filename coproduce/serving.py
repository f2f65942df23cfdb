"""Starts the web server and the background worker, starts them again if they die, stops both.

Knows nothing of Django: `manage.py serve` replaces itself by this module once the database is
ready, so that the process which only waits stays small.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import suppress

STOP_WITHIN = 8  # seconds from being asked to stop until what is left is killed
LONGEST_PAUSE = 30  # seconds between two starts of a process that keeps dying
STEADY_AFTER = 60  # seconds of life after which a death counts as the first one

# Granian counts every open connection as backpressure, idle ones too: a low figure lets a few
# browsers that keep their connections open shut everyone else out. Memory and the usual limit
# of 1,024 open files bound it above. Threads, and with them connections to the database, stay for
# as long as Granian allows.
GRANIAN = """
    -m granian --interface wsgi --http 1 --blocking-threads 8 --backlog 1024 --backpressure 512
    --blocking-threads-idle-timeout 600
    --http1-header-read-timeout 10000 --respawn-failed-workers --workers-kill-timeout 6
    --log-level error
""".split()

# Whoever sends a comment or reads goes before what can wait.
WORKER = ["nice", "-n", "10", sys.executable, "manage.py", "worker"]


class Child:
    """A process that is started again whenever it ends, and that ends when this one does."""

    def __init__(self, name: str, arguments: list[str]) -> None:
        self.name = name
        self.command = ["setpriv", "--pdeathsig", "TERM", *arguments]
        self.pause = 1
        self.start()

    def start(self) -> None:
        # Its own session: Ctrl-C reaches this process alone, which stops the children in order.
        self.process = subprocess.Popen(self.command, start_new_session=True)  # noqa: S603
        self.started_at = time.monotonic()
        self.start_at: float | None = None

    def keep_running(self) -> None:
        if self.process.poll() is None:
            return
        now = time.monotonic()
        if self.start_at is None:
            self.kill()
            if now - self.started_at > STEADY_AFTER:
                self.pause = 1
            say(f"The {self.name} ended ({self.process.returncode}); it starts again.")
            self.start_at = now + self.pause
            self.pause = min(self.pause * 2, LONGEST_PAUSE)
        elif now >= self.start_at:
            self.start()

    def kill(self) -> None:
        """What a child that died, or will not stop, leaves of its group."""
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, signal.SIGKILL)
        self.process.wait()


def serve(host: str, port: str, workers: str, site_url: str) -> int:
    """Run until SIGTERM, SIGINT or SIGHUP; returns the exit code."""
    stopped: list[bool] = []
    for number in (signal.SIGTERM, signal.SIGINT, signal.SIGHUP):
        signal.signal(number, lambda *_: stopped.append(True))

    address = ["--host", host, "--port", port, "--workers", workers]
    web = Child("web server", [sys.executable, *GRANIAN, *address, "coproduce.wsgi:application"])
    children = [web]
    is_up = False
    while not stopped:
        if not is_up:
            if web.process.poll() is not None:
                say("The web server did not start.")
                break
            if is_up := is_ready(host, port):
                # Second, so that it takes no time from the site that somebody waits for.
                children.append(Child("background worker", WORKER))
                say(f"coproduce is at {site_url}/ (Ctrl-C stops it)")
        for child in children:
            child.keep_running()
        time.sleep(0.2 if is_up else 0.05)
    stop(children)
    say("Stopped.")
    return 0 if stopped else 1


def stop(children: list[Child]) -> None:
    deadline = time.monotonic() + STOP_WITHIN
    for child in children:
        child.process.terminate()
    for child in children:
        try:
            child.process.wait(max(0, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            say(f"The {child.name} did not stop in time and is killed.")
        child.kill()


def is_ready(host: str, port: str) -> bool:
    try:
        with socket.create_connection((loopback(host), int(port)), timeout=2) as connection:
            connection.sendall(b"GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n")
            return b" 200 " in connection.recv(64)
    except OSError:
        return False


def loopback(host: str) -> str:
    """Where a server that listens on all addresses is reached from this machine."""
    return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)  # noqa: S104


def say(line: str) -> None:
    print(line, flush=True)


if __name__ == "__main__":
    sys.exit(serve(*sys.argv[1:]))

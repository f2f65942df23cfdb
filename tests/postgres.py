"""A PostgreSQL of its own for one command: python -m tests.postgres -- COMMAND…

It lives in a temporary folder, listens on a socket there and nowhere else, and is gone with the
command, whose exit code is returned. COMMAND finds it in DATABASE_URL.
"""

import os
import shutil
import signal
import subprocess
import sys
import time
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

BIN = Path("/usr/lib/postgresql/15/bin")
START_WITHIN = 60  # seconds


@contextmanager
def temporary_cluster(*options):
    """Yields the DATABASE_URL of an empty database in a new cluster; `options` are its server's."""
    with TemporaryDirectory(prefix="coproduce-postgres-") as name:
        folder = Path(name)
        # PostgreSQL refuses to run as root; its Debian package brings a user for it.
        owner = {}
        if os.getuid() == 0:
            shutil.chown(folder, "postgres", "postgres")
            owner = {"user": "postgres", "group": "postgres", "extra_groups": []}
        # The C locale orders text by code point, as SQLite does.
        initdb = [BIN / "initdb", "--no-sync", "--auth=trust", "--username=postgres"]
        initdb += ["--encoding=UTF8", "--locale=C.UTF-8", folder / "data"]
        subprocess.run(initdb, check=True, stdout=subprocess.DEVNULL, cwd=folder, **owner)
        with running_server(folder, owner, options):
            yield f"postgresql://postgres@/coproduce?host={folder}"


@contextmanager
def running_server(folder, owner, more):
    options = [*more, "-D", folder / "data", "-k", folder, "-c", "listen_addresses="]
    options += ["-c", "max_connections=100"]
    with (folder / "log").open("w") as log:
        server = subprocess.Popen(
            ["setpriv", "--pdeathsig", "INT", BIN / "postgres", *options],
            stdout=log,
            stderr=log,
            cwd=folder,
            **owner,
        )
        try:
            create_database(folder, server)
            yield
        finally:
            server.send_signal(signal.SIGINT)
            server.wait()


def create_database(folder, server):
    command = [BIN / "createdb", "-h", folder, "-U", "postgres", "coproduce"]
    deadline = time.monotonic() + START_WITHIN
    while subprocess.run(command, stderr=subprocess.DEVNULL).returncode:
        if server.poll() is not None or time.monotonic() > deadline:
            raise SystemExit(f"PostgreSQL did not start:\n{(folder / 'log').read_text()}")
        time.sleep(0.1)


def main(command):
    # Leave through `finally` when asked to stop, so that no server and no folder stays behind.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    # Tests kill the site, never the machine.
    with temporary_cluster("-c", "fsync=off") as database_url:
        process = subprocess.Popen(
            ["setpriv", "--pdeathsig", "TERM", *command],
            env={**os.environ, "DATABASE_URL": database_url},
        )
        try:
            return process.wait()
        finally:
            process.terminate()
            process.wait()


if __name__ == "__main__":
    arguments = sys.argv[1:]
    sys.exit(main(arguments[1:] if arguments[:1] == ["--"] else arguments))

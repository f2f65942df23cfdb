"""Runs `make check` and every test, on SQLite and on PostgreSQL, also when one of them fails.

The last line sums them up as "N passed, N failed"; `make check` counts as one.
"""

import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory

PYTEST = [sys.executable, "-m", "pytest"]
ON_POSTGRES = [sys.executable, "-m", "tests.postgres", "--"]


def main(arguments):
    # Asked to stop, leave through `finally`: what was started cleans up after itself.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    passed = failed = 0
    with TemporaryDirectory(prefix="coproduce-reports-") as folder:
        for name, command in (
            ("make check", ["make", "--no-print-directory", "check"]),
            ("SQLite", [*PYTEST, *arguments]),
            ("PostgreSQL", [*ON_POSTGRES, *PYTEST, *arguments]),
        ):
            print(f"\n{name}", flush=True)
            report = Path(folder) / name
            if name != "make check":
                command.append(f"--junit-xml={report}")
            returncode = run(command, environment)
            more_passed, more_failed = counts(report) if report.exists() else (0, 0)
            if returncode:
                more_failed = max(more_failed, 1)
            elif not report.exists():
                more_passed = 1
            passed += more_passed
            failed += more_failed
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


def run(command, environment):
    process = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *command], env=environment)
    try:
        return process.wait()
    finally:
        process.terminate()
        process.wait()


def counts(report):
    """Tests passed and tests failed, from pytest's XML report."""
    suite = ET.parse(report).getroot().find("testsuite").attrib  # noqa: S314 (our own file)
    total, failures, errors, skipped = (
        int(suite[name]) for name in ("tests", "failures", "errors", "skipped")
    )
    return total - failures - errors - skipped, failures + errors


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

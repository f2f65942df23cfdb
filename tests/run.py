"""Runs `make check`, then every test, in four parts side by side: two cores are then never idle.

Most tests run on SQLite and on PostgreSQL. On SQLite, "Pages" is tests/look and as much of the rest
as makes it as long as the other part. What renders texts, pictures and simple pages, what a form's
script does, and how the site's processes are minded, runs on SQLite alone; what a moderator does in
a browser, tests/deploy and the tests of settings, of mail, of commands and of Akismet's faults on
PostgreSQL alone: what pages look like, what a script, nginx and other servers do, and how the site
starts is no matter of the database, and it takes minutes.

All of it runs, also when one part fails. What the others printed follows SQLite's. The last line
sums them up as "N passed, N failed"; `make check` counts as one.
"""

import os
import signal
import subprocess
import sys
import xml.etree.ElementTree as ET
from pathlib import Path
from tempfile import TemporaryDirectory

CHECK = ["make", "--no-print-directory", "check"]
PYTEST = [sys.executable, "-m", "pytest"]
ON_POSTGRES = [sys.executable, "-m", "tests.postgres", "--"]
FOLDERS = [str(path.parent) for path in Path("tests").glob("*/__init__.py")]
ON_POSTGRES_ALONE = """
    tests/browser/test_moderator tests/browser/test_script.py tests/browser/test_whole_path.py
    tests/deploy tests/project/test_settings.py tests/project/test_mail_settings.py
    tests/project/test_send_test_mail.py tests/moderation/test_akismet_
    tests/moderation/test_moderator_mail tests/moderation/test_silent_name_server.py
    tests/moderation/test_status.py
""".split()
ON_SQLITE_ALONE = """
    tests/browser/test_colours.py tests/browser/test_forms.py tests/browser/test_signs.py
    tests/look tests/pages tests/posts/test_picture tests/posts/test_markdown.py
    tests/posts/test_simpler.py tests/posts/test_import_bad_files.py
    tests/barriers/test_simpler_form.py tests/barriers/test_simpler_change.py
    tests/barriers/test_simpler_check.py tests/moderation/test_receipt_simpler.py
    tests/moderation/test_public_form.py tests/moderation/test_text.py
    tests/moderation/test_desk_names.py tests/moderation/test_desk_heading.py
    tests/moderation/test_signs_in_words.py tests/moderation/test_rules_admin.py
    tests/project/test_colours.py tests/project/test_headers.py tests/project/test_serve.py
    tests/project/test_translation.py
""".split()
PAGES = ["tests/barriers", "tests/look", "tests/project"]
MODERATION = ["tests/browser", "tests/moderation"]


def all_but(folders):
    return [folder for folder in FOLDERS if folder not in folders]


# Of each part, before what and without which tests it runs.
PARTS = {
    "SQLite": ([], [*PAGES, *ON_POSTGRES_ALONE]),
    "Pages": ([], [*all_but(PAGES), *ON_POSTGRES_ALONE]),
    "PostgreSQL, moderation": (ON_POSTGRES, [*all_but(MODERATION), *ON_SQLITE_ALONE]),
    "PostgreSQL, all else": (ON_POSTGRES, [*MODERATION, *ON_SQLITE_ALONE]),
}
NOTHING_TO_RUN = 5  # how pytest ends then


def main(arguments):
    # Asked to stop, leave through `finally`: what was started cleans up after itself.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    with TemporaryDirectory(prefix="coproduce-reports-") as folder:
        passed, failed = run_all(Path(folder), arguments)
    print(f"\n{passed} passed, {failed} failed")
    return 1 if failed else 0


def run_all(folder, arguments):
    """How many passed and failed in all."""
    running = []
    try:
        print("\nmake check", flush=True)
        running.append(start(CHECK))
        is_clean = running[0].wait() == 0

        print("\nSQLite (the others run beside it)", flush=True)
        for name, (before, left_out) in PARTS.items():
            options = [f"--deselect={path}" for path in left_out]
            command = [*before, *PYTEST, f"--junit-xml={folder / name}", *options, *arguments]
            with (folder / f"{name} printed").open("w") as file:
                running.append(start(command, stdout=None if name == "SQLite" else file))

        outcomes = [(int(is_clean), int(not is_clean))]
        for name, process in zip(PARTS, running[1:], strict=True):
            outcomes.append(counts(process.wait(), folder / name))
            if printed := (folder / f"{name} printed").read_text():
                print(f"\n{name}\n{printed}", flush=True)
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait()
    return [sum(numbers) for numbers in zip(*outcomes, strict=True)]


def start(command, **options):
    environment = {name: value for name, value in os.environ.items() if name != "DATABASE_URL"}
    return subprocess.Popen(
        ["setpriv", "--pdeathsig", "TERM", *command],
        env=environment,
        stderr=subprocess.STDOUT,
        **options,
    )


def counts(returncode, report):
    """Tests passed and tests failed, from pytest's XML report and how it ended."""
    if returncode == NOTHING_TO_RUN:  # asked for tests that run on the other database alone
        return 0, 0
    if not report.exists():
        return 0, 1
    suite = ET.parse(report).getroot().find("testsuite").attrib  # noqa: S314 (our own file)
    total, failures, errors, skipped = (
        int(suite[name]) for name in ("tests", "failures", "errors", "skipped")
    )
    failed = failures + errors
    return total - failed - skipped, max(failed, int(returncode != 0))


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

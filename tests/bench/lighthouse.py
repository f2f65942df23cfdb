"""Lighthouse's opinion of the essay and the board, on a throttled phone.

Each page is opened several times, since its speed there is worked out from how long this machine
took: what else ran on it counts. Nothing but the site on loopback is asked.
"""

import json
import os
import subprocess
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.results import Row
from tests.site import ROOT, Site

CLI = ROOT / "tests/lighthouse/node_modules/lighthouse/cli/index.js"
CHROMIUM = "/usr/bin/chromium"
FLAGS = """
    --headless --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-sync
    --disable-background-networking --disable-component-update
""".split()
BARS = {"performance": 95, "accessibility": 100, "best-practices": 100, "seo": 100}
PAGES = {"essay, 50 comments": "{essay}", "board": "/barriers/"}
ROUNDS = 3
NEWEST = (
    "from posts.models import Post;"
    "print(Post.objects.filter(slug__startswith='sample-').latest('pk').get_absolute_url())"
)


def run():
    """Prints the scores and what they lack; returns 1 if a bar is not met, else 0."""
    assert CLI.exists(), f"{CLI} is missing: make bench installs it"
    with TemporaryDirectory(prefix="coproduce-lighthouse-") as name:
        site = Site(Path(name) / "site")
        site.start()
        try:
            site.manage("sample_data", "--posts", 1, "--comments", 50, "--barriers", 200)
            essay = site.manage("shell", "-v0", "-c", NEWEST).split()[-1]
            paths = {page: path.format(essay=essay) for page, path in PAGES.items()}
            reports = {
                page: [report(site.url + path, Path(name)) for _ in range(ROUNDS)]
                for page, path in paths.items()
            }
        finally:
            site.stop()
    rows = [row for page, found in reports.items() for row in rows_of(page, found)]
    print("\nLighthouse, on a throttled phone")
    for row in rows:
        print(row.line())
    for page, found in reports.items():
        print_what_is_lacking(page, found[-1])
    return int(not all(row.is_met for row in rows))


def report(url, folder):
    """What Lighthouse says of one visit, as it writes it."""
    path = folder / "report.json"
    command = ["node", CLI, url, "--quiet", "--output=json", f"--output-path={path}"]
    command += [f"--chrome-flags={' '.join(FLAGS)}", "--no-enable-error-reporting"]
    environment = {**os.environ, "CHROME_PATH": CHROMIUM}
    subprocess.run(command, check=True, env=environment)
    found = json.loads(path.read_text())
    assert "runtimeError" not in found, found["runtimeError"]
    return found


def rows_of(page, reports):
    for category, bar in BARS.items():
        scores = [100 * found["categories"][category]["score"] for found in reports]
        yield Row(f"{page}: {category}", scores, "of 100", at_least=bar)


def print_what_is_lacking(page, found):
    """Every audit that is not perfect and counts for something."""
    for category in found["categories"].values():
        for reference in category["auditRefs"]:
            audit = found["audits"][reference["id"]]
            if reference["weight"] and audit["score"] is not None and audit["score"] < 1:
                words = f"{audit['title']} {audit.get('displayValue', '')}".strip()
                print(f"  {page}: {round(100 * audit['score'])} of 100: {words}")

"""Load from wrk, whose scripts (*.lua) look at every answer."""

import json
import subprocess
from pathlib import Path
from tempfile import NamedTemporaryFile

from tests.bench.answers import BROWSER, WrongAnswer
from tests.site import ROOT

SCRIPTS = Path(__file__).parent.relative_to(ROOT)
THREADS = 2
# After the last post was sent, for the answers that are still under way.
PATIENCE = 1  # second


class Load:
    """wrk at work; `figures` waits for what it has to say."""

    def __init__(self, script, url, *arguments, connections, seconds, headers):
        self.url = url
        command = ["setpriv", "--pdeathsig", "TERM", "wrk", f"--script={SCRIPTS / script}"]
        command += [f"--threads={THREADS}", f"--connections={connections}"]
        command += [f"--duration={seconds}s", "--timeout=30s"]
        command += [f"--header={name}: {value}" for name, value in headers.items()]
        command += [url, "--", *map(str, arguments)]
        self.process = subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, text=True)

    @property
    def is_over(self):
        return self.process.poll() is not None

    def figures(self):
        """The numbers that report.lua prints; WrongAnswer if any answer was wrong or missing."""
        output, _ = self.process.communicate()
        try:
            figures = json.loads(output.splitlines()[-1])
        except (IndexError, ValueError):
            raise WrongAnswer(f"{self.url}: wrk said only\n{output}") from None
        if figures["wrong"] or figures["broken"] or not figures["right"]:
            raise WrongAnswer(
                f"{self.url}: {figures['right']} right answers, {figures['wrong']} wrong "
                f"({figures['first_wrong'].strip()}), {figures['broken']} connections failed"
            )
        return figures


def start_reading(url, expected, *, connections, seconds, headers=None):
    """Asks for one page all the time; `expected` is the Answer that each must equal."""
    body = NamedTemporaryFile()  # noqa: SIM115 (it has to outlive this function)
    body.write(expected.body)
    body.flush()
    load = Load(
        "read.lua",
        url,
        expected.status,
        body.name,
        connections=connections,
        seconds=seconds,
        headers=BROWSER | (headers or {}),
    )
    load.body = body
    return load


def start_posting(url, *, run, connections, seconds):
    """Sends comments all the time; `run`, from 0 to 255, makes them unlike any other run's."""
    return Load(
        "post.lua",
        url,
        run,
        seconds,
        connections=connections,
        seconds=seconds + PATIENCE,
        headers=BROWSER | {"Content-Type": "application/x-www-form-urlencoded"},
    )

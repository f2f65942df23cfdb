"""Measures a really running site: `make bench`, on PostgreSQL with DATABASE_URL set.

Everything is on loopback and over in about a minute. The load comes from the same
machine, so figures compare one state of the code with another; they are not a server's.
"""

import argparse
import json
import re
import subprocess
import time
from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from pathlib import Path
from statistics import quantiles
from tempfile import TemporaryDirectory
from urllib.parse import urlencode

from tests.akismet_server import KEY, AkismetServer
from tests.site import Site, own_database

DESCRIBE = "from tests.bench import pages; pages.describe()"
SENDERS = 8
ROUNDS = 3
ROW = "{:<28}{:>12}{:>12}{:>12}{:>10}"


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    for name, number in {"posts": 5, "comments": 1_000, "barriers": 10_000}.items():
        parser.add_argument(f"--{name}", type=int, default=number)
    parser.add_argument("--seconds", type=int, default=5, help="of reading each page")
    parser.add_argument("--sent", type=int, default=200, help="comments sent in each round")
    options = parser.parse_args()
    with TemporaryDirectory(prefix="coproduce-bench-") as folder, own_database() as database_url:
        environment = {"DATABASE_URL": database_url} if database_url else {}
        with AkismetServer() as akismet:
            environment |= {"AKISMET_URL": akismet.url, "AKISMET_API_KEY": KEY}
            site = Site(folder, TRUSTED_PROXIES="127.0.0.1", **environment).start()
            try:
                measure(site, akismet, options)
            finally:
                site.stop()


def measure(site, akismet, options):
    size = [f"--{name}={getattr(options, name)}" for name in ("posts", "comments", "barriers")]
    print(site.manage("sample_data", *size).strip(), flush=True)
    described = json.loads(site.manage("shell", "-v0", "-c", DESCRIBE))
    measure_reading(site, described["pages"], options.seconds)
    measure_sending(site, akismet, described["comments"], options.sent)
    measure_memory(site)


def measure_reading(site, pages, seconds):
    print("\n" + ROW.format("reading, 16 connections", "requests/s", "p50 ms", "p99 ms", "queries"))
    for name, page in pages.items():
        figures = read(f"{site.url}{page['path']}", seconds)
        print(ROW.format(name, *figures, page["queries"]), flush=True)


def measure_sending(site, akismet, path, number):
    print("\n" + ROW.format(f"sending, {SENDERS} connections", "posts/s", "p50 ms", "p99 ms", ""))
    answers = {"Akismet answers at once": 0, "Akismet answers after 30 s": 30}
    took = {name: [] for name in answers}
    lasted = dict.fromkeys(answers, 0.0)
    for round_ in range(ROUNDS):  # in turn, so that a busy moment of the machine hits both
        for name, seconds in answers.items():
            akismet.delay(seconds)
            started = time.perf_counter()
            took[name] += send(site, path, number, f"{name}, {round_}")
            lasted[name] += time.perf_counter() - started
    for name in answers:
        cuts = quantiles(took[name], n=100)
        rate = round(len(took[name]) / lasted[name])
        print(ROW.format(name, rate, round(cuts[49], 1), round(cuts[98], 1), ""), flush=True)
    at_once, late = lasted.values()
    print(f"posts/s late : at once = {at_once / late:.2f}")


def measure_memory(site):
    web = sum(map(memory, site.web_pids()))
    worker = memory(site.worker_pid())
    everything = sum(map(memory, site.processes()))
    print("\nmemory, MB (each process's own share)")
    print(f"web {web}, worker {worker}, all with the supervisor {everything}")


def read(url, seconds):
    """Requests a second, and the 50th and 99th percentile in milliseconds."""
    command = ["wrk", "--threads=1", "--connections=16", f"--duration={seconds}s", "--latency"]
    command += ["--timeout=30s", url]
    output = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    assert "Non-2xx" not in output and "Socket errors" not in output, output
    rate = re.search(r"Requests/sec: +([\d.]+)", output)[1]
    return round(float(rate)), percentile(output, "50%"), percentile(output, "99%")


def percentile(output, name):
    number, unit = re.search(rf"{name} +([\d.]+)(us|ms|s)\b", output).groups()
    return round(float(number) * {"us": 0.001, "ms": 1, "s": 1000}[unit], 1)


def send(site, path, number, label):
    """The milliseconds that each of `number` comments took; each has to be kept."""

    def send_some(sender):
        connection = HTTPConnection("127.0.0.1", site.port, timeout=60)
        took = []
        for count in range(sender, number, SENDERS):
            form = urlencode({"body": f"{label}: {count}", "submission_id": f"{label}-{count}"})
            headers = {
                "Content-Type": "application/x-www-form-urlencoded",
                # As many people, so that limits on one address play no part.
                "X-Forwarded-For": f"10.{sender}.{count // 256}.{count % 256}",
            }
            started = time.perf_counter()
            connection.request("POST", path, form, headers)
            answer = connection.getresponse()
            answer.read()
            took.append(1000 * (time.perf_counter() - started))
            assert answer.status == 303, answer.status
        return took

    with ThreadPoolExecutor(SENDERS) as senders:
        return [one for some in senders.map(send_some, range(SENDERS)) for one in some]


def memory(pid):
    """A process's proportional share of memory in MB."""
    rollup = Path(f"/proc/{pid}/smaps_rollup").read_text()
    return round(int(re.search(r"^Pss: +(\d+) kB", rollup, re.MULTILINE)[1]) / 1024)


if __name__ == "__main__":
    main()

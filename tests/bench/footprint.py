"""What a site takes: bytes on the wire, memory, and time to start."""

import time
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

from tests.bench.answers import Reader, WrongAnswer
from tests.bench.load import start_reading
from tests.bench.posting import Posting
from tests.bench.processes import megabytes_of
from tests.bench.reading import CONNECTIONS

LOOK_EVERY = 0.2  # seconds
ASK_EVERY = 0.01
START_WITHIN = 60


def measure_wire(sites, figures):
    """Bytes of the essay's page, headers included, without its styles."""
    for site in sites:
        page = Reader(site.server.url).page(site.paths["essay"])
        figures[site.name, "essay", "bytes"].append(page.bytes_sent)


def measure_memory(site, plan, figures):
    """Megabytes at their most, while readers read and senders send."""
    path = site.paths["essay"]
    page = Reader(site.server.url).page(path)
    posting = Posting(site, run=plan.rounds, seconds=plan.seconds)
    reading = start_reading(
        site.server.url + path, page, connections=CONNECTIONS, seconds=plan.seconds
    )
    seen = []
    while not reading.is_over:
        seen.append(megabytes(site.server))
        time.sleep(LOOK_EVERY)
    reading.figures()
    posting.figures()
    for name in seen[0]:
        figures[site.name, "memory", name].append(max(look[name] for look in seen))


def megabytes(site):
    web = sum(map(megabytes_of, site.web_pids()))
    worker = megabytes_of(site.worker_pid())
    everything = sum(map(megabytes_of, site.processes()))
    return {
        "web": web,
        "worker": worker,
        "web and worker": web + worker,
        "supervisor": everything - web - worker,
    }


def measure_start(sites, plan, figures):
    for number in range(plan.starts):
        print(f"Starting, {number + 1} of {plan.starts}", flush=True)
        for site in sites:
            figures[site.name, "start", "seconds"].append(seconds_to_start(site))


def seconds_to_start(site):
    """From `manage.py serve` to the first right page, of a site that has been in use."""
    page = Reader(site.server.url).page(site.paths["essay"])
    site.server.stop()
    with ThreadPoolExecutor(1) as pool:
        started_at = time.perf_counter()
        answered_at = pool.submit(when_it_answers, site, page)
        site.server.start()
        return answered_at.result() - started_at


def when_it_answers(site, page):
    deadline = time.perf_counter() + START_WITHIN
    while time.perf_counter() < deadline:
        with suppress(OSError):
            if Reader(site.server.url).get(site.paths["essay"]).body == page.body:
                return time.perf_counter()
        time.sleep(ASK_EVERY)
    raise WrongAnswer(f"{site.name}: no right page within {START_WITHIN} s of the start")

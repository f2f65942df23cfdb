"""The essay's page again and again, when nothing has changed, and what it is held against."""

from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.bench.answers import Answer, Reader
from tests.bench.limits import running_granian, running_nginx_alone, store
from tests.bench.load import start_reading
from tests.nginx import running_nginx
from tests.site import command_line

CONNECTIONS = 32


@dataclass(frozen=True)
class Target:
    url: str
    expected: Answer
    headers: dict[str, str] = field(default_factory=dict)

    def rate(self, seconds):
        """Right answers a second."""
        load = start_reading(
            self.url,
            self.expected,
            connections=CONNECTIONS,
            seconds=seconds,
            headers=self.headers,
        )
        figures = load.figures()
        return figures["right"] / figures["seconds"]


def measure(sites, plan, figures):
    """Requests a second of each site and each of its limits, in turn."""
    with ExitStack() as stack:
        targets = {
            (site.name, "reading", name): target
            for site in sites
            for name, target in stack.enter_context(running_targets(site)).items()
        }
        for target in targets.values():
            target.rate(1)  # to warm up
        for number in range(plan.rounds):
            print(f"Reading, round {number + 1} of {plan.rounds}", flush=True)
            for name, target in targets.items():
                figures[name].append(target.rate(plan.seconds))


@contextmanager
def running_targets(site):
    """Yields, by name, what is read: all of it the same page in the same bytes."""
    path = site.paths["essay"]
    url = site.server.url
    page = Reader(url).page(path)
    workers = web_workers(site)
    with TemporaryDirectory(prefix="coproduce-page-") as place, ExitStack() as stack:
        folder = Path(place)
        store(page, folder)
        started = {
            name: running_granian(name.lower(), folder, site.database, workers=workers)
            for name in ("bare", "looking", "WhiteNoise")
        }
        started["nginx alone"] = running_nginx_alone(folder)
        targets = {
            name: Target(stack.enter_context(server), page) for name, server in started.items()
        }
        targets["essay"] = Target(f"{url}{path}", page)
        known = {"If-None-Match": page.headers["etag"]}
        for name in ("looking", "essay"):
            targets[f"{name}, 304"] = Target(targets[name].url, Answer(304, {}, b""), known)
        proxy = stack.enter_context(running_nginx(upstream_port=site.server.port))
        targets["behind nginx"] = Target(f"{proxy}{path}", page)
        yield targets


def web_workers(site):
    """How many processes of the site answer: its limits get as many."""
    command = command_line(site.server.web_pids()[0])
    return command[command.index("--workers") + 1]

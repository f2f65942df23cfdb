"""The sites that are measured: each really runs, with a database of its own size and make."""

import json
import time
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

from tests.akismet_server import KEY, AkismetServer
from tests.bench.databases import Database, PostgreSQL, SQLite
from tests.postgres import temporary_cluster
from tests.site import Site, execute

DESCRIBE = "from tests.bench import pages; pages.describe()"
# As the service itself answers from afar; a request must not notice.
AKISMET_SECONDS = 0.3


@dataclass(frozen=True)
class Size:
    name: str
    comments: int
    barriers: int
    waiting: int = 0


@dataclass
class Measured:
    """A site and what `pages.describe` says of it: by page, its path and how many comments are
    on it; what the essay asks of the database; where its form is sent; and the desk."""

    size: Size
    database: Database
    server: Site
    paths: dict[str, str]
    comments: dict[str, int]
    essay_queries: list[str]
    form_path: str
    desk: dict[str, Any]
    akismet: AkismetServer

    @property
    def name(self):
        return f"{self.database.name}, {self.size.name}"


@contextmanager
def running_sites(sizes):
    """Yields a site for each size and each database, built and running."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="coproduce-bench-")))
        cluster = stack.enter_context(temporary_cluster())
        akismet = stack.enter_context(AkismetServer())
        akismet.delay(AKISMET_SECONDS)
        sites = []
        for size in sizes:
            for database, data_dir in databases(size, folder, cluster):
                site = build(size, database, data_dir, akismet)
                stack.callback(database.close)
                sites.append(measured(size, database, site, akismet))
        for each in sites:
            each.server.start()
            stack.callback(each.server.stop)
        yield sites


def databases(size, folder, cluster):
    """A new database of each make, and the folder for its site."""
    for make in ("sqlite", "postgres"):
        data_dir = folder / f"{make}-{size.name}"
        data_dir.mkdir()
        if make == "sqlite":
            yield SQLite(data_dir), data_dir
        else:
            execute(cluster, f"CREATE DATABASE {size.name}")
            yield PostgreSQL(cluster.replace("/coproduce?", f"/{size.name}?")), data_dir


def build(size, database, data_dir, akismet):
    """Fills the site's database; leaves it open to the bench."""
    started = time.monotonic()
    environment = {"AKISMET_URL": akismet.url, "AKISMET_API_KEY": KEY}
    environment |= {"TRUSTED_PROXIES": "127.0.0.1"}
    environment |= {"DATABASE_URL": database.url} if database.url else {}
    site = Site(data_dir, **environment)
    site.manage("migrate")
    site.manage("first_run")
    numbers = ["--posts", 1, "--comments", size.comments, "--barriers", size.barriers]
    numbers += ["--waiting", size.waiting]
    site.manage("sample_data", *numbers)
    database.open()
    print(
        f"Built {database.name}, {size.name}: {size.comments:,} comments under one essay, "
        f"{size.barriers:,} barriers, {size.waiting:,} that wait "
        f"({time.monotonic() - started:.0f} s)",
        flush=True,
    )
    return site


def measured(size, database, site, akismet):
    described = json.loads(site.manage("shell", "-v0", "-c", DESCRIBE))
    return Measured(size, database, site, akismet=akismet, **described)

import httpx
import pytest

from tests.deploy.upstream import Upstream
from tests.nginx import running_nginx
from tests.site import wait_until


@pytest.fixture
def upstream():
    with Upstream() as upstream:
        yield upstream


@pytest.fixture
def folder(tmp_path):
    """Where nginx keeps its logs and its cache."""
    return tmp_path


@pytest.fixture
def changes():
    """Texts of deploy/nginx.conf and what a test wants there instead."""
    return {}


@pytest.fixture
def nginx(upstream, folder, changes):
    """The address of an nginx in front of the stand-in."""
    with running_nginx(upstream.port, folder=folder, changes=changes) as url:
        yield url


@pytest.fixture
def client(nginx):
    with client_of(nginx) as client:
        yield client


def client_of(url):
    """Not through a proxy of whoever runs the tests, and with a connection for each request.

    On one connection nginx would not answer again before it has a new copy of the page.
    """
    limits = httpx.Limits(max_keepalive_connections=0)
    return httpx.Client(base_url=url, trust_env=False, timeout=30, limits=limits)


def log_lines(folder, number):
    """The access log, once it has so many lines: nginx's processes write theirs each second."""
    log = folder / "coproduce.log"
    wait_until(lambda: len(log.read_text().splitlines()) >= number, what="lines in nginx's log")
    return log.read_text().splitlines()

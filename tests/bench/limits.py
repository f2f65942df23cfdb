"""Servers of one stored page, each as fast as it can be: what the site is held against."""

import getpass
import json
import os
import subprocess
import sys
from contextlib import contextmanager

from coproduce.serving import GRANIAN
from tests.bench.answers import Reader
from tests.nginx import NGINX
from tests.site import ROOT, free_port, wait_until

FILE = "page.html"
SERVERS_OWN = {"server", "date"}
# nginx says these itself, and more.
NGINXS_OWN = {"content-type", "content-length", "etag"}

STATIC_FILE = """
user {user};
daemon off;
worker_processes 2;
pid nginx.pid;
error_log stderr error;
events {{ worker_connections 1024; }}
http {{
    client_body_temp_path temporary;
    proxy_temp_path temporary;
    fastcgi_temp_path temporary;
    uwsgi_temp_path temporary;
    scgi_temp_path temporary;
    access_log off;
    sendfile on;
    tcp_nopush on;
    keepalive_requests 100000000;
    open_file_cache max=100;
    default_type "{content_type}";
    server {{
        listen 127.0.0.1:{port};
        root compressed;
        {headers}
    }}
}}
"""


def store(page, folder):
    """Lays a page out as its servers below like it best."""
    headers = {name: value for name, value in page.headers.items() if name not in SERVERS_OWN}
    (folder / "headers.json").write_text(json.dumps(headers))
    (folder / "files").mkdir()
    (folder / "files" / FILE).write_text(page.html)
    (folder / "files" / f"{FILE}.br").write_bytes(page.body)
    (folder / "compressed").mkdir()
    (folder / "compressed" / FILE).write_bytes(page.body)


@contextmanager
def running_granian(application, folder, database, *, workers):
    """Yields the page's address in one of `stored_page`'s applications, served as the site is."""
    port = free_port()
    address = ["--host", "127.0.0.1", "--port", str(port), "--workers", str(workers)]
    command = [sys.executable, *GRANIAN, *address, f"tests.bench.stored_page:{application}"]
    given = {"STORED_PAGE": str(folder), "STORED_PAGE_DATABASE": database.address}
    with running(command, env=os.environ | given, cwd=ROOT):
        yield when_it_answers(port)


@contextmanager
def running_nginx_alone(folder):
    """Yields the page's address in an nginx that serves the compressed file as it lies there."""
    port = free_port()
    headers = json.loads((folder / "headers.json").read_text())
    configuration = STATIC_FILE.format(
        user=getpass.getuser(),
        port=port,
        content_type=headers["content-type"],
        headers="\n        ".join(
            f'add_header {name} "{value}";'
            for name, value in headers.items()
            if name not in NGINXS_OWN
        ),
    )
    (folder / "nginx.conf").write_text(configuration)
    with running([NGINX, "-p", f"{folder}/", "-c", "nginx.conf"], cwd=folder):
        yield when_it_answers(port)


@contextmanager
def running(command, **options):
    """In a session of its own: Ctrl-C reaches the bench alone, which stops this in order."""
    command = ["setpriv", "--pdeathsig", "TERM", *command]
    process = subprocess.Popen(command, start_new_session=True, **options)
    try:
        yield
    finally:
        process.terminate()
        process.wait()


def when_it_answers(port):
    url = f"http://127.0.0.1:{port}"

    def answers():
        try:
            return Reader(url).page(f"/{FILE}")
        except OSError:
            return None

    wait_until(answers, what=f"a server at {url}")
    return f"{url}/{FILE}"

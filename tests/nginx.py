"""A real nginx with deploy/nginx.conf, on loopback, in front of an application that runs."""

import os
import socket
import subprocess
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.site import ROOT, free_port, wait_until

CONF = ROOT / "deploy" / "nginx.conf"
NGINX = "/usr/sbin/nginx"

# What Debian's nginx.conf brings along, compression included, with what CONF asks for above.
MAIN = """
{user}
daemon off;
pid {folder}/pid;
error_log {folder}/main-error.log;
worker_processes 2;
pcre_jit on;
worker_rlimit_nofile 20000;
events {{ worker_connections 8192; }}
http {{
    include /etc/nginx/mime.types;
    default_type application/octet-stream;
    sendfile on;
    tcp_nopush on;
    gzip on;
    access_log {folder}/main-access.log;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    scgi_temp_path {folder}/scgi;
    uwsgi_temp_path {folder}/uwsgi;
    include {folder}/site.conf;
}}
"""


@contextmanager
def running_nginx(
    upstream_port,
    *,
    static_root=ROOT / "staticfiles",
    folder=None,
    tls_port=None,
    changes=(),
):
    """Yields nginx's address, of which 127.0.0.1 is the one name that it knows.

    `folder` gets its logs (coproduce.log, coproduce-error.log), its cache and its configuration;
    `changes` are pairs: a text in deploy/nginx.conf, and what stands there instead.
    """
    with TemporaryDirectory(prefix="coproduce-nginx-") as spare:
        folder = Path(folder or spare)
        port = free_port()
        places = {
            "/srv/coproduce/staticfiles/": f"{static_root}/",
            "/srv/coproduce/deploy": CONF.parent,
            "/run/nginx-coproduce": folder / "cache",
            "/var/log/nginx/": f"{folder}/",
            "127.0.0.1:8000;": f"127.0.0.1:{upstream_port};",
            "coproduce.example;": "127.0.0.1;",
            "listen 80": f"listen 127.0.0.1:{port}",
            "listen 443": f"listen 127.0.0.1:{tls_port or free_port()}",
            # Not every machine that runs tests has IPv6.
            "listen [::]:80": f"listen unix:{folder}/http.socket",
            "listen [::]:443": f"listen unix:{folder}/tls.socket",
        }
        site = replaced(CONF.read_text(), {**dict(changes), **places})
        (folder / "site.conf").write_text(site)
        user = "user root;" if os.getuid() == 0 else ""
        (folder / "nginx.conf").write_text(MAIN.format(folder=folder, user=user))
        with running(folder, port):
            yield f"http://127.0.0.1:{port}"


def replaced(text, places):
    for place, value in places.items():
        assert place in text, f"{CONF} does not say {place!r}"
        text = text.replace(place, str(value))
    return text


@contextmanager
def running(folder, port):
    command = [NGINX, "-e", folder / "main-error.log", "-c", folder / "nginx.conf"]
    checked = subprocess.run([*command, "-t"], stderr=subprocess.PIPE, text=True)
    assert checked.returncode == 0, checked.stderr
    # Gone with the tests, however they end.
    server = subprocess.Popen(["setpriv", "--pdeathsig", "TERM", *command])
    try:
        wait_until(lambda: server.poll() is not None or is_listening(port), what="nginx to start")
        assert server.poll() is None, (folder / "main-error.log").read_text()
        yield
    finally:
        server.terminate()
        server.wait()


def is_listening(port):
    with socket.socket() as trial:
        return trial.connect_ex(("127.0.0.1", port)) == 0

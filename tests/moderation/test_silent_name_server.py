"""A name server that takes questions and never answers, in a namespace with a network of its own.

Outside of one, the system's resolver cannot be sent elsewhere for one test alone.
"""

import subprocess
import sys

from django.conf import settings

APART = ["unshare", "--map-root-user", "--mount", "--net"]

CALL = """
import fcntl, socket, struct, subprocess, sys, threading, time
import httpcore, httpx
from coproduce.moderation.akismet import bounded_http

subprocess.run(["mount", "--bind", sys.argv[1], "/etc/resolv.conf"], check=True)
server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
SIOCSIFFLAGS, IFF_UP = 0x8914, 1
fcntl.ioctl(server, SIOCSIFFLAGS, struct.pack("16sh", b"lo", IFF_UP))
server.bind(("127.0.0.1", 53))
bounded_http.CONNECT_SECONDS = 0.5
base = httpx.URL("https://akismet.example")
started = time.monotonic()
try:
    httpx.Client(transport=bounded_http.Transport(base)).post(base, content=b"a")
except httpcore.ConnectTimeout:
    took = time.monotonic() - started
    print(0.5 <= took < bounded_http.CALL_SECONDS, b"akismet" in server.recv(512))
"""


def test_name_server_that_never_answers_costs_no_more_than_the_time_to_connect(tmp_path):
    (tmp_path / "resolv.conf").write_text("nameserver 127.0.0.1\n")

    done = subprocess.run(
        [*APART, sys.executable, "-c", CALL, tmp_path / "resolv.conf"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=30,
    )

    assert (done.stdout, done.stderr) == ("True True\n", "")

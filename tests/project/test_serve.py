"""`manage.py serve`, seen from outside: real processes, real signals."""

import os
import signal
import subprocess
import sys
from urllib.request import urlopen

import pytest

from tests.site import ROOT, free_port, is_running, wait_until


def test_serve_makes_a_site_with_a_moderator(make_site):
    site = make_site(is_new=True)

    with urlopen(f"{site.url}/barriers/") as answer:
        assert answer.status == 200
    assert "user name: moderator" in site.output
    assert site.password


def test_serve_keeps_what_is_there_and_prints_no_password_again(make_site):
    site = make_site(is_new=True)
    posts = count_posts(site)
    site.stop()

    site.start()

    assert site.output == f"coproduce is at {site.url}/ (Ctrl-C stops it)\n"
    assert count_posts(site) == posts > 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_serve_stops_with_all_its_processes(make_site, number):
    site = make_site()
    processes = site.processes()
    assert len(processes) >= 4

    site.process.send_signal(number)

    assert site.process.wait(10) == 0
    assert [pid for pid in processes if is_running(pid)] == []


def test_serve_killed_takes_its_processes_along(make_site):
    site = make_site()
    processes = site.processes()

    site.process.kill()

    wait_until(lambda: not any(map(is_running, processes)), timeout=10, what="all to end")


def test_serve_says_that_the_port_is_taken(make_site):
    site = make_site()

    second = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env=site.environment,
        capture_output=True,
        text=True,
    )

    assert second.returncode == 1
    assert second.stderr == (
        f"CommandError: Cannot listen on 127.0.0.1 port {site.port}: Address already in use. "
        "Free it, or set PORT (or HOST) to another.\n"
    )
    assert second.stdout == ""


def test_serve_says_that_the_database_is_away(tmp_path):
    away = "postgresql://nobody@127.0.0.1:1/nothing"
    done = subprocess.run(
        [sys.executable, "manage.py", "serve"],
        cwd=ROOT,
        env={**os.environ, "DATA_DIR": str(tmp_path), "PORT": str(free_port())}
        | {"DATABASE_URL": away},
        capture_output=True,
        text=True,
    )

    assert done.returncode == 1
    assert done.stderr.startswith("CommandError: The database cannot be used: ")
    assert done.stderr.count("\n") == 1


@pytest.mark.parametrize("killed", ["worker", "web server", "web process"])
def test_serve_starts_again_what_died(make_site, killed):
    site = make_site()
    web_server, web_process, *_ = site.web_pids()
    pid = {
        "worker": site.worker_pid(),
        "web server": web_server,
        "web process": web_process,
    }[killed]
    before = set(site.processes())

    os.kill(pid, signal.SIGKILL)

    wait_until(lambda: not is_running(pid), what=f"the {killed} to end")
    wait_until(lambda: set(site.processes()) - before, what=f"a new {killed}")
    wait_until(lambda: answers(f"{site.url}/health/ready"), what="an answer")
    wait_until(site.worker_pid, what="a worker")
    left = {pid for pid in before if is_running(pid)} - set(site.processes())
    assert left == set()


def answers(url):
    try:
        with urlopen(url, timeout=5) as answer:
            return answer.status == 200
    except OSError:
        return False


def count_posts(site):
    code = "from posts.models import Post; print(Post.objects.count())"
    return int(site.manage("shell", "-v0", "-c", code))

"""The moderators' side: what a page of the desk takes, many decisions at once, and screening."""

import time
from contextlib import closing
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

from tests.bench.answers import WrongAnswer
from tests.bench.processes import seconds_between, spent

WARM_UP = 2
AT_ONCE = 1_000  # decisions
SLOW = "search"  # looks through every text: once is enough
LONGEST = 120  # seconds, for what the worker has to do
LOOK_EVERY = 0.02
# By what the stand-in for Akismet takes to answer: the seconds, and how many it is asked about.
SCREENED = {"at once": (0, 400), "in 200 ms": (0.2, 100)}


class Desk:
    """A moderator who is signed in, over one connection that is kept alive."""

    def __init__(self, site):
        self.site = site
        self.connection = HTTPConnection(urlsplit(site.server.url).netloc, timeout=60)

    def close(self):
        self.connection.close()

    def ask(self, path, form=None):
        """The status and the page; with a form, which may have lists, it is sent."""
        headers = {"Cookie": self.site.desk["cookies"], "Origin": self.site.server.url}
        body = None
        if form is not None:
            body = urlencode({"csrfmiddlewaretoken": self.site.desk["token"], **form}, doseq=True)
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        self.connection.request("POST" if body else "GET", path, body, headers)
        answer = self.connection.getresponse()
        return answer.status, answer.read().decode()

    def page(self, path):
        status, html = self.ask(path)
        if status != 200 or not html.rstrip().endswith("</html>"):
            raise WrongAnswer(f"{self.site.name}, {path}: {status} and no whole page")

    def milliseconds(self, path, times):
        """By the clock and of processor time, the site's and PostgreSQL's, for one page."""
        for _ in range(WARM_UP):
            self.page(path)
        before, started = spent(self.site.server, self.site.database), time.perf_counter()
        for _ in range(times):
            self.page(path)
        took = time.perf_counter() - started
        busy = seconds_between(before, spent(self.site.server, self.site.database))
        return 1000 * took / times, 1000 * busy / times


def measure(sites, plan, figures):
    for number in range(plan.rounds):
        print(f"Moderation, round {number + 1} of {plan.rounds}", flush=True)
        for site in sites:
            with closing(Desk(site)) as desk:
                measure_pages(desk, plan, figures)
                measure_decisions(desk, figures)
            for name, (seconds, count) in SCREENED.items():
                rate = screened_a_second(site, seconds, count)
                figures[site.name, "screening", name].append(rate)


def measure_pages(desk, plan, figures):
    for name, path in desk.site.desk["paths"].items():
        clock, busy = desk.milliseconds(path, 1 if name == SLOW else plan.desk_pages)
        figures[desk.site.name, "desk", name].append(clock)
        figures[desk.site.name, "desk CPU", name].append(busy)


def measure_decisions(desk, figures):
    """Approves AT_ONCE by the list's action and takes that back: the next round finds the same."""
    site, database = desk.site, desk.site.database
    keys = [
        key
        for (key,) in database.rows(
            f"SELECT id FROM moderation_submission WHERE status = 'pending' LIMIT {AT_ONCE}"
        )
    ]
    form = {"action": "approve", "_selected_action": keys}
    seconds = timed(desk, site.desk["list"], form)
    figures[site.name, "decisions", "approve"].append(seconds)
    expect(site, keys, "approved")
    batch = database.rows("SELECT batch FROM moderation_decision ORDER BY id DESC LIMIT 1")[0][0]
    seconds = timed(desk, site.desk["undo"], {"batch": batch})
    figures[site.name, "decisions", "undo"].append(seconds)
    expect(site, keys, "pending")


def timed(desk, path, form):
    started = time.perf_counter()
    status, _html = desk.ask(path, form)
    seconds = time.perf_counter() - started
    if status != 302:
        raise WrongAnswer(f"{desk.site.name}, {path}: {status} for many decisions")
    return seconds


def expect(site, keys, value, column="status"):
    among = ", ".join(map(str, keys))
    query = f"SELECT count(*) FROM moderation_submission WHERE {column} = '{value}'"
    found = site.database.number(f"{query} AND id IN ({among})")
    if found != len(keys):
        raise WrongAnswer(f"{site.name}: {found} of {len(keys)} are {value}")


def screened_a_second(site, seconds, count):
    """How many the site's own worker has Akismet look at in a second, from first to last."""
    keys = [
        key
        for (key,) in site.database.rows(
            "SELECT id FROM moderation_submission WHERE kind = 'comment' AND status = 'pending'"
            f" AND ip_address IS NOT NULL LIMIT {count}"
        )
    ]
    among = ", ".join(map(str, keys))
    forget = f"UPDATE moderation_submission SET verdict = 'unscreened' WHERE id IN ({among})"
    site.database.run(forget)
    site.akismet.forget()
    site.akismet.delay(seconds)
    site.database.run(
        "INSERT INTO moderation_job (kind, subject, run_at, attempts, last_error, created_at)"
        " SELECT 'screen', CAST(id AS text), submitted_at, 0, '', submitted_at"
        f" FROM moderation_submission WHERE id IN ({among})"
    )
    over_at = when_done(site, f"kind = 'screen' AND subject IN ({quoted(keys)})")
    expect(site, keys, "ham", column="verdict")
    return count / (over_at - site.akismet.calls_to("comment-check")[0].at)


def quoted(keys):
    return ", ".join(f"'{key}'" for key in keys)


def when_done(site, condition):
    """When the last of these jobs was done, on the monotonic clock."""
    deadline = time.monotonic() + LONGEST
    while time.monotonic() < deadline:
        if not site.database.number(f"SELECT count(*) FROM moderation_job WHERE {condition}"):
            return time.monotonic()
        time.sleep(LOOK_EVERY)
    raise WrongAnswer(f"{site.name}: the worker was not done in {LONGEST} s")

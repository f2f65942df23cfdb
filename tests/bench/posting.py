"""Comments from many senders at once: how fast, how evenly, and whether each one was kept."""

from tests.bench.answers import WrongAnswer
from tests.bench.bare_database import inserts_a_second
from tests.bench.load import start_posting

CONNECTIONS = 16


class Posting:
    """One run of posting to a site; `run` makes its comments unlike any other run's."""

    def __init__(self, site, *, run, seconds):
        self.site = site
        self.last = site.database.number("SELECT max(id) FROM moderation_submission")
        self.load = start_posting(
            site.server.url + site.form_path, run=run, connections=CONNECTIONS, seconds=seconds
        )

    def figures(self):
        """What wrk measured, once it is over; WrongAnswer if a comment that was acknowledged is
        not there whole."""
        figures = self.load.figures()
        acknowledged, sent = figures["right"], figures["sent"]
        kept = self.count("")
        if not acknowledged <= kept <= sent:
            raise WrongAnswer(
                f"{self.site.name}: {sent} comments sent, {acknowledged} acknowledged, {kept} kept"
            )
        whole = self.count("AND EXISTS (SELECT 1 FROM comments_comment WHERE submission_id = s.id)")
        if whole != kept:
            raise WrongAnswer(f"{self.site.name}: {kept - whole} of {kept} are not on the essay")
        job = "SELECT 1 FROM moderation_job WHERE kind = 'screen' AND subject = CAST(s.id AS text)"
        forgotten = self.count(f"AND verdict = 'unscreened' AND NOT EXISTS ({job})")
        if forgotten:
            raise WrongAnswer(f"{self.site.name}: {forgotten} of {kept} will not be screened")
        return figures

    def count(self, condition):
        """Of the submissions that this run brought."""
        query = f"SELECT count(*) FROM moderation_submission s WHERE id > {self.last}"
        return self.site.database.number(f"{query} AND source = 'web' {condition}")


def measure(sites, plan, figures):
    """Every site in turn, and what its database does alone."""
    for number in range(plan.rounds):
        print(f"Posting, round {number + 1} of {plan.rounds}", flush=True)
        for site in sites:
            measured = Posting(site, run=number, seconds=plan.seconds).figures()
            measured["rate"] = measured["in_time"] / plan.seconds
            for name in ("rate", "p50_ms", "p99_ms"):
                figures[site.name, "posting", name].append(measured[name])
            bare = inserts_a_second(site.database, connections=CONNECTIONS, seconds=plan.seconds)
            figures[site.name, "posting", "bare inserts"].append(bare)
            forget_jobs(site)


def forget_jobs(site):
    """Leave the worker nothing to do, so that the next run meets what this one met."""
    site.database.run("DELETE FROM moderation_job WHERE kind = 'screen'")

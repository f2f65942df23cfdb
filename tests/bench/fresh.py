"""Pages that are made anew: what each costs when something public has just changed."""

from contextlib import closing

from tests.bench.answers import Reader, WrongAnswer
from tests.bench.bare_database import cost_of_queries
from tests.bench.processes import seconds_between, spent

WARM_UP = 5


class Fresh:
    """One page of one site."""

    def __init__(self, site, name):
        self.site = site
        self.path = site.paths[name]
        self.page = Reader(site.server.url).page(self.path)
        expected, shown = site.comments.get(name, 0), self.page.html.count('id="comment-')
        if shown != expected:
            raise WrongAnswer(f"{site.name}, {name}: {shown} comments instead of {expected}")

    def milliseconds(self, times):
        """Processor time for one page, of the web processes and PostgreSQL's."""
        with closing(Reader(self.site.server.url)) as reader:
            self.make(WARM_UP, reader)
            before = spent(self.site.server, self.site.database)
            self.make(times, reader)
            after = spent(self.site.server, self.site.database)
        return 1000 * seconds_between(before, after) / times

    def make(self, times, reader):
        for _ in range(times):
            self.site.database.change_version()
            reader.expect(self.path, self.page)


def measure(sites, plan, figures):
    """Milliseconds of each page, small and large in turn."""
    pages = {
        (site.name, "fresh", name): Fresh(site, name) for name in sites[0].paths for site in sites
    }
    for number in range(plan.rounds):
        print(f"Fresh pages, round {number + 1} of {plan.rounds}", flush=True)
        for name, fresh in pages.items():
            figures[name].append(fresh.milliseconds(plan.pages))
        for site in sites:
            figures[site.name, "fresh", "bare SQL"].append(cost_of_queries(site, plan.pages))

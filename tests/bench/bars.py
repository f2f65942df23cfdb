"""What is held against what, and where the bars lie."""

from tests.bench.moderation import SLOW
from tests.bench.results import Row, ratios

# Posts a second at 16 connections that other systems took, and how often ours must take as many.
#
# They were measured earlier, on 2 cores and not in this run: these ratios are across runs, and
# mean little on a machine of another kind.
ELSEWHERE = {"Isso": 180, "WordPress": 49, "django-comments-xtd": 67}
TIMES_ELSEWHERE = {"Isso": 2, "WordPress": 8}

# PostgreSQL is asked for the version through a socket, SQLite within the process.
TIMES_WHITENOISE = {"SQLite": 1.0, "PostgreSQL": 0.8}
AS_LARGE = 1.3

MOST_QUERIES = 15
MOST_MILLISECONDS = 100
MOST_SECONDS = 3
LEAST_SCREENED = {"at once": 200, "in 200 ms": 20}


def groups(sites, plan, figures):
    """The rows of the table, under their titles."""
    found = {}
    for site in (site for site in sites if site.size == plan.main):
        found[f"Reading: {site.name}"] = list(reading(site, figures))
        found[f"Fresh pages: {site.name}"] = list(fresh(site, figures))
        found[f"Posting: {site.name}"] = list(posting(site, figures))
        found[f"Weight: {site.name}"] = list(weight(site, figures))
    if len(plan.sizes) > 1:
        for small, large in ends(sites, plan):
            title = f"Growth: {large.name} ÷ {small.size.name}"
            found[title] = list(growth(small, large, figures))
    return found | of_moderation(sites, plan, figures)


def of_moderation(sites, plan, figures):
    found = {}
    for site in (site for site in sites if site.size == plan.desk):
        found[f"Moderation: {site.name}"] = list(moderation(site, figures))
    return found


def ends(sites, plan):
    """The smallest and the largest site on each database."""
    for database in dict.fromkeys(site.database.name for site in sites):
        same = [site for site in sites if site.database.name == database]
        yield same[0], same[-1]


def reading(site, figures):
    def of(name):
        return figures[site.name, "reading", name]

    whitenoise = TIMES_WHITENOISE[site.database.name]
    yield Row("essay, cached", of("essay"), "/s")
    yield Row("… ÷ WhiteNoise", ratios(of("essay"), of("WhiteNoise")), at_least=whitenoise)
    bare = ratios(of("essay"), of("bare"))
    yield Row("… ÷ Granian's bare bytes", bare, at_least=0.7, is_aim=True)
    yield Row("… ÷ the least with a look-up", ratios(of("essay"), of("looking")))
    yield Row("that least ÷ WhiteNoise", ratios(of("looking"), of("WhiteNoise")))
    not_modified = ratios(of("essay, 304"), of("WhiteNoise"))
    yield Row("304 ÷ WhiteNoise's page", not_modified, at_least=1.5)
    yield Row("304 ÷ the least with a look-up", ratios(of("essay, 304"), of("looking, 304")))
    yield Row("that 304 ÷ WhiteNoise's page", ratios(of("looking, 304"), of("WhiteNoise")))
    behind_nginx = ratios(of("behind nginx"), of("nginx alone"))
    yield Row("behind nginx ÷ nginx's static file", behind_nginx, at_least=0.9)


def fresh(site, figures):
    essay = figures[site.name, "fresh", "essay"]
    bare = ratios(essay, figures[site.name, "fresh", "bare SQL"])
    yield Row(f"essay ({site.comments['essay']} comments), CPU", essay, "ms", at_most=12)
    yield Row("… ÷ its bare SQL", bare)
    for name in site.paths:
        if name != "essay":
            yield Row(f"{name}, CPU", figures[site.name, "fresh", name], "ms")


def posting(site, figures):
    def of(name):
        return figures[site.name, "posting", name]

    yield Row("16 connections", of("rate"), "/s")
    for name, rate in ELSEWHERE.items():
        across = [one / rate for one in of("rate")]
        yield Row(f"… ÷ {name}, across runs", across, at_least=TIMES_ELSEWHERE.get(name))
    yield Row("… ÷ bare durable inserts", ratios(of("rate"), of("bare inserts")))
    yield Row("p50", of("p50_ms"), "ms")
    yield Row("p99", of("p99_ms"), "ms")
    yield Row("p99 ÷ p50", ratios(of("p99_ms"), of("p50_ms")), at_most=5)


def weight(site, figures):
    wire = figures[site.name, "essay", "bytes"]
    comments = site.comments["essay"]
    yield Row(f"essay ({comments} comments) on the wire", wire, "bytes", at_most=20_000)
    yield Row("start to first right page", figures[site.name, "start", "seconds"], "s", at_most=1)
    if of := figures.get((site.name, "memory", "web and worker")):
        yield Row("memory under load, web and worker", of, "MB", at_most=150)
        yield Row("… the supervisor", figures[site.name, "memory", "supervisor"], "MB")


def growth(small, large, figures):
    for name in small.paths:
        over, under = (figures[site.name, "fresh", name] for site in (large, small))
        shown = [str(site.comments[name]) for site in (large, small) if name in site.comments]
        comments = f" ({' and '.join(shown)} comments)" if shown else ""
        yield Row(f"{name}{comments}, CPU", ratios(over, under), at_most=AS_LARGE)
    over, under = (figures[site.name, "posting", "p50_ms"] for site in (large, small))
    yield Row("posting, p50", ratios(over, under), at_most=AS_LARGE)


def moderation(site, figures):
    """The bars are for PostgreSQL with a million; SQLite is shown beside it."""
    is_asked = site.database.name == "PostgreSQL"
    for name in site.desk["paths"]:
        number = [site.desk["queries"][name]]
        yield Row(f"desk, {name}: queries", number, "", at_most=MOST_QUERIES)
        limit = MOST_MILLISECONDS if is_asked and name != SLOW else None
        yield Row("… CPU", figures[site.name, "desk CPU", name], "ms")
        yield Row("… on the clock", figures[site.name, "desk", name], "ms", at_most=limit)
    for name, words in {"approve": "1,000 approved at once", "undo": "… undone"}.items():
        seconds = figures[site.name, "decisions", name]
        yield Row(words, seconds, "s", at_most=MOST_SECONDS)
    for name, least in LEAST_SCREENED.items():
        rate = figures[site.name, "screening", name]
        yield Row(f"screened, answered {name}", rate, "/s", at_least=least)

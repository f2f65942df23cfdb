"""`make bench`: measures really running sites, and in the same rounds what limits them.

Each figure is held against one that was taken moments before or after on the same machine, so
ratios mean something where absolute figures do not: the load comes from the same cores.
Everything is on loopback. It fails when an answer was wrong, not when a bar is missed, but for
those of Lighthouse, which comes last.
"""

import argparse
import signal
import sys
from collections import defaultdict
from dataclasses import dataclass, replace

from tests.bench import bars, footprint, fresh, lighthouse, moderation, posting, reading
from tests.bench.answers import WrongAnswer
from tests.bench.results import keep, print_table
from tests.bench.sites import Size, running_sites
from tests.site import ROOT


@dataclass(frozen=True)
class Plan:
    """Sizes from small to large; `main` is the one for whatever is measured at one size only."""

    sizes: list[Size]
    main: Size
    rounds: int
    seconds: int  # of each load
    pages: int  # made anew in each round, of each kind
    starts: int
    desk: Size  # the one for what moderators do
    desk_pages: int  # of each kind, in each round


MIDDLE = Size("middle", comments=1_000, barriers=100_000)
SMALL = Size("small", comments=1_000, barriers=10_000, waiting=4_000)
LARGE = Size("large", comments=10_000, barriers=1_000_000, waiting=20_000)
FULL = Plan(
    sizes=[Size("small", 100, 10_000), MIDDLE, LARGE],
    main=MIDDLE,
    rounds=3,
    seconds=3,
    pages=60,
    starts=5,
    desk=LARGE,
    desk_pages=20,
)
SHORT = Plan(
    sizes=[SMALL],
    main=SMALL,
    rounds=3,
    seconds=1,
    pages=30,
    starts=3,
    desk=SMALL,
    desk_pages=10,
)


def main():
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--short", action="store_true", help="one size, in less than 3 minutes")
    parser.add_argument("--moderation", action="store_true", help="what moderators do alone")
    parser.add_argument("--lighthouse", action="store_true", help="Lighthouse alone")
    options = parser.parse_args()
    # Asked to stop, leave through `finally`: what was started is stopped.
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    if options.lighthouse:
        return lighthouse.run()
    form, plan = ("short", SHORT) if options.short else ("full", FULL)
    if options.moderation:
        form, plan = f"moderation-{form}", replace(plan, sizes=[plan.desk])
    figures = defaultdict(list)
    try:
        with running_sites(plan.sizes) as sites:
            (measure_moderation if options.moderation else measure)(sites, plan, figures)
    except WrongAnswer as wrong:
        print(f"\nThe bench failed: {wrong}", file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130
    of_plan = bars.of_moderation if options.moderation else bars.groups
    groups = of_plan(sites, plan, figures)
    print_table(groups)
    print("Every answer was right, and nothing that was acknowledged is missing.")
    print(f"Kept in {keep(form, plan, groups, figures).relative_to(ROOT)}")
    return 0 if options.short or options.moderation else lighthouse.run()


def measure(sites, plan, figures):
    """In this order: posting leaves work behind that would disturb what follows."""
    mains = [site for site in sites if site.size == plan.main]
    reading.measure(mains, plan, figures)
    fresh.measure(sites, plan, figures)
    footprint.measure_wire(mains, figures)
    footprint.measure_start(mains, plan, figures)
    measure_moderation(sites, plan, figures)
    posting.measure(sites, plan, figures)
    footprint.measure_memory(mains[0], plan, figures)


def measure_moderation(sites, plan, figures):
    moderation.measure([site for site in sites if site.size == plan.desk], plan, figures)


if __name__ == "__main__":
    sys.exit(main())

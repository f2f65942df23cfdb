"""Pictures of the pages at three widths, by day and by night: `make pictures`.

One sheet a page goes to docs/pictures/; `--all FOLDER` makes a sheet of every page in every state
there instead, to be looked through after a change of the look.
"""

import argparse
import io
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from PIL import Image

from tests.chromium import running_browser
from tests.look.conftest import running_sites
from tests.look.pages import STATES
from tests.site import ROOT

SHOWN = """home essay essay-rich post-simpler board list barrier meeting barrier-new
    questions-tags barrier-check comment-errors receipt-comment_pending privacy
    guide-barriers-simpler invite 404 503-words admin-desk admin-letters admin-next
    admin-mend-page admin-rules admin-health admin-post-new""".split()
WIDTHS = [320, 768, 1280]
SCHEMES = ["light", "dark"]
HIDE_ODD_ONES = "from tests.look import states; states.hide_odd_ones()"
HEIGHT = 1300  # CSS pixels; what stands below is cut off
BETWEEN = 24
GROUND = "#8a8a8a"
# Where colours change slowly, as in the admin: when they have.
SETTLED = "Promise.allSettled(document.getAnimations().map(each => each.finished))"


def main(arguments=None):
    options = parsed(arguments)
    folder = options.all or ROOT / "docs" / "pictures"
    folder.mkdir(parents=True, exist_ok=True)
    states = [state for state in STATES if options.all or state.name in SHOWN]
    with ready() as (browser, sites):
        if not options.all:
            sites.full.manage("shell", "-v0", "-c", HIDE_ODD_ONES)
        for state in states:
            sheet = sheet_of(browser, sites, state)
            if not options.all:
                sheet = sheet.resize((sheet.width // 2, sheet.height // 2), Image.LANCZOS)
            sheet.save(folder / f"{state.name}.webp", quality=40, method=6)
            print(state.name, flush=True)


def parsed(arguments):
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--all", type=Path, metavar="FOLDER", help="every page in every state")
    return parser.parse_args(arguments)


@contextmanager
def ready():
    """Yields a browser and the sites, in a folder that is gone afterwards."""
    with (
        TemporaryDirectory(prefix="coproduce-pictures-") as name,
        running_browser("--hide-scrollbars") as browser,
        running_sites(browser, Path(name)) as sites,
    ):
        yield browser, sites


def sheet_of(browser, sites, state):
    """Day above night, from the narrowest to the widest."""
    with sites.page(browser, state) as page:
        rows = [[picture(page, width, scheme) for width in WIDTHS] for scheme in SCHEMES]
    heights = [max(each.height for each in row) for row in rows]
    size = (sum(WIDTHS) + 2 * BETWEEN, sum(heights) + BETWEEN)
    sheet = Image.new("RGB", size, GROUND)
    top = 0
    for row, height in zip(rows, heights, strict=True):
        left = 0
        for each in row:
            sheet.paste(each, (left, top))
            left += each.width + BETWEEN
        top += height + BETWEEN
    return sheet


def picture(page, width, scheme):
    page.set_viewport_size({"width": width, "height": 900})
    page.emulate_media(color_scheme=scheme)
    page.evaluate(SETTLED)
    taken = Image.open(io.BytesIO(page.screenshot(full_page=True))).convert("RGB")
    return taken.crop((0, 0, width, min(taken.height, HEIGHT)))


if __name__ == "__main__":
    main()

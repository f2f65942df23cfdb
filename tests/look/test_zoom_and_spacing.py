"""At 400 % zoom (320 CSS px), with a reader's own spacing, in forced colours, without motion."""

from pprint import pformat

import pytest

from tests.look import in_page
from tests.look.pages import STATES

NARROW = {"width": 320, "height": 640}
WIDER = (768, 1280)


@pytest.mark.parametrize("state", STATES, ids=str)
def test_page_fits_and_nothing_is_lost(browser, sites, state):
    wrong = {}
    # What a reader's browser adds to a page is under no policy of the page's.
    with sites.page(browser, state, viewport=NARROW, bypass_csp=True) as page:

        def ask(question, name):
            if found := page.evaluate(question):
                wrong[name] = found

        ask(in_page.SIDEWAYS, "sideways at 320")
        page.emulate_media(reduced_motion="reduce")
        ask(in_page.MOVING, "moves")
        page.emulate_media(forced_colors="active")
        ask(in_page.BORDERLESS, "no border in forced colours")
        ask(in_page.RINGLESS, "no ring in forced colours")
        page.emulate_media(forced_colors="none")
        page.add_style_tag(content=in_page.SPACING)
        ask(in_page.SIDEWAYS, "sideways with spacing")
        ask(in_page.CLIPPED, "clipped with spacing")
        ask(in_page.OVERLAPPING, "overlapping with spacing")
        for width in WIDER:
            page.set_viewport_size({"width": width, "height": 800})
            ask(in_page.SIDEWAYS, f"sideways with spacing at {width}")
            ask(in_page.OVERLAPPING, f"overlapping with spacing at {width}")
    assert not wrong, pformat(wrong)

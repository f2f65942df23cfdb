"""At 400 % zoom (320 CSS px), with a reader's own spacing, in forced colours, without motion."""

from pprint import pformat

from tests.look import in_page

NARROW = {"width": 320, "height": 640}
WIDER = (768, 1280)


def test_page_fits_and_nothing_is_lost(shown):
    _state, page = shown
    wrong = {}

    def ask(question, name):
        if found := page.evaluate(question):
            wrong[name] = found

    page.set_viewport_size(NARROW)
    ask(in_page.SIDEWAYS, "sideways at 320")
    page.emulate_media(reduced_motion="reduce")
    ask(in_page.MOVING, "moves")
    page.emulate_media(forced_colors="active")
    ask(in_page.BORDERLESS, "no border in forced colours")
    ask(in_page.RINGLESS, "no ring in forced colours")
    page.emulate_media(forced_colors="none", reduced_motion="no-preference")
    page.evaluate(in_page.ADD_SPACING)
    ask(in_page.SIDEWAYS, "sideways with spacing")
    ask(in_page.CLIPPED, "clipped with spacing")
    ask(in_page.OVERLAPPING, "overlapping with spacing")
    for width in WIDER:
        page.set_viewport_size({"width": width, "height": 800})
        ask(in_page.SIDEWAYS, f"sideways with spacing at {width}")
        ask(in_page.OVERLAPPING, f"overlapping with spacing at {width}")
    page.evaluate(in_page.LEAVE)
    assert not wrong, pformat(wrong)

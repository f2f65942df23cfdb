"""axe-core on every page in every state, at three widths, light and dark.

No violation; and whatever axe leaves to people is explained here, once for each rule and reason.
"""

from collections import defaultdict

from tests.look import axe
from tests.look.pages import STATES

WIDTHS = [320, 768, 1280]
# The rules that look at colours; no other can tell light from dark.
COLOUR_RULES = ["color-contrast", "link-in-text-block"]
SCHEMES = {"light": [], "dark": COLOUR_RULES}
# (pages whose names begin so, rule, axe's reason): why it is right as it is.
EXPLAINED = {
    (
        "admin-",
        "color-contrast",
        "bgImage",
    ): "Django’s icons are background pictures beside the words, where the words do not reach",
    (
        "admin-",
        "color-contrast",
        "elmPartiallyObscuring",
    ): "The bar with the buttons stays in sight over the end of a long page; scrolling moves it on",
}


def test_page_has_no_violation(shown):
    state, page = shown
    found = defaultdict(list)
    axe.load(page)
    for width in WIDTHS:
        page.set_viewport_size({"width": width, "height": 800})
        for scheme, rules in SCHEMES.items():
            page.emulate_media(color_scheme=scheme)
            for what in unexplained(state, *axe.findings(page, rules)):
                found[what].append(f"{width} {scheme}")
    page.emulate_media(color_scheme=None)
    assert not found, "\n".join(f"{what} at {', '.join(where)}" for what, where in found.items())


def unexplained(state, wrong, left):
    """Violations, and what is left to people without an explanation above."""
    known = {key[1:] for key in EXPLAINED if state.name.startswith(key[0])}
    return wrong + [each for each in left if each[0] not in known]


def test_axe_sees_what_is_wrong(browser, sites):
    home = STATES[0]
    with sites.page(browser, home) as page:
        page.evaluate("document.querySelector('h1').remove()")
        page.evaluate("document.querySelector('main a').textContent = ''")
        axe.load(page)
        wrong, _ = axe.findings(page)
    assert {rule for rule, _ in wrong} == {"page-has-heading-one", "link-name"}

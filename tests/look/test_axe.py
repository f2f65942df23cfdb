"""axe-core on every page in every state, at three widths, light and dark.

Every rule looks at a wide page by day and at a narrow one by night. At other widths and in the
other scheme, the rules about colours look at what shows there alone, or in other colours.

No violation; and whatever axe leaves to people is explained here, once for each rule and reason.
"""

from collections import defaultdict

from tests.look import axe
from tests.look.pages import STATES

WIDTHS = [320, 768, 1280]
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
    for width, scheme, findings in findings_on(page):
        for what in unexplained(state, *findings):
            found[what].append(f"{width} {scheme}")
    page.emulate_media(color_scheme="light")
    assert not found, "\n".join(f"{what} at {', '.join(where)}" for what, where in found.items())


def findings_on(page):
    """Yields (width, scheme, what axe finds)."""

    def show(width, scheme):
        page.set_viewport_size({"width": width, "height": 800})
        page.emulate_media(color_scheme=scheme)
        return width, scheme

    narrow, middle, wide = WIDTHS
    for width, scheme in [(wide, "light"), (narrow, "dark")]:
        yield *show(width, scheme), axe.everything(page, scheme)
    yield *show(middle, "light"), axe.all_but_colours(page)
    for width, scheme in [(middle, "light"), (middle, "dark"), (narrow, "light"), (wide, "dark")]:
        yield *show(width, scheme), axe.unseen_colours(page, scheme)


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
        wrong, _ = axe.everything(page)
    assert {rule for rule, _ in wrong} == {"page-has-heading-one", "link-name"}

"""axe-core on every page in every state, at three widths, light and dark.

The rules about colours look at all of a wide page by day and of a narrow one by night. At other
widths and in the other scheme they look at what shows there alone, or in other colours. The other
rules look at every width; those that boxes do not concern, where other elements are shown.

No violation; and whatever axe leaves to people is explained here, once for each rule and reason.
"""

from collections import defaultdict

from tests.look import axe
from tests.look.pages import STATES

WIDTHS = [320, 768, 1280]
# What is wrong in a window of a middle width alone, and there by night.
ADD_FAULTS = """() => {
    document.querySelector("main").insertAdjacentHTML("beforeend", `
        <input class="late">
        <p><a href="/"><span class="early">Home</span></a></p>
        <p class="close"><a href="/one">One</a><br><a href="/two">Two</a></p>
        <p class="dim">Words</p>
    `);
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(`
        .late { display: none; }
        @media (600px < width < 900px) {
            .late { display: block; }
            .early { display: none; }
            .close, .close a { display: block; font-size: 8px; line-height: 1; }
        }
        @media (600px < width < 900px) and (prefers-color-scheme: dark) {
            .dim { color: #333; }
        }
    `);
    document.adoptedStyleSheets = [sheet];
}"""
# (pages whose names begin so, rule, axe's reason): why it is right as it is.
EXPLAINED = {
    (
        "admin-",
        "color-contrast",
        "bgImage",
    ): "Django’s icons are background pictures beside the words, where the words do not reach",
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
    yield *show(wide, "light"), axe.everything(page, "light")
    yield *show(middle, "light"), axe.all_but_colours(page)
    yield middle, "light", axe.unseen_colours(page, "light")
    yield *show(narrow, "light"), axe.unseen_colours(page, "light")
    yield *show(narrow, "dark"), axe.everything(page, "dark")
    for width in (middle, wide):
        yield *show(width, "dark"), axe.unseen_colours(page, "dark")


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


def test_axe_sees_what_is_wrong_at_one_width_alone(browser, sites):
    with sites.page(browser, STATES[0]) as page:
        page.evaluate(ADD_FAULTS)
        axe.load(page)
        found = [
            (width, scheme, rule)
            for width, scheme, (wrong, _) in findings_on(page)
            for rule in {rule for rule, _ in wrong}
        ]
    assert sorted(found) == [
        (768, "dark", "color-contrast"),
        (768, "light", "label"),
        (768, "light", "link-name"),
        (768, "light", "target-size"),
    ]

"""What a first visit to a long conversation costs, and that nothing in it waits or jumps."""

import pytest

from tests.chromium import watched_page

KB = 1000
MOST_WITHOUT_FONT = 60 * KB
MOST_WITH_FONT = 100 * KB
MOST_REQUESTS = 6
FONT_IS_LATE = 1500  # milliseconds
AFTERWARDS = 300
PHONE = {"viewport": {"width": 360, "height": 740}}
DESK = {"viewport": {"width": 1280, "height": 800}}
WATCH_SHIFTS = """
    window.shifts = [];
    new PerformanceObserver(list => {
        for (const each of list.getEntries()) {
            window.shifts.push([each.value, ...each.sources.map(it => it.node?.nodeName)]);
        }
    }).observe({type: "layout-shift", buffered: true});
"""


def test_first_load_is_light(browser, sites):
    with watched_page(browser, sites.full) as page:
        bytes_by_path = watch_bytes(page)
        page.goto("/posts/{fifty}/".format_map(sites.places), wait_until="networkidle")
        assert page.locator(".comment").count() == 50

    fonts = sum(size for path, size in bytes_by_path.items() if path.endswith(".woff2"))
    total = sum(bytes_by_path.values())
    assert len(bytes_by_path) <= MOST_REQUESTS, bytes_by_path
    assert 0 < total - fonts <= MOST_WITHOUT_FONT, bytes_by_path
    assert 0 < fonts < total <= MOST_WITH_FONT, bytes_by_path


def watch_bytes(page):
    """A dict that fills: what came over the wire, heads included, by path."""
    addresses, sizes = {}, {}
    session = page.context.new_cdp_session(page)
    session.send("Network.enable")

    def name(event):
        addresses[event["requestId"]] = event["request"]["url"]

    def note(event):
        sizes[addresses[event["requestId"]]] = event["encodedDataLength"]

    session.on("Network.requestWillBeSent", name)
    session.on("Network.loadingFinished", note)
    return sizes


@pytest.mark.parametrize("window", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize("path", ["/", "/posts/{fifty}/", "/barriers/", "/barriers/new/"])
def test_nothing_moves_when_the_font_comes_late(browser, sites, path, window):
    with watched_page(browser, sites.full, **window) as page:
        came_late = []

        def hold_back(route):
            page.wait_for_timeout(FONT_IS_LATE)
            route.continue_()
            came_late.append(route.request.url)

        page.add_init_script(WATCH_SHIFTS)
        page.route("**/*.woff2", hold_back)
        page.goto(path.format_map(sites.places), wait_until="networkidle")
        page.evaluate("document.fonts.ready.then(() => null)")
        page.wait_for_timeout(AFTERWARDS)
        assert (page.evaluate("window.shifts"), len(came_late)) == ([], 1)


def test_words_are_there_before_script_and_font(browser, sites):
    with watched_page(browser, sites.full, **PHONE) as page:
        held = []
        for kind in ("**/*.js", "**/*.woff2"):
            page.route(kind, lambda route: held.append(route))
        page.goto("/posts/{fifty}/".format_map(sites.places), wait_until="commit")
        page.locator("h1").wait_for()
        seen = picture(page)
        page.evaluate("document.querySelector('h1').style.visibility = 'hidden'")
        assert picture(page) != seen
        assert {route.request.url.rpartition(".")[2] for route in held} == {"js", "woff2"}
        for route in held:
            route.abort()


def picture(page):
    """What is drawn now. (Playwright's own waits for fonts.)"""
    page.evaluate("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(done)))")
    return page.context.new_cdp_session(page).send("Page.captureScreenshot")["data"]

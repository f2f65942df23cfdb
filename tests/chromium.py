"""Debian's Chromium, driven by Playwright, and pages on which nothing may go wrong."""

from contextlib import contextmanager
from urllib.parse import urlsplit

from playwright.sync_api import sync_playwright

CHROMIUM = "/usr/bin/chromium"
# With each page comes a window, and in it a second page for what is offered under the address
# bar, which takes more than ours does. The others are Playwright's own: a list replaces its list.
LEFT_OUT = """
    WebUIOmniboxPopup WebUIOmniboxAimPopup
    AimEnabled AvoidCorsURLLoaderRestartOnRedirect AvoidUnnecessaryBeforeUnloadCheckSync
    DestroyProfileOnBrowserClose HttpsFirstBalancedModeAutoEnable HttpsUpgrades LensOverlay
    MediaRouter NetworkTimeServiceQuerying OptimizationHints PaintHolding PreconnectToSearch
    TcpPortRandomizationWin ThirdPartyStoragePartitioning
""".split()
FLAGS = f"""
    --no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking
    --disable-component-update --disable-sync --disable-features={",".join(LEFT_OUT)}
""".split()
# What Chromium itself prints for an answer of 400 or more; answers are judged by themselves.
ANSWER_MESSAGE = "Failed to load resource"
# What axe causes in some pages: a style that stands in none of the site's files has no address.
STYLE_MESSAGE = "Applying inline style"


@contextmanager
def running_browser(*flags):
    with sync_playwright() as playwright:
        arguments = [*FLAGS, *flags]
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield browser
        browser.close()


@contextmanager
def watched_page(browser, site, **options):
    """A page whose relative addresses are the site's; afterwards nothing may have gone wrong."""
    with open_tab(browser, site, **options) as (page, troubles):
        yield page
    assert not troubles, "\n".join(troubles)


@contextmanager
def open_tab(browser, site, **options):
    """Yields a page whose relative addresses are the site's, and a list of what goes wrong on it.

    Wrong is: an error in a script or on the console, a part of a page that did not load, a
    request to anyone but the site. A page that itself answers 400 is the test's own matter.
    """
    troubles = []

    def watch_console(message):
        is_from_axe = message.text.startswith(STYLE_MESSAGE) and not message.location["url"]
        is_answer = message.text.startswith(ANSWER_MESSAGE)
        if message.type == "error" and not is_from_axe and not is_answer:
            troubles.append(f"console: {message.text}")

    def watch_request(request):
        parts = urlsplit(request.url)
        if parts.scheme not in {"data", "blob"} and f"{parts.scheme}://{parts.netloc}" != site.url:
            troubles.append(f"foreign request: {request.url}")

    def watch_response(response):
        if response.status >= 400 and not response.request.is_navigation_request():
            troubles.append(f"{response.status}: {response.url}")

    context = browser.new_context(base_url=site.url, **options)
    context.set_default_timeout(10_000)  # milliseconds
    context.on("console", watch_console)
    context.on("weberror", lambda error: troubles.append(f"script: {error.error}"))
    context.on("request", watch_request)
    context.on("response", watch_response)
    try:
        yield context.new_page(), troubles
    finally:
        context.close()

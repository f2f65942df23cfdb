"""Opens a page in one of its states in a browser."""

import json
import re
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

from playwright.sync_api import Browser

from tests.chromium import open_tab, watched_page
from tests.site import Site

DESCRIBE = "from tests.look import states; states.describe()"


@dataclass
class Sites:
    """Two sites that run, what fills the addresses in pages.py, and a moderator's cookies."""

    full: Site
    empty: Site
    places: dict
    cookies: dict

    @contextmanager
    def page(self, browser, state, **options):
        """Yields a page that shows the state; nothing may have gone wrong on it by the end."""
        site = self.empty if state.where == "empty" else self.full
        if state.is_admin:
            options["storage_state"] = self.cookies
        with watched_page(browser, site, **options) as page:
            open_page(page, state, self.places)
            yield page


@dataclass
class Tabs:
    """A tab for each site and for its moderator, in which one state is opened after the other."""

    browser: Browser
    sites: Sites
    cleanup: ExitStack
    opened: dict = field(default_factory=dict)

    @contextmanager
    def page(self, state):
        """As Sites.page, in a third of the time. What sends something gets a page of its own: that
        may leave something behind."""
        if state.button or state.sends:
            with self.sites.page(self.browser, state) as page:
                yield page
            return
        key = (state.where, state.is_admin)
        if key not in self.opened:
            site = self.sites.empty if state.where == "empty" else self.sites.full
            options = {"storage_state": self.sites.cookies} if state.is_admin else {}
            tab = open_tab(self.browser, site, **options)
            self.opened[key] = self.cleanup.enter_context(tab)
        page, troubles = self.opened[key]
        troubles.clear()
        open_page(page, state, self.sites.places)
        yield page
        assert not troubles, "\n".join(troubles)


def open_page(page, state, places):
    path = state.path.format_map(places)
    if state.sends:
        page.route(f"**{path}", lambda route: answer_to(route, state.sends), times=1)
    response = page.goto(path)
    if state.button:
        for typed in (state.typed, *state.then):
            fill(page, typed, places)
            response = press(page, state.button)
    assert response.status == state.status, state


def press(page, name):
    form = page.locator("main, #content")
    # At the desk a button’s name goes on, unseen, with the letter’s.
    called = re.compile(rf"^{re.escape(name)}( : .+)?$")
    button = form.get_by_role("button", name=called)
    if not button.count():
        # It may be folded away until somebody opens what it stands in.
        # From the end: each that opens is none of these any more.
        for summary in reversed(form.locator("details:not([open]) > summary").all()):
            summary.click()
    with page.expect_navigation() as arrival:
        button.click()
    return arrival.value


def answer_to(route, sends):
    """The site's own answer to what a browser's address bar could not ask for."""
    headers = {**route.request.headers, **sends["headers"]}
    response = route.fetch(**{**sends, "headers": headers})
    route.fulfill(response=response)


def fill(page, typed, places):
    form = page.locator("main, #content")
    for name, value in typed.items():
        if isinstance(value, list):
            tick(form, name, [each.format_map(places) for each in value])
            continue
        control = form.locator(f"[name={name}]:visible").first
        if control.evaluate("control => control.tagName") == "SELECT":
            control.select_option(value)
        else:
            control.fill(value.format_map(places))


def tick(form, name, values):
    for value in values:
        box = form.locator(f"[name={name}][value={value}]")
        # Boxes may be folded away until somebody opens what they stand in.
        for outer in box.locator("xpath=ancestor::details[not(@open)]").all():
            outer.locator("summary").click()
        box.check()


def described(site):
    return json.loads(site.manage("shell", "-v0", "-c", DESCRIBE).splitlines()[-1])

"""Opens a page in one of its states, in a browser or with Django's test client."""

import json
from contextlib import contextmanager
from dataclasses import dataclass

from django.contrib.auth.models import User
from django.core.management import call_command

from tests.browser.conftest import watched_page
from tests.look import states
from tests.look.pages import ANSWERS, STATES
from tests.markup import form_values, parse, send, text_of, texts
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
    button = page.locator("main, #content").get_by_role("button", name=name, exact=True)
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


def answer(client, state, places):
    """The same by the test client: what the server answers at the end."""
    path = state.path.format_map(places)
    if state.sends:
        return client.generic(**request_of(path, state.sends))
    response = client.get(path)
    if state.button:
        for typed in (state.typed, *state.then):
            response = answer_to_form(client, response, path, state.button, typed, places)
    return response


def every_answer(client, settings):
    """Yields (state, answer) for every page, from this process and its database."""
    settings.ROOT_URLCONF = "tests.look.faulty_urls"
    client.raise_request_exception = False
    yield from answers(client, [state for state in STATES if state.where == "empty"], {})
    call_command("first_run", verbosity=0)
    places = states.prepare()
    # Faults last: they close the test's own connection.
    full = [state for state in STATES if state.where == "full" and state not in ANSWERS]
    yield from answers(client, [state for state in full if not state.is_admin], places)
    client.force_login(User.objects.get())
    yield from answers(client, [state for state in full if state.is_admin], places)
    yield from answers(client, ANSWERS, places)


def answers(client, wanted, places):
    for state in wanted:
        response = answer(client, state, places)
        assert response.status_code == state.status, (state.name, texts(response, ".//main"))
        yield state, response


def answer_to_form(client, response, path, button, typed, places):
    number, action = form_with(response, button)
    values = form_values(response, number) | empty_lines(response)
    for name, value in typed.items():
        values[name] = [each.format_map(places) for each in listed(value)]
    return send(client, action or path, values, follow=True)


def listed(value):
    return value if isinstance(value, list) else [value]


def request_of(path, sends):
    headers = dict(sends["headers"])
    kind = headers.pop("Content-Type", "text/plain")
    method, data = sends.get("method", "GET"), sends.get("post_data", "")
    return dict(method=method, path=path, data=data, content_type=kind, headers=headers)


def form_with(response, button):
    """The number of the POST form with this button among the page's, and where it is sent."""
    forms = [form for form in parse(response).iter("form") if form.get("method") == "post"]
    for number, form in enumerate(forms):
        words = [text_of(element) for element in form.iter("button")]
        words += [element.get("value") for element in form.iter("input")]
        if button in words:
            return number, form.get("action")
    raise AssertionError(f"No form has a button {button!r}")


def empty_lines(response):
    lines = [element for element in parse(response).iter("input") if "value" not in element.attrib]
    return {e.get("name"): [""] for e in lines if e.get("type") not in {"checkbox", "radio"}}


def described(site):
    return json.loads(site.manage("shell", "-v0", "-c", DESCRIBE).splitlines()[-1])

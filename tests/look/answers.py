"""The same pages asked for by Django's test client, in this process and its database."""

from django.contrib.auth.models import User
from django.core.management import call_command

from tests.look import states
from tests.look.pages import ANSWERS, STATES
from tests.markup import form_values, parse, send, text_of, texts


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
    settings.AKISMET_API_KEY = "a-key"  # for the question about it; nobody is asked here
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
    values = form_values(response, number)
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
        words += [element.get("value", "") for element in form.iter("input")]
        # At the desk a button’s name goes on, unseen, with the letter’s.
        if any(each == button or each.startswith(f"{button}: ") for each in words):
            return number, form.get("action")
    raise AssertionError(f"No form has a button {button!r}")

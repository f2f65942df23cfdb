"""Nothing goes to Akismet from a page that did not speak of it, whatever is switched on since."""

import pytest

from coproduce.moderation.models import Submission
from tests.akismet_server import KEY
from tests.barriers.forms import NEW, change_it, check, private_answers, send_it
from tests.barriers.simpler import SHORT, SIMPLER, facts, press, walk, where
from tests.factories import create_post
from tests.markup import form_values, parse, send
from tests.moderation.rules import do, put_rules

pytestmark = pytest.mark.django_db

TRACES = ["ip_address", "user_agent", "referrer"]
VISITOR = {"HTTP_USER_AGENT": "Browser/1.0", "HTTP_REFERER": "http://testserver/"}
KEPT = (False, "127.0.0.1", "Browser/1.0", "http://testserver/")
REFUSED = (True, None, "", "")
CHECKER = "Our spam checker, Akismet"
QUESTION = "Can our spam checker see your words?"
NOT_SENT = "Does not get it: a person checks alone"


def kept():
    return list(Submission.objects.order_by("pk").values_list("person_only", *TRACES))


def asked(screening):
    do("screen")
    return [call.form["comment_content"] for call in screening.calls_to("comment-check")]


def switch_on():
    put_rules(screens_barriers=True)


def send_page(client, page, path=NEW, number=0, **fields):
    response = send(client, path, {**form_values(page, number), **fields}, **VISITOR)
    assert response.status_code in {200, 303}
    return response


def test_barrier_checked_before_it_was_switched_on_goes_nowhere(client, screening):
    checked = check(client)
    switch_on()
    send_page(client, checked)

    assert (kept(), asked(screening)) == ([REFUSED], [])


def test_form_opened_before_it_was_switched_on_says_that_it_goes_nowhere(client, screening):
    opened = client.get(NEW)
    switch_on()
    checked = send_page(client, opened, body="Mine.")

    assert private_answers(checked)[CHECKER] == NOT_SENT
    send_page(client, checked)
    assert (kept(), asked(screening)) == ([REFUSED], [])


def test_way_back_to_the_form_tells_and_so_it_may_go(client, screening):
    checked = check(client)
    switch_on()
    form = change_it(client, checked)
    again = send_page(client, form)

    assert private_answers(again)[CHECKER] == "Gets your words"
    send_page(client, again)
    assert (kept(), asked(screening)) == ([KEPT], ["Nobody asks us."])


def test_barrier_of_a_page_that_told_goes_there(client, screening):
    switch_on()
    send_page(client, send_page(client, client.get(NEW), body="Mine."))

    assert (kept(), asked(screening)) == ([KEPT], ["Mine."])


def test_simpler_form_that_did_not_ask_sends_nothing_until_it_has(client, screening):
    checked = walk(client, *SHORT, {})
    switch_on()
    checked = press_check(client, checked)
    assert facts(checked)[QUESTION] == "No, only a person"
    send_page(client, checked, SIMPLER, go="send")

    asks = send_page(client, checked, SIMPLER, go="checker")
    assert where(asks)[1] == "checker"
    left = press(client, asks, "Leave it as it was")
    assert facts(left)[QUESTION] == "No, only a person"
    changed = press(client, asks, "Keep this change", person_only="false")
    assert facts(changed)[QUESTION] == "Yes"
    send_page(client, changed, SIMPLER, go="send", submission_id="another")

    assert (kept(), asked(screening)) == ([REFUSED, KEPT], ["Nobody asks us."])


def press_check(client, page):
    """The check page once more, as it is now."""
    return send(client, SIMPLER, {**form_values(page), "go": "check"})


def test_comment_form_opened_before_there_was_a_key_sends_nothing(client, screening, settings):
    settings.AKISMET_API_KEY = ""
    post = create_post()
    before = client.get(post.get_absolute_url())
    settings.AKISMET_API_KEY = KEY
    path = f"/threads/{post.thread.pk}/comments/"
    send_page(client, before, path, body="Early.")
    send_page(client, client.get(post.get_absolute_url()), path, body="Told.")

    assert (kept(), asked(screening)) == ([REFUSED, KEPT], ["Told."])


def test_comment_with_the_fields_of_the_contract_alone_goes_there(client, screening):
    path = f"/threads/{create_post().thread.pk}/comments/"

    assert client.post(path, {"body": "Mine."}, **VISITOR)["Location"].startswith("/receipts/")

    assert (kept(), asked(screening)) == ([KEPT], ["Mine."])


def test_form_with_an_error_tells_when_it_comes_back(client, screening):
    post = create_post()
    path = f"/threads/{post.thread.pk}/comments/"
    shown = client.post(path, {"body": ""})

    assert (shown.status_code, form_values(shown)["told"]) == (400, ["on"])


@pytest.mark.parametrize("is_on", [True, False])
def test_pages_tell_only_with_the_sentence(client, screening, settings, is_on):
    put_rules(screens_barriers=is_on)
    settings.AKISMET_API_KEY = KEY if is_on else ""
    pages = [client.get(NEW), client.get(create_post().get_absolute_url())]

    told = [len(parse(page).findall(".//form//input[@name='told']")) for page in pages]
    assert told == [int(is_on)] * 2
    assert ["Akismet gets" in page.content.decode() for page in pages] == [is_on] * 2
    page = send_it(client, check(client))
    assert page.status_code == 303
    assert Submission.objects.latest("pk").person_only is False

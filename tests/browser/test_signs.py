"""What the forms' unseen fields send from a real browser, with and without script."""

import json

import pytest

ESSAY = "/posts/the-colour-of-the-leaflet/"
HOUR_AGO = "performance.now = () => 3600500;"


@pytest.fixture
def site(shared_site):
    return shared_site


def signs(site):
    """Of what was sent here since this was asked last, the newest first."""
    code = (
        "import json; from coproduce.moderation.models import Submission;"
        "sent = Submission.objects.filter(is_sample=False).order_by('-pk');"
        "print(json.dumps([each.signs for each in sent])); sent.update(is_sample=True)"
    )
    return json.loads(site.manage("shell", "--no-imports", "-c", code).splitlines()[-1])


def send_comment(page):
    page.goto(ESSAY)
    page.get_by_label("Your comment").fill("Typed in no time.")
    page.get_by_role("button", name="Send your comment").click()
    page.locator(".receipt-code").wait_for()


def test_script_tells_how_soon_a_form_was_sent(page, site):
    send_comment(page)
    ((sign,),) = signs(site)
    assert sign["sign"] == "quick"
    assert int(sign["detail"]) in {0, 1, 2}


def test_script_tells_the_time_since_the_page_was_opened(page, site):
    page.add_init_script(HOUR_AGO)
    with page.expect_request("**/threads/*/comments/") as sent:
        send_comment(page)
    assert "seconds=3600" in sent.value.post_data
    assert "homepage=&" in sent.value.post_data
    assert signs(site) == [[]]


def test_time_of_the_form_counts_on_the_page_that_checks_it(page, site):
    page.add_init_script(HOUR_AGO)
    page.goto("/barriers/new/")
    page.get_by_label("What gets in the way?").fill("They decide, then they ask.")
    page.get_by_role("button", name="Check what you wrote").click()
    with page.expect_request(lambda request: request.method == "POST") as sent:
        page.get_by_role("button", name="Send it").click()
    assert "seconds=7200" in sent.value.post_data
    assert signs(site) == [[]]


def test_without_script_nothing_is_held_against_anyone(page_without_script, site):
    send_comment(page_without_script)
    assert signs(site) == [[]]


@pytest.mark.parametrize("path", [ESSAY, "/barriers/new/", "/barriers/new/simpler/"])
def test_nobody_sees_or_reaches_the_trap(page, path):
    page.goto(path)
    trap = page.locator("input[name=homepage]")
    assert trap.count() == 1
    box = page.locator(".trap").bounding_box()
    assert (box["width"], box["height"]) == (1, 1)
    assert page.get_by_role("textbox", name="Leave this empty:").count() == 0
    reached = page.evaluate(
        "[...document.querySelectorAll('main *')].filter(e => e.tabIndex >= 0).map(e => e.name)"
    )
    assert "body" in reached
    assert "homepage" not in reached

"""Error pages: what happened, what is safe, what to do, ways on, and the status in small print."""

import pytest
from django.core.exceptions import PermissionDenied, SuspiciousOperation
from django.db import OperationalError
from django.test import Client
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from coproduce import urls as project_urls
from coproduce.middleware import FORM_BYTES, READ_BYTES
from coproduce.moderation.kept_text import kept_text
from tests.markup import form_values, hrefs, parse, send, text_of, texts

pytestmark = [pytest.mark.django_db, pytest.mark.urls(__name__)]

WAYS_ON = {"/", "/posts/", "/barriers/", "/receipts/"}
FAULTS = {400: SuspiciousOperation, 403: PermissionDenied, 500: RuntimeError, 503: OperationalError}
HEADINGS = {
    400: "We could not read that",
    403: "That is not open to you",
    404: "There is no such page",
    429: "That was a lot at once",
    500: "Something went wrong on our side",
    503: "We cannot show this just now",
}


@csrf_exempt
def fail(request, status):
    if status == 429:
        return kept_text(request, status=429, title=HEADINGS[429], message="Wait a minute.")
    raise FAULTS[status]


urlpatterns = [path("fail/<int:status>/", fail), *project_urls.urlpatterns]
handler500 = project_urls.handler500


@pytest.fixture(autouse=True)
def visitor(client):
    client.raise_request_exception = False


def assert_designed(response, status, heading):
    page = parse(response)
    assert response.status_code == status
    assert page.get("lang") == "en-GB"
    assert [text_of(one) for one in page.iterfind(".//h1")] == [heading]
    assert texts(response, ".//title") == [f"{heading} – Coproduce"]
    assert set(hrefs(response, ".//main//a")) >= WAYS_ON
    assert texts(response, ".//main/p[@class='meta']") == [f"Error {status}"]
    assert "tel:999" in hrefs(response, ".//footer//a")


@pytest.mark.parametrize("status", HEADINGS)
def test_error_page_says_what_happened_and_shows_ways_on(client, status):
    address = "/none/" if status == 404 else f"/fail/{status}/"

    assert_designed(client.get(address), status, HEADINGS[status])


def test_page_that_is_not_there_gives_no_time_that_may_change(client):
    (words,) = [one for one in texts(client.get("/none/"), ".//main//p") if "receipt:" in one]

    assert "its own address works for a short time only, its code for as long as" in words


@pytest.mark.parametrize(
    ("address", "status", "heading"),
    [
        ("/fail/429/", 429, HEADINGS[429]),
        ("/fail/500/", 500, HEADINGS[500]),
        ("/fail/503/", 503, "We could not save this just now"),
    ],
)
def test_what_was_typed_stays_with_one_button_to_send_it(client, address, status, heading):
    new_tags = "A kind that has more words than fit on a line, and so is shown as well"
    typed = {"body": "\nMy own\nwords & <b>.", "name": "Ana", "new_tags": new_tags}
    typed |= {"tags": ["a", "b"], "initial-body": new_tags}

    response = send(client, address, typed)

    assert_designed(response, status, heading)
    kept = {name: value if isinstance(value, list) else [value] for name, value in typed.items()}
    assert form_values(response) == kept
    assert texts(response, ".//main//form//label") == ["Your words", "What you typed"]
    assert texts(response, ".//main//form//button") == ["Send"]
    assert parse(response).find(".//textarea").get("dir") == "auto"


def test_form_from_another_site_is_kept(client):
    response = client.post("/barriers/new/", {"body": "Words."}, HTTP_SEC_FETCH_SITE="cross-site")

    assert_designed(response, 403, "This came from another site")
    assert form_values(response) == {"body": ["Words."]}


@pytest.mark.parametrize(("length", "kept"), [(FORM_BYTES + 100, True), (READ_BYTES + 100, False)])
def test_form_that_is_too_long_is_kept_while_it_can_be_read(client, length, kept):
    response = client.post(
        "/barriers/new/",
        "body=" + "a" * (length - 5),
        content_type="application/x-www-form-urlencoded",
    )

    assert_designed(response, 413, "That is too long to send")
    assert texts(response, ".//main//form//button") == (["Send"] if kept else [])


def test_admin_form_that_is_out_of_date_is_explained():
    response = Client(enforce_csrf_checks=True).post("/admin/login/", {"username": "mo"})

    assert_designed(response, 403, "This form is out of date")


def test_error_page_tells_a_foreign_host_nothing_it_could_use(client):
    response = client.get("/", HTTP_HOST="other.example")

    assert_designed(response, 400, HEADINGS[400])
    assert "other.example" not in response.content.decode()

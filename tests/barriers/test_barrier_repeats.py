import pytest

from barriers.models import Barrier
from coproduce.moderation.models import Submission
from tests.barriers.forms import NEW, check, fill, send_it
from tests.barriers.simpler import FULL, answer, walk
from tests.markup import form_values, send, texts

pytestmark = pytest.mark.django_db


def code(client, response):
    """The code on the receipt that this answer leads to."""
    assert response.status_code == 303
    return texts(client.get(response["Location"]), ".//p[@class='receipt-code']/code")[0]


def test_check_page_sent_twice_gives_one_barrier_and_one_receipt(client):
    checked = check(client, tags=["jargon", "tokenism"])

    codes = [code(client, send_it(client, checked)) for _ in range(3)]

    assert codes == [codes[0]] * 3
    assert Barrier.objects.count() == Submission.objects.count() == 1
    assert Barrier.objects.get().tags.count() == 2


@pytest.mark.parametrize(
    ("field", "other"),
    [
        ("body", "Other words."),
        ("title", "A title"),
        ("tags", ["jargon"]),
        ("new_tags", "Chairs"),
        ("role", "manager"),
        ("area", "hospital"),
        ("may_quote", "on"),
        ("is_helped", "on"),
        ("submission_id", "another-page"),
    ],
)
def test_whatever_is_changed_makes_another_barrier(client, field, other):
    values = fill(step="send")

    codes = {code(client, send(client, NEW, {**values, **more})) for more in ({}, {field: other})}

    assert len(codes) == Barrier.objects.count() == 2


def test_same_words_from_two_pages_are_two_barriers(client):
    codes = {code(client, send_it(client, check(client))) for _ in range(2)}

    assert len(codes) == Barrier.objects.count() == 2


def test_without_a_script_the_same_form_is_still_one_barrier(client):
    codes = {code(client, send_it(client, check(client, submission_id=""))) for _ in range(2)}

    assert len(codes) == Barrier.objects.count() == 1


def test_without_a_script_two_people_have_two_receipts(client):
    values = form_values(check(client, submission_id=""))

    answers = [
        send(client, NEW, values, REMOTE_ADDR="203.0.113.1"),
        send(client, NEW, values, REMOTE_ADDR="203.0.113.2"),
        send(client, NEW, values, REMOTE_ADDR="203.0.113.1", headers={"user-agent": "Other"}),
    ]

    assert len({code(client, answer) for answer in answers}) == Barrier.objects.count() == 3


def test_repeat_after_approval_leads_to_the_same_receipt(client):
    checked = check(client)
    first = send_it(client, checked)
    Submission.objects.get().approve()

    again = send_it(client, checked)

    assert code(client, again) == code(client, first)
    assert texts(client.get(again["Location"]), ".//h1") == ["Your barrier"]
    assert Barrier.objects.published().count() == 1


def test_simpler_form_sent_twice_is_one_barrier(client):
    checked = walk(client, *FULL)

    receipts = [client.get(answer(client, checked, go="send")["Location"]) for _ in range(3)]

    codes = [texts(receipt, ".//p[@class='receipt-code']/code") for receipt in receipts]
    assert codes == [codes[0]] * 3
    assert Barrier.objects.count() == 1


def test_simpler_form_opened_or_answered_anew_is_another_barrier(client):
    other = {**FULL[0], "submission_id": "opened-again"}
    for answers in (FULL, (other, *FULL[1:]), ({**FULL[0], "body": "Else."}, *FULL[1:])):
        answer(client, walk(client, *answers), go="send")

    assert Barrier.objects.count() == 3


def test_theme_in_which_no_tag_is_chosen_changes_nothing(client):
    more = {"themes": [*FULL[1]["themes"], "systems"]}
    for answers in (FULL, (FULL[0], more, *FULL[2:])):
        assert answer(client, walk(client, *answers), go="send").status_code == 303

    assert Barrier.objects.count() == 1

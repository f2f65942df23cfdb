"""Who may look at the desk, who may answer, and what can be forged."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client

from coproduce.moderation.models import Decision
from tests.factories import create_barrier, create_comment, create_post
from tests.markup import form_values, parse, text_of, texts
from tests.moderation.desk import (
    DESK,
    NEXT,
    UNDO,
    answer_many,
    answer_path,
    buttons,
    last_batch,
    letter_path,
    letters,
    states,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return create_comment(create_post(), body="Secret so far.", status="pending")


def staff(client, *permissions):
    person = User.objects.create_user("lou", is_staff=True)
    person.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client.force_login(person)
    return client


def requests(client, row, batch=""):
    """All that could change something at the desk: their answers."""
    many = {"index": "0", "action": "approve", "_selected_action": [row.pk]}
    return [
        client.post(answer_path(row), {"answer": "approve"}),
        client.post(UNDO, {"batch": batch}),
        client.post(f"{DESK}recheck/"),
        client.post(DESK, many),
    ]


def test_strangers_are_asked_to_sign_in_and_learn_nothing(client, comment):
    responses = [client.get(path) for path in (DESK, NEXT, letter_path(comment))]
    responses += requests(client, comment)

    assert [response.status_code for response in responses] == [302] * 7
    assert {response["Location"].partition("?")[0] for response in responses} == {"/admin/login/"}
    assert b"Secret so far." not in b"".join(response.content for response in responses)
    assert states(comment) == [("pending", "")]


def test_people_who_are_no_staff_are_asked_to_sign_in(client, comment):
    client.force_login(User.objects.create_user("reader"))

    for path in (DESK, NEXT, letter_path(comment)):
        assert client.get(path)["Location"].startswith("/admin/login/")


def test_staff_without_a_permission_see_and_decide_nothing(client, comment):
    staff(client, "view_post", "view_comment", "change_comment")

    responses = [client.get(path) for path in (DESK, NEXT, letter_path(comment))]
    responses += requests(client, comment)

    assert [response.status_code for response in responses] == [403] * 7
    assert states(comment) == [("pending", "")]


def test_who_may_only_look_sees_letters_without_buttons(client, comment, screening):
    staff(client, "view_submission")

    for path in (DESK, NEXT, letter_path(comment)):
        page = client.get(path)
        main = parse(page).find(".//main")
        assert letters(page) == [comment.pk]
        assert buttons(page, comment) == []
        assert [form for form in main.iter("form") if form.get("method") == "post"] == []
        assert [each for each in main.iter("input") if each.get("type") == "checkbox"] == []


def test_who_may_only_look_decides_nothing(client, comment):
    shown = create_barrier()
    batch = last_batch()
    staff(client, "view_submission")

    *own, _many = requests(client, comment, batch)

    assert [response.status_code for response in own] == [403] * 3
    assert states(comment, shown) == [("pending", ""), ("approved", "")]
    assert Decision.objects.count() == 1


def test_who_may_answer_needs_no_other_permission(client, comment):
    staff(client, "change_submission")

    assert buttons(client.get(DESK), comment) == ["approve", "spam"]
    client.post(answer_path(comment), {"answer": "approve", "seen": "0"})
    assert states(comment) == [("approved", "")]


def test_desk_takes_nothing_without_its_own_token(mo, comment):
    client = Client(enforce_csrf_checks=True)
    client.force_login(mo)

    assert [response.status_code for response in requests(client, comment)] == [403] * 4
    assert states(comment) == [("pending", "")]


def test_forms_of_the_desk_bring_their_token(mo, comment):
    client = Client(enforce_csrf_checks=True)
    client.force_login(mo)
    page = client.get(letter_path(comment))
    forms = [form for form in parse(page).iter("form") if form.get("method") == "post"]
    number = [form.get("action") for form in forms].index(answer_path(comment))

    sent = {**form_values(page, number), "answer": "approve"}
    client.post(answer_path(comment), sent)

    assert states(comment) == [("approved", "")]


def test_looking_decides_nothing_whatever_is_asked(desk, comment):
    shown = create_barrier()
    query = (
        f"?answer=approve&action=approve&_selected_action={comment.pk}&index=0"
        f"&batch={last_batch()}&select_across=1"
    )

    statuses = [
        desk.get(path + query, follow=True).status_code
        for path in (DESK, NEXT, letter_path(comment), answer_path(comment), UNDO)
    ]

    assert statuses == [400, 200, 200, 405, 405]
    assert states(comment, shown) == [("pending", ""), ("approved", "")]
    assert Decision.objects.count() == 1


@pytest.mark.parametrize("method", ["post", "put", "delete", "patch"])
def test_next_letter_is_only_looked_at(desk, comment, method):
    assert getattr(desk, method)(NEXT).status_code == 405


@pytest.mark.parametrize("number", ["0", str(2**63 - 1), str(2**63), "9" * 40])
def test_number_that_is_no_letters_is_not_found(desk, number):
    assert desk.get(f"{DESK}{number}/change/").status_code == 404
    assert desk.post(f"{DESK}{number}/answer/", {"answer": "approve"}).status_code == 404


@pytest.mark.parametrize("name", ["x", "1x", "²", "-1", "1.0", "%00"])
def test_name_that_is_no_number_is_not_found(desk, comment, name):
    assert desk.get(f"{DESK}{name}/change/").status_code == 404
    assert desk.post(f"{DESK}{name}/answer/", {"answer": "approve"}).status_code in {404, 302}
    assert states(comment) == [("pending", "")]


def test_letters_are_neither_added_nor_deleted(desk, comment):
    for path in (f"{DESK}add/", f"{DESK}{comment.pk}/delete/"):
        assert [desk.get(path).status_code, desk.post(path).status_code] == [403, 403]
    assert states(comment) == [("pending", "")]


def test_pages_of_the_desk_are_kept_by_nobody(desk, comment):
    for path in (DESK, NEXT, letter_path(comment)):
        assert "no-store" in desk.get(path)["Cache-Control"]


def test_words_of_readers_stay_words(desk):
    evil = '<script>alert(1)</script>"><img src=x onerror=alert(1)>'
    parent = create_comment(create_post(title=evil), name=evil, body=evil)
    row = create_comment(create_post(), parent=parent, name=evil, body=evil, status="pending")
    create_barrier(title=evil, body=evil, status="pending")
    desk.post(answer_path(row), {"answer": "decline:other", "line": evil, "seen": "0"})
    row.submission.hold()

    for path in (f"{DESK}?tab=all&q=alert", NEXT, letter_path(row)):
        page = desk.get(path)
        tree = parse(page)
        assert [each for each in tree.iter("img") if each.get("src") == "x"] == []
        assert [
            text_of(script) for script in tree.iter("script") if "alert" in text_of(script)
        ] == []
    assert texts(desk.get(letter_path(row)), ".//h1") == [evil]


@pytest.mark.parametrize("action", ["approve", "decline", "spam", "hold"])
def test_who_may_only_look_answers_no_many(client, comment, action):
    staff(client, "view_submission")

    answer_many(client, action, [comment], "?tab=all", reason="abusive")

    assert states(comment) == [("pending", "")]

"""Private notes of moderators."""

import pytest

from coproduce.moderation.dates import minute
from coproduce.moderation.models import Note
from tests.factories import create_comment, create_moderator, create_post
from tests.markup import texts
from tests.moderation.desk import DESK, ago, letter_path, messages
from tests.reading import Page

pytestmark = pytest.mark.django_db


@pytest.fixture
def comment():
    return create_comment(create_post(), body="The words.", status="pending")


def notes_path(comment):
    return f"{DESK}{comment.pk}/notes/"


def test_note_is_kept_and_shown_with_who_wrote_it(desk, comment, mo):
    form = {"note": " Ask\u202e the owner.\r\n", "then": "letter"}

    response = desk.post(notes_path(comment), form)

    assert (response.status_code, response["Location"]) == (302, letter_path(comment))
    note = Note.objects.get()
    assert (note.text, note.by, note.submission_id) == ("Ask the owner.", mo, comment.pk)
    (shown,) = texts(desk.get(letter_path(comment)), ".//section[@class='letter-notes']/ul/li")
    assert shown == (
        f"Private note, mo, {minute(note.at)} Ask the owner. Delete my note 1: Comment {comment.pk}"
    )


@pytest.mark.parametrize(
    ("then", "query", "where"),
    [
        ("list", "tab=spam&p=2", f"{DESK}?tab=spam&p=2#letter-{{pk}}"),
        ("next", "after=0-1-3", f"{DESK}next/?after=0-1-3"),
        ("https://other.example/", "", f"{DESK}#letter-{{pk}}"),
    ],
)
def test_note_leads_back_to_where_it_was_written(desk, comment, then, query, where):
    form = {"note": "A note.", "then": then, "query": query, "at": comment.pk}

    assert desk.post(notes_path(comment), form)["Location"] == where.format(pk=comment.pk)


def test_note_sent_again_is_one(desk, comment):
    for _ in range(2):
        response = desk.post(notes_path(comment), {"note": "A note."}, follow=True)
        assert messages(response) == ["The note is kept."]

    assert Note.objects.count() == 1


def test_same_note_of_another_day_is_kept_too(desk, comment):
    desk.post(notes_path(comment), {"note": "Rang again."})
    Note.objects.update(at=ago(minutes=11))

    desk.post(notes_path(comment), {"note": "Rang again."})

    assert [note.text for note in Note.objects.all()] == ["Rang again."] * 2


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        (" \u200b ", "Write the note."),
        ("n" * 2_001, "A note must be 2,000 characters or fewer."),
    ],
)
def test_bad_note_is_refused_and_kept(desk, comment, typed, words):
    response = desk.post(notes_path(comment), {"note": typed})

    assert response.status_code == 400
    assert texts(response, ".//*[@class='errornote']") == [words]
    assert Page(response).fields["note"] == typed.strip(" \u200b")
    assert Note.objects.count() == 0


def test_longest_note_is_kept(desk, comment):
    desk.post(notes_path(comment), {"note": "n" * 2_000})

    assert len(Note.objects.get().text) == 2_000


def test_own_note_is_deleted_and_another_persons_is_not(desk, comment, mo):
    mine = Note.objects.create(submission=comment.submission, by=mo, text="Mine.")
    theirs = Note.objects.create(
        submission=comment.submission, by=create_moderator("nia"), text="Theirs."
    )

    answers = [
        desk.post(f"{notes_path(comment)}{pk}/delete/", {"then": "letter"}).status_code
        for pk in (mine.pk, mine.pk, theirs.pk, 2**63)
    ]

    assert answers == [302, 302, 403, 404]
    assert [note.text for note in Note.objects.all()] == ["Theirs."]
    buttons = texts(desk.get(letter_path(comment)), ".//section[@class='letter-notes']//button")
    assert buttons == [f"Keep the note: Comment {comment.pk}"]


def test_note_of_another_letter_is_not_deleted(desk, comment, mo):
    other = create_comment(create_post(), status="pending")
    note = Note.objects.create(submission=other.submission, by=mo, text="Elsewhere.")

    desk.post(f"{notes_path(comment)}{note.pk}/delete/")

    assert Note.objects.count() == 1


def test_notes_are_nowhere_in_public(client, comment, mo):
    Note.objects.create(submission=comment.submission, by=mo, text="Between us.")
    comment.submission.approve(by=mo)

    page = Page(client.get(comment.thread.path))

    assert ("The words." in page.main, "Between us." in page.main) == (True, False)


def test_note_is_only_posted_and_only_by_moderators(client, desk, comment):
    assert desk.get(notes_path(comment)).status_code == 405
    client.logout()
    assert client.post(notes_path(comment), {"note": "A note."}).status_code == 302
    assert Note.objects.count() == 0


def test_words_of_a_note_are_shown_as_they_are(desk, comment, mo):
    Note.objects.create(submission=comment.submission, by=mo, text="<b>Bold</b>\n\nTwo")

    page = desk.get(letter_path(comment))

    assert texts(page, ".//section[@class='letter-notes']/ul/li/div/p") == ["<b>Bold</b>", "Two"]


def test_same_note_of_somebody_else_is_another(desk):
    comment = create_comment(create_post(), status="pending")
    for name in ("ned", "nia"):
        desk.force_login(create_moderator(name))
        desk.post(f"{DESK}{comment.pk}/notes/", {"note": "A note."})

    assert [note.by.username for note in Note.objects.all()] == ["ned", "nia"]

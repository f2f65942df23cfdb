"""What the writer's receipt says of a mend."""

import re
import time

import pytest
from django.utils import timezone

from coproduce.moderation.changes import Part, parts
from coproduce.moderation.dates import day
from coproduce.moderation.models import Revision
from tests.factories import create_barrier, create_comment, create_post
from tests.markup import parse, texts
from tests.reading import Page, receipt_path

pytestmark = pytest.mark.django_db

SENT = "Nobody asked us, said Mr Example of the trust."
MENDED = "Nobody asked us, said [a name] of the trust."
CHANGES = ".//dl[@class='changes']"


@pytest.fixture
def submission():
    return create_comment(create_post(), body=SENT, name="Ana", status="pending").submission


def test_receipt_shows_what_changed_why_and_when(client, submission):
    submission.mend({"body": MENDED}, by=None, line="It named him.")

    page = client.get(receipt_path(submission))

    today = day(timezone.now())
    assert f"A moderator changed your words on {today}. It named him." in Page(page).main
    assert texts(page, f"{CHANGES}//dt") == ["Your words"]
    assert texts(page, f"{CHANGES}//del") == ["[removed: Mr Example]"]
    assert texts(page, f"{CHANGES}//ins") == ["[added: [a name]]"]
    assert texts(page, f"{CHANGES}//dd") == [
        "Nobody asked us, said [removed: Mr Example] [added: [a name]] of the trust."
    ]


def test_what_only_screen_readers_need_is_hidden_to_the_eye(client, submission):
    submission.mend({"body": MENDED}, by=None)

    hidden = texts(client.get(receipt_path(submission)), f"{CHANGES}//*[@class='visually-hidden']")

    assert hidden == ["[removed:", "]", "[added:", "]"]


def test_simpler_receipt_says_so_in_short_sentences(client, submission):
    submission.mend({"body": MENDED}, by=None, line="It named him.")

    page = client.get(receipt_path(submission, "simpler"))

    words = texts(page, ".//div[@class='simpler']/p")
    assert f"We changed some of your words on {day(timezone.now())}." in words
    assert "It named him." in words
    assert texts(page, f"{CHANGES}//del") == ["[removed: Mr Example]"]
    sentences = [one for text in words for one in re.split(r"(?<=[.?!]) ", text)]
    assert max(len(sentence.split()) for sentence in sentences) <= 14


def test_every_reason_is_told_and_only_the_first_words_count_as_sent(client, submission):
    submission.mend({"body": "Something between."}, by=None, line="First.")
    submission.mend({"body": MENDED, "name": "A."}, by=None, line="Second.")
    submission.mend({"name": "B."}, by=None, line="First.")

    page = client.get(receipt_path(submission))

    assert "First. Second." in Page(page).main
    assert texts(page, f"{CHANGES}//dt") == ["Your words", "Name"]
    assert texts(page, f"{CHANGES}//del") == ["[removed: Mr Example]", "[removed: Ana]"]
    assert texts(page, f"{CHANGES}//ins") == ["[added: [a name]]", "[added: B.]"]


def test_title_of_a_barrier_that_changed_is_shown(client):
    submission = create_barrier(title="Late again").submission
    submission.mend({"title": "Late"}, by=None)

    page = client.get(receipt_path(submission))

    assert texts(page, f"{CHANGES}//dt") == ["Title"]
    assert texts(page, f"{CHANGES}//del") == ["[removed: again]"]


def test_receipt_of_what_was_put_back_says_nothing(client, submission):
    submission.mend({"body": MENDED}, by=None)
    submission.mend({"body": SENT}, by=None)

    assert "changed" not in Page(client.get(receipt_path(submission))).main


def test_receipt_without_the_original_says_that_it_was_changed(client, submission):
    submission.mend({"body": MENDED}, by=None)
    Revision.objects.all().delete()

    page = client.get(receipt_path(submission))

    assert "A moderator changed your words on" in Page(page).main
    assert parse(page).find(CHANGES) is None


def test_withdrawn_words_stand_in_no_change(client, submission):
    submission.mend({"body": MENDED}, by=None)
    submission.withdraw()

    assert "Mr Example" not in Page(client.get(receipt_path(submission))).main


def test_changed_words_cannot_run(client, submission):
    submission.mend({"body": "<script>two</script>"}, by=None)

    assert "<script>two" not in client.get(receipt_path(submission)).content.decode()


@pytest.mark.parametrize(
    ("old", "new", "found"),
    [
        ("one two", "one two", [Part("same", "one two")]),
        ("one two", "one", [Part("same", "one"), Part("removed", "two")]),
        ("one", "zero one", [Part("added", "zero"), Part("same", "one")]),
        ("", "one", [Part("added", "one")]),
        ("one one", "one", [Part("same", "one"), Part("removed", "one")]),
        (
            "a\n\nb  c",
            "a\n\nb d",
            [Part("same", "a\n\nb"), Part("removed", "c"), Part("added", "d")],
        ),
    ],
)
def test_parts_are_the_words_that_went_and_came(old, new, found):
    assert parts(old, new) == found


def test_long_stretches_that_stayed_are_shortened():
    many = " ".join(str(number) for number in range(100))

    first, removed, between, _removed, last = parts(
        f"{many} x {many} x {many}", f"{many} {many} {many}"
    )

    assert first.words == "… " + " ".join(str(number) for number in range(88, 100))
    assert removed == Part("removed", "x")
    assert between.words.split()[11:14] == ["11", "…", "88"]
    assert last.words == " ".join(str(number) for number in range(12)) + " …"


@pytest.mark.parametrize("most", [10_000, 250_000])
def test_changes_of_a_long_text_are_found_soon(most):
    """The worst that is known: every word a hundredth of the text, in turned order."""
    pattern = [f"{number:x}" for number in range(110)]
    repeated = most // len(" ".join(pattern))
    old, new = " ".join(pattern * repeated), " ".join(pattern[::-1] * repeated)
    started = time.thread_time()

    parts(old, new)

    assert time.thread_time() - started < 2

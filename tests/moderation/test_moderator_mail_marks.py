"""How far a letter to moderators has seen: whatever waits is news once, and never missed."""

import threading

import pytest
from django.db import connection, transaction

from coproduce.moderation.mail import moderators as moderator_mail
from coproduce.moderation.mail.news import MOST_MISSING, Mark, Marks
from coproduce.moderation.models import Report, Status, Submission
from tests.factories import create_comment, create_post
from tests.moderation.letters_to_moderators import (
    MINUTE,
    MO,
    envelopes,
    mail_jobs,
    put_rules,
    text_of_last,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def wait():
    """A function: a comment that waits from now on, announced as an intake does it."""
    posts = iter([create_post() for _ in range(12)])

    def wait(**fields):
        comment = create_comment(next(posts), status=Status.PENDING, **fields)
        moderator_mail.announce()
        return comment.submission

    return wait


@pytest.fixture
def in_the_midst():
    """A function: does something in a transaction of its own; what it returns ends that."""
    go_on, threads = threading.Event(), []

    def begin(do):
        has_begun = threading.Event()

        def run():
            with transaction.atomic():
                do()
                has_begun.set()
                go_on.wait(20)
            connection.close()

        threads.append(threading.Thread(target=run))
        threads[-1].start()
        assert has_begun.wait(20)
        return end

    def end():
        go_on.set()
        for thread in threads:
            thread.join()

    yield begin
    end()


def skip_where_one_writes_at_a_time():
    if connection.vendor == "sqlite":
        pytest.skip("One writer at a time: rows are kept in the order of their numbers")


@pytest.mark.django_db(transaction=True)
def test_comment_kept_after_one_with_a_higher_number_is_told_too(mail, clock, wait, in_the_midst):
    skip_where_one_writes_at_a_time()
    put_rules(mails_texts=True)
    post = create_post()
    end = in_the_midst(lambda: create_comment(post, status=Status.PENDING, body="Lower."))
    higher = wait(body="Higher.")
    clock.forward(2 * MINUTE).deliver()
    first, told = text_of_last(mail), envelopes(mail)

    end()
    clock.forward(10 * MINUTE).tick()

    assert Submission.objects.exclude(pk=higher.pk).get().pk < higher.pk
    assert ("Higher." in first, "Lower." in first, told) == (True, False, [MO])
    assert envelopes(mail) == [MO]
    texts = text_of_last(mail).partition("words of each:")[2]
    assert ("Higher." in texts, "Lower." in texts) == (False, True)
    clock.forward(20 * MINUTE).tick()
    assert envelopes(mail) == []


@pytest.mark.django_db(transaction=True)
def test_report_kept_after_one_with_a_higher_number_is_told_too(mail, clock, in_the_midst):
    skip_where_one_writes_at_a_time()
    put_rules()
    rows = [create_comment(create_post()).submission for _ in range(2)]

    def report(row):
        Report.objects.create(submission=row, about="other", due_at=clock.now + 99 * MINUTE)

    end = in_the_midst(lambda: report(rows[0]))
    report(rows[1])
    moderator_mail.announce()
    clock.forward(2 * MINUTE).deliver()
    first = envelopes(mail)

    end()
    clock.forward(10 * MINUTE).tick()

    assert (first, envelopes(mail)) == ([MO], [MO])


def test_numbers_that_have_no_row_make_no_letter(mail, clock, wait):
    put_rules(remind_after_days=0)
    for submission in [wait() for _ in range(12)][1::2]:
        submission.delete()
    clock.forward(2 * MINUTE).deliver()
    first = envelopes(mail)

    moderator_mail.announce()
    for _ in range(3):
        clock.forward(10 * MINUTE).tick()

    assert (first, envelopes(mail), mail_jobs().count()) == ([MO], [], 0)


def test_marks_fit_into_a_status_line():
    last = 2**31
    mark = Mark(last, tuple(range(last - MOST_MISSING, last)))
    marks = Marks(mark, mark, mark)

    assert len(marks.to_words()) <= 300
    assert Marks.from_words(marks.to_words()) == marks
    assert Marks.from_words("12 3 4") == Marks(Mark(12), Mark(3), Mark(4))

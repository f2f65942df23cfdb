"""Letters to moderators: when one goes, and what it says."""

import time
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from coproduce.moderation.mail import moderators as moderator_mail
from coproduce.moderation.mail.news import has_news, marks
from coproduce.moderation.models import Act, Agent, Report, Status, Submission
from tests.factories import create_barrier, create_comment, create_post
from tests.moderation.letters_to_moderators import (
    DAY,
    MINUTE,
    MO,
    ROBIN,
    envelopes,
    lines,
    mail_jobs,
    put_rules,
    text_of_last,
)
from tests.reading import send_comment

pytestmark = pytest.mark.django_db


@pytest.fixture
def wait(clock):
    """A function: a comment that waits from now on, announced as an intake does it."""

    def wait(**fields):
        comment = create_comment(create_post(), status=Status.PENDING, **fields)
        moderator_mail.announce()
        return comment.submission

    return wait


def test_comment_that_waits_makes_a_letter_two_minutes_later(client, mail, clock):
    put_rules(MO, ROBIN)
    send_comment(client, create_post())
    clock.forward(MINUTE).deliver()
    early = envelopes(mail)

    clock.forward(MINUTE).deliver()

    assert early == []
    assert sorted(envelopes(mail)) == [MO, ROBIN]
    assert mail_jobs().count() == 0


def test_letter_says_how_many_since_when_and_where(mail, clock, wait):
    put_rules()
    wait(submitted_at=clock.now - 2 * DAY)
    Submission.objects.update(is_urgent=True)
    wait()
    clock.forward(2 * MINUTE).deliver()

    assert text_of_last(mail) == (
        "2 letters wait for a moderator. The oldest came on 23 November 2026, 2 days ago.\n\n"
        "1 of them has words of danger in it: read that one first.\n\n"
        "Open the desk:\nhttp://127.0.0.1:8000/admin/moderation/submission/"
    )
    (letter,) = mail.letters
    assert (letter["Subject"], letter["To"]) == ("Coproduce: for its moderators", MO)


def test_letter_says_what_is_reported_and_by_when_it_wants_an_answer(mail, clock):
    put_rules()
    shown = create_comment(create_post()).submission
    for hours in (90, 40):
        Report.objects.create(submission=shown, about="me", due_at=clock.now + hours * 60 * MINUTE)
    moderator_mail.announce()
    clock.forward(2 * MINUTE).deliver()

    assert text_of_last(mail) == (
        "2 reports from readers are open. The first answer is due on 27 November 2026.\n\n"
        "Open the desk:\nhttp://127.0.0.1:8000/admin/moderation/submission/"
    )


def test_letter_tells_how_to_change_when_letters_come(mail, clock, wait):
    put_rules()
    wait()
    clock.forward(2 * MINUTE).deliver()

    foot = mail.letters[-1].get_body(["plain"]).get_content().partition("-- ")[2]
    assert "take your address out:" in " ".join(foot.split())
    assert "http://127.0.0.1:8000/admin/moderation/rules/" in foot


def test_texts_stay_out_unless_the_owner_wants_them(mail, clock, wait):
    put_rules()
    wait(body="Secret words.", name="Samira", email="samira@example.net")
    clock.forward(2 * MINUTE).deliver()
    source = mail.letters[-1].as_string()

    assert [word in source for word in ("Secret", "Samira", "samira")] == [False] * 3


def test_texts_are_those_of_new_comments_alone(mail, clock, wait):
    put_rules(mails_texts=True)
    wait(body="Told before.")
    clock.forward(2 * MINUTE).deliver()
    before = text_of_last(mail)
    create_barrier(body="A barrier.", status=Status.PENDING)
    wait(body="Hidden from Akismet.")
    Submission.objects.filter(body="Hidden from Akismet.").update(person_only=True)
    wait(body="Write to me:\n\nsam@example.net, *soon*. " + "word " * 100, email="a@example.net")
    clock.forward(10 * MINUTE).deliver()

    texts = text_of_last(mail).partition("words of each:\n\n")[2]
    assert "“Told before.”" in before
    assert texts.startswith("“Write to me: […] soon. word word")
    assert texts.endswith("word…”")
    assert (texts.count("“"), len(texts) <= 303) == (1, True)
    assert "a@example.net" not in mail.letters[-1].as_string()


def test_longest_words_take_no_time(mail, clock, wait):
    put_rules(mails_texts=True)
    for _ in range(5):
        wait(body="a" * 20_000)
    clock.forward(2 * MINUTE)
    started = time.thread_time()

    clock.deliver()

    assert time.thread_time() - started < 2
    assert text_of_last(mail).count("“aaa") == 5


def test_address_at_the_cut_is_taken_out(mail, clock, wait):
    put_rules(mails_texts=True)
    wait(body=f"{'word ' * 58}samira@example.net and more")
    clock.forward(2 * MINUTE).deliver()

    text = text_of_last(mail).partition("words of each:\n\n")[2]
    assert text.endswith("word […] and…”")
    assert len(mail.letters) == 1


def test_texts_are_twenty_at_most(mail, clock, wait):
    put_rules(mails_texts=True)
    for number in range(21):
        wait(body=f"Text {number}")
    clock.forward(2 * MINUTE).deliver()

    assert text_of_last(mail).count("“") == 20


def test_second_letter_waits_ten_minutes(mail, clock, wait):
    put_rules()
    wait()
    clock.forward(2 * MINUTE).deliver()
    wait()
    clock.forward(9 * MINUTE).tick()
    early = envelopes(mail)

    clock.forward(MINUTE).deliver()

    assert (early, envelopes(mail)) == ([MO], [MO])


def test_what_was_decided_meanwhile_makes_no_letter(mail, clock, wait):
    put_rules()
    wait().approve()
    wait().mark_spam(agent=Agent.SCREENING)

    clock.forward(2 * MINUTE).tick()

    assert (envelopes(mail), mail_jobs().count()) == ([], 0)


def test_nothing_new_makes_no_letter_though_something_waits(mail, clock, wait):
    put_rules(remind_after_days=0)
    wait()
    clock.forward(2 * MINUTE).tick()
    moderator_mail.announce()
    for _ in range(40):
        clock.forward(60 * MINUTE).tick()

    assert (envelopes(mail), mail_jobs().count()) == ([MO], 0)


def came_back_by_report(submission):
    submission.hold(agent=Agent.READER)


def asked_for_another_look(submission):
    submission.undo()
    submission.log(Act.ASK, agent=Agent.WRITER)


def held_by_a_moderator(submission):
    submission.hold()


@pytest.mark.parametrize(
    ("comes_back", "is_told"),
    [(came_back_by_report, 1), (asked_for_another_look, 1), (held_by_a_moderator, 0)],
)
def test_what_comes_back_is_news_unless_a_moderator_did_it(mail, clock, wait, comes_back, is_told):
    put_rules()
    submission = wait()
    clock.forward(2 * MINUTE).deliver()
    envelopes(mail)
    submission.approve()

    comes_back(submission)
    clock.forward(10 * MINUTE).tick()

    assert len(envelopes(mail)) == is_told


@pytest.mark.parametrize("off", ["rhythm", "mail", "addresses"])
def test_nothing_is_put_where_nothing_is_sent(mail, clock, wait, settings, off):
    settings.MAIL_IS_ON = off != "mail"
    rules = put_rules(mail_rhythm="never" if off == "rhythm" else "at-once")
    if off == "addresses":
        rules.mail_to = "nobody\n"
        rules.put()

    wait(submitted_at=clock.now - 30 * DAY)

    assert mail_jobs().count() == 0
    clock.forward(DAY).tick()
    assert (envelopes(mail), mail_jobs().count()) == ([], 0)


def test_address_that_was_taken_out_meanwhile_gets_nothing(mail, clock, wait):
    put_rules(MO, ROBIN)
    wait()
    put_rules(ROBIN)

    clock.forward(2 * MINUTE).tick()

    assert (envelopes(mail), mail_jobs().count()) == ([ROBIN], 0)


def test_no_table_but_the_rules_holds_an_address(mail, clock, wait):
    put_rules()
    wait()
    (job,) = mail_jobs()
    clock.forward(2 * MINUTE).deliver()

    (name,) = [name for name in lines() if name.startswith("moderator mail")]
    assert (len(job.subject), "mo" in job.subject, MO in name) == (40, False, False)
    put_rules(ROBIN)
    clock.forward(5 * MINUTE).tick()
    assert name not in lines()


def test_page_of_the_desk_is_where_the_letter_says(mail, clock, wait):
    put_rules()
    wait()
    clock.forward(timedelta(minutes=2)).deliver()

    assert reverse("admin:moderation_submission_changelist") in text_of_last(mail)


def test_closed_report_is_no_news():
    comment = create_comment(create_post())
    seen = marks()
    Report.objects.create(submission=comment.submission, about="me", due_at=timezone.now())
    Report.objects.all().close("stays", by=None)

    assert has_news(seen) is False

"""Mending by its verb: what is kept, what is counted, what is asked again."""

import pytest

from coproduce.moderation.digests import digest
from coproduce.moderation.models import DecidedMeanwhile, Job, Submission, Verdict
from coproduce.moderation.models.mending import original
from tests.factories import create_barrier, create_comment, create_post

pytestmark = pytest.mark.django_db

SENT = "Nobody asked us, said Mr Example of the trust."
MENDED = "Nobody asked us, said [a name] of the trust."


@pytest.fixture
def comment():
    return create_comment(create_post(), body=SENT, name="Ana", status="pending")


def test_mend_puts_new_words_and_keeps_the_old_ones_in_private(submission, mo):
    assert submission.mend({"body": MENDED, "name": "Ana"}, by=mo, line="It names him.") is True

    submission.refresh_from_db()
    assert submission.body == MENDED
    assert submission.body_html == f"<p>{MENDED}</p>\n"
    assert submission.body_digest == digest("comment", MENDED)
    assert (submission.revision, submission.mended_at is None) == (1, False)
    (revision,) = submission.revisions.all()
    assert (revision.fields, revision.by) == ({"body": SENT}, mo)
    (line,) = submission.decisions.all()
    assert (line.act, line.agent, line.by, line.line) == ("mend", "person", mo, "It names him.")
    assert (line.from_status, line.to_status) == ("pending", "pending")


def test_mend_of_the_name_leaves_the_words(comment, mo):
    comment.submission.mend({"body": SENT, "name": " A.\u202e  \n"}, by=mo)

    comment.refresh_from_db()
    assert (comment.name, comment.submission.body) == ("A.", SENT)
    assert comment.submission.revisions.get().fields == {"name": "Ana"}


def test_mend_of_a_title(mo):
    barrier = create_barrier(title="Mr Example")

    barrier.submission.mend({"title": "[a name]"}, by=mo)

    barrier.refresh_from_db()
    assert barrier.title == "[a name]"


def test_mend_is_tidied_and_cannot_run(submission, mo):
    submission.mend({"body": "  One\r\n\r\n<script>two</script>\x00 "}, by=mo)

    submission.refresh_from_db()
    assert submission.body == "One\n\n<script>two</script>"
    assert submission.body_html == "<p>One</p>\n<p>&lt;script&gt;two&lt;/script&gt;</p>\n"


def test_mend_of_an_import_stays_html(submission, mo):
    Submission.objects.update(source="wordpress")

    submission.mend({"body": "<b>One</b> <em>two</em>\n\nthree"}, by=mo)

    submission.refresh_from_db()
    assert submission.body_html == "<p>One <em>two</em></p>\n\n<p>three</p>"


def test_mend_that_changes_nothing_is_none(submission, mo, version):
    before = version()

    assert submission.mend({"body": f" {SENT}\r\n", "name": "Ana"}, by=mo) is False

    submission.refresh_from_db()
    assert (submission.revision, submission.mended_at) == (0, None)
    assert (submission.revisions.count(), submission.decisions.count()) == (0, 0)
    assert version() == before


def test_mend_without_words_is_refused(submission, mo):
    with pytest.raises(ValueError, match="A mend leaves words"):
        submission.mend({"body": " \u200b\n"}, by=mo)

    submission.refresh_from_db()
    assert submission.body == SENT


def test_withdrawn_words_are_mended_no_more(submission, mo):
    submission.withdraw()

    assert submission.mend({"body": MENDED}, by=mo) is False
    submission.refresh_from_db()
    assert (submission.body, submission.revisions.count()) == (SENT, 0)


def test_mend_of_what_was_changed_meanwhile_overwrites_nothing(submission, mo):
    submission.mend({"body": "By somebody else."}, by=None, seen=0)

    with pytest.raises(DecidedMeanwhile):
        submission.mend({"body": MENDED}, by=mo, seen=0)

    submission.refresh_from_db()
    assert (submission.body, submission.revisions.count()) == ("By somebody else.", 1)


def test_same_mend_twice_is_one(submission, mo):
    changed = [submission.mend({"body": MENDED}, by=mo, seen=0) for _ in range(2)]

    assert changed == [True, False]
    assert (submission.revisions.count(), submission.decisions.count()) == (1, 1)


def test_mending_back_to_what_was_sent_is_not_called_edited(submission, mo):
    submission.mend({"body": MENDED}, by=mo)
    submission.mend({"body": "Something else.", "name": ""}, by=mo)
    assert original(submission) == {"body": SENT, "name": "Ana"}

    submission.mend({"body": SENT}, by=mo)
    submission.refresh_from_db()
    assert submission.mended_at is not None

    submission.mend(original(submission), by=mo)
    submission.refresh_from_db()
    assert submission.mended_at is None
    assert submission.revisions.count() == 4


def test_only_a_mend_of_what_is_public_changes_public_pages(submission, mo, version):
    before = version()
    submission.mend({"body": MENDED}, by=mo)
    assert version() == before

    submission.approve(by=mo)
    shown = version()
    submission.mend({"body": SENT}, by=mo)
    assert version() != shown


def judged(submission, **fields):
    Job.objects.all().delete()
    Submission.objects.update(verdict=Verdict.HAM, ip_address="203.0.113.9", **fields)
    submission.refresh_from_db()
    return submission


def asked_again(submission):
    submission.refresh_from_db()
    subjects = Job.objects.filter(kind="screen").values_list("subject", flat=True)
    return submission.recheck_reason, list(subjects)


def test_what_waits_is_asked_about_again_after_a_mend(submission, mo):
    judged(submission).mend({"body": MENDED}, by=mo)

    assert asked_again(submission) == ("edit", [str(submission.pk)])


@pytest.mark.parametrize(
    "before",
    [
        lambda one: judged(one, person_only=True),
        lambda one: judged(one).approve(),
        lambda one: Submission.objects.update(verdict=Verdict.HAM),
        lambda one: Submission.objects.update(ip_address="203.0.113.9"),
    ],
    ids=["person only", "approved", "no address", "not judged"],
)
def test_nothing_else_is_asked_about_again(submission, mo, before):
    before(submission)

    submission.mend({"body": MENDED}, by=mo)

    assert asked_again(submission) == ("", [])

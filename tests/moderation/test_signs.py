"""What speaks for a closer look at what comes in, and where it lands for that."""

import pytest

from coproduce.moderation.forms import HONEYPOT, SECONDS
from coproduce.moderation.models import Job, Rules, Submission
from coproduce.moderation.rules.holding import why_held
from tests.barriers.forms import check, send_it
from tests.barriers.simpler import SHORT, press, walk
from tests.factories import create_barrier
from tests.moderation.rules import put_rules
from tests.reading import Page, receipt_code, send_comment

pytestmark = pytest.mark.django_db

LONG = "Nobody asks us before it is decided."


def signs(submission):
    return [(one["sign"], one["detail"]) for one in submission.signs]


def reasons(submission):
    """Why it waits, but for the rule and the verdict that all the others have, too."""
    return why_held(submission, Rules.current())[:-2]


def test_comment_like_any_other_has_no_signs(sent):
    submission = sent(body=f"{LONG} See http://example.org.", **{HONEYPOT: "", SECONDS: "3"})

    assert (signs(submission), submission.is_urgent) == ([], False)
    expected = ["A person reads everything first.", "The spam check has not run yet."]
    assert why_held(submission, Rules.current()) == expected


def test_filled_trap_is_kept_as_spam_logged_and_sent_nowhere(client, post, screening, screen_all):
    code = receipt_code(client, send_comment(client, post, **{HONEYPOT: "http://buy.example"}))
    screen_all()

    submission = Submission.objects.get()
    assert len(code) == 19
    assert (submission.status, submission.verdict) == ("spam", "skipped")
    assert signs(submission) == [("trap", "")]
    lines = [(one.who, one.words) for one in submission.decisions.all()]
    assert lines == [
        ("The site’s rules", "Waiting → Spam"),
        ("The site’s rules", "Spam check (It filled a field that no person sees.)"),
    ]
    assert screening.calls == []
    assert Job.objects.count() == 0


def test_what_fell_into_the_trap_says_so_once_somebody_brings_it_back(sent):
    submission = sent(**{HONEYPOT: "x"})
    submission.undo()

    expected = [
        "A moderator put it back among what waits.",
        "It filled a field that no person sees.",
    ]
    assert reasons(submission) == expected


def test_trap_holds_on_the_pages_of_both_forms_for_barriers(client):
    assert send_it(client, check(client, **{HONEYPOT: "x"})).status_code == 303
    page = walk(client, *SHORT)
    assert press(client, page, "Yes, send it", **{HONEYPOT: "x"}).status_code == 303

    found = [(one.kind, one.status, signs(one)) for one in Submission.objects.all()]
    assert found == [("barrier", "spam", [("trap", "")])] * 2


def test_trap_is_filled_on_the_first_question_and_carried_to_the_end(client):
    page = walk(client, {**SHORT[0], HONEYPOT: "x"}, *SHORT[1:])
    press(client, page, "Yes, send it")

    assert signs(Submission.objects.get()) == [("trap", "")]


@pytest.mark.parametrize(
    ("seconds", "expected", "words"),
    [
        ("0", [("quick", "0")], ["It was sent 0 seconds after the page was opened."]),
        ("1", [("quick", "1")], ["It was sent 1 second after the page was opened."]),
        ("2", [("quick", "2")], ["It was sent 2 seconds after the page was opened."]),
        ("3", [], []),
        ("86400", [], []),
        ("", [], []),
        ("-1", [], []),
        ("1.5", [], []),
        ("٢", [], []),
        ("9" * 5000, [], []),
    ],
)
def test_what_was_sent_at_once_waits_for_that(sent, seconds, expected, words):
    submission = sent(**{SECONDS: seconds})

    assert (signs(submission), reasons(submission)) == (expected, words)


def test_seconds_do_not_make_another_comment_of_the_same_form(client, post):
    first = send_comment(client, post, submission_id="opened", **{SECONDS: "5"})
    second = send_comment(client, post, submission_id="opened", **{SECONDS: "9"})

    assert receipt_code(client, first) == receipt_code(client, second)
    assert Submission.objects.count() == 1


def test_kept_words_do_not_show_what_the_page_brought(client, post):
    post.thread.close(post.published_at)

    response = send_comment(client, post, body="Mine.", **{HONEYPOT: "", SECONDS: "12"})

    shown = Page(response)
    assert (response.status_code, shown.fields["body"]) == (403, "Mine.")
    assert [shown.fields[name] for name in (HONEYPOT, SECONDS)] == ["", "12"]
    assert response.content.decode().count("<textarea") == 1


@pytest.mark.parametrize(
    ("most", "number", "expected"),
    [(2, 1, []), (2, 2, [("links", "2")]), (2, 3, [("links", "3")]), (1, 1, [("links", "1")])]
    + [(0, 50, [])],
)
def test_links_hold_from_the_number_in_the_rules(sent, most, number, expected):
    put_rules(most_links=most)

    submission = sent(body=" ".join(["Http://a.example https-x"] * number))

    assert signs(submission) == expected


def test_links_are_counted_in_words(sent):
    put_rules(most_links=1)

    assert reasons(sent(body="https://a.example")) == ["It has 1 link."]
    assert reasons(sent(body="https://a.example http://b.example")) == ["It has 2 links."]


def test_same_words_name_the_one_before(sent):
    first = sent(body=LONG)
    second = sent(body="  NOBODY asks us – before it is\ndecided!")
    third = sent(body=LONG + " Ever.")

    assert [signs(one) for one in (first, second, third)] == [[], [("same", str(first.pk))], []]
    assert reasons(second) == [f"The same words came before, as number {first.pk}."]


def test_same_few_words_say_nothing(sent):
    sent(body="I agree with this.")

    assert signs(sent(body="I agree with this.")) == []


def test_words_that_were_withdrawn_may_come_again(sent):
    sent(body=LONG).withdraw()

    assert signs(sent(body=LONG)) == []


def test_words_of_a_barrier_are_never_tied_to_a_comment(client, sent):
    comment = sent(body=LONG)
    send_it(client, check(client, body=LONG))
    barrier = Submission.objects.latest("pk")

    assert (signs(comment), signs(barrier)) == ([], [])
    assert comment.body_digest != barrier.body_digest != ""
    create_barrier(body=LONG)
    send_it(client, check(client, body=LONG))
    assert signs(Submission.objects.latest("pk")) == [("same", str(barrier.pk))]


def test_page_is_the_same_for_everyone_with_its_unseen_fields(client, post):
    content = client.get(post.get_absolute_url()).content.decode()

    assert f'name="{SECONDS}" value' not in content
    assert content.count(f'name="{HONEYPOT}"') == 1

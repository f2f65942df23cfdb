"""What the owner's rules make of a conversation: its depth, its pages, their order, its end."""

from datetime import timedelta

import pytest
from django.utils import timezone

from comments import closing
from comments.models import Thread
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job, Rules, StatusLine, Submission
from coproduce.moderation.worker import run_next
from tests.factories import create_comment, create_post
from tests.front_door import FrontDoor
from tests.reading import Page, send_comment

pytestmark = pytest.mark.django_db

DAY = timedelta(days=1)
START = timezone.now() - 30 * DAY


def put_rules(**fields):
    Rules(**fields).put()


@pytest.fixture
def post():
    return create_post(slug="essay")


@pytest.fixture
def door():
    return FrontDoor()


def shown(client, post, query=""):
    return Page(client.get(post.get_absolute_url() + query)).comments


def create_comments(post, number):
    minutes = [START + timedelta(minutes=minute) for minute in range(number)]
    return [create_comment(post, submitted_at=at) for at in minutes]


@pytest.mark.parametrize("depth", [1, 2, 7, 10])
def test_answers_stand_as_deep_as_the_rules_let_them(client, post, depth):
    put_rules(depth=depth)
    chain = [create_comment(post)]
    for _ in range(11):
        chain.append(create_comment(post, parent=chain[-1]))

    (nested,) = shown(client, post)
    for comment in chain[:depth]:
        pk, answers = nested
        assert pk == comment.pk
        nested = answers[0]
    assert answers == [(comment.pk, []) for comment in chain[depth:]]


def test_answer_beside_what_it_answers_says_whom_it_answers(client, post):
    put_rules(depth=1)
    first = create_comment(post, name="Ana")
    second = create_comment(post, name="Bea", parent=first)
    create_comment(post, name="Cem", parent=second)

    content = client.get(post.get_absolute_url()).content.decode()

    assert "in reply to <bdi>Bea</bdi>" in content
    assert "in reply to <bdi>Ana</bdi>" not in content


def test_page_has_as_many_conversations_as_the_rules_say(client, post):
    put_rules(page_size=5)
    comments = [comment.pk for comment in create_comments(post, 6)]

    assert [pk for pk, _ in shown(client, post)] == comments[:5]
    assert [pk for pk, _ in shown(client, post, "?page=2")] == comments[5:]
    put_rules(page_size=6)
    assert [pk for pk, _ in shown(client, post)] == comments


def test_order_of_the_rules_is_that_of_an_address_that_names_none(client, post):
    first, second = create_comments(post, 2)
    put_rules(order="newest")

    newest, oldest = [(second.pk, []), (first.pk, [])], [(first.pk, []), (second.pk, [])]
    assert shown(client, post) == shown(client, post, "?sort=newest") == newest
    assert shown(client, post, "?sort=oldest") == oldest
    assert shown(client, post, "?sort=none") == newest
    links = Page(client.get(post.get_absolute_url())).links
    assert "?sort=oldest#conversation" in links


@pytest.mark.parametrize("order", ["oldest", "newest"])
def test_permalink_leads_to_the_page_that_shows_it(client, post, order):
    put_rules(order=order, page_size=5)
    comments = create_comments(post, 11)
    same = create_comment(post, submitted_at=comments[5].submission.submitted_at)

    for comment in [*comments, same]:
        place = client.get(comment.get_absolute_url())["Location"]
        page, _, anchor = place.partition("#")
        assert anchor == f"comment-{comment.pk}"
        assert comment.pk in [pk for pk, _ in Page(client.get(page)).comments]


def test_thread_closes_by_age_at_once_and_opens_again_with_the_rule(client, post):
    young, old = post, create_post(published_at=timezone.now() - 8 * DAY)
    answers = []
    for days in (0, 7, 9):
        put_rules(close_after_days=days)
        answers.append([send_comment(client, one).status_code for one in (young, old)])

    assert answers == [[303, 303], [303, 403], [303, 303]]
    put_rules(close_after_days=7)
    page = Page(client.get(old.get_absolute_url()))
    assert "This conversation is closed" in page.text_of("h2")
    assert Submission.objects.count() == 5


def test_what_the_owner_set_by_hand_stands(post):
    old = create_post(published_at=timezone.now() - 8 * DAY)
    put_rules(close_after_days=7)
    Thread.objects.get(pk=old.thread.pk).close(timezone.now() + DAY)
    Thread.objects.get(pk=post.thread.pk).close(timezone.now())

    threads = [Thread.objects.get(pk=one.thread.pk) for one in (post, old)]
    assert [thread.is_open for thread in threads] == [False, True]


def test_thread_that_closed_by_age_is_opened_for_as_long_once_more():
    thread = create_post(published_at=timezone.now() - 8 * DAY).thread
    put_rules(close_after_days=7)

    Thread.objects.get(pk=thread.pk).close(None)

    opened = Thread.objects.get(pk=thread.pk)
    assert opened.is_open
    assert timedelta(0) <= timezone.now() + 7 * DAY - opened.closes_at < timedelta(minutes=1)


def look():
    """What the worker does when it is time to look at the ages."""
    Job.objects.put("close_by_age", "again")
    assert run_next(lanes["close_by_age"]) is True


def test_kept_page_is_closed_at_the_moment_at_which_it_closes(door, monkeypatch):
    now = timezone.now()
    create_post(slug="essay", published_at=now - 7 * DAY + timedelta(minutes=5))
    create_post(slug="later", published_at=now - 6 * DAY)
    put_rules(close_after_days=7)
    look()
    assert "Answer here" in door.get("/posts/essay/").content.decode()
    job = Job.objects.get(kind="close_thread")
    assert timedelta(minutes=5) < job.run_at - now < timedelta(minutes=5, seconds=2)

    monkeypatch.setattr(timezone, "now", lambda: job.run_at)
    assert "Answer here" in door.get("/posts/essay/").content.decode()  # kept
    assert run_next(lanes["close_thread"]) is True

    assert "Answer here" not in door.get("/posts/essay/").content.decode()
    assert "Answer here" in door.get("/posts/later/").content.decode()


def test_ages_are_looked_at_again_while_the_rule_is_in_force():
    put_rules(close_after_days=7)
    look()
    assert Job.objects.get().run_at - timezone.now() <= closing.LOOK_EVERY
    put_rules(close_after_days=0)
    Job.objects.update(run_at=timezone.now())
    run_next(lanes["close_by_age"])

    assert Job.objects.count() == 0


def test_what_closed_while_no_worker_looked_is_found_by_the_next_look(post):
    put_rules(close_after_days=7)
    look()
    Job.objects.filter(kind="close_thread").delete()
    StatusLine.note(closing.LOOK, "7", at=timezone.now() - 3 * DAY)
    Thread.objects.update(opens_at=timezone.now() - 9 * DAY)
    look()

    assert Job.objects.filter(kind="close_thread").count() == 1


def test_thread_that_closed_long_ago_makes_no_work(post):
    Thread.objects.update(opens_at=timezone.now() - 30 * DAY)
    put_rules(close_after_days=7)
    look()

    assert Job.objects.filter(kind="close_thread").count() == 0

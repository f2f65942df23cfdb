from datetime import timedelta

import pytest
from django.utils import timezone

from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job
from coproduce.moderation.worker import run_next
from posts.models import Post, Status
from tests.factories import create_comment, create_post
from tests.markup import texts

pytestmark = pytest.mark.django_db


def schedule(**wait):
    """A post that appears after this wait (timedelta's arguments), beside one that is there."""
    create_post(title="There already", published_at=timezone.now() - timedelta(days=9))
    return create_post(
        title="To come",
        slug="to-come",
        status=Status.SCHEDULED,
        published_at=timezone.now() + timedelta(**wait),
    )


def work():
    """What the worker does for this kind of job; returns whether it found any that was due."""
    return run_next(lanes["publish_post"])


def listed(client):
    return texts(client.get("/posts/"), ".//main//h2")


def test_scheduled_post_waits_for_its_time(client):
    schedule(hours=1)

    assert work() is False
    assert listed(client) == ["There already"]


def test_scheduled_post_is_published_when_its_time_has_come(client):
    post = schedule(seconds=-1)

    assert work() is True
    assert listed(client) == ["To come", "There already"]
    assert client.get("/posts/to-come/").status_code == 200
    assert Post.objects.get(pk=post.pk).published_at == post.published_at
    assert Job.objects.count() == 0


def test_job_that_runs_early_puts_itself_off(client):
    post = schedule(hours=1)
    Job.objects.update(run_at=timezone.now())

    assert work() is True
    assert listed(client) == ["There already"]
    assert abs(Job.objects.get().run_at - post.published_at) < timedelta(seconds=5)


def test_new_time_replaces_the_old_one(client):
    post = schedule(seconds=-1)
    post.published_at += timedelta(days=1)
    post.save()

    assert work() is False
    assert listed(client) == ["There already"]
    assert Job.objects.get().run_at == post.published_at


def test_post_that_became_a_draft_is_not_published(client):
    schedule(seconds=-1).unpublish()

    assert work() is True
    assert listed(client) == ["There already"]
    assert Job.objects.count() == 0


def test_publishing_twice_changes_nothing():
    post = schedule(seconds=-1)
    work()
    published = Post.objects.values().get(pk=post.pk)
    Job.objects.put("publish_post", post.pk)

    assert work() is True
    assert Post.objects.values().get(pk=post.pk) == published


def test_job_of_a_post_that_is_gone_ends():
    Job.objects.put("publish_post", 123456)

    assert work() is True
    assert Job.objects.count() == 0


def test_unpublishing_hides_the_comments_and_publishing_shows_them(client):
    post = create_post(slug="post")
    comment = create_comment(post)
    neighbour = create_comment(create_post())
    published_at = post.published_at

    def answers():
        return [client.get(f"/comments/{one.pk}/").status_code for one in (comment, neighbour)]

    post.unpublish()
    assert answers() == [404, 302]
    post.publish()
    assert answers() == [302, 302]
    assert texts(client.get("/posts/post/"), ".//div[@class='comment-body']") == ["A comment."]
    assert post.published_at == published_at

from datetime import timedelta

import pytest
from django.utils import timezone

from comments.models import Comment
from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Job
from coproduce.moderation.worker import run_next
from posts.models import Post, Status
from tests.factories import create_comment, create_moderator, create_post
from tests.markup import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def author(client):
    """A client of somebody who is signed in to the admin."""
    client.force_login(create_moderator("author"))
    return client


def form(**fields):
    return {
        "title": "An essay",
        "slug": "an-essay",
        "body": "Some *words*.",
        "invitation": "What gets in the way?",
        "status": "draft",
        **fields,
    }


def add(author, **fields):
    return author.post("/admin/posts/post/add/", form(**fields))


def change(author, post, **fields):
    return author.post(f"/admin/posts/post/{post.pk}/change/", form(**fields))


def listed(client):
    return texts(client.get("/posts/"), ".//main//h2")


def test_new_post_is_a_draft_that_only_the_admin_shows(author):
    create_post(title="Neighbour")

    response = add(author, standfirst="In short.", author_name="Robin")

    assert (response.status_code, response["Location"]) == (302, "/admin/posts/post/")
    assert "An essay" in texts(author.get("/admin/posts/post/"), ".//th[@class='field-title']")
    assert listed(author) == ["Neighbour"]


@pytest.mark.parametrize("name", ["title", "body", "invitation"])
def test_what_nobody_can_see_does_not_fill_a_box(author, name):
    response = add(author, **{name: "\u2060 \u200b"})

    assert response.status_code == 200
    assert texts(response, ".//ul[@class='errorlist']/li") == ["This field is required."]
    assert not Post.objects.exists()


def test_published_post_appears_at_once(author):
    before = timezone.now()
    add(author, status="published", standfirst="In short.", author_name="Robin")

    page = author.get("/posts/an-essay/")

    assert texts(page, ".//h1") == ["An essay"]
    assert texts(page, ".//p[@class='standfirst']") == ["In short."]
    assert texts(page, ".//div[@class='prose']") == ["Some words."]
    assert texts(page, ".//section[@class='band invitation']/h2") == ["What gets in the way?"]
    assert texts(page, ".//p[@class='meta']/span")[0] == "Robin"
    assert before <= Post.objects.get().published_at <= timezone.now()


def test_post_can_be_dated_back(author):
    add(author, status="published", published_at_0="2019-07-01", published_at_1="00:30:00")

    # As typed: the author's time is London's.
    assert Post.objects.get().published_at.isoformat() == "2019-06-30T23:30:00+00:00"
    assert texts(author.get("/posts/an-essay/"), ".//p[@class='meta']/time") == ["1 July 2019"]


def test_scheduled_post_waits_for_the_worker(author):
    create_post(title="Neighbour")
    at = timezone.localtime(timezone.now() + timedelta(days=2)).replace(microsecond=0)
    add(
        author, status="scheduled", published_at_0=f"{at:%Y-%m-%d}", published_at_1=f"{at:%H:%M:%S}"
    )

    assert listed(author) == ["Neighbour"]
    assert [(job.kind, job.run_at) for job in Job.objects.all()] == [("publish_post", at)]


def test_post_scheduled_for_a_time_gone_by_comes_with_the_worker(author):
    add(author, status="scheduled", published_at_0="2019-07-01", published_at_1="09:00:00")

    assert listed(author) == []
    assert run_next(lanes["publish_post"]) is True
    assert listed(author) == ["An essay"]


def test_scheduling_without_a_date_is_explained(author):
    response = add(author, status="scheduled")

    assert response.status_code == 200
    assert texts(response, ".//ul[@class='errorlist nonfield']/li") == [
        "Give a scheduled post the time at which it appears."
    ]
    assert Post.objects.count() == 0


def test_slug_that_is_taken_is_explained(author):
    create_post(slug="an-essay")

    response = add(author)

    assert texts(response, ".//ul[@class='errorlist']/li") == [
        "Post with this Slug already exists."
    ]
    assert Post.objects.count() == 1


def test_pinned_post_takes_the_home_page_from_another(author):
    create_post(title="Old", is_pinned=True)
    add(author, status="published", is_pinned="on")

    assert texts(author.get("/"), ".//h1") == ["An essay"]
    assert list(Post.objects.filter(is_pinned=True).values_list("slug", flat=True)) == ["an-essay"]


def test_new_slug_moves_the_page_and_its_conversation(author):
    post = create_post(title="An essay", slug="old")
    comment = create_comment(post)

    change(author, post, status="published", slug="new")

    assert author.get("/posts/old/").status_code == 404
    assert texts(author.get("/posts/new/"), ".//h1") == ["An essay"]
    permalink = author.get(f"/comments/{comment.pk}/")
    assert permalink["Location"] == f"/posts/new/#comment-{comment.pk}"


def test_changes_show_at_once(author):
    post = create_post(title="Old", body="Old words.", slug="an-essay")

    change(author, post, status="published", body="## New\n\nwords")

    page = author.get("/posts/an-essay/")
    assert texts(page, ".//h1") == ["An essay"]
    assert texts(page, ".//div[@class='prose']/h2") == ["New"]
    assert Post.objects.get().published_at is not None


def test_post_that_becomes_a_draft_disappears_with_its_comments(author):
    post, neighbour = create_post(slug="an-essay"), create_post(title="Neighbour")
    comment = create_comment(post)
    other = create_comment(neighbour)

    change(author, post, status="draft")

    assert listed(author) == ["Neighbour"]
    answers = [author.get(f"/comments/{one.pk}/").status_code for one in (comment, other)]
    assert answers == [404, 302]
    assert Comment.objects.count() == 2
    assert Post.objects.filter(status=Status.DRAFT).count() == 1


def test_post_cannot_be_deleted(author):
    post = create_post()

    alone = author.post(f"/admin/posts/post/{post.pk}/delete/", {"post": "yes"})
    chosen = {"action": "delete_selected", "_selected_action": [post.pk], "post": "yes"}
    author.post("/admin/posts/post/", chosen)

    assert alone.status_code == 403
    assert Post.objects.filter(pk=post.pk).count() == 1


def test_imported_html_stays_html_when_it_is_edited(author):
    post = create_post(slug="an-essay")
    Post.objects.update(body_format="html")

    change(author, post, status="published", body="One *star*.\n\nTwo.")

    prose = ".//div[@class='prose']/p"
    assert texts(author.get("/posts/an-essay/"), prose) == ["One *star*.", "Two."]


def test_strangers_are_asked_to_sign_in(client):
    response = add(client)

    assert response["Location"] == "/admin/login/?next=/admin/posts/post/add/"
    assert Post.objects.count() == 0

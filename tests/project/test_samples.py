import json
import re
from collections import Counter
from io import StringIO

import pytest
from django.contrib.auth.models import User
from django.core.management import CommandError, call_command
from django.db.models import Count, Sum

from barriers.models import Barrier, Tag
from comments.models import Comment, Thread
from coproduce.moderation.models import SiteVersion, Submission
from coproduce.samples.loading import FOLDER
from posts.models import Post
from tests.factories import create_barrier, create_comment, create_moderator, create_post
from tests.reading import Page

pytestmark = pytest.mark.django_db


def run(*command, **options):
    """What a management command prints."""
    output = StringIO()
    call_command(*command, stdout=output, **options)
    return output.getvalue()


@pytest.fixture
def outside(settings):
    """As if the site were served to strangers."""
    settings.SITE_URL = "https://coproduce.example"
    settings.SITE_IS_LOOPBACK = False


def counts():
    return [model.objects.count() for model in (Post, Thread, Comment, Barrier, Submission)]


def test_first_run_makes_one_moderator_who_can_sign_in(client):
    output = run("first_run")

    (password,) = re.findall(r"^  password:  (\S{20,})$", output, re.MULTILINE)
    assert "http://127.0.0.1:8000/admin/" in output
    user = User.objects.get()
    assert (user.username, user.is_superuser, password in user.password) == (
        "moderator",
        True,
        False,
    )
    response = client.post("/admin/login/", {"username": "moderator", "password": password})
    assert response.status_code == 302


def test_second_first_run_changes_and_prints_nothing():
    run("first_run")
    before = counts(), User.objects.get().password

    assert run("first_run") == ""

    assert (counts(), User.objects.get().password) == before


def test_first_run_of_a_site_with_a_user_loads_nothing():
    create_moderator()

    assert run("first_run") == ""
    assert (counts(), User.objects.count()) == ([0] * 5, 1)


def test_first_run_off_loopback_makes_the_moderator_and_no_samples(outside):
    output = run("first_run")

    assert "https://coproduce.example is not a loopback address: no examples here." in output
    assert (counts(), User.objects.count()) == ([0] * 5, 1)


def test_samples_are_marked_and_stand_on_the_pages(client):
    run("first_run")
    content = json.loads((FOLDER / "content.json").read_text())

    essay = Post.objects.get()
    assert (essay.is_sample, essay.is_pinned, essay.is_published) == (True, True, True)
    assert Submission.objects.filter(is_sample=False).count() == 0
    assert [Comment.objects.count(), Barrier.objects.count()] == [
        len(content["comments"]),
        len(content["barriers"]),
    ]
    response = client.get(essay.get_absolute_url())
    shown = Comment.objects.published().count()
    assert f"{shown} comments" in Page(response).text_of("h2")
    # Each comment and the essay itself.
    assert response.content.decode().count(">Example<") == shown + 1


def test_barriers_of_the_samples_stand_under_their_tags(client):
    run("first_run")
    rows = json.loads((FOLDER / "content.json").read_text())["barriers"]
    approved = Counter(tag for row in rows if row["status"] == "approved" for tag in row["tags"])

    for tag, number in approved.items():
        page = Page(client.get(f"/barriers/?tag={tag}"))
        assert page.text_of("h1").split()[0] == str(number), tag


def test_three_barriers_are_from_the_essay():
    run("first_run")

    assert Barrier.objects.published().filter(from_essay=True).count() == 3


def test_remove_samples_takes_every_example_and_keeps_everything_else(client):
    post, barrier = create_post(slug="mine"), create_barrier()
    comment = create_comment(post)
    before, tags = counts(), Tag.objects.count()
    run("first_run")
    assert counts() > before

    output = run("remove_samples")

    assert "1 example posts removed" in output
    assert (counts(), Tag.objects.count()) == (before, tags)
    assert Page(client.get(post.get_absolute_url())).comments == [(comment.pk, [])]
    assert client.get(barrier.get_absolute_url()).status_code == 200
    assert "Example" not in Page(client.get("/")).main


def test_remove_samples_keeps_what_readers_answered(client):
    run("first_run")
    essay = Post.objects.get()
    answered = Comment.objects.published().filter(depth__gt=0).first()
    mine = create_comment(essay, body="My own words.", parent=answered)
    reply = create_comment(essay, body="And mine.", parent=mine)

    output = run("remove_samples")

    assert "1 example posts have readers' comments: now drafts" in output
    kept = list(Comment.objects.order_by("pk").values_list("pk", "parent", "root", "depth"))
    assert kept == [(mine.pk, None, None, 0), (reply.pk, mine.pk, mine.pk, 1)]
    assert (Post.objects.get().status, Thread.objects.get().comment_count) == ("draft", 2)
    assert client.get(essay.get_absolute_url()).status_code == 404
    Post.objects.get().publish()
    assert Page(client.get(essay.get_absolute_url())).comments == [(mine.pk, [(reply.pk, [])])]


def test_remove_samples_twice_is_harmless():
    run("first_run")
    run("remove_samples")
    before = counts()

    assert run("remove_samples").startswith("0 example comments and barriers removed\n0 example")
    assert counts() == before


def test_remove_samples_changes_the_version_of_the_pages():
    run("first_run")
    before = SiteVersion.objects.get().value

    run("remove_samples")

    assert SiteVersion.objects.get().value != before


def test_sample_data_makes_as_much_as_is_asked_for(client):
    output = run("sample_data", "--posts", "2", "--comments", "30", "--barriers", "12")

    assert output == "2 posts, 30 comments, 12 barriers, 0 waiting\n"
    assert counts() == [2, 2, 30, 12, 42]
    assert Submission.objects.filter(is_sample=False, status="approved").count() == 42
    shown = 0
    for post in Post.objects.select_related("thread"):
        page = Page(client.get(post.get_absolute_url()))
        shown += post.thread.comment_count
        assert f"{post.thread.comment_count} comments" in page.text_of("h2")
    assert shown == 30


def test_every_second_comment_of_sample_data_answers_another():
    run("sample_data", "--posts", "2", "--comments", "61")

    comments = Comment.objects.published()
    assert [comments.filter(depth=0).count(), comments.filter(depth__gt=0).count()] == [31, 30]
    for answer in comments.filter(depth__gt=0).select_related("parent", "root"):
        assert answer.parent.posted_at < answer.posted_at
        assert (answer.thread_id, answer.depth) == (
            answer.parent.thread_id,
            answer.parent.depth + 1,
        )
        assert answer.root == (answer.parent.root or answer.parent)
    counted = Comment.objects.filter(root=None).aggregate(Sum("answer_count"))
    assert counted == {"answer_count__sum": 30}


def test_barriers_of_sample_data_stand_on_the_board(client):
    run("sample_data", "--barriers", "12")

    bearing = Counter(Barrier.objects.annotate(Count("tags")).values_list("tags__count", flat=True))
    assert bearing == {1: 3, 2: 3, 3: 3, 4: 3}
    for tag in Tag.objects.filter(barriers__isnull=False).distinct():
        number = tag.barriers.count()
        page = Page(client.get(f"/barriers/?tag={tag.slug}"))
        assert page.text_of("h1").split()[0] == str(number), tag


def test_waiting_sample_data_waits_as_life_has_it(client):
    output = run("sample_data", "--posts", "1", "--comments", "5", "--waiting", "402")

    assert output == "1 posts, 5 comments, 0 barriers, 402 waiting\n"
    waiting = Submission.objects.pending()
    kinds = Counter(waiting.values_list("kind", flat=True))
    assert kinds == {"comment": 201, "barrier": 201}
    assert waiting.filter(is_urgent=True).count() == 2
    assert set(waiting.filter(kind="comment").values_list("verdict", flat=True)) == {
        "ham",
        "unscreened",
        "error",
        "skipped",
    }
    assert set(waiting.filter(kind="barrier").values_list("verdict", flat=True)) == {"skipped"}
    assert Comment.objects.published().count() == 5
    assert [Barrier.objects.published().count(), Barrier.objects.count()] == [0, 201]
    page = Page(client.get(Post.objects.get().get_absolute_url()))
    assert "5 comments" in page.text_of("h2")


def test_sample_data_again_adds_to_what_is_there():
    run("sample_data", "--posts", "1", "--comments", "5")
    run("sample_data", "--posts", "1", "--comments", "5", "--barriers", "3")

    assert counts() == [2, 2, 10, 3, 13]


@pytest.mark.parametrize("arguments", [["--posts", "-1"], ["--comments", "many"]])
def test_sample_data_refuses_odd_numbers(arguments):
    with pytest.raises(CommandError):
        run("sample_data", *arguments)

    assert counts() == [0] * 5


def test_comments_without_any_post_are_refused_with_a_clear_line():
    with pytest.raises(CommandError, match="--posts"):
        run("sample_data", "--comments", "5")
    with pytest.raises(CommandError, match="--posts"):
        run("sample_data", "--waiting", "5")

    assert counts() == [0] * 5


def test_sample_data_is_refused_off_loopback(outside):
    with pytest.raises(CommandError, match="https://coproduce.example is not a loopback address"):
        run("sample_data", "--posts", "1")

    assert counts() == [0] * 5

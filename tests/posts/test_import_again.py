import pytest

from comments.models import Comment
from posts.models import Post
from tests.factories import create_comment, create_moderator, create_post
from tests.markup import texts
from tests.posts.exports import COMMENT, GARDEN, HEAD, ITEM, TAIL, import_wordpress, write
from tests.rows import every_row

pytestmark = pytest.mark.django_db


def test_importing_again_changes_nothing():
    import_wordpress(GARDEN)
    before = every_row()

    said = import_wordpress(GARDEN)

    assert every_row() == before
    assert said[1:3] == [
        "7 comment: here already",
        "1 comment: left out with what it stands under",
    ]
    assert [line for line in said if "imported as" in line] == []


def test_importing_again_keeps_what_was_done_here(client):
    import_wordpress(GARDEN)
    post = Post.objects.get(slug="beans")
    post.title, post.slug = "Renamed", "renamed"
    post.save()
    comment = Comment.objects.get(submission__body="Two.")
    comment.submission.mark_spam(by=create_moderator())
    create_comment(post, body="Written here.", name="Hal")
    before = every_row()

    import_wordpress(GARDEN)

    assert every_row() == before
    assert texts(client.get("/posts/renamed/"), ".//div[@class='comment-body']") == [
        "How deep? In *inches*, please.",
        "Thank you.",
        "Written here.",
    ]


def test_comment_added_in_wordpress_meanwhile_comes_with_the_second_import(tmp_path, client):
    import_wordpress(GARDEN)
    added = COMMENT % (99, "I came later.", 8)
    text = GARDEN.read_text().replace("</item>", f"{added}</item>", 1)

    said = import_wordpress(write(tmp_path / "later.xml", text))

    assert "1 comment: imported as approved" in said
    answers = ".//ol[@class='thread']/li/ol/li/ol/li//div[@class='comment-body']"
    assert texts(client.get("/posts/beans/"), answers) == ["Thank you.", "I came later."]
    assert texts(client.get("/posts/beans/"), ".//h2[@id='conversation-title']") == ["4 comments"]


def test_post_added_in_wordpress_meanwhile_comes_with_the_second_import(tmp_path):
    first = write(tmp_path / "first.xml", HEAD + ITEM % "" + TAIL)
    import_wordpress(first)
    both = HEAD + ITEM % "" + (ITEM % "").replace("?p=5", "?p=6").replace(">5<", ">6<") + TAIL

    said = import_wordpress(write(tmp_path / "both.xml", both))

    assert said == ["1 post: here already", "1 post: imported as published", "2 in the file"]
    assert list(Post.objects.order_by("old_id").values_list("old_id", "slug")) == [
        (5, "a-post"),
        (6, "a-post-2"),
    ]


def test_two_sites_with_the_same_addresses_keep_apart(tmp_path, client):
    one = HEAD + ITEM % (COMMENT % (1, "On one.", 0)) + TAIL
    import_wordpress(write(tmp_path / "one.xml", one))

    other = one.replace("blog.example", "other.example").replace("On one.", "On the other.")
    import_wordpress(write(tmp_path / "other.xml", other))

    body = ".//div[@class='comment-body']"
    assert texts(client.get("/posts/a-post/"), body) == ["On one."]
    assert texts(client.get("/posts/a-post-2/"), body) == ["On the other."]
    assert client.get("/?p=5")["Location"] == "/posts/a-post/"


def test_trial_writes_nothing_and_says_the_same():
    create_post(title="Here before")
    before = every_row()

    trial = import_wordpress(GARDEN, dry_run=True)

    assert every_row() == before
    assert trial[-1] == "This was a trial: nothing was written."
    assert trial[:-1] == import_wordpress(GARDEN)


def test_trial_of_what_is_here_says_so():
    import_wordpress(GARDEN)

    assert "6 post: here already" in import_wordpress(GARDEN, dry_run=True)

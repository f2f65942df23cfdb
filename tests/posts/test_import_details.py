"""What of a WordPress post, beyond its words, comes along."""

import pytest

from posts.models import Post
from tests.posts.exports import HEAD, ITEM, TAIL, import_wordpress, write

pytestmark = pytest.mark.django_db
AUTHOR = (
    "<wp:author><wp:author_login>ana</wp:author_login>"
    "<wp:author_display_name>Ana of the garden</wp:author_display_name></wp:author>"
)


@pytest.fixture
def bring(tmp_path):
    """A function that imports one post with further elements; returns it as it came in."""

    def run(more, head=HEAD, item=ITEM):
        import_wordpress(write(tmp_path / "export.xml", head + item % more + TAIL))
        return Post.objects.get()

    return run


@pytest.mark.parametrize(("status", "is_open"), [("closed", False), ("open", True)])
def test_closed_comments_stay_closed(bring, status, is_open):
    post = bring(f"<wp:comment_status>{status}</wp:comment_status>")

    assert post.thread.is_open == is_open


def test_author_comes_with_the_name_that_readers_saw(bring):
    post = bring("<dc:creator>ana</dc:creator>", head=HEAD + AUTHOR)

    assert post.author_name == "Ana of the garden"


def test_old_address_with_escaped_letters_redirects(client, bring):
    post = bring("", item=ITEM.replace("02/a-post/", "02/caf%%c3%%a9/"))

    response = client.get("/2020/02/02/caf%C3%A9/")
    assert (response.status_code, response.url) == (301, post.get_absolute_url())


def test_date_before_anybody_blogged_is_none(bring):
    post = bring("", item=ITEM.replace("2020-02-02 12:00:00", "0001-01-01 00:00:00"))

    assert (post.status, post.published_at) == ("draft", None)

import re
from datetime import UTC, datetime, timedelta

import pytest
from defusedxml.ElementTree import fromstring
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from comments.models import Comment
from coproduce.moderation.models import Status as SubmissionStatus
from posts.models import Post, Status
from tests.factories import create_barrier, create_comment, create_post
from tests.markup import form_values, hrefs, send, texts

pytestmark = pytest.mark.django_db

ATOM = "{http://www.w3.org/2005/Atom}"
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}"


@pytest.fixture(params=[Status.DRAFT, Status.SCHEDULED])
def hidden(request):
    """A post that is not public, pinned and newer than the one that is shown beside it."""
    in_a_day = timezone.now() + timedelta(days=1)
    return create_post(
        title="Hidden", slug="hidden", status=request.param, published_at=in_a_day, is_pinned=True
    )


@pytest.fixture
def shown():
    return create_post(title="Shown", slug="shown")


def test_hidden_post_is_not_in_the_list(client, hidden, shown):
    response = client.get("/posts/")

    assert texts(response, ".//main//h2") == ["Shown"]


def test_hidden_post_has_no_page(client, hidden, shown):
    assert client.get("/posts/hidden/").status_code == 404
    assert texts(client.get("/posts/shown/"), ".//h1") == ["Shown"]


def test_hidden_post_is_not_in_the_feed(client, hidden, shown):
    feed = fromstring(client.get("/feeds/posts/").content)

    assert [title.text for title in feed.iterfind(f"{ATOM}entry/{ATOM}title")] == ["Shown"]


def test_hidden_post_is_not_in_the_sitemap(client, hidden, shown):
    sitemap = fromstring(client.get("/sitemap.xml").content)

    addresses = [url.text for url in sitemap.iter(f"{SITEMAP}loc")]
    assert [url for url in addresses if re.search("/posts/.", url)] == [
        "http://testserver/posts/shown/"
    ]


def test_hidden_post_is_not_on_the_home_page(client, hidden, shown):
    response = client.get("/")

    assert texts(response, ".//h1") == ["Shown"]
    assert "Hidden" not in response.content.decode()


def test_hidden_post_hides_its_comments(client, hidden, shown):
    comments = [create_comment(post) for post in (hidden, shown)]

    answers = [client.get(f"/comments/{comment.pk}/") for comment in comments]

    assert [answer.status_code for answer in answers] == [404, 302]
    assert answers[1]["Location"] == f"/posts/shown/#comment-{comments[1].pk}"


def test_hidden_post_hides_its_conversations(client, hidden, shown):
    comments = [create_comment(post) for post in (hidden, shown)]

    answers = [client.get(f"/threads/{c.thread_id}/comments/{c.pk}/") for c in comments]

    assert [answer.status_code for answer in answers] == [404, 200]
    assert texts(answers[1], ".//div[@class='comment-body']") == ["A comment."]


def test_hidden_post_takes_no_comment_and_gives_the_words_back(client, hidden, shown):
    answers = [
        send(client, f"/threads/{post.thread_id}/comments/", {"body": "Let us\nin."})
        for post in (hidden, shown)
    ]

    assert [answer.status_code for answer in answers] == [404, 303]
    assert form_values(answers[0])["body"] == ["Let us\nin."]
    assert [comment.thread_id for comment in Comment.objects.all()] == [shown.thread_id]


def test_list_is_newest_first(client):
    for day in (2, 3, 1):
        create_post(title=f"Day {day}", published_at=datetime(2024, 5, day, tzinfo=UTC))

    assert texts(client.get("/posts/"), ".//main//h2") == ["Day 3", "Day 2", "Day 1"]


def test_list_shows_date_reading_time_and_comments(client):
    at = datetime(2024, 6, 30, 23, 30, tzinfo=UTC)  # already July in London
    post = create_post(body="word " * 440, published_at=at)
    create_comment(post)
    create_comment(post, status=SubmissionStatus.PENDING)

    response = client.get("/posts/")

    assert texts(response, ".//p[@class='meta']") == ["1 July 2024 2 minutes to read 1 comment"]


def test_list_has_pages_of_twenty(client):
    for number in range(21):
        create_post(
            title=f"Essay {number}", published_at=timezone.now() - timedelta(days=number + 1)
        )

    first, second = client.get("/posts/"), client.get("/posts/?page=2")

    assert texts(first, ".//main//h2") == [f"Essay {number}" for number in range(20)]
    assert texts(second, ".//main//h2") == ["Essay 20"]
    assert hrefs(first, ".//a[@rel='next']") == ["?page=2"]
    assert hrefs(second, ".//a[@rel='prev']") == ["?page=1"]


def test_empty_list_leads_to_the_board(client):
    create_post(status=Status.DRAFT)

    response = client.get("/posts/")

    assert texts(response, ".//p[@class='empty']") == [
        "Nothing has been published yet. Read what people said meanwhile."
    ]


def test_home_page_opens_with_the_pinned_post(client):
    yesterday = timezone.now() - timedelta(days=1)
    create_post(title="Pinned", body="# Head\n\nIts *opening*.", is_pinned=True)
    create_post(title="Newer", published_at=yesterday + timedelta(hours=1))

    response = client.get("/")

    assert texts(response, ".//h1") == ["Pinned"]
    assert "Head Its opening." in texts(response, ".//article[@class='grid']/p")
    assert texts(response, ".//ol[@class='posts']//h3") == ["Newer"]


def test_home_page_opens_with_the_newest_post_when_none_is_pinned(client):
    create_post(title="Old", published_at=datetime(2024, 1, 1, tzinfo=UTC))
    create_post(title="New", published_at=datetime(2024, 2, 1, tzinfo=UTC))

    response = client.get("/")

    assert texts(response, ".//h1") == ["New"]
    assert texts(response, ".//ol[@class='posts']//h3") == ["Old"]


def test_home_page_without_posts_still_asks_for_barriers(client):
    response = client.get("/")

    assert hrefs(response, ".//main//a[@class='button']") == ["/barriers/new/"]


def test_pinning_a_post_unpins_the_one_before(client):
    create_post(title="First", is_pinned=True)
    create_post(title="Second", is_pinned=True, published_at=datetime(2024, 1, 1, tzinfo=UTC))

    assert texts(client.get("/"), ".//h1") == ["Second"]


@pytest.mark.parametrize("number", ["7", "99999999999999999999", "9" * 5000])
def test_old_number_of_no_post_is_not_found(client, number):
    create_post(title="Shown")

    assert client.get("/", {"p": number}).status_code == 404


@pytest.mark.parametrize("number", ["", "-1", "²", "x", "\x00"])
def test_what_is_no_old_number_is_ignored(client, number):
    create_post(title="Shown")

    assert texts(client.get("/", {"p": number}), ".//h1") == ["Shown"]


@pytest.mark.parametrize("page", ["0", "-1", "x", "99999999999999999999", "9" * 5000, "\x00", "²"])
def test_page_numbers_out_of_range_lead_to_a_page(client, page):
    create_post(title="Shown", slug="shown")

    assert texts(client.get("/posts/", {"page": page}), ".//h2/a") == ["Shown"]
    assert texts(client.get("/posts/shown/", {"page": page}), ".//h1") == ["Shown"]


@pytest.mark.parametrize("path", ["/", "/posts/", "/feeds/posts/", "/sitemap.xml"])
def test_queries_do_not_grow_with_the_rows(client, path):
    def queries():
        with CaptureQueriesContext(
            connection,
        ) as captured:
            assert client.get(path).status_code == 200
        return len(captured)

    create_comment(create_post(is_pinned=True))
    create_barrier()
    at_one = queries()
    for _ in range(2):
        create_comment(create_post())
        create_barrier()

    assert queries() == at_one <= 4


def test_posts_are_only_read(client, shown):
    assert client.post("/posts/shown/").status_code == 405
    assert client.post("/posts/").status_code == 405
    assert client.head("/posts/shown/").status_code == 200


def test_published_with_a_date_to_come_waits_for_it(client):
    create_post(title="Shown")
    create_post(title="To come", published_at=timezone.now() + timedelta(days=7))

    assert Post.objects.get(title="To come").status == "scheduled"
    shown = texts(client.get("/posts/"), ".//ol[@class='posts']//h2")
    assert shown == ["Shown"]


def test_draft_that_is_to_be_pinned_leaves_the_pin_where_it_is(client):
    pinned = create_post(title="Pinned", is_pinned=True)
    draft = create_post(title="Next", is_pinned=True, status="draft")

    pinned.refresh_from_db()
    assert pinned.is_pinned
    draft.publish()
    pinned.refresh_from_db()
    assert not pinned.is_pinned

"""What a conversation says about itself, beside the comments."""

import pytest
from django.utils import timezone

from tests.factories import create_comment, create_post
from tests.markup import hrefs, parse, texts
from tests.reading import Page

pytestmark = pytest.mark.django_db

CONVERSATION = ".//*[@id='conversation']"


@pytest.fixture
def post():
    return create_post()


def get(client, post, query=""):
    return client.get(post.get_absolute_url() + query)


def replies_to(response, comment):
    """Whom this comment says it answers."""
    path = f".//*[@id='comment-{comment.pk}']/header/span[@class='small muted']"
    return texts(response, path)


def create_chain(post, names):
    chain = [None]
    for name in names:
        chain.append(create_comment(post, name=name, parent=chain[-1]))
    return chain[1:]


def test_answer_that_no_longer_moves_in_says_whom_it_answers(client, post):
    chain = create_chain(post, ["Ana", "Bea", "Cal", "", "Dev <b>", "Eli", "Fay"])

    response = get(client, post)

    assert [replies_to(response, comment) for comment in chain] == [
        [],
        [],
        [],
        ["in reply to Cal"],
        ["in reply to Someone"],
        ["in reply to Dev <b>"],
        ["in reply to Eli"],
    ]


def test_answer_to_what_was_removed_names_nobody(client, post):
    chain = create_chain(post, ["Ana", "Bea", "Cal", "Dev", "Eli"])
    chain[3].submission.withdraw()

    response = get(client, post)

    assert "Dev" not in Page(response).main
    assert replies_to(response, chain[4]) == []


def test_comment_is_named_for_those_who_do_not_see_it(client, post):
    comment = create_comment(post, name="Ana & Co")

    response = get(client, post)

    article = parse(response).find(f".//*[@id='comment-{comment.pk}']")
    assert article.get("aria-label") == f"comment {comment.pk} by Ana & Co"
    assert texts(response, f".//*[@id='comment-{comment.pk}']/header/a") == [
        f"{comment.said_on}, a link to comment {comment.pk} by Ana & Co"
    ]
    assert texts(response, ".//*[@class='comment-foot']/a") == [
        f"Answer comment {comment.pk} by Ana & Co",
        f"Report comment {comment.pk} by Ana & Co",
    ]
    assert article.find("div").get("dir") == "auto"


@pytest.mark.parametrize(
    ("query", "current", "other", "link"),
    [
        ("", "Oldest first", "Newest first", "?sort=newest#conversation"),
        ("?sort=newest", "Newest first", "Oldest first", "?sort=oldest#conversation"),
    ],
)
def test_order_is_named_and_can_be_turned(client, post, query, current, other, link):
    create_comment(post)
    create_comment(post)

    response = get(client, post, query)

    assert texts(response, ".//*[@class='order']/strong") == [current]
    assert texts(response, ".//*[@class='order']/a") == [other]
    assert hrefs(response, ".//*[@class='order']/a") == [link]


def test_one_comment_has_no_order(client, post):
    create_comment(post)

    response = get(client, post)

    assert texts(response, f"{CONVERSATION}//h2") == ["1 comment"]
    assert texts(response, ".//*[@class='order']") == []


def test_long_conversation_says_which_page_it_is(client, post):
    for _ in range(51):
        create_comment(post)

    pages = [texts(get(client, post, query), ".//nav[@class='pager']") for query in ("", "?page=2")]

    assert pages == [["Page 1 More comments"], ["Back Page 2"]]


def test_conversation_without_comments_asks_for_the_first(client, post):
    response = get(client, post)

    assert texts(response, ".//*[@class='empty']") == ["Nobody has answered yet. Be the first"]
    assert hrefs(response, ".//*[@class='empty']/a") == ["#answer"]


def test_closed_conversation_without_comments_asks_nobody(client, post):
    post.thread.close(timezone.now())

    response = get(client, post)

    assert texts(response, ".//*[@class='empty']") == ["There are no comments."]
    assert texts(response, ".//*[@id='answer']/h2") == ["This conversation is closed"]

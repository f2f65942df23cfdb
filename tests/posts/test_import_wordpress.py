from xml.etree.ElementTree import tostring

import pytest
from defusedxml.ElementTree import parse as parse_xml

from comments.models import Comment
from coproduce.moderation.models import Job, Submission, Verdict
from posts.models import Post
from tests.factories import create_post
from tests.markup import hrefs, parse, texts
from tests.posts.exports import COMMENT, GARDEN, HEAD, ITEM, TAIL, import_wordpress, write
from tests.rows import every_row

pytestmark = pytest.mark.django_db


@pytest.fixture
def garden():
    """What the command said about the file that has one thing of every kind."""
    return import_wordpress(GARDEN)


def test_post_comes_with_its_title_date_and_words(client, garden):
    page = client.get("/posts/beans/")

    assert texts(page, ".//h1") == ["Beans & “peas”"]
    assert texts(page, ".//p[@class='standfirst']") == ["What to sow in March."]
    assert texts(page, ".//p[@class='meta']/time") == ["4 March 2021"]
    assert Post.objects.get(slug="beans").published_at.isoformat() == "2021-03-04T23:30:00+00:00"


def test_post_keeps_its_markup_and_nothing_that_could_do_harm(client, garden):
    prose = parse(client.get("/posts/beans/")).find(".//div[@class='prose']")

    markup = tostring(prose, encoding="unicode", method="html").replace("\n", "").strip()
    assert markup == ('<div class="prose"><p>Sow them <em>deep</em>.</p><p>Water them.</p></div>')


def test_post_without_markup_gets_its_paragraphs(client, garden):
    prose = parse(client.get("/posts/beans-2/")).find(".//div[@class='prose']")

    markup = tostring(prose, encoding="unicode", method="html").replace("\n", "").strip()
    assert markup == (
        '<div class="prose"><p>One line.<br>The next.</p><p>A new paragraph.</p></div>'
    )


def test_comments_come_nested_with_names_and_days(client, garden):
    thread = ".//ol[@class='thread']"
    page = client.get("/posts/beans/")

    assert texts(page, f"{thread}/li/article/header/h3") == ["Ana"]
    assert texts(page, f"{thread}/li/ol/li/article/header/h3") == ["gardener"]
    assert texts(page, f"{thread}/li/ol/li/ol/li/article/header/h3") == ["Someone"]
    assert texts(page, f"{thread}//time") == ["5 March 2021"] * 3
    assert texts(page, ".//h2[@id='conversation-title']") == ["3 comments"]


def test_comment_shows_its_words_as_wordpress_did(client, garden):
    body = parse(client.get("/posts/beans/")).find(".//div[@class='comment-body']")

    markup = tostring(body, encoding="unicode", method="html").replace("\n", "").strip()
    assert markup == (
        '<div class="comment-body" dir="auto"><p>How deep?</p><p>In *inches*, please.</p></div>'
    )


def test_comments_keep_their_statuses(garden):
    rows = Submission.objects.values_list("body", "status", "decline_reason")

    assert {body.partition("\n")[0]: answer for body, *answer in rows} == {
        "How deep?": ["approved", ""],
        "Two.": ["approved", ""],
        "Thank you.": ["approved", ""],
        "It waits.": ["pending", ""],
        "It is spam.": ["spam", ""],
        "It was binned.": ["declined", "other"],
        "Among ourselves.": ["approved", ""],
    }


def test_only_approved_comments_are_shown(client, garden):
    shown = texts(client.get("/posts/beans/"), ".//div[@class='comment-body']")

    assert shown == ["How deep? In *inches*, please.", "Two.", "Thank you."]


def test_drafts_private_and_password_posts_stay_hidden(client, garden):
    assert texts(client.get("/posts/"), ".//main//h2") == ["Beans again", "Beans & “peas”"]
    assert dict(Post.objects.values_list("title", "status")) == {
        "Beans & “peas”": "published",
        "Half a thought": "draft",
        "For family": "draft",
        "For friends": "draft",
        "Next spring": "scheduled",
        "Beans again": "published",
    }
    family = Comment.objects.get(submission__body="Among ourselves.")
    assert client.get(f"/comments/{family.pk}/").status_code == 404


def test_scheduled_post_will_be_published_by_the_worker(garden):
    assert [(job.kind, job.run_at.isoformat()) for job in Job.objects.all()] == [
        ("publish_post", "2121-03-01T09:00:00+00:00")
    ]


def test_imported_comments_are_not_sent_to_the_spam_checker(garden):
    assert {row.verdict for row in Submission.objects.all()} == {Verdict.SKIPPED}
    assert {row.source for row in Submission.objects.all()} == {"wordpress"}
    assert Job.objects.filter(kind="screen").count() == 0


def test_sticky_post_opens_the_home_page(client, garden):
    assert texts(client.get("/"), ".//h1") == ["Beans & “peas”"]


def test_sticky_post_leaves_the_home_page_to_the_one_that_is_pinned(client):
    create_post(title="Pinned here", is_pinned=True)
    import_wordpress(GARDEN)

    assert texts(client.get("/"), ".//h1") == ["Pinned here"]


def test_slug_that_is_taken_gets_a_number(client):
    create_post(title="Mine", slug="beans")
    import_wordpress(GARDEN)

    titles = [texts(client.get(f"/posts/beans{n}/"), ".//h1") for n in ("", "-2", "-3")]
    assert titles == [["Mine"], ["Beans & “peas”"], ["Beans again"]]


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("/2021/03/04/beans/", "/posts/beans/"),
        ("/2021/03/04/beans", "/posts/beans/"),
        ("/2022/03/04/beans/", "/posts/beans-2/"),
        ("/?p=41", "/posts/beans/"),
        ("/?p=46", "/posts/beans-2/"),
    ],
)
def test_old_addresses_redirect_for_good(client, garden, old, new):
    response = client.get(old)

    assert (response.status_code, response["Location"]) == (301, new)


@pytest.mark.parametrize("old", ["/2021/05/01/family/", "/?p=43", "/?p=44", "/?p=42", "/?p=2"])
def test_old_addresses_of_what_is_hidden_lead_nowhere(client, garden, old):
    assert client.get(old).status_code == 404


def test_old_address_follows_a_new_slug(client, garden):
    post = Post.objects.get(slug="beans")
    post.slug = "broad-beans"
    post.save()

    assert client.get("/2021/03/04/beans/")["Location"] == "/posts/broad-beans/"


def test_addresses_of_visitors_are_kept_nowhere(garden):
    kept = repr(every_row()) + repr(garden)

    assert "Thank you." in kept
    found = ("post.example", "203.0.113.77", "2001:db8::77", "ana.example", "rhubarb")
    assert [secret for secret in found if secret in kept] == []


def test_name_that_looks_like_an_address_is_pointed_out(garden):
    assert [line for line in garden if line.startswith("Look")] == [
        "Look at this: The name “cal9postexamplegmailcom” looks like an e-mail address."
    ]


@pytest.mark.parametrize(
    ("name", "is_flagged"),
    [
        ("kit@post.example", True),
        ("kit7hotmailcouk", True),
        ("Kit.Yahoo.com", True),
        ("Kit", False),
        ("Outlook Community", False),
        ("Gmail fan", False),
    ],
)
def test_names_are_told_from_addresses(tmp_path, name, is_flagged):
    comment = (COMMENT % (1, "Hi.", 0)).replace(">Ana<", f">{name}<")
    said = import_wordpress(write(tmp_path / "one.xml", HEAD + ITEM % comment + TAIL))

    assert any(line.startswith("Look") for line in said) == is_flagged


def test_sums_agree_with_the_file(garden):
    items = parse_xml(GARDEN).findall("channel/item")
    comments = [part for item in items for part in item if part.tag.endswith("}comment")]
    counted = [line for line in garden if line[0].isdigit() and ": " in line]

    assert sum(int(line.split()[0]) for line in counted) == len(items) + len(comments) == 18
    assert "18 in the file" in garden


def test_report_says_what_became_of_everything(garden):
    assert garden[:13] == [
        "1 attachment: left out: only posts are imported",
        "4 comment: imported as approved",
        "1 comment: imported as declined",
        "1 comment: imported as spam",
        "1 comment: imported as waiting",
        "1 comment: left out with what it stands under",
        "1 comment: left out: unknown status 'post-trashed'",
        "1 page: left out: only posts are imported",
        "1 pingback: left out: only comments are imported",
        "3 post: imported as draft",
        "2 post: imported as published",
        "1 post: imported as scheduled",
        "18 in the file",
    ]


@pytest.mark.parametrize("version", ["1.0", "1.1", "1.2"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_every_version_of_the_format_is_read(tmp_path, client, version, scheme):
    text = GARDEN.read_text().replace(
        "http://wordpress.org/export/1.2/", f"{scheme}://wordpress.org/export/{version}/"
    )
    text = text.replace("<wp:wxr_version>1.2<", f"<wp:wxr_version>{version}<")

    trial = import_wordpress(GARDEN, dry_run=True)

    said = import_wordpress(write(tmp_path / "other.xml", text))

    assert said == trial[:-1]
    assert texts(client.get("/posts/beans/"), ".//p[@class='standfirst']") == [
        "What to sow in March."
    ]
    assert hrefs(client.get("/posts/"), ".//h2/a") == ["/posts/beans-2/", "/posts/beans/"]

import re

import pytest
from django.core.management import CommandError

from comments.models import Comment
from posts.models import Post
from tests.factories import create_post
from tests.posts.exports import COMMENT, GARDEN, HEAD, ITEM, TAIL, import_wordpress, write
from tests.rows import every_row

pytestmark = pytest.mark.django_db

ENTITY_BOMB = (
    '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {b} "{f"&{a};" * 10}">' for a, b in zip("abcdefgh", "bcdefghi", strict=True)
    )
    + "]>"
)
EXTERNAL = '<?xml version="1.0"?><!DOCTYPE rss [<!ENTITY i SYSTEM "file:///etc/hostname">]>'
PLAIN_RSS = (
    '<rss version="2.0"><channel><title>News</title><item><title>A post</title>'
    "<link>https://blog.example/a/</link></item></channel></rss>"
)
BODY = HEAD.partition("?>")[2] + ITEM % "" + TAIL
NO_DOCTYPE = "It declares a document type or entities, which no export does."
NOT_WORDPRESS = "It is XML, but no WordPress export: it names no wxr_version."
BROKEN = "It is broken or cut short: "
ENCODING = "Its text encoding is not one that can be read."


@pytest.mark.parametrize(
    ("content", "why"),
    [
        ("Dear diary, this is no XML.", BROKEN),
        ("", BROKEN),
        (b"\x00\x01\x02PK\x03\x04", BROKEN),
        (PLAIN_RSS, NOT_WORDPRESS),
        ("<html><body>Log in</body></html>", NOT_WORDPRESS),
        (ENTITY_BOMB + BODY.replace("Words.", "&i;"), NO_DOCTYPE),
        (EXTERNAL + BODY.replace("Words.", "&i;"), NO_DOCTYPE),
        ("<!DOCTYPE html>" + BODY, NO_DOCTYPE),
        (HEAD + ITEM % "" + "<item><title>And &nbsp; on</title></item>" + TAIL, BROKEN),
        ((HEAD + ITEM % "" + TAIL).replace("Words.", "Wo\x00rds."), BROKEN),
        ((HEAD + ITEM % "" + TAIL).replace("Words.", "Caf\xe9").encode("latin-1"), BROKEN),
        ('<?xml version="1.0" encoding="x-unheard-of"?>' + BODY, ENCODING),
        ('<?xml version="1.0" encoding="shift_jis"?>' + BODY, ENCODING),
        ('<?xml version="1.0" encoding="utf-7"?>' + BODY, ENCODING),
    ],
)
def test_file_that_is_no_export_is_refused(tmp_path, content, why):
    create_post(title="Here before")
    path = write(tmp_path / "export.xml", content)
    before = every_row()

    with pytest.raises(CommandError, match=re.escape(f"Nothing was imported from {path}. {why}")):
        import_wordpress(path)

    assert every_row() == before


@pytest.mark.parametrize("share", [0.2, 0.5, 0.9, 0.999])
def test_file_cut_short_leaves_nothing_behind(tmp_path, share):
    whole = GARDEN.read_bytes()
    path = write(tmp_path / "cut.xml", whole[: int(len(whole) * share)])
    before = every_row()

    with pytest.raises(CommandError, match=BROKEN):
        import_wordpress(path)

    assert every_row() == before


@pytest.mark.parametrize(
    ("name", "why"),
    [("missing.xml", "No such file or directory."), (".", "Is a directory.")],
)
def test_file_that_cannot_be_opened_is_named(tmp_path, name, why):
    path = tmp_path / name

    with pytest.raises(CommandError) as caught:
        import_wordpress(path)

    assert str(caught.value) == f"Nothing was imported from {path}. It cannot be opened: {why}"


@pytest.mark.parametrize("encoding", ["utf-16", "iso-8859-1"])
def test_other_encodings_that_are_declared_are_read(tmp_path, encoding):
    text = f'<?xml version="1.0" encoding="{encoding}"?>' + BODY.replace("Words.", "Café")

    import_wordpress(write(tmp_path / "export.xml", text.encode(encoding)))

    assert Post.objects.get().body == "Café"


def bare(*parts):
    return f"<item>{''.join(parts)}<wp:post_type>post</wp:post_type></item>"


def test_item_without_dates_ids_and_names_is_a_draft(tmp_path):
    comment = "<wp:comment><wp:comment_content>Hi.</wp:comment_content>"
    comment += "<wp:comment_approved>1</wp:comment_approved></wp:comment>"
    text = HEAD + bare("<content:encoded>Words.</content:encoded>", comment) + TAIL

    said = import_wordpress(write(tmp_path / "export.xml", text))

    assert said == ["1 comment: imported as approved", "1 post: imported as draft", "2 in the file"]
    assert list(Post.objects.values_list("title", "slug", "body", "status", "published_at")) == [
        ("Untitled", "untitled", "Words.", "draft", None)
    ]
    assert [(row.name, row.submission.body) for row in Comment.objects.all()] == [("", "Hi.")]


def test_items_and_comments_without_ids_are_not_taken_for_each_other(tmp_path):
    def comment(body):
        return (COMMENT % ("", body, "")).replace("<wp:comment_id></wp:comment_id>", "")

    items = bare("<content:encoded>One.</content:encoded>", comment("A."), comment("B."))
    items += bare("<content:encoded>Two.</content:encoded>", comment("C."))
    path = write(tmp_path / "export.xml", HEAD + items + TAIL)

    import_wordpress(path)
    before = every_row()
    import_wordpress(path)

    assert sorted(Post.objects.values_list("body", flat=True)) == ["One.", "Two."]
    bodies = Comment.objects.values_list("thread__post__body", "submission__body")
    assert sorted(bodies) == [("One.", "A."), ("One.", "B."), ("Two.", "C.")]
    assert every_row() == before


@pytest.mark.parametrize("number", ["9" * 30, "9" * 5000, "²", "-1", "x", " 5 ", "1e3"])
def test_odd_numbers_are_no_obstacle(tmp_path, number):
    item = (ITEM % (COMMENT % (number, "Hi.", number))).replace(">5<", f">{number}<")

    import_wordpress(write(tmp_path / "export.xml", HEAD + item + TAIL))

    assert Post.objects.get().title == "A post"
    assert Comment.objects.get().parent is None


@pytest.mark.parametrize(
    "date", ["", "2020-13-40 99:99:99", "-0001-11-30 00:00:00", "soon", "2020-02-02T12:00:00+25:00"]
)
def test_odd_dates_are_no_obstacle(tmp_path, date):
    item = (ITEM % (COMMENT % (1, "Hi.", 0))).replace("2020-02-02 12:00:00", date)
    item = item.replace("2020-02-03 12:00:00", date)

    import_wordpress(write(tmp_path / "export.xml", HEAD + item + TAIL))

    assert (Post.objects.get().status, Post.objects.get().published_at) == ("draft", None)
    assert Comment.objects.get().submission.body == "Hi."


def test_date_of_the_feed_stands_in_for_a_missing_one(tmp_path):
    pub_date = "<pubDate>Sun, 02 Feb 2020 13:00:00 +0100</pubDate>"
    item = (ITEM % pub_date).replace("2020-02-02 12:00:00", "0000-00-00 00:00:00")

    import_wordpress(write(tmp_path / "export.xml", HEAD + item + TAIL))

    assert Post.objects.get().published_at.isoformat() == "2020-02-02T12:00:00+00:00"


def test_long_and_odd_texts_are_cut_to_what_fits(tmp_path):
    item = (ITEM % (COMMENT % (1, "Hi.", 0))).replace("A post", "L" * 500)
    item = item.replace("/a-post/", f"/{'a' * 400}/").replace("?p=5", f"?p={'5' * 400}")
    item = item.replace(">a-post<", f">{'%d0%bf' * 60}<").replace("Ana", "Ana " * 100)

    import_wordpress(write(tmp_path / "export.xml", HEAD + item + TAIL))

    post = Post.objects.get()
    assert (len(post.title), len(Comment.objects.get().name)) == (200, 100)
    assert len(post.slug) <= 200


@pytest.mark.parametrize(("id_", "parent"), [("1", "1"), ("1", "2"), ("2", "1")])
def test_comment_whose_parent_is_missing_stands_alone(tmp_path, id_, parent):
    path = write(tmp_path / "export.xml", HEAD + ITEM % (COMMENT % (id_, "Hi.", parent)) + TAIL)

    import_wordpress(path)

    assert [(row.parent, row.depth) for row in Comment.objects.all()] == [(None, 0)]


@pytest.mark.parametrize("order", [(1, 2), (2, 1)])
def test_answer_finds_its_parent_wherever_it_stands(tmp_path, order):
    comments = {1: COMMENT % (1, "Answer.", 2), 2: COMMENT % (2, "Question?", 0)}
    text = HEAD + ITEM % "".join(comments[number] for number in order) + TAIL

    import_wordpress(write(tmp_path / "export.xml", text))

    parents = Comment.objects.values_list("submission__body", "parent__submission__body")
    assert sorted(parents) == [("Answer.", "Question?"), ("Question?", None)]


def test_comments_that_answer_each_other_are_all_kept(tmp_path):
    comments = "".join(COMMENT % (n, f"{n}.", n % 3 + 1) for n in (1, 2, 3))
    path = write(tmp_path / "export.xml", HEAD + ITEM % comments + TAIL)

    import_wordpress(path)

    assert sorted(Comment.objects.values_list("submission__body", "depth")) == [
        ("1.", 2),
        ("2.", 1),
        ("3.", 0),
    ]


@pytest.mark.parametrize("link", ["https://[oops/2020/", "", "/", "mailto:a", "?p=5", "//", "%00"])
def test_odd_links_are_no_obstacle(tmp_path, client, link):
    item = (ITEM % "").replace("https://blog.example/2020/02/02/a-post/", link)

    import_wordpress(write(tmp_path / "export.xml", HEAD + item + TAIL))

    assert client.get("/?p=5")["Location"] == "/posts/a-post/"


def test_file_with_5000_comments_is_imported(tmp_path, client):
    comments = "".join(
        COMMENT % (n, f"Comment {n}.", n - 1 if n % 5 else 0) for n in range(1, 5001)
    )
    path = write(tmp_path / "big.xml", HEAD + ITEM % comments + TAIL)

    said = import_wordpress(path)

    assert said[0] == "5000 comment: imported as approved"
    assert Post.objects.get().thread.comment_count == 5000
    assert Comment.objects.filter(parent=None).count() == 1001

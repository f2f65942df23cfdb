"""What else happens while a picture comes in or goes: others write, disks and databases fail."""

import io
from threading import Thread

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import OperationalError, connection
from django.test.utils import CaptureQueriesContext

from coproduce.moderation.models import SiteVersion
from posts import uploads
from posts.models import Picture
from posts.pictures import MOST_BYTES, reencode
from posts.uploads import PictureUploadHandler
from tests.factories import create_page, create_post
from tests.markup import form_values, texts
from tests.posts.pictures import ADD, add, plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


@pytest.mark.django_db(transaction=True)
def test_others_write_while_a_picture_is_made_small(author, monkeypatch):
    seen = []

    def change():
        SiteVersion.change()
        seen.append(SiteVersion.current())
        connection.close()

    def slow(file, size):
        other = Thread(target=change, daemon=True)
        other.start()
        other.join(3)
        seen.append(SiteVersion.current())
        return reencode(file, size)

    monkeypatch.setattr(uploads, "reencode", slow)

    response = add(author, plain())

    assert response.status_code == 302
    assert len(seen) == 2 and seen[0] == seen[1] != ""


def test_nothing_of_a_request_beyond_one_picture_is_kept():
    handler = PictureUploadHandler()
    files = []
    for sent in (MOST_BYTES - 10, 100, 5):
        handler.new_file("file", "a.png", "image/png", None)
        handler.receive_data_chunk(b"\0" * sent, 0)
        files.append(handler.file_complete(sent))

    assert [len(file.read()) for file in files] == [MOST_BYTES - 10, 0, 0]
    assert [file.size > MOST_BYTES for file in files] == [False, True, True]


@pytest.fixture
def locked(author, monkeypatch):
    """The database gives up when the picture's row stands already."""

    def fail(*args):
        raise OperationalError("database is locked")

    monkeypatch.setattr("django.contrib.admin.ModelAdmin.log_addition", fail)
    author.raise_request_exception = False
    return author


@pytest.mark.django_db(transaction=True)
def test_picture_whose_row_is_not_kept_leaves_no_file(locked, media):
    response = add(locked, plain())

    assert response.status_code == 503
    assert not Picture.objects.exists() and list(media.iterdir()) == []


@pytest.mark.django_db(transaction=True)
def test_page_that_keeps_the_words_says_that_the_picture_is_gone(locked):
    response = add(locked, plain(), alt="A round table")

    assert form_values(response)["alt"] == ["A round table"]
    strong = texts(response, ".//main//strong")
    assert "The picture was not kept: you will have to choose it again." in strong
    assert "Nothing you typed is lost." not in strong


def test_form_that_is_refused_for_its_words_leaves_no_file(author, media):
    response = add(author, plain(), alt="x" * 301)

    assert response.status_code == 200
    assert not media.exists()


@pytest.mark.django_db(transaction=True)
def test_file_that_cannot_be_deleted_is_told_in_the_log_alone(author, media, monkeypatch, caplog):
    def refuse(*args, **kwargs):
        raise PermissionError(13, "Permission denied")

    add(author, plain())
    picture = Picture.objects.get()
    monkeypatch.setattr("django.core.files.storage.FileSystemStorage.delete", refuse)

    response = author.post(f"/admin/posts/picture/{picture.pk}/delete/", {"post": "yes"})

    assert (response.status_code, Picture.objects.count()) == (302, 0)
    assert [r.getMessage() for r in caplog.records if r.name == "coproduce"] == [
        f"The file of picture {picture.name} could not be deleted: Permission denied"
    ]


def test_text_that_names_it_in_the_last_moment_keeps_a_picture(author, media, monkeypatch):
    add(author, plain())
    picture = Picture.objects.get()
    create_post(body=picture.markdown)
    # As it was when the deletion began.
    monkeypatch.setattr(Picture, "is_in_use", False)

    response = author.post(f"/admin/posts/picture/{picture.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403
    assert Picture.objects.exists() and len(list(media.iterdir())) == 1


def test_pages_name_pictures_too(author):
    add(author, plain())
    picture = Picture.objects.get()
    create_page("privacy", body=picture.markdown)

    response = author.post(f"/admin/posts/picture/{picture.pk}/delete/", {"post": "yes"})

    assert response.status_code == 403


def test_texts_are_searched_once_a_page(author):
    add(author, plain())

    with CaptureQueriesContext(connection) as captured:
        author.get(f"/admin/posts/picture/{Picture.objects.get().pk}/change/")

    searches = [query["sql"] for query in captured if "LIKE" in query["sql"]]
    assert len(searches) == 2  # one of posts, one of pages


def test_file_that_is_no_picture_form_s_is_ignored(author):
    sent = SimpleUploadedFile("a.txt", b"words")

    response = author.post("/admin/posts/post/add/", {"title": "A", "file": sent})

    assert response.status_code == 200


def test_picture_sent_in_place_of_words_asks_for_one(author):
    assert texts(
        author.post(ADD, {"alt": io.BytesIO(b"x"), "file": "words"}),
        ".//ul[@class='errorlist']/li",
    ) == ["Choose a picture.", "Say what the picture shows."]

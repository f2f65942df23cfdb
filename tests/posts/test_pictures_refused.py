"""Files that are refused, pictures that cannot be deleted, and a folder that cannot be written."""

import os
import struct
import zlib

import pytest
from PIL import Image

from posts.models import Picture
from tests.factories import create_post
from tests.markup import texts
from tests.posts.pictures import ADD, add, encoded, plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]

NO_PICTURE = (
    "The file is not a picture that can be read here. Choose a JPEG, a PNG or a WebP picture."
)
TOO_MANY_PIXELS = (
    "The picture has more than 15 million pixels, or 25 million as a JPEG. Save a smaller copy "
    "first: 1600 pixels on the longer side is as much as is shown."
)
TOO_LARGE = (
    "The file is larger than 2 MB. Save a smaller copy first: 1600 pixels on the longer side is "
    "as much as is shown."
)


def errors(response):
    return texts(response, ".//ul[@class='errorlist']/li")


def png_that_claims(width, height):
    def part(kind, data):
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    head = part(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + part(b"IDAT", zlib.compress(b"")) + part(b"IEND", b"")


REFUSED = {
    "text": (b"not a picture", NO_PICTURE),
    "cut short": (plain(400, 400, "JPEG")[:-900], NO_PICTURE),
    "drawing": (b'<svg xmlns="http://www.w3.org/2000/svg"><script/></svg>', NO_PICTURE),
    "GIF": (plain(kind="GIF"), NO_PICTURE),
    "TIFF": (plain(kind="TIFF"), NO_PICTURE),
    "many pixels": (encoded(Image.new("1", (4000, 3751))), TOO_MANY_PIXELS),
    "many pixels of a JPEG": (plain(5000, 5001, "JPEG"), TOO_MANY_PIXELS),
    "a bomb": (png_that_claims(60_000, 60_000), TOO_MANY_PIXELS),
    "over 2 MB": (plain() + b"\0" * 2 * 1024 * 1024, TOO_LARGE),
    "2.8 MB": (plain() + b"\0" * 2_800_000, TOO_LARGE),
    "3.1 MB": (plain() + b"\0" * 3_100_000, TOO_LARGE),
    "4.5 MB": (plain() + b"\0" * 4_500_000, TOO_LARGE),
    "empty": (b"", NO_PICTURE),
}


@pytest.mark.parametrize("what", REFUSED)
def test_file_that_is_refused_is_explained_and_not_kept(author, media, what):
    content, why = REFUSED[what]

    response = add(author, content)

    assert (response.status_code, errors(response)) == (200, [why])
    assert not media.exists() and not Picture.objects.exists()


@pytest.mark.parametrize("alt", [" ", "\u200b\u2060"])
def test_words_for_those_who_cannot_see_are_asked_for(author, media, alt):
    response = add(author, plain(), alt=alt)

    assert errors(response) == ["Say what the picture shows."]
    assert not media.exists()


def test_form_without_a_file_asks_for_one(author):
    assert errors(author.post(ADD, {"alt": "A table"})) == ["Choose a picture."]


def test_folder_that_cannot_be_written_is_told_beside_the_field(author, media):
    media.parent.mkdir()
    media.write_text("A file stands where the folder should be.")

    response = add(author, plain())

    assert response.status_code == 200
    assert errors(response) == [
        "The picture could not be kept: the disk is full, or the site may not write to its folder "
        "of pictures. Tell whoever runs the site; the picture itself is fine."
    ]
    assert not Picture.objects.exists()


def test_full_disk_leaves_no_half_of_a_picture(author, media, monkeypatch):
    monkeypatch.setattr("os.open", _full_instead_of(media, os.open))

    response = add(author, plain())

    assert errors(response)[0].startswith("The picture could not be kept: the disk is full")
    assert list(media.iterdir()) == []
    assert not Picture.objects.exists()


def _full_instead_of(folder, real_open):
    def open_(path, *arguments, **options):
        is_picture = str(path).startswith(str(folder)) and str(path).endswith(".webp")
        if is_picture:
            real_open(path, *arguments, **options)
            return real_open("/dev/full", os.O_WRONLY)
        return real_open(path, *arguments, **options)

    return open_


@pytest.mark.parametrize("place", ["body", "simpler_body"])
def test_picture_that_a_post_names_cannot_be_deleted(author, media, place):
    add(author, plain())
    picture = Picture.objects.get()
    create_post(status="draft", **{place: f"Words.\n\n{picture.markdown}"})
    path = f"/admin/posts/picture/{picture.pk}/"

    answer = author.post(f"{path}delete/", {"post": "yes"})

    assert answer.status_code == 403
    assert (Picture.objects.count(), len(list(media.iterdir()))) == (1, 1)
    assert texts(author.get(f"{path}change/"), ".//div[@class='readonly']")[2] == (
        "40 × 20 pixels. A text shows it, so it cannot be deleted."
    )


def test_picture_that_no_post_names_goes_with_its_file(
    author, media, django_capture_on_commit_callbacks
):
    add(author, plain())
    add(author, plain())
    gone, stays = Picture.objects.order_by("pk")
    create_post(body=stays.markdown)

    with django_capture_on_commit_callbacks(execute=True):
        author.post(f"/admin/posts/picture/{gone.pk}/delete/", {"post": "yes"})

    assert list(Picture.objects.all()) == [stays]
    assert [path.name for path in media.iterdir()] == [stays.name]


def test_words_can_be_changed_and_the_file_stays(author):
    add(author, plain())
    picture = Picture.objects.get()

    author.post(f"/admin/posts/picture/{picture.pk}/change/", {"alt": "A round table"})

    assert Picture.objects.values_list("alt", "name").get() == ("A round table", picture.name)


def test_strangers_are_asked_to_sign_in(client):
    assert add(client, plain())["Location"] == f"/admin/login/?next={ADD}"
    assert not Picture.objects.exists()

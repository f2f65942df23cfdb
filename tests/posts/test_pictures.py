"""What becomes of a picture that the author sends, and how readers get it."""

import io

import pytest
from PIL import Image, ImageCms

from posts.models import Picture
from tests.factories import create_post
from tests.markup import parse, texts
from tests.posts.pictures import add, encoded, from_a_phone, plain

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("media")]


def served(client):
    """The one picture, as readers get it."""
    response = client.get(Picture.objects.get().address)
    return Image.open(io.BytesIO(b"".join(response.streaming_content)))


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP"])
def test_picture_becomes_webp_whatever_it_was(author, kind):
    response = add(author, plain(40, 20, kind), alt=" A  table ")

    assert (response.status_code, response["Location"]) == (302, "/admin/posts/picture/")
    picture = Picture.objects.get()
    assert (picture.alt, picture.width, picture.height) == ("A table", 40, 20)
    assert (served(author).format, served(author).size) == ("WEBP", (40, 20))


def test_place_and_camera_are_taken_out_and_the_picture_stands_upright(author):
    add(author, from_a_phone(40, 20))

    image = served(author)
    assert image.size == (20, 40)
    assert dict(image.getexif()) == {}
    assert not {"exif", "xmp", "icc_profile"} & set(image.info)


@pytest.mark.parametrize(
    ("sent", "kept"),
    [((3200, 800), (1600, 400)), ((100, 3200), (50, 1600)), ((1600, 9), (1600, 9))],
)
def test_longer_side_is_1600_pixels_at_most(author, sent, kept):
    add(author, plain(*sent))

    assert served(author).size == kept
    assert (Picture.objects.get().width, Picture.objects.get().height) == kept


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGBA", "CMYK", "I;16"])
def test_every_kind_of_colour_is_read(author, mode):
    kind = "JPEG" if mode == "CMYK" else "PNG"
    add(author, encoded(Image.new(mode, (4, 4)), kind))

    assert served(author).mode == ("RGBA" if mode in {"LA", "RGBA"} else "RGB")


def test_sixteen_bits_of_grey_stay_as_light_as_they_were(author):
    row = b"".join(grey.to_bytes(2, "little") * 30 for grey in (6_000, 30_000, 60_000))
    add(author, encoded(Image.frombytes("I;16", (90, 30), row * 30)))

    kept = served(author)
    greys = [kept.getpixel((x, 15))[0] for x in (15, 45, 75)]
    assert all(abs(grey - meant) < 4 for grey, meant in zip(greys, (23, 117, 234), strict=True))


def test_palette_is_mixed_as_its_colours_are(author):
    stripes = Image.new("P", (3200, 2))
    stripes.putpalette([255, 0, 0, 0, 0, 255])
    stripes.putdata([x % 2 for x in range(3200)] * 2)
    add(author, encoded(stripes))

    red, green, blue = served(author).convert("RGB").getpixel((800, 0))
    assert abs(red - 127) < 20 and green < 20 and abs(blue - 127) < 20


def test_colours_stay_when_their_profile_goes(author):
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    add(author, plain(4, 4, icc_profile=lab))

    red, green, blue = served(author).convert("RGB").getpixel((1, 1))
    assert abs(red - 0x0B) < 9 and abs(green - 0x4A) < 9 and abs(blue - 0x56) < 9


def test_name_cannot_be_guessed_and_says_the_size(author, media):
    add(author, plain(40, 20))
    add(author, plain(40, 20))

    names = sorted(path.name for path in media.iterdir())
    assert [name.partition("-")[2] for name in names] == ["40x20.webp"] * 2
    assert len({name.partition("-")[0] for name in names}) == 2
    assert sorted(Picture.objects.values_list("name", flat=True)) == names


def test_readers_browsers_keep_a_picture(author, client):
    add(author, plain())

    response = client.get(Picture.objects.get().address)

    names = ["Content-Type", "Cache-Control", "X-Content-Type-Options"]
    assert [response[name] for name in names] == [
        "image/webp",
        "public, max-age=31536000, immutable",
        "nosniff",
    ]
    assert response["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert "Cookie" not in response.get("Vary", "")


@pytest.mark.parametrize(
    "name",
    ["", "0" * 24 + "-1x1.webp", "../secret_key", "..%2f..%2fsecret_key", "a.png", "%00.webp"],
)
def test_there_is_nothing_else_among_the_pictures(client, media, name):
    media.mkdir(parents=True)
    (media.parent / "secret_key").write_text("secret")
    (media / "a.png").write_bytes(plain())

    assert client.get(f"/media/pictures/{name}").status_code == 404


def test_picture_keeps_its_place_in_a_post_before_it_arrives(author):
    add(author, plain(80, 40), alt="A [long] table")
    picture = Picture.objects.get()
    text = picture.markdown
    assert text == f"![A \\[long\\] table]({picture.address})"
    create_post(slug="a", body=f"{text}\n\n![Elsewhere](/b.webp)", simpler_body=f"{text}\nWords.")

    for path in ("/posts/a/", "/posts/a/simpler/"):
        image = parse(author.get(path)).find(".//main//article//img")
        assert image.attrib == {
            "src": picture.address,
            "alt": "A [long] table",
            "width": "80",
            "height": "40",
            "loading": "lazy",
        }


def test_list_shows_each_picture_and_what_to_paste(author):
    add(author, plain(480, 240), alt="A table")
    picture = Picture.objects.get()

    response = author.get("/admin/posts/picture/")

    assert texts(response, ".//td//code") == [picture.markdown]
    image = parse(response).find(".//tbody//img")
    assert (image.get("src"), image.get("width"), image.get("height")) == (
        picture.address,
        "120",
        "60",
    )

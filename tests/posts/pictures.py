"""Picture files as authors have them, and the admin's form for them."""

import io

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

ADD = "/admin/posts/picture/add/"
# The number of a tag in EXIF, and in its block about the place.
ORIENTATION, MAKER, PLACE, LATITUDE = 0x0112, 0x010F, 0x8825, 2


def encoded(image: Image.Image, kind: str = "PNG", **options) -> bytes:
    output = io.BytesIO()
    image.save(output, kind, **options)
    return output.getvalue()


def plain(width: int = 40, height: int = 20, kind: str = "PNG", **options) -> bytes:
    return encoded(Image.new("RGB", (width, height), "#0b4a56"), kind, **options)


def from_a_phone(width: int, height: int) -> bytes:
    """A JPEG that lies on its side and says where and with what it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION], exif[MAKER] = 6, "Somebody's phone"
    exif[PLACE] = {1: "N", LATITUDE: (51.0, 30.0, 26.0)}
    return plain(width, height, "JPEG", exif=exif)


def add(author, content: bytes, *, alt: str = "A table", name: str = "a.png"):
    """The admin's answer to a picture; `author` is a client that is signed in."""
    return author.post(ADD, {"file": SimpleUploadedFile(name, content), "alt": alt})

"""Pictures that the author sends, made small and free of what a camera writes into them."""

import io
from dataclasses import dataclass
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = 1600  # px
MOST_BYTES = 2 * 1024 * 1024
# Of a picture as it is unpacked: four bytes each in memory.
MOST_PIXELS = 25_000_000
FORMATS = ["JPEG", "PNG", "WEBP"]
QUALITY = 80

TOO_MANY_BYTES = _(
    "The file is larger than 2 MB. Save a smaller copy first: 1600 pixels on the longer side is "
    "as much as is shown."
)
TOO_MANY_PIXELS = _(
    "The picture has more than 25 million pixels. Save a smaller copy first: 1600 pixels on the "
    "longer side is as much as is shown."
)
NOT_A_PICTURE = _(
    "The file is not a picture that can be read here. Choose a JPEG, a PNG or a WebP picture."
)


class Refused(Exception):
    """Says in its words what the author can do."""


@dataclass(frozen=True)
class Reencoded:
    content: bytes  # WebP
    width: int
    height: int


def reencode(file: IO[bytes], size: int) -> Reencoded:
    """A JPEG, PNG or WebP file of `size` bytes as WebP: upright, sRGB, without EXIF or place.

    Of a moving picture only the first frame is kept. Raises Refused.
    """
    if size > MOST_BYTES:
        raise Refused(TOO_MANY_BYTES)
    try:
        with Image.open(file, formats=FORMATS) as image:
            if image.width * image.height > MOST_PIXELS:
                raise Refused(TOO_MANY_PIXELS)
            return _encoded(_made_small(image))
    except Image.DecompressionBombError as error:
        raise Refused(TOO_MANY_PIXELS) from error
    except Refused:
        raise
    # A broken file makes Pillow raise nearly anything, from SyntaxError to struct.error.
    except Exception as error:
        raise Refused(NOT_A_PICTURE) from error


def _made_small(image: Image.Image) -> Image.Image:
    image.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    upright = ImageOps.exif_transpose(image)
    profile = image.info.get("icc_profile")
    mode = "RGBA" if upright.has_transparency_data else "RGB"
    upright = _in_srgb(upright.convert(mode), profile if image.mode in {"RGB", "RGBA"} else None)
    upright.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    return upright


def _in_srgb(image: Image.Image, profile: bytes | None) -> Image.Image:
    """The colours as they were meant, since the profile that says so is not kept."""
    if not profile:
        return image
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        changed = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"))
    except ImageCms.PyCMSError:
        return image
    return changed or image


def _encoded(image: Image.Image) -> Reencoded:
    output = io.BytesIO()
    # Given as empty: Pillow would otherwise copy what the picture brought with it.
    image.save(output, "WEBP", quality=QUALITY, method=5, exif=b"", icc_profile=b"", xmp=b"")
    return Reencoded(output.getvalue(), image.width, image.height)

"""Pictures that the author sends, made small and free of what a camera writes into them."""

import io
import math
from dataclasses import dataclass
from threading import Lock
from typing import IO

from django.utils.translation import gettext_lazy as _
from PIL import Image, ImageCms, ImageOps

LONGEST_SIDE = 1600  # px
MOST_BYTES = 2 * 1024 * 1024
# A JPEG is made smaller while it is unpacked. Anything else takes four bytes a pixel in memory,
# and as many again where it is transparent.
MOST_PIXELS_OF_A_JPEG = 25_000_000
MOST_PIXELS = 15_000_000
FORMATS = ["JPEG", "PNG", "WEBP"]
QUALITY = 80

TOO_MANY_BYTES = _(
    "The file is larger than 2 MB. Save a smaller copy first: 1600 pixels on the longer side is "
    "as much as is shown."
)
TOO_MANY_PIXELS = _(
    "The picture has more than 15 million pixels, or 25 million as a JPEG. Save a smaller copy "
    "first: 1600 pixels on the longer side is as much as is shown."
)
NOT_A_PICTURE = _(
    "The file is not a picture that can be read here. Choose a JPEG, a PNG or a WebP picture."
)

# Two at a time would take twice the memory.
_one_at_a_time = Lock()


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
        with _one_at_a_time, Image.open(file, formats=FORMATS) as image:
            most = MOST_PIXELS_OF_A_JPEG if image.format == "JPEG" else MOST_PIXELS
            if image.width * image.height > most:
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
    """Small before anything else is done to it: every step copies the picture."""
    scale = LONGEST_SIDE / max(image.size)
    image.draft("RGB", (math.ceil(image.width * scale), math.ceil(image.height * scale)))
    profile = image.info.get("icc_profile") if image.mode in {"RGB", "RGBA"} else None
    image = _with_steady_colours(image)
    image.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    if image.mode == "I":
        # 16 bits of grey, of which Pillow would cut off all above 255.
        image = image.point(lambda value: value * (1 / 256)).convert("L")
    ImageOps.exif_transpose(image, in_place=True)
    return _in_srgb(image.convert("RGBA" if image.has_transparency_data else "RGB"), profile)


def _with_steady_colours(image: Image.Image) -> Image.Image:
    """In a mode whose colours can be mixed as a picture is made smaller."""
    if image.mode.startswith("I"):
        image = image.convert("I")
        image.info.pop("transparency", None)  # one of 65,536 greys, and soon there are 256
        return image
    if image.mode in {"1", "P", "PA"} or "transparency" in image.info:
        return image.convert("RGBA" if image.has_transparency_data else "RGB")
    return image


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

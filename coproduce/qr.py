"""QR codes for what is printed or shown on a screen."""

import segno
from django.utils.safestring import SafeString, mark_safe


def qr_svg(address: str) -> SafeString:
    """An SVG of a QR code that leads to the address, black on white, one unit a module.

    Without width and height: a class in the stylesheet gives its size. Up to 2,331 bytes;
    segno.DataOverflowError beyond.
    """
    code = segno.make_qr(address, error="m")
    svg = code.svg_inline(omitsize=True, border=4, dark="#000", light="#fff", svgclass="qr")
    return mark_safe(svg)  # noqa: S308 (made of the code's own squares)

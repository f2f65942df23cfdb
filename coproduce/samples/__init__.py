"""Example content, so that a new site can be tried: loaded on the first run, taken away by one
command, left out of every export."""

from django.conf import settings


class Refused(Exception):
    """Why there will be no example content here, in words for whoever asked for it."""


def refuse_unless_loopback() -> None:
    if not settings.SITE_IS_LOOPBACK:
        raise Refused(f"{settings.SITE_URL} is not a loopback address: no examples here.")

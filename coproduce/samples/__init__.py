"""Example content, so that a new site can be tried: loaded on the first run, taken away by one
command, left out of every export."""

from django.conf import settings


class Refused(Exception):
    """Example content has no place on a site that strangers can reach."""


def refuse_unless_loopback() -> None:
    if not settings.SITE_IS_LOOPBACK:
        raise Refused(f"{settings.SITE_URL} is not a loopback address: no examples here.")

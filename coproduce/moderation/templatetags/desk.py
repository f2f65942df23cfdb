"""What the desk says of time, and what keeps a page of many letters short to make."""

from django import template
from django.utils.safestring import SafeString, mark_safe

from coproduce.moderation import dates

register = template.Library()
register.filter("since", dates.since)

# Where, in what the letters of a page share, each puts its own name. No text of anybody's has it.
WHOSE = "<!-- whose -->"


@register.simple_block_tag
def capture(content: SafeString) -> SafeString:
    """`{% capture as name %}`: made once, shown as `{{ name }}` as often as there are letters."""
    return content


@register.filter
def named(shared: SafeString, name: SafeString) -> SafeString:
    """What was captured for all letters, with one letter's name wherever WHOSE stands in it."""
    return mark_safe(shared.replace(WHOSE, name))  # noqa: S308 (made of what is safe)

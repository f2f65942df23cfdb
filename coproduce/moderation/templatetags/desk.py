"""What the desk says of time, and what keeps a page of many letters short to make."""

from datetime import datetime

from django import template
from django.utils.safestring import SafeString

from coproduce.moderation import dates

register = template.Library()


@register.filter
def since(moment: datetime) -> str:
    """How long ago, by the site's clock: "3 days"."""
    return dates.since(moment)


@register.simple_block_tag
def capture(content: SafeString) -> SafeString:
    """`{% capture as name %}`: made once, shown as `{{ name }}` as often as there are letters."""
    return content

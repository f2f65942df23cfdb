"""What keeps a page of many letters short to make."""

from django import template
from django.utils.safestring import SafeString

register = template.Library()


@register.simple_block_tag
def capture(content: SafeString) -> SafeString:
    """`{% capture as name %}`: made once, shown as `{{ name }}` as often as there are letters."""
    return content

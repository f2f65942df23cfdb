"""What the desk needs to show the open reports of a letter."""

from collections.abc import Sequence
from typing import Any
from urllib.parse import quote, urlencode

from django import template
from django.conf import settings
from django.forms import Form
from django.template import Context
from django.utils.translation import gettext as _

from coproduce.moderation import dates
from coproduce.moderation.models import Report, Submission
from coproduce.moderation.reports import clock
from coproduce.moderation.reports.forms import CloseForm, closing_form

register = template.Library()
register.filter("minute", dates.minute)
register.filter("clock", clock.in_words)


@register.simple_tag(takes_context=True)
def form_to_close(context: Context, submission: Submission, reports: Sequence[Report]) -> Form:
    """As it was sent, where something was missing in it; else empty."""
    sent: Any = context.get("closing")
    return sent if isinstance(sent, CloseForm) else closing_form(submission, reports)


@register.filter
def letter_to_reporter(report: Report) -> str:
    """A `mailto:` address with a letter to begin from: that the report is here, and by when."""
    words = _(
        "Thank you for your report of %(day)s. We have it, and a person looks at it by %(due)s.\n\n"
        "You can see what came of it with the code on your receipt."
    )
    letter = {
        "subject": _("Your report to %(site)s") % {"site": settings.SITE_NAME},
        "body": words % {"day": dates.day(report.made_at), "due": dates.minute(report.due_at)},
    }
    return f"mailto:{quote(report.email, safe='@')}?{urlencode(letter, quote_via=quote)}"

"""A reporter's receipt: its code and its link, as receipts.py has them for writers."""

from collections.abc import Sequence

from django.core import signing
from django.urls import reverse

from coproduce.moderation import receipts
from coproduce.moderation.models import Report

# Another than of the receipts for writers: the codes of both are asked for in one place.
SALT = "coproduce.reports"


def code_for(form_key: str) -> str:
    return receipts.code_for(form_key, salt=SALT)


def find(code: str) -> Report | None:
    return Report.objects.filter(code_hash=receipts.hash_code(code)).first()


def known_by(form_keys: Sequence[str]) -> Report | None:
    """By their codes, whose hash stays when the key itself is deleted."""
    found = (find(code_for(key)) for key in form_keys)
    return next((report for report in found if report), None)


def path_for(report: Report) -> str:
    return reverse("reports:receipt", args=[signing.dumps(report.pk, salt=SALT)])


def from_token(token: str) -> Report | None:
    """The report of a receipt's link; None when the link is forged or over an hour old."""
    try:
        pk = signing.loads(token, salt=SALT, max_age=receipts.LINK_SECONDS)
    except signing.BadSignature:
        return None
    return Report.objects.select_related("submission").filter(pk=pk).first()

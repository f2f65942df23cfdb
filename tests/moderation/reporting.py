"""A reader's report, sent as a browser with script does: with a new id each time; its closing."""

from itertools import count

from django.urls import reverse

from coproduce.moderation.models import Report
from tests.moderation.desk import DESK, revision

_submission_ids = count(1)


def report_path(row):
    """The address of the form about a comment or a barrier."""
    address = getattr(row, "public_id", row.pk)
    return reverse("reports:create", args=[row.submission.kind, address])


def send_report(client, row, about="me", *, visitor=None, **fields):
    """`visitor` adds to what the request tells of who sends it (WSGI names)."""
    form = {"about": about, "submission_id": f"report-{next(_submission_ids)}", **fields}
    return client.post(report_path(row), form, **(visitor or {}))


def close_path(row):
    return f"{DESK}{row.pk}/reports/close/"


def close_reports(client, row, outcome="stays", **fields):
    """Close what is reported, on a page that shows all of it as it stands now."""
    newest = max(Report.objects.filter(submission=row.pk).values_list("pk", flat=True), default=0)
    form = {"outcome": outcome, "newest": newest, "seen": revision(row), **fields}
    return client.post(close_path(row), form)

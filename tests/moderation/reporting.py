"""A reader's report, sent as a browser with script does: with a new id each time."""

from itertools import count

from django.urls import reverse

_submission_ids = count(1)


def report_path(row):
    """The address of the form about a comment or a barrier."""
    address = getattr(row, "public_id", row.pk)
    return reverse("reports:create", args=[row.submission.kind, address])


def send_report(client, row, about="me", *, visitor=None, **fields):
    """`visitor` adds to what the request tells of who sends it (WSGI names)."""
    form = {"about": about, "submission_id": f"report-{next(_submission_ids)}", **fields}
    return client.post(report_path(row), form, **(visitor or {}))

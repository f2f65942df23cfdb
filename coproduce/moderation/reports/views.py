from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from coproduce.moderation import intake, kinds
from coproduce.moderation.dates import minute
from coproduce.moderation.kept_text import kept_text
from coproduce.moderation.models import Report, Submission
from coproduce.moderation.public_form import public_form
from coproduce.moderation.public_page import public_page
from coproduce.moderation.reports import receipts as report_receipts
from coproduce.moderation.reports import verbs as reports
from coproduce.moderation.reports.forms import ReportForm
from coproduce.moderation.text import plain_words
from coproduce.moderation.views import SeeOther, private

# Of what is reported: enough to know that it is the right one.
QUOTED_CHARACTERS = 300


@public_page()
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def report_create(request: HttpRequest, kind: str, address: str) -> HttpResponse:
    """Keeps a report of what is public; once it is not, only a form that was kept before counts."""
    form = ReportForm(request.POST if request.method == "POST" else None)
    keys = _form_keys(form, request, kind, address) if form.is_valid() else []
    submission = _find(kind, address)
    # Asked last: the same form, sent twice at once, may have hidden it a moment ago.
    if same := report_receipts.known_by(keys):
        return SeeOther(report_receipts.path_for(same))
    if submission is None:
        return _nothing_there(request)
    if not form.is_valid():
        return _ask(request, form, submission)
    words = form.cleaned_data
    report = Report(
        submission=submission,
        about=words["about"],
        words=words["words"],
        email=words["email"],
        is_trusted=not form.fell_into_trap,
    )
    kept = reports.receive(report, keys)
    return SeeOther(report_receipts.path_for(kept))


def _form_keys(form: ReportForm, request: HttpRequest, kind: str, address: str) -> list[str]:
    return intake.form_keys(
        {"report": [kind, address], **form.typed()},
        submission_id=form.cleaned_data["submission_id"],
        visitor=intake.Visitor.of(request),
        at=timezone.now(),
    )


def _find(kind: str, address: str) -> Submission | None:
    found = kinds.named(kind)
    return found.find(address) if found else None


def _nothing_there(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        raise Http404
    return kept_text(
        request,
        status=404,
        title=_("It is not shown just now"),
        message=_(
            "Nothing has been sent. It may have been taken down, or a person looks at it already. "
            "Your words are here."
        ),
        can_send=False,
    )


def _ask(request: HttpRequest, form: ReportForm, submission: Submission) -> HttpResponse:
    context = {
        "form": form,
        "kind": submission.kind,
        "quote": plain_words(submission.body_html, QUOTED_CHARACTERS),
        "path": kinds.kind_of(submission).path(submission),
    }
    status = 400 if form.is_bound else 200
    return render(request, "moderation/report.html", context, status=status)


@private
@require_safe
def report_receipt(request: HttpRequest, token: str) -> HttpResponse:
    report = report_receipts.from_token(token)
    if report is None:
        return render(request, "moderation/receipt_expired.html", status=404)
    quoted = _find_again(report.submission)
    context = {
        "report": report,
        "code": report_receipts.code_for(report.form_key) if report.form_key else "",
        "quote": plain_words(quoted.body_html, QUOTED_CHARACTERS) if quoted else "",
        "path": kinds.kind_of(quoted).path(quoted) if quoted else "",
        "due": minute(report.due_at),
        "is_overdue": report.due_at < timezone.now(),
    }
    return render(request, "moderation/report_receipt.html", context)


def _find_again(submission: Submission) -> Submission | None:
    """What was reported, while anybody can read it: not on a page that is hidden itself."""
    is_shown = submission.is_public and kinds.kind_of(submission).path(submission)
    return submission if is_shown else None

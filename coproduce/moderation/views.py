from collections.abc import Callable
from functools import wraps

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from coproduce.moderation import receipts
from coproduce.moderation.forms import CodeForm
from coproduce.moderation.kinds import kind_of
from coproduce.moderation.mail import moderators as moderator_mail
from coproduce.moderation.models import Submission
from coproduce.moderation.public_form import public_form
from coproduce.moderation.reports import receipts as report_receipts

View = Callable[..., HttpResponse]


class SeeOther(HttpResponseRedirect):
    status_code = 303


def private(view: View) -> View:
    """For pages with a secret in their address or text: not cached, and no Referer leaves."""

    @never_cache
    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        response = view(request, *args, **kwargs)
        response.headers["Referrer-Policy"] = "no-referrer"
        return response

    return guarded


def to_receipt(submission: Submission, *, simpler: bool = False) -> SeeOther:
    """The answer to a form that was kept: on to its receipt, for the next hour."""
    return SeeOther(_address(receipts.token_for(submission), simpler))


def _address(token: str, simpler: bool) -> str:
    return reverse("receipts:simpler" if simpler else "receipts:show", args=[token])


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def receipt_find(request: HttpRequest) -> HttpResponse:
    form = CodeForm(request.POST if request.method == "POST" else None)
    if form.is_valid():
        code = form.cleaned_data["code"]
        if submission := receipts.find(code):
            return to_receipt(submission)
        if report := report_receipts.find(code):
            return SeeOther(report_receipts.path_for(report))
        form.add_error("code", _("Enter a code that stands on a receipt: we know none like this"))
    status = 400 if form.errors else 200
    return render(request, "moderation/receipt_find.html", {"form": form}, status=status)


def with_receipt(view: View) -> View:
    """Gives the view the submission of the token; one that leads to none is a 404."""

    @wraps(view)
    def found(request: HttpRequest, token: str, **kwargs: object) -> HttpResponse:
        submission = receipts.from_token(token)
        if submission is None:
            return render(request, "moderation/receipt_expired.html", status=404)
        return view(request, submission, token, **kwargs)

    return found


@private
@require_safe
@with_receipt
def receipt(
    request: HttpRequest, submission: Submission, token: str, *, simpler: bool = False
) -> HttpResponse:
    kind = kind_of(submission)
    is_let_in = receipts.is_let_in_by_rules(submission)
    may_be_let_in = receipts.may_be_let_in(submission)
    context = {
        "submission": submission,
        "code": receipts.code_for(submission.form_key) if submission.form_key else "",
        "token": token,
        "path": kind.path(submission) if submission.is_public else "",
        "steps": receipts.steps(submission, is_read=not (is_let_in or may_be_let_in)),
        "mended": receipts.mended(submission),
        "may_ask": submission.may_ask_a_person,
        "is_let_in_by_rules": is_let_in,
        "may_be_let_in": may_be_let_in,
        "why_declined": receipts.why_declined(submission),
    }
    template = "receipt_simpler" if simpler else "receipt"
    return render(request, f"moderation/{template}.html", context)


@private
@public_form
@require_POST
@with_receipt
def receipt_withdraw(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """Back to the receipt; to the simpler one where `simpler` was sent."""
    submission.withdraw()
    return SeeOther(_address(token, "simpler" in request.POST))


@private
@public_form
@require_POST
@with_receipt
def receipt_look(request: HttpRequest, submission: Submission, token: str) -> HttpResponse:
    """What a machine took for spam goes to a person; asking again changes nothing."""
    with transaction.atomic():
        if submission.ask_a_person():
            moderator_mail.announce()
    return SeeOther(_address(token, "simpler" in request.POST))

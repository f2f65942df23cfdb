from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from coproduce.moderation.kinds import kind_of
from coproduce.moderation.models import Status
from coproduce.moderation.proof import address as proof
from coproduce.moderation.public_form import public_form
from coproduce.moderation.views import SeeOther, private


@private
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def address_prove(request: HttpRequest, token: str) -> HttpResponse:
    """Shows what the letter asked; its button proves, and leads back here."""
    submission = proof.from_token(token)
    if submission is None or submission.status == Status.WITHDRAWN:
        return render(request, "moderation/prove_expired.html", status=404)
    if request.method == "POST":
        proof.prove(submission)
        return SeeOther(reverse("prove:address", args=[token]))
    context = {
        "token": token,
        "is_proven": proof.is_proven(submission),
        "is_waiting": submission.is_waiting,
        "path": kind_of(submission).path(submission) if submission.is_public else "",
    }
    return render(request, "moderation/prove.html", context)

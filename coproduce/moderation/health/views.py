"""The page of health: for staff who may see jobs. Looking changes nothing."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from coproduce.moderation import health, screening
from coproduce.moderation.health import asking, work
from coproduce.moderation.health.line import State
from coproduce.moderation.job_words import words_for

View = Callable[..., HttpResponse]
MOST_SHOWN = 100


def for_whom(permission: str) -> Callable[[View], View]:
    """Signed in as staff, with this permission on jobs."""

    def guard(view: View) -> View:
        @wraps(view)
        def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
            if not request.user.has_perm(f"moderation.{permission}"):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        return admin.site.admin_view(guarded)

    return guard


@for_whom("view_job")
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    found = health.lines()
    set_aside = work.set_aside()
    context = {
        **admin.site.each_context(request),
        "title": _("Health"),
        "lines": found,
        "number_bad": sum(line.is_bad for line in found),
        "number_warning": sum(line.state == State.WARNING for line in found),
        "can_ask": screening.is_on(),
        "can_run": request.user.has_perm("moderation.change_job"),
        "set_aside": [(job, words_for(job.kind)) for job in set_aside[:MOST_SHOWN]],
        "number_set_aside": set_aside.count(),
    }
    return render(request, "admin/health.html", context)


@for_whom("view_job")
@require_POST
def ask_akismet(request: HttpRequest) -> HttpResponse:
    if screening.is_on():
        asking.put()
        words = _("The worker asks Akismet now. Load this page again in some seconds.")
        messages.success(request, words)
    return redirect("admin:health")


@for_whom("change_job")
@require_POST
def run_again(request: HttpRequest) -> HttpResponse:
    """One job that was set aside, by the button's `job`; or all of them."""
    found = work.set_aside()
    if chosen := request.POST.get("job", ""):
        # A number with more digits is nobody's id, and more than a database can compare.
        found = found.filter(pk=chosen) if chosen.isdecimal() and len(chosen) < 19 else found.none()
    count = work.run_again(found)
    words = ngettext(
        "%(count)d will run again within a second or two.",
        "%(count)d will run again within a second or two.",
        count,
    )
    messages.success(request, words % {"count": count})
    return redirect("admin:health")

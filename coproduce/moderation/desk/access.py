"""Who may use the desk's own views, and on which letter."""

from collections.abc import Callable
from functools import wraps

from django.contrib import admin
from django.contrib.auth.models import User
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404

from coproduce.moderation.models import Submission
from coproduce.moderation.text import tidy_line

View = Callable[..., HttpResponse]

# The largest that a database can compare.
LARGEST_ID = 2**63 - 1
# Of characters, beside what a moderator writes in public.
MOST_NAME = 100


def moderator(request: HttpRequest) -> User:
    assert isinstance(request.user, User)
    return request.user


def public_name(user: User) -> str:
    """What readers see beside what this moderator writes."""
    return tidy_line(user.get_full_name() or user.get_username())[:MOST_NAME]


def may_look(request: HttpRequest) -> bool:
    return may_answer(request) or request.user.has_perm("moderation.view_submission")


def may_answer(request: HttpRequest) -> bool:
    return request.user.has_perm("moderation.change_submission")


def desk_view(view: View, *, changes: bool = True) -> View:
    """For moderators who are signed in: those who may answer, or with `changes` False look."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: object, **kwargs: object) -> HttpResponse:
        if not (may_answer(request) if changes else may_look(request)):
            raise PermissionDenied
        return view(request, *args, **kwargs)

    return admin.site.admin_view(guarded)


def letter_view(view: View, *, changes: bool = True) -> View:
    """`desk_view` for a view of one submission; a number that is none's is a 404."""

    @wraps(view)
    def found(request: HttpRequest, pk: int, *args: object, **kwargs: object) -> HttpResponse:
        if pk > LARGEST_ID:
            raise Http404
        submission = get_object_or_404(Submission, pk=pk)
        return view(request, submission, *args, **kwargs)

    return desk_view(found, changes=changes)

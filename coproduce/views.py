from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language, get_language_bidi, to_locale
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from barriers.models import Barrier
from coproduce.moderation.kept_text import kept_text
from coproduce.moderation.public_page import public_page
from posts.models import Post

NEWEST_POSTS = 5
NEWEST_BARRIERS = 3


def site(request: HttpRequest) -> dict[str, str]:
    """A context processor: what every page knows."""
    return {
        "SITE_NAME": settings.SITE_NAME,
        "SITE_URL": settings.SITE_URL,
        "page_lang": to_locale(get_language()).replace("_", "-"),
        "page_dir": "rtl" if get_language_bidi() else "ltr",
    }


@public_page("p")
@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """The pinned essay's opening, or the newest post's; WordPress's ?p=… leads to its post."""
    old_id = request.GET.get("p", "")
    if old_id.isascii() and old_id.isdigit():
        # No column holds twenty digits, so a longer number is nobody's either.
        post = get_object_or_404(Post.objects.published(), old_id=old_id[:20])
        return redirect(post, permanent=True)
    newest = Post.objects.published().newest_first().select_related("thread")
    posts = list(newest.without_sources().defer("simpler_html")[: NEWEST_POSTS + 1])
    essay = newest.filter(is_pinned=True).first() or next(iter(posts), None)
    barriers = Barrier.objects.published().newest_first().in_short()
    context = {
        "essay": essay,
        "posts": [post for post in posts if post != essay][:NEWEST_POSTS],
        "barriers": barriers[:NEWEST_BARRIERS],
    }
    return render(request, "home.html", context)


@public_page()
@require_safe
def robots(request: HttpRequest) -> HttpResponse:
    lines = [
        "User-agent: *",
        "Disallow: /admin/",
        "Disallow: /receipts/",
        "Disallow: /report/",
        "Disallow: /prove/",
        f"Sitemap: {settings.SITE_URL}{reverse('sitemap')}",
    ]
    return HttpResponse("\n".join(lines) + "\n", content_type="text/plain")


def server_error(request: HttpRequest) -> HttpResponse:
    """Our own fault: say so, and give back what was typed."""
    if request.method == "POST":
        message = _("Your words may not have been saved. Keep a copy of them before you try again.")
    else:
        message = _("The fault is ours, and it has been noted. Wait a minute, then load it again.")
    title = _("Something went wrong on our side")
    return kept_text(request, status=500, title=title, message=message)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """In the admin: a form from before signing in or out."""
    return kept_text(
        request,
        status=403,
        title=_("This form is out of date"),
        message=_("Nothing has been saved: you have signed in or out since it was opened."),
    )

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext
from django.views.decorators.http import require_safe

from coproduce.moderation.public_page import public_page
from coproduce.qr import qr_svg
from pages.models import Page
from posts.models import Post


@public_page()
@require_safe
def page_detail(request: HttpRequest, slug: str) -> HttpResponse:
    return render(request, "pages/page_detail.html", {"page": _page(slug)})


@public_page()
@require_safe
def page_simpler(request: HttpRequest, slug: str) -> HttpResponse:
    page = _page(slug)
    if not page.simpler_path:
        raise Http404
    return render(request, "pages/page_simpler.html", {"page": page})


def _page(slug: str) -> Page:
    return Page.objects.filter(slug=slug).first() or Page(slug=slug)


@public_page()
@require_safe
def invite(request: HttpRequest) -> HttpResponse:
    """What a newsletter or a notice board needs: the address, words to copy, a QR code."""
    address = f"{settings.SITE_URL}/"
    essay = Post.objects.published().filter(is_pinned=True).first()
    question = essay.invitation if essay else gettext("What gets in the way that nobody says?")
    context = {
        "address": address,
        "question": question,
        "letter": _letter(essay, address),
        "message": _message(question, address),
        "qr": qr_svg(address),
        "is_loopback": settings.SITE_IS_LOOPBACK,
    }
    return render(request, "pages/invite.html", context)


def _letter(essay: Post | None, address: str) -> str:
    if essay is None:
        return gettext(
            "What gets in the way of co-production, and nobody says it out loud? Say it in your "
            "own words. You need no account and no name. People read what you send.\n\n%(address)s"
        ) % {"address": address}
    return gettext(
        "%(question)s\n\nRead “%(title)s”, answer it, or say in your own words what gets in the "
        "way. You need no account and no name. People read what you send.\n\n%(address)s"
    ) % {"question": essay.invitation, "title": essay.title, "address": address}


def _message(question: str, address: str) -> str:
    words = {"question": question, "address": address}
    return gettext("%(question)s Say it here, without your name: %(address)s") % words

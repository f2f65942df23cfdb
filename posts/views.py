from django.conf import settings
from django.core.files.storage import default_storage
from django.core.paginator import Paginator
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, to_locale
from django.views.decorators.http import require_safe

from comments import conversation
from comments.forms import CommentForm
from coproduce.moderation.public_page import public_page
from posts.arranging import FOLDER
from posts.models import Post

POSTS_PER_PAGE = 20
# Beyond any real thread; keeps the offset within what a database can count.
LAST_PAGE = 1_000_000


@public_page("page")
@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    posts = Post.objects.published().newest_first().select_related("thread")
    posts = posts.without_sources().defer("simpler_html")
    page = Paginator(posts, POSTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "posts/post_list.html", {"page": page})


@public_page("page", "sort")
@require_safe
def post_detail(request: HttpRequest, slug: str) -> HttpResponse:
    posts = Post.objects.published().select_related("thread").without_sources()
    post = get_object_or_404(posts, slug=slug)
    sort = request.GET.get("sort", "")
    context = {
        **_of_post(post),
        "thread": post.thread,
        "conversation": conversation.page_of(post.thread, page=_page(request), sort=sort),
        "form": CommentForm(thread=post.thread),
        "before": Post.objects.before(post),
        "after": Post.objects.after(post),
    }
    return render(request, "posts/post_detail.html", context)


@public_page()
@require_safe
def post_simpler(request: HttpRequest, slug: str) -> HttpResponse:
    """The same in simpler words, where the author wrote them."""
    posts = Post.objects.published().exclude(simpler_html="").select_related("thread")
    post = get_object_or_404(posts.without_sources(), slug=slug)
    context = {**_of_post(post), "thread": post.thread}
    return render(request, "posts/post_simpler.html", context)


def _of_post(post: Post) -> dict[str, object]:
    """What both of its pages say about a post."""
    return {
        "post": post,
        "address": f"{settings.SITE_URL}{post.get_absolute_url()}",
        "locale": to_locale(post.language or get_language() or settings.LANGUAGE_CODE),
    }


def _page(request: HttpRequest) -> int:
    number = request.GET.get("page", "1")
    is_number = number.isascii() and number.isdigit() and len(number) < 8
    return min(max(int(number), 1), LAST_PAGE) if is_number else 1


@public_page()
@require_safe
def post_by_old_path(request: HttpRequest, old_path: str) -> HttpResponse:
    """On from an address that WordPress gave: /2019/04/24/slug/."""
    post = get_object_or_404(Post.objects.published(), old_path=f"/{old_path.strip('/')}/")
    return redirect(post, permanent=True)


@require_safe
def picture(request: HttpRequest, name: str) -> FileResponse:
    """A picture of the author's: never another under the same name, so browsers keep it."""
    try:
        file = default_storage.open(f"{FOLDER}/{name}")
    except OSError as error:
        raise Http404 from error
    headers = {
        "Cache-Control": "public, max-age=31536000, immutable",
        # Feeds carry posts whole, and some readers of feeds are pages of other sites.
        "Cross-Origin-Resource-Policy": "cross-origin",
    }
    return FileResponse(file, content_type="image/webp", headers=headers)

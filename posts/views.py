from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_safe

from comments import conversation
from comments.forms import CommentForm
from coproduce.moderation.public_page import public_page
from posts.models import Post

POSTS_PER_PAGE = 20
# Beyond any real thread; keeps the offset within what a database can count.
LAST_PAGE = 1_000_000


@public_page("page")
@require_safe
def post_list(request: HttpRequest) -> HttpResponse:
    posts = Post.objects.published().newest_first().select_related("thread").defer("body")
    page = Paginator(posts, POSTS_PER_PAGE).get_page(request.GET.get("page"))
    return render(request, "posts/post_list.html", {"page": page})


@public_page("page", "sort")
@require_safe
def post_detail(request: HttpRequest, slug: str) -> HttpResponse:
    posts = Post.objects.published().select_related("thread").defer("body")
    post = get_object_or_404(posts, slug=slug)
    sort = "newest" if request.GET.get("sort") == "newest" else "oldest"
    context = {
        "post": post,
        "thread": post.thread,
        "conversation": conversation.page_of(post.thread, page=_page(request), sort=sort),
        "form": CommentForm(thread=post.thread),
    }
    return render(request, "posts/post_detail.html", context)


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

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_http_methods, require_safe

from barriers import board
from barriers.forms import BarrierForm
from barriers.intake import receive_barrier
from barriers.models import Barrier, Tag
from coproduce.moderation.intake import Visitor
from coproduce.moderation.public_form import public_form
from coproduce.moderation.public_page import public_page
from coproduce.moderation.text import render_reader_markdown, tidy_line
from coproduce.moderation.views import to_receipt


@public_page(*board.PARAMETERS)
@require_safe
def barrier_board(request: HttpRequest) -> HttpResponse:
    """By theme; with any of the board's parameters, a list."""
    if any(name in request.GET for name in board.PARAMETERS):
        return _barrier_list(request)
    context = {"columns": board.columns(), "codebook": board.Codebook.load()}
    return render(request, "barriers/board.html", context)


def _barrier_list(request: HttpRequest) -> HttpResponse:
    codebook = board.Codebook.load()
    filters = board.Filters.of(request.GET, codebook)
    after = None
    if public_id := tidy_line(request.GET.get("after", "")):
        after = Barrier.objects.published().filter(public_id=public_id).first()
        if after is None:
            # It was taken down while somebody paged: the first page is the honest answer.
            return redirect(f"{request.path}?{filters.query(sort='newest')}")
    page = board.page_of(filters, after=after)
    context = {
        "filters": filters,
        "page": page,
        "codebook": codebook,
        "is_first_page": after is None,
        "newest_query": filters.query(sort="newest"),
        "older_query": filters.query(after=page.after),
    }
    return render(request, "barriers/barrier_list.html", context)


@public_page()
@require_safe
def barrier_detail(request: HttpRequest, public_id: str) -> HttpResponse:
    barriers = Barrier.objects.published().select_related("submission")
    barrier = get_object_or_404(barriers, public_id=public_id)
    tags = Tag.objects.offered().filter(barriers=barrier).select_related("theme")
    return render(request, "barriers/barrier_detail.html", {"barrier": barrier, "tags": tags})


@public_page()
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_create(request: HttpRequest) -> HttpResponse:
    """The form; then the check page, which shows what strangers will see; then it is kept.

    `step` is `send` from the check page, `change` on the way back; neither is needed to check.
    """
    if request.method != "POST":
        return render(request, "barriers/barrier_form.html", {"form": BarrierForm()})
    form = BarrierForm(request.POST)
    if not form.is_valid():
        return render(request, "barriers/barrier_form.html", {"form": form}, status=400)
    step = request.POST.get("step")
    if step == "send":
        return to_receipt(receive_barrier(form, visitor=Visitor.of(request)))
    template = "barrier_form" if step == "change" else "barrier_check"
    html = render_reader_markdown(form.cleaned_data["body"])
    return render(request, f"barriers/{template}.html", {"form": form, "html": html})

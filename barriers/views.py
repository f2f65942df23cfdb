from django.conf import settings
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from barriers import board
from barriers.forms import BarrierForm
from barriers.intake import receive_barrier
from barriers.models import Barrier, Tag
from barriers.questions import (
    CHECK,
    FIRST,
    GO,
    LEAVE,
    QUESTION,
    SEND,
    Walk,
    as_it_was,
    how_many,
    named,
)
from barriers.simpler import SimplerForm
from coproduce.moderation.intake import Visitor
from coproduce.moderation.public_form import public_form
from coproduce.moderation.public_page import public_page
from coproduce.moderation.text import render_reader_markdown, tidy_line
from coproduce.moderation.views import to_receipt
from coproduce.qr import qr_svg

# A code for a longer address is too fine for an old phone: it leads to the whole board.
QR_CHARACTERS = 250


@public_page(*board.PARAMETERS)
@require_safe
def barrier_board(request: HttpRequest) -> HttpResponse:
    """By theme; with any of the board's parameters, a list."""
    if any(name in request.GET for name in board.PARAMETERS):
        return _barrier_list(request)
    columns = board.columns()
    context = {
        "columns": columns,
        "codebook": board.Codebook.load(),
        "has_barriers": any(column.newest for column in columns)
        or Barrier.objects.published().exists(),
    }
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
        "heading": _heading(filters, page),
        "page": page,
        "codebook": codebook,
        "is_first_page": after is None,
        "newest_query": filters.query(sort="newest"),
        "older_query": filters.query(after=page.after),
    }
    return render(request, "barriers/barrier_list.html", context)


def _heading(filters: board.Filters, page: board.Page) -> str:
    if not filters.title:
        return page.count_in_words
    return _("%(count)s: %(kinds)s") % {"count": page.count_in_words, "kinds": filters.title}


@public_page("theme", "tag")
@require_safe
def barrier_meeting(request: HttpRequest) -> HttpResponse:
    """A page to print: the newest of what fits the board's filters, and the way back to it."""
    filters = board.Filters.of(request.GET, board.Codebook.load())
    address = way_back = f"{settings.SITE_URL}{reverse('barriers:board')}"
    if query := filters.query():
        way_back = f"{address}?{query}"
    if len(way_back) <= QR_CHARACTERS:
        address = way_back
    context = {
        "filters": filters,
        "lines": board.sheet_of(filters),
        "address": address,
        "qr": qr_svg(address),
    }
    return render(request, "barriers/meeting.html", context)


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


@public_page()
@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def barrier_create_simpler(request: HttpRequest) -> HttpResponse:
    """The same form, one question a page.

    `question` names the page that is sent. `go` names a page to show whatever stands on this one;
    with `check`, `send` or `leave` all answers are checked; without it this one is, and the next
    comes. With `leave`, what was answered before a change counts.
    """
    if request.method != "POST":
        return _ask(request, SimplerForm(QueryDict(), question=FIRST))
    answers, go = request.POST, request.POST.get(GO, "")
    if asked := named(go):
        return _ask(request, SimplerForm(answers, question=asked))
    if go == LEAVE:
        return _check_or_send(request, as_it_was(answers), go)
    if go not in {CHECK, SEND} and answers.get(QUESTION) != CHECK:
        question = named(answers.get(QUESTION, "")) or FIRST
        form = SimplerForm(answers, question=question, is_sent=True)
        if not form.is_valid():
            return _ask(request, form, status=400)
        if on := Walk(answers, question).on:
            return _ask(request, SimplerForm(answers, question=on))
    return _check_or_send(request, answers, go)


def _ask(request: HttpRequest, form: SimplerForm, status: int = 200) -> HttpResponse:
    assert form.question
    walk = Walk(form.answers, form.question)
    context = {
        "form": form,
        "question": form.question,
        "walk": walk,
        "number": how_many(),
        # Not where what it was is the error that led here.
        "can_leave": walk.is_change and (walk.goes_on_with_it or not form.is_bound),
    }
    return render(request, "barriers/simpler_question.html", context, status=status)


def _check_or_send(request: HttpRequest, answers: QueryDict, go: str) -> HttpResponse:
    form = SimplerForm(answers, is_sent=True)
    if not form.is_valid():
        wrong = SimplerForm(answers, question=form.first_wrong, is_sent=True)
        return _ask(request, wrong, status=400)
    if go == SEND:
        return to_receipt(receive_barrier(form, visitor=Visitor.of(request)), simpler=True)
    html = render_reader_markdown(form.cleaned_data["body"])
    return render(request, "barriers/simpler_check.html", {"form": form, "html": html})

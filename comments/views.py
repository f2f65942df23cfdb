from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from comments import conversation
from comments.forms import CommentForm
from comments.intake import receive_comment
from comments.models import Comment, Thread
from coproduce.moderation.intake import Visitor
from coproduce.moderation.kept_text import kept_text
from coproduce.moderation.public_form import public_form
from coproduce.moderation.public_page import public_page
from coproduce.moderation.views import to_receipt


@public_form
@require_http_methods(["GET", "HEAD", "POST"])
def comment_create(request: HttpRequest, thread_id: int) -> HttpResponse:
    """Keeps a comment. Whoever comes back to this address without one gets the empty form."""
    if request.method != "POST":
        path = get_object_or_404(Thread.objects.public(), pk=thread_id).path
        return redirect(f"{path}#answer")
    thread = Thread.objects.public().filter(pk=thread_id).first()
    if thread is None:
        return kept_text(
            request,
            status=404,
            title=_("There is no such conversation"),
            message=_("Nothing has been sent. It may have been taken down. Your words are here."),
            can_send=False,
        )
    if not thread.is_open:
        return kept_text(
            request,
            status=403,
            title=_("This conversation is closed"),
            message=_("Nothing has been sent: it takes no more comments. Your words are here."),
            can_send=False,
        )
    form = CommentForm(request.POST, thread=thread)
    if form.is_valid():
        return to_receipt(receive_comment(form, thread=thread, visitor=Visitor.of(request)))
    parent = form.forget_parent_that_is_gone()
    context = {"thread": thread, "form": form, "parent": parent}
    return render(request, "comments/comment_form.html", context, status=400)


@public_page()
@require_safe
def comment_permalink(request: HttpRequest, pk: int) -> HttpResponse:
    """On to where the comment stands now."""
    comments = Comment.objects.published().select_related("thread", "root")
    return redirect(conversation.place_of(get_object_or_404(comments, pk=pk)))


@public_page()
@require_safe
def comment_conversation(request: HttpRequest, thread_id: int, pk: int) -> HttpResponse:
    """One conversation, whole, with the form to answer the comment that was asked for."""
    comments = Comment.objects.published().select_related(
        "thread", "submission", "root__submission"
    )
    comment = get_object_or_404(comments, pk=pk, thread=thread_id)
    root = comment.root or comment
    context = {
        "thread": comment.thread,
        "conversation": conversation.whole(root, comment.thread),
        "parent": comment,
        "form": CommentForm(initial={"parent": comment.pk}, thread=comment.thread),
    }
    return render(request, "comments/comment_conversation.html", context)

from comments.forms import CommentForm
from comments.models import Comment, Thread
from coproduce.moderation import intake
from coproduce.moderation.intake import Visitor
from coproduce.moderation.models import Submission
from coproduce.moderation.rules.signs import Sending
from coproduce.moderation.text import render_reader_markdown


def receive_comment(form: CommentForm, *, thread: Thread, visitor: Visitor) -> Submission:
    """Keep a valid form's comment; the same form again gives the submission that is there."""
    words = form.cleaned_data
    parent: Comment | None = words["parent"]

    def add_comment(submission: Submission) -> None:
        Comment.objects.create(
            submission=submission,
            thread=thread,
            parent=parent,
            name=words["name"],
            email=words["email"],
        )

    return intake.receive(
        Submission(
            kind="comment",
            body=words["body"],
            body_html=render_reader_markdown(words["body"]),
            person_only=form.is_refused,
        ),
        typed={"thread": thread.pk, **form.typed()},
        submission_id=words["submission_id"],
        visitor=visitor,
        keeps_traces=form.goes_to_akismet,
        sending=Sending.of(form),
        add_child=add_comment,
    )

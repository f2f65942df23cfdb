from barriers.forms import BarrierForm
from barriers.models import Barrier
from coproduce.moderation import intake
from coproduce.moderation.intake import Visitor
from coproduce.moderation.models import Submission
from coproduce.moderation.rules.signs import Sending
from coproduce.moderation.text import render_reader_markdown


def receive_barrier(form: BarrierForm, *, visitor: Visitor) -> Submission:
    """Keep a valid form's barrier; the same form again gives the submission that is there."""
    words = form.cleaned_data

    def add_barrier(submission: Submission) -> None:
        barrier = Barrier.objects.create(
            submission=submission,
            title=words["title"],
            unsure=form.unsure,
            new_tags=words["new_tags"],
            role=words["role"],
            area=words["area"],
            may_quote=words["may_quote"],
            is_helped=words["is_helped"],
        )
        barrier.set_tags(form.chosen_tags)

    return intake.receive(
        Submission(
            kind="barrier",
            body=words["body"],
            body_html=render_reader_markdown(words["body"]),
            person_only=form.is_refused,
        ),
        typed={"kind": "barrier", **form.typed()},
        submission_id=words["submission_id"],
        visitor=visitor,
        # Nothing of who sent it, but where Akismet is to be asked: it wants these.
        keeps_traces=form.goes_to_akismet,
        sending=Sending.of(form),
        add_child=add_barrier,
    )

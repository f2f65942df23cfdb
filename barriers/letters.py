"""Barriers as moderators read them at the desk."""

from collections.abc import Mapping, Sequence

from django.utils.translation import gettext as _

from barriers.models import Barrier
from coproduce.moderation.kinds import Letter
from coproduce.moderation.models import Submission


def letters_of(submissions: Sequence[Submission]) -> Mapping[int, Letter]:
    keys = [submission.pk for submission in submissions]
    barriers = Barrier.objects.filter(pk__in=keys).prefetch_related("tags")
    return {barrier.pk: _letter(barrier) for barrier in barriers}


def _letter(barrier: Barrier) -> Letter:
    tags = "; ".join(tag.name for tag in barrier.tags.all())
    answers = [
        (_("Kinds"), tags or barrier.get_unsure_display()),
        (_("Something else"), barrier.new_tags),
        (_("Who is speaking"), barrier.get_role_display()),
        (_("Which service"), barrier.get_area_display()),
        (_("The author may quote it"), _("Yes, without a name") if barrier.may_quote else ""),
        (_("Somebody helped to write it"), _("Yes") if barrier.is_helped else ""),
    ]
    return Letter(
        kind=_("Barrier"),
        title=barrier.title,
        place=_("The board"),
        place_path=barrier.get_absolute_url() if barrier.published_at else "",
        facts=[(question, answer) for question, answer in answers if answer],
    )

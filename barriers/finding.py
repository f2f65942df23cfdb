"""A public barrier by the id in its address."""

from barriers.models import Barrier
from coproduce.moderation.models import Submission


def find_public(address: str) -> Submission | None:
    barriers = Barrier.objects.published().select_related("submission")
    barrier = barriers.filter(public_id=address).first()
    return barrier.submission if barrier else None

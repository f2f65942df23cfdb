from django.db import transaction
from django.utils import timezone

from coproduce.moderation.jobs import TryAgain, job
from posts.models import Post, Status


@job("publish_post", furthest=None)
@transaction.atomic
def publish_post(subject: str) -> None:
    """Publish the scheduled post whose id is `subject`, if its time has come."""
    post = Post.objects.select_for_update().filter(pk=subject, status=Status.SCHEDULED).first()
    if post is None or post.published_at is None:
        return
    if (wait := post.published_at - timezone.now()).total_seconds() > 0:
        raise TryAgain("its time has not come", after=wait)
    post.publish()

from typing import Any

from django.apps import apps as global_apps
from django.db import models, transaction

from coproduce.moderation.models import SiteVersion
from posts.models import Post
from posts.models.post import RENDERED, RENDERING


def render_again(*, apps: Any = global_apps, **kwargs: Any) -> None:
    """After every `migrate`: what older code rendered becomes what this code makes of it.

    No migration does it: one would have to stay as it is while all that it calls changes.
    """
    if not _is_up_to_date(apps):
        return
    stale = Post.objects.exclude(rendering=RENDERING)
    for pk in list(stale.values_list("pk", flat=True)):
        with transaction.atomic():
            post = Post.objects.select_for_update().get(pk=pk)
            post.render()
            Post.objects.filter(pk=pk).update(**{name: getattr(post, name) for name in RENDERED})
            SiteVersion.change()


def _is_up_to_date(apps: Any) -> bool:
    """False where somebody migrated part of the way, or back."""
    try:
        migrated = apps.get_model("posts", "Post")
    except LookupError:
        return False
    return _columns(migrated) == _columns(Post)


def _columns(model: type[models.Model]) -> set[str | None]:
    return {field.column for field in model._meta.concrete_fields}

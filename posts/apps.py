from django.apps import AppConfig
from django.db.models.signals import post_migrate


class PostsConfig(AppConfig):
    name = "posts"

    def ready(self) -> None:
        from posts import schedule  # noqa: F401 (registers its job)
        from posts.rendering_again import render_again

        post_migrate.connect(render_again, sender=self)

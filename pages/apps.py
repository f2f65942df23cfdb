from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PagesConfig(AppConfig):
    name = "pages"
    verbose_name = _("Pages")

    def ready(self) -> None:
        # Models stand ready only now.
        from pages.models import Page
        from posts.models import Picture

        Picture.named_in(Page)

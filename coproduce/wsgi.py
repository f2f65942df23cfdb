import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coproduce.settings")
handler = get_wsgi_application()

from coproduce.page_cache import PageCache  # noqa: E402 (it needs the apps to be there)

# Whoever edits a template wants to see it at once.
application = handler if settings.DEBUG else PageCache(handler)

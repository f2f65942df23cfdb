import gc
import os

from django.conf import settings
from django.core.wsgi import get_wsgi_application

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coproduce.settings")
handler = get_wsgi_application()

from coproduce.page_cache import PageCache  # noqa: E402 (it needs the apps to be there)

# Whoever edits a template wants to see it at once.
application = handler if settings.DEBUG else PageCache(handler)

# What is loaded by now stays: it need not be looked through for garbage. A request makes thousands
# of objects, of which hardly any need the collector; by default it comes whenever there are 700
# more than before. For what it costs and spares see docs/performance.md.
gc.collect()
gc.freeze()
gc.set_threshold(10_000)

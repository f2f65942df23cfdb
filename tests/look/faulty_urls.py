"""The site's addresses, and some that the site itself has in DEBUG only, or never."""

from django.db import OperationalError
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from coproduce import style_guide
from coproduce.urls import *  # noqa: F403 (the same error pages)
from coproduce.urls import urlpatterns


@csrf_exempt
def fault(request):
    raise RuntimeError("on purpose")


@csrf_exempt
def no_database(request):
    raise OperationalError("on purpose")


urlpatterns = [
    path("look/fault/", fault),
    path("look/no-database/", no_database),
    path("style/", style_guide.style_guide, name="style"),
    path("style/<int:status>/", style_guide.style_fault, name="style-fault"),
    *urlpatterns,
]

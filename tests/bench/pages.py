"""The pages that are measured, and what each asks of the database (inside a site's settings)."""

import json

from django.conf import settings
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from barriers.models import Tag
from posts.models import Post


def describe():
    """Prints, as JSON, each page's path and number of queries, and where comments are sent."""
    essay = Post.objects.filter(slug__startswith="sample-").first()
    tag = Tag.objects.annotate(uses=Count("barriers")).order_by("-uses").first()
    board = reverse("barriers:board")
    paths = {
        "home": reverse("home"),
        "essay": essay.get_absolute_url(),
        "board": board,
        "board by tag": f"{board}?tag={tag.slug}",
        "board by text": f"{board}?q=meeting",
    }
    pages = {name: {"path": path, "queries": queries(path)} for name, path in paths.items()}
    comments = reverse("comments:create", args=[essay.thread.pk])
    print(json.dumps({"pages": pages, "comments": comments}))


def queries(path):
    """How many queries the page takes, caches of the process warm."""
    client = Client(SERVER_NAME=settings.SITE_HOST)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return len(captured)

"""The pages that are measured (inside a site's settings)."""

import json
from collections import Counter

from django.conf import settings
from django.contrib.auth.models import User
from django.db import connection
from django.db.models import Count
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from barriers.models import Barrier, Tag
from comments.conversation import ANSWERS_PER_ROOT
from comments.models import Comment
from coproduce.moderation.desk.tabs import Tab
from coproduce.moderation.models import Submission
from posts.models import Post

# Of the essay's first pages, and of its last, the one is taken that shows most nearly as much as
# that of any other site.
COMMENTS = 100
FIRST_PAGES = 10
LATE = 0.9  # of the essay's pages, and of the list of barriers


def describe():
    """Prints, as JSON, the path of each page, how many comments it shows, what the essay's asks
    of the database, where its comments are sent, and the same of the desk."""
    essay = Post.objects.filter(slug__startswith="sample-").latest("pk")
    shown = comments_shown(essay.thread)
    early = nearest(shown, range(min(FIRST_PAGES, len(shown))))
    late = nearest(shown, range(int(len(shown) * LATE), len(shown)))
    path = essay.get_absolute_url()
    board = reverse("barriers:board")
    tag = Tag.objects.annotate(uses=Count("barriers")).latest("uses")
    barriers = Barrier.objects.published().newest_first()
    deep = barriers[int(barriers.count() * LATE)]
    paths = {
        "home": reverse("home"),
        "essay": f"{path}?page={early}" if early > 1 else path,
        "essay, late page": f"{path}?page={late}",
        "board": board,
        "list by tag": f"{board}?tag={tag.slug}",
        "list, deep": f"{board}?sort=newest&after={deep.public_id}",
    }
    described = {
        "paths": paths,
        "comments": {"essay": shown[early - 1], "essay, late page": shown[late - 1]},
        "essay_queries": queries(paths["essay"]),
        "form_path": reverse("comments:create", args=[essay.thread.pk]),
        "desk": desk(),
    }
    print(json.dumps(described))


def desk():
    """How a moderator is signed in, and by name the path of each page of the desk with what it
    asks of the database."""
    client = Client(SERVER_NAME=settings.SITE_HOST)
    client.force_login(User.objects.create_superuser("bench"))
    desk = reverse("admin:moderation_submission_changelist")
    history = reverse("admin:moderation_decision_changelist")
    place = Comment.objects.values_list("thread", flat=True).latest("pk")
    one = Submission.objects.pending().values_list("pk", flat=True).first()
    paths = {
        "waiting": desk,
        "waiting, second page": f"{desk}?p=2",
        "waiting, comments": f"{desk}?kind=comment",
        "one place": f"{desk}?tab=all&under=comment-{place}",
        **{tab.value: f"{desk}?tab={tab.value}" for tab in Tab if tab != Tab.WAITING},
        "next": reverse("admin:desk_next"),
        "one letter": reverse("admin:moderation_submission_change", args=[one]),
        "history": history,
        "search": f"{desk}?q=nobody+has+written+this",
    }
    client.get(desk)  # for the token's cookie
    return {
        "cookies": "; ".join(f"{one.key}={one.value}" for one in client.cookies.values()),
        "token": client.cookies[settings.CSRF_COOKIE_NAME].value,
        "list": desk,
        "undo": reverse("admin:desk_undo"),
        "paths": paths,
        "queries": {name: len(queries(path, client)) for name, path in paths.items()},
    }


def comments_shown(thread):
    """How many comments each full page of the thread shows."""
    public = thread.comments.filter(published_at__isnull=False)
    roots = public.filter(root=None).order_by("posted_at", "pk").values_list("pk", flat=True)
    answers = Counter(public.exclude(root=None).values_list("root", flat=True))
    shown = [1 + min(answers[root], ANSWERS_PER_ROOT) for root in roots]
    size = thread.rules.page_size
    starts = range(0, len(shown) - size + 1, size)
    return [sum(shown[start : start + size]) for start in starts]


def nearest(shown, pages):
    """The number, from 1 on, of that one of the pages which shows most nearly COMMENTS."""
    return 1 + min(pages, key=lambda page: abs(shown[page] - COMMENTS))


def queries(path, client=None):
    """What the page asks, word for word, caches of the process warm."""
    client = client or Client(SERVER_NAME=settings.SITE_HOST)
    client.get(path)
    with CaptureQueriesContext(connection) as captured:
        answer = client.get(path)
    assert answer.status_code == 200, f"{path}: {answer.status_code}"
    return [query["sql"] for query in captured]

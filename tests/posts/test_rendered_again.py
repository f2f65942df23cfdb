from importlib import import_module

import pytest
from django.apps import apps

from posts.models import Post
from tests.factories import create_post

pytestmark = pytest.mark.django_db

migration = import_module("posts.migrations.0003_render_again")


def test_posts_from_before_get_what_new_ones_have():
    post = create_post(body="## One\n\n![x](/media/pictures/" + "a" * 24 + "-8x4.webp)")
    create_post(body="<h2>Two</h2>", body_format="html")
    before = list(Post.objects.order_by("pk").values_list("body_html", "contents", "lead_picture"))
    Post.objects.update(body_html="<h2>Old</h2>", contents=[], lead_picture={}, reading_minutes=9)

    migration.render_again(apps, None)

    after = Post.objects.order_by("pk").values_list("body_html", "contents", "lead_picture")
    assert list(after) == before
    assert before[0][1] == [["one", "One"]] and before[0][2]["width"] == "8"
    assert Post.objects.get(pk=post.pk).reading_minutes == 1

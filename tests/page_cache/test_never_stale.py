"""Whatever happens in whatever order, a kept page is the page that would be made now."""

from dataclasses import dataclass, field

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from barriers.models import Tag
from comments.models import Comment
from coproduce.moderation.models import Submission
from posts.models import Post
from tests.factories import create_barrier, create_comment, create_post
from tests.front_door import FrontDoor, body_of

pytestmark = pytest.mark.django_db


@dataclass
class World:
    """A site with a few of everything, and what may happen to it. A `number` picks one."""

    tags: list = field(default_factory=lambda: list(Tag.objects.offered()[:3]))

    def __post_init__(self):
        for number in range(2):
            post = create_post(slug=f"post-{number}", is_pinned=number == 0)
            create_comment(post)
            create_barrier(tags=(self.tags[number],))

    def pick(self, model, number):
        rows = list(model.objects.order_by("pk"))
        return rows[number % len(rows)]

    def write_post(self, number):
        create_post(slug=f"post-{Post.objects.count()}", is_pinned=number % 2 == 0)

    def rename_post(self, number):
        post = self.pick(Post, number)
        post.title = f"{post.title}, {number}"
        post.save()

    def unpublish_post(self, number):
        self.pick(Post, number).unpublish()

    def publish_post(self, number):
        self.pick(Post, number).publish()

    def close_thread(self, number):
        thread = self.pick(Post, number).thread
        thread.close(None if number % 3 == 0 else thread.opens_at)

    def write_comment(self, number):
        create_comment(self.pick(Post, number), status=["pending", "approved"][number % 2])

    def answer_comment(self, number):
        parent = self.pick(Comment, number)
        create_comment(Post.objects.get(thread=parent.thread), parent=parent)

    def name_barrier(self, number):
        create_barrier(tags=(self.tags[number % 3],), status=["pending", "approved"][number % 2])

    def approve(self, number):
        self.pick(Submission, number).approve()

    def hide(self, number):
        self.pick(Submission, number).hold()

    def decline(self, number):
        self.pick(Submission, number).decline(reason="off-topic")

    def undo(self, number):
        self.pick(Submission, number).undo()

    def withdraw(self, number):
        self.pick(Submission, number).withdraw()


HAPPENINGS = sorted(name for name in vars(World) if not name.startswith("_") and name != "pick")
PATHS = ["/", "/posts/", "/posts/post-0/", "/posts/post-1/?sort=newest", "/feeds/posts/"]
PATHS += ["/barriers/", "/barriers/?sort=newest", "/sitemap.xml"]

steps = st.lists(
    st.tuples(st.sampled_from(HAPPENINGS), st.integers(0, 20), st.sampled_from(PATHS)), max_size=20
)


@given(steps)
@settings(
    max_examples=20,
    deadline=None,
    derandomize=True,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
def test_kept_page_is_the_fresh_page_after_any_sequence_of_changes(door, sequence):
    with transaction.atomic():
        world = World()
        for happening, number, path in sequence:
            door.get(path, accept_encoding="gzip")
            getattr(world, happening)(number)
            assert_fresh(door, path)
        for path in PATHS:
            assert_fresh(door, path)
        transaction.set_rollback(True)


def assert_fresh(door, path):
    kept, fresh = door.get(path, accept_encoding="gzip"), FrontDoor().get(path)
    assert (kept.status_code, body_of(kept)) == (fresh.status_code, fresh.content), path

"""The rules as tests need them, and what a person or the worker does under them."""

from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import Rules
from coproduce.moderation.worker import run_next


def put_rules(**fields):
    Rules(**fields).put()


def do(*kinds):
    """What the worker does for these kinds of job, until nothing of them is due."""
    while any([run_next(lanes[kind]) for kind in kinds]):
        pass

import pytest

from coproduce.moderation.jobs import lanes
from coproduce.moderation.models import SiteVersion
from coproduce.moderation.worker import run_next


@pytest.fixture
def screen_all():
    """A function that does what the worker does for screening, until nothing is due."""

    def run():
        while run_next(lanes["screen"]):
            pass

    return run


@pytest.fixture
def version():
    """A function: the value that caches of public pages are keyed by."""
    return lambda: SiteVersion.objects.values_list("value", flat=True).first()

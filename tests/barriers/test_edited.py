"""That a barrier was mended stands beside it wherever its words do."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.factories import create_barrier, create_tag
from tests.markup import texts

pytestmark = pytest.mark.django_db


@pytest.fixture
def barrier():
    return create_barrier(body="The manager said no.", tags=(create_tag(),))


def paths(barrier):
    return [
        barrier.get_absolute_url(),
        "/barriers/",
        "/barriers/?sort=newest",
        "/barriers/meeting/",
    ]


def marks(client, barrier):
    return [texts(client.get(path), ".//main//p/span").count("[edited]") for path in paths(barrier)]


def test_mended_barrier_says_so_everywhere(client, barrier):
    assert marks(client, barrier) == [0, 0, 0, 0]

    barrier.submission.mend({"body": "[a manager] said no."}, by=None)

    assert marks(client, barrier) == [1, 1, 1, 1]


def test_barrier_whose_original_was_put_back_says_nothing(client, barrier):
    barrier.submission.mend({"title": "A title"}, by=None)
    barrier.submission.mend({"title": ""}, by=None)

    assert marks(client, barrier) == [0, 0, 0, 0]


def test_mark_takes_no_more_queries(client, barrier):
    def queries():
        counts = []
        for path in paths(barrier):
            with CaptureQueriesContext(connection) as captured:
                client.get(path)
            counts.append(len(captured))
        return counts

    queries()
    at_one = queries()
    for _ in range(2):
        another = create_barrier(tags=tuple(barrier.tags.all()))
        another.submission.mend({"body": "[a manager] said no."}, by=None)

    assert queries() == at_one

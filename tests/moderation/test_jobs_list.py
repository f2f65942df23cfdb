"""The list of jobs: what the worker still has to do, and what it has given up."""

from datetime import timedelta

import pytest
from django.contrib.auth.models import Permission, User
from django.utils import timezone

from coproduce.moderation.models import Job
from tests.markup import texts
from tests.moderation.desk import queries

pytestmark = pytest.mark.django_db

JOBS = "/admin/moderation/job/"


def column(client, path, name):
    """The words in this column of a list, from the top."""
    found = client.get(path).content.decode().split(f'class="field-{name}')[1:]
    return [part.partition(">")[2].partition("<")[0] for part in found]


def test_empty_list_says_so(desk):
    assert texts(desk.get(JOBS), ".//p[@class='empty-list']") == ["Nothing is here yet."]


def test_jobs_show_what_was_set_aside_and_why(desk):
    Job.objects.put("screen", 1)
    Job.objects.put("screen", 2)
    Job.objects.filter(subject="2").update(set_aside_at=timezone.now(), last_error="ValueError")

    assert sorted(column(desk, JOBS, "subject")) == ["1", "2"]
    assert column(desk, f"{JOBS}?set_aside_at__isempty=0", "subject") == ["2"]
    assert column(desk, f"{JOBS}?set_aside_at__isempty=0", "last_error") == ["ValueError"]


def test_job_that_was_set_aside_runs_again_when_asked(desk):
    Job.objects.put("screen", 1, run_at=timezone.now() + timedelta(days=9))
    Job.objects.update(set_aside_at=timezone.now(), attempts=25)
    assert Job.objects.due().count() == 0

    form = {"action": "run_again", "_selected_action": [Job.objects.get().pk]}
    response = desk.post(JOBS, form, follow=True)

    assert [str(message) for message in response.context["messages"]] == [
        "1 will run again within a second or two."
    ]
    assert (Job.objects.due().count(), Job.objects.get().attempts) == (1, 0)


def test_who_may_only_look_runs_no_job_again(client):
    Job.objects.put("screen", 1)
    Job.objects.update(set_aside_at=timezone.now())
    looker = User.objects.create_user("lou", password="a good long password", is_staff=True)
    looker.user_permissions.add(Permission.objects.get(codename="view_job"))
    client.force_login(looker)

    assert column(client, JOBS, "subject") == ["1"]
    client.post(JOBS, {"action": "run_again", "_selected_action": [Job.objects.get().pk]})

    assert Job.objects.get().set_aside_at is not None


def test_three_jobs_take_as_many_queries_as_one(desk):
    Job.objects.put("screen", 1)
    queries(desk, JOBS)
    at_one = queries(desk, JOBS)
    Job.objects.put("screen", 2)
    Job.objects.put("screen", 3)

    assert len(column(desk, JOBS, "subject")) == 3
    assert queries(desk, JOBS) == at_one

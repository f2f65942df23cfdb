import json
import os
import subprocess
import sys

import pytest
from django.conf import settings

ASK = """
import json, sys, django
django.setup()
from django.core.management import call_command
from django.test import Client
from django.contrib.auth.models import User
for app in sys.argv[2:]:
    call_command("migrate", app, verbosity=0)
if "auth" in sys.argv:
    User.objects.create_superuser("mo", password="a good long password")
client, answers = Client(raise_request_exception=False), []
for request in json.loads(sys.argv[1]):
    answer = client.generic(**request)
    answers.append({
        "status": answer.status_code,
        "headers": dict(answer.headers),
        "cookies": [cookie.OutputString() for cookie in answer.cookies.values()],
        "body": answer.content.decode(),
    })
print(json.dumps(answers))
"""


@pytest.fixture
def run(tmp_path):
    """A function that runs a Python of its own in the project with just this environment."""

    def run(*arguments, **environment):
        return subprocess.run(
            [sys.executable, *arguments],
            cwd=settings.BASE_DIR,
            env={"PATH": os.environ["PATH"], "DATA_DIR": str(tmp_path / "data"), **environment},
            capture_output=True,
            text=True,
        )

    return run


@pytest.fixture
def ask(run):
    """A function: a site of its own with this environment answers requests.

    Each request is the arguments of the test client's `generic`; `apps` are migrated before,
    and with "auth" there is a user. Answers are dicts: status, headers, cookies, body.
    """

    def ask(*requests, apps=(), **environment):
        environment["DJANGO_SETTINGS_MODULE"] = "coproduce.settings"
        done = run("-c", ASK, json.dumps(requests), *apps, **environment)
        assert done.returncode == 0, done.stderr
        return json.loads(done.stdout.splitlines()[-1])

    return ask

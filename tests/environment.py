"""Loaded before the settings (`-p` in pyproject.toml), so that the tests see nothing of the
environment they are started in but DATABASE_URL, and write nothing into the project's var/."""

import atexit
import os
import shutil
import signal
import tempfile

SETTINGS = """
    SECRET_KEY DEBUG HOST PORT SITE_URL SITE_NAME AKISMET_API_KEY AKISMET_URL TRUSTED_PROXIES
    LOG_FORMAT LANGUAGE_CODE EMAIL_URL DEFAULT_FROM_EMAIL MODERATOR_EMAILS
""".split()

for name in SETTINGS:
    os.environ.pop(name, None)

os.environ["DATA_DIR"] = tempfile.mkdtemp(prefix="coproduce-tests-")
atexit.register(shutil.rmtree, os.environ["DATA_DIR"], ignore_errors=True)

# Asked to stop, pytest tears down what it set up, as with Ctrl-C.
signal.signal(signal.SIGTERM, signal.default_int_handler)

# The browser's event loop runs in the thread that also asks the database.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"

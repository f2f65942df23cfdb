from contextlib import ExitStack

import pytest
from django.conf import settings as project_settings

from tests.akismet_server import KEY, AkismetServer
from tests.chromium import running_browser, watched_page
from tests.site import Site, own_database


def pytest_configure():
    # Hashed names exist only after collectstatic, which tests in this process do without.
    project_settings.STORAGES["staticfiles"] = {
        "BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"
    }
    # A file, as in use: SQLite in memory has no write-ahead log and locks differently.
    database = project_settings.DATABASES["default"]
    if database["ENGINE"] == "coproduce.sqlite":
        database.setdefault("TEST", {})["NAME"] = project_settings.DATA_DIR / "tests.sqlite3"
    # Slow on purpose elsewhere; most tests sign somebody in.
    project_settings.PASSWORD_HASHERS = ["django.contrib.auth.hashers.MD5PasswordHasher"]


@pytest.fixture
def akismet():
    """A stand-in for Akismet that runs and says ham to all but the documented test values."""
    with AkismetServer() as server:
        yield server


@pytest.fixture
def screening(akismet, settings):
    """The stand-in, with this process's settings pointing to it."""
    settings.AKISMET_URL = akismet.url
    settings.AKISMET_API_KEY = KEY
    return akismet


@pytest.fixture
def make_site(tmp_path):
    """A function that starts a coproduce of its own with the given environment."""
    with ExitStack() as cleanup:

        def make(**environment):
            number = len(list(tmp_path.iterdir()))
            if database_url := cleanup.enter_context(own_database()):
                environment = {"DATABASE_URL": database_url, **environment}
            site = Site(tmp_path / f"site-{number}", **environment)
            cleanup.callback(site.stop)
            return site.start()

        yield make


@pytest.fixture
def site(make_site, akismet):
    """A coproduce that runs with sample content, its worker and the stand-in for Akismet."""
    return make_site(AKISMET_URL=akismet.url, AKISMET_API_KEY=KEY)


@pytest.fixture(scope="session")
def browser():
    with running_browser() as browser:
        yield browser


@pytest.fixture
def page(browser, site):
    with watched_page(browser, site) as page:
        yield page


@pytest.fixture
def page_without_script(browser, site):
    with watched_page(browser, site, java_script_enabled=False) as page:
        yield page

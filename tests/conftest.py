from contextlib import ExitStack, contextmanager

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
    # Looked for when asked for: WhiteNoise would list all files for the client of each test.
    project_settings.WHITENOISE_AUTOREFRESH = True
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


@pytest.fixture(scope="session")
def first_day(tmp_path_factory):
    """A coproduce as its first start has left it, to be copied: that takes a tenth of the time."""
    with own_database() as url:
        site = Site(tmp_path_factory.mktemp("first-day"), **database(url))
        site.start()
        assert site.stop() == 0
        yield site


def database(url):
    return {"DATABASE_URL": url} if url else {}


@pytest.fixture
def make_site(tmp_path, first_day):
    """A function that starts a coproduce of its own with the given environment.

    Its first start lies behind it, unless it `is_new`.
    """
    with making_sites(tmp_path, first_day) as make:
        yield make


@contextmanager
def making_sites(parent, first_day):
    with ExitStack() as cleanup:

        def make(*, is_new=False, **environment):
            folder = parent / f"site-{len(list(parent.iterdir()))}"
            like = "" if is_new else first_day.environment.get("DATABASE_URL", "")
            url = cleanup.enter_context(own_database(like))
            environment = database(url) | environment
            site = (Site if is_new else first_day.copy_to)(folder, **environment)
            cleanup.callback(site.stop)
            return site.start()

        yield make


@pytest.fixture
def site(make_site, akismet):
    """A coproduce that runs with sample content, its worker and the stand-in for Akismet."""
    return make_site(AKISMET_URL=akismet.url, AKISMET_API_KEY=KEY)


@pytest.fixture(scope="module")
def shared_site(tmp_path_factory, first_day):
    """Like `site`, but one for a module whose tests do not disturb each other."""
    folder = tmp_path_factory.mktemp("shared")
    with AkismetServer() as akismet, making_sites(folder, first_day) as make:
        yield make(AKISMET_URL=akismet.url, AKISMET_API_KEY=KEY)


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

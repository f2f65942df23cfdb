from contextlib import ExitStack, contextmanager

import pytest

from tests.akismet_server import KEY, AkismetServer
from tests.browser.steps import sign_in
from tests.chromium import watched_page
from tests.look.opening import Sites, Tabs, described
from tests.look.pages import STATES
from tests.site import Site


@pytest.fixture(scope="session")
def sites(browser, tmp_path_factory):
    with running_sites(browser, tmp_path_factory.mktemp("sites")) as sites:
        yield sites


@contextmanager
def running_sites(browser, folder):
    """A site in every state and one on its first day, for all: looking changes nothing."""
    with ExitStack() as cleanup:
        akismet = cleanup.enter_context(AkismetServer())
        environment = {
            "AKISMET_URL": akismet.url,
            "AKISMET_API_KEY": KEY,
            "DJANGO_SETTINGS_MODULE": "tests.look.faulty_settings",
        }
        full, empty = (Site(folder / name, **environment) for name in ("full", "empty"))
        for site in (full, empty):
            cleanup.callback(site.start().stop)
        empty.manage("remove_samples")
        yield Sites(full, empty, described(full), moderator_cookies(browser, full))


@pytest.fixture(scope="package", params=STATES, ids=str)
def shown(request, tabs):
    """A page in one of its states, opened once for all that is asked of it: who asks first sets the
    window and the media, and leaves the page as it was."""
    with tabs.page(request.param) as page:
        yield request.param, page


@pytest.fixture(scope="package")
def tabs(browser, sites):
    with ExitStack() as cleanup:
        yield Tabs(browser, sites, cleanup)


def moderator_cookies(browser, site):
    with watched_page(browser, site) as page:
        sign_in(page, site)
        return page.context.storage_state()


@pytest.fixture
def site(sites):
    """What the browser's fixtures open: the site in every state."""
    return sites.full

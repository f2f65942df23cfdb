"""axe-core on every page, wide and narrow, light and dark: no violation."""

import pytest
from axe_playwright_python.sync_playwright import Axe

from tests.browser.conftest import watched_page
from tests.browser.steps import comment, name_barrier, sign_in

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = [
    "/",
    "/posts/",
    "/posts/the-colour-of-the-leaflet/",
    "/threads/1/comments/2/",
    "/barriers/",
    "/barriers/?theme=systems",
    "/barriers/?q=nothing+like+it",
    "/barriers/new/",
    "/receipts/",
    "/nowhere/",
]
ADMIN_PAGES = [
    "/admin/",
    "/admin/comments/comment/",
    "/admin/barriers/barrier/",
    "/admin/posts/post/add/",
]


def violations(page):
    """Rule and element of everything that axe finds wrong on the page."""
    found = Axe().run(page, options={"runOnly": TAGS, "preload": False}).response["violations"]
    return [(rule["id"], node["html"]) for rule in found for node in rule["nodes"]]


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [320, 1280])
def test_pages_have_no_violations(browser, site, width, scheme):
    viewport = {"width": width, "height": 800}
    with watched_page(browser, site, viewport=viewport, color_scheme=scheme) as page:
        for path in PAGES:
            page.goto(path)
            assert violations(page) == [], path
            assert page.evaluate("document.documentElement.scrollWidth") <= width, path


def test_forms_in_every_state_have_no_violations(page):
    page.goto("/barriers/new/")
    page.get_by_role("button", name="Check what you wrote").click()
    assert violations(page) == []
    page.get_by_label("What gets in the way?").fill("Words")
    page.get_by_role("button", name="Check what you wrote").click()
    assert violations(page) == []
    name_barrier(page)
    assert violations(page) == []
    comment(page)
    assert violations(page) == []


def test_admin_has_no_violations(page, site):
    sign_in(page, site)
    for path in ADMIN_PAGES:
        page.goto(path)
        assert violations(page) == [], path

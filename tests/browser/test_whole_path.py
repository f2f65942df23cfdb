"""The main job, end to end: real Chromium, the running site, its worker, a stand-in for Akismet."""

import csv

import pytest

from tests.browser.steps import (
    BARRIER,
    WORDS,
    approve,
    comment,
    find_receipt,
    name_barrier,
    sign_in,
    text_of,
)


@pytest.fixture(params=["page", "page_without_script"])
def reader(request):
    """A page with JavaScript, then one without."""
    return request.getfixturevalue(request.param)


def test_path_from_essay_to_export(reader, site, akismet, tmp_path):
    code = comment(reader)
    akismet.wait_for("comment-check")
    assert WORDS not in text_of(reader, "/posts/the-colour-of-the-leaflet/")

    sign_in(reader, site)
    approve(reader, "/admin/comments/comment/", "Robin")
    assert WORDS in text_of(reader, "/posts/the-colour-of-the-leaflet/")
    find_receipt(reader, code)
    assert "read and approved" in reader.locator("main").inner_text()

    name_barrier(reader)
    assert BARRIER not in text_of(reader, "/barriers/")
    approve(reader, "/admin/barriers/barrier/", "Asked too late")
    assert BARRIER in text_of(reader, "/barriers/")
    assert exported(site, tmp_path) == [("Asked too late", BARRIER, "Decided beforehand; Jargon")]


def exported(site, folder):
    """The barriers that the command exports: (title, body, tags)."""
    path = folder / "barriers.csv"
    site.manage("export_barriers", "--format", "csv", "--output", path)
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [(row["title"], row["body"], row["tags"]) for row in csv.DictReader(file)]

"""Applications that answer with a stored page; Granian runs them as it runs the site.

`bare` is the least that a Python application can do, `looking` the least that a page cache can do
which asks the database for the version first; both answer a reader who has the page with a 304.
`whitenoise` serves the page as a file.

STORED_PAGE is the folder that `limits.store` filled, STORED_PAGE_DATABASE a path to SQLite's file
or a URL of PostgreSQL.
"""

import json
import os
import sqlite3
import threading
from pathlib import Path

import psycopg2
from whitenoise import WhiteNoise

FOLDER = Path(os.environ["STORED_PAGE"])
DATABASE = os.environ["STORED_PAGE_DATABASE"]
HEADERS = list(json.loads((FOLDER / "headers.json").read_text()).items())
BODY = (FOLDER / "compressed" / "page.html").read_bytes()

# WhiteNoise says these in its own words. It adds Last-Modified, so one of the rest stays away:
# the answers are as long as the site's.
ITS_OWN = {"content-type", "content-encoding", "content-length", "vary", "cache-control", "etag"}
ADDED = [(name, value) for name, value in HEADERS if name not in ITS_OWN][1:]
HEADERS_OF_304 = [(name, value) for name, value in HEADERS if not name.startswith("content-")]
ETAG = dict(HEADERS)["etag"]
VERSION = "SELECT value FROM moderation_siteversion WHERE id = 1"

local = threading.local()


def bare(environ, start_response):
    if environ.get("HTTP_IF_NONE_MATCH") == ETAG:
        start_response("304 Not Modified", HEADERS_OF_304)
        return []
    start_response("200 OK", HEADERS)
    return [BODY]


def looking(environ, start_response):
    look()
    return bare(environ, start_response)


def look():
    """Reads the version as the site does, over a connection of this thread's own."""
    if not hasattr(local, "cursor"):
        if DATABASE.startswith("postgres"):
            connection = psycopg2.connect(DATABASE)
            connection.autocommit = True
            local.cursor = connection.cursor()
            local.cursor.execute(f"PREPARE site_version AS {VERSION}")
            local.query = "EXECUTE site_version"
        else:
            local.cursor = sqlite3.connect(DATABASE, isolation_level=None).cursor()
            local.query = VERSION
    local.cursor.execute(local.query)
    assert local.cursor.fetchone(), "the site has no version yet"


def add_headers(headers, path, url):
    for name, value in ADDED:
        headers[name] = value


whitenoise = WhiteNoise(
    bare,
    root=FOLDER / "files",
    autorefresh=False,
    allow_all_origins=False,
    add_headers_function=add_headers,
)

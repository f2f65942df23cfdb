"""Applications that answer with a stored page; Granian runs them as it runs the site.

`bare` is the least that a Python application can do, `whitenoise` serves the page as a file.
STORED_PAGE is the folder that `limits.store` filled.
"""

import json
import os
from pathlib import Path

from whitenoise import WhiteNoise

FOLDER = Path(os.environ["STORED_PAGE"])
HEADERS = list(json.loads((FOLDER / "headers.json").read_text()).items())
BODY = (FOLDER / "compressed" / "page.html").read_bytes()

# WhiteNoise says these in its own words. It adds Last-Modified, so one of the rest stays away:
# the answers are as long as the site's.
ITS_OWN = {"content-type", "content-encoding", "content-length", "vary", "cache-control", "etag"}
ADDED = [(name, value) for name, value in HEADERS if name not in ITS_OWN][1:]


def bare(environ, start_response):
    start_response("200 OK", HEADERS)
    return [BODY]


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

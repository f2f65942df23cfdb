"""Asking a server as a browser does, and insisting on the right answer."""

from dataclasses import dataclass
from http.client import HTTPConnection
from urllib.parse import urlsplit

import brotli

BROWSER = {
    "User-Agent": "Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0",
    "Accept": "text/html,application/xhtml+xml,application/xml;q=0.9,*/*;q=0.8",
    "Accept-Language": "en-GB,en;q=0.5",
    "Accept-Encoding": "gzip, deflate, br, zstd",
    "Upgrade-Insecure-Requests": "1",
    "Sec-Fetch-Dest": "document",
    "Sec-Fetch-Mode": "navigate",
    "Sec-Fetch-Site": "same-origin",
    "Sec-Fetch-User": "?1",
}


class WrongAnswer(Exception):
    """What was asked and what came instead: the bench is worth nothing then."""


@dataclass(frozen=True)
class Answer:
    status: int
    headers: dict[str, str]  # names in lower case
    body: bytes  # as it was sent, compressed

    @property
    def html(self):
        return brotli.decompress(self.body).decode()

    @property
    def bytes_sent(self):
        """On the wire: status line, headers, empty line, body."""
        lines = [f"HTTP/1.1 {self.status} OK", *map(": ".join, self.headers.items()), ""]
        return sum(len(line) + len("\r\n") for line in lines) + len(self.body)


class Reader:
    """One connection that is kept alive."""

    def __init__(self, url):
        self.url = url
        self.connection = HTTPConnection(urlsplit(url).netloc, timeout=60)

    def get(self, path):
        self.connection.request("GET", path, headers=BROWSER)
        answer = self.connection.getresponse()
        headers = {name.lower(): value for name, value in answer.getheaders()}
        return Answer(answer.status, headers, answer.read())

    def page(self, path):
        """A whole page, compressed."""
        answer = self.get(path)
        is_whole = (
            answer.status == 200
            and answer.headers.get("content-encoding") == "br"
            and answer.html.rstrip().endswith("</html>")
        )
        if not is_whole:
            raise WrongAnswer(f"{self.url}{path}: {answer.status} and no whole page")
        return answer

    def expect(self, path, page):
        """The same page again, byte for byte."""
        answer = self.get(path)
        if (answer.status, answer.body) != (page.status, page.body):
            raise WrongAnswer(f"{self.url}{path}: {answer.status} and another page than before")

    def close(self):
        self.connection.close()

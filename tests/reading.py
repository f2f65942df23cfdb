"""What a reader sees of an answer, and what a reader's browser does with a form."""

from html.parser import HTMLParser
from itertools import count

from django.test import Client
from django.urls import resolve, reverse

from coproduce.moderation import receipts

VOID = {"br", "hr", "img", "input", "link", "meta", "path"}
_submission_ids = count(1)


class Page(HTMLParser):
    """The parts of an HTML page that tests look at.

    `main` is the visible text, `fields` what the page's form would send (name: value), `links`
    every address that can be followed, `comments` the tree of comment numbers that is shown.
    """

    def __init__(self, response):
        self._read(response.content.decode())

    @classmethod
    def of(cls, html):
        page = cls.__new__(cls)
        page._read(html)
        return page

    def _read(self, html):
        super().__init__()
        self.texts = {}
        self.fields = {}
        self.links = []
        self.comments = []
        self._open = []
        self._lists = []
        self._field = None
        self.feed(html)
        self.main = " ".join("".join(self.texts.get("main", [])).split())

    def handle_starttag(self, tag, attributes):
        attributes = dict(attributes)
        if tag == "a" and "href" in attributes:
            self.links.append(attributes["href"])
        is_ticked = attributes.get("type") not in {"checkbox", "radio"} or "checked" in attributes
        if tag == "input" and "name" in attributes and is_ticked:
            self.fields[attributes["name"]] = attributes.get("value", "")
        if tag == "textarea":
            self._field = attributes["name"]
            self.fields[self._field] = ""
        if tag == "ol":
            self._lists.append(self._lists[-1][-1][1] if self._lists and self._lists[-1] else [])
        if tag == "article" and attributes.get("id", "").startswith("comment-"):
            self._place(int(attributes["id"].removeprefix("comment-")))
        if tag not in VOID:
            self._open.append(tag)

    def _place(self, number):
        self._lists[-1].append((number, []))
        if len(self._lists) == 1:
            self.comments = self._lists[0]

    def handle_endtag(self, tag):
        if tag in self._open:
            while self._open.pop() != tag:
                pass
        if tag == "ol":
            self._lists.pop()
        if tag == "textarea":
            # As a browser does: the line break after the tag is not the reader's.
            self.fields[self._field] = self.fields[self._field].removeprefix("\n")
            self._field = None

    def handle_data(self, text):
        if self._field:
            self.fields[self._field] += text
        for tag in set(self._open):
            self.texts.setdefault(tag, []).append(text)

    def text_of(self, tag):
        """The words in every element of this tag, on one line."""
        return " ".join("".join(self.texts.get(tag, [])).split())


def send_comment(client: Client, post, *, visitor=None, **fields):
    """Sends a post's comment form as a browser with script does: with a new id each time.

    As from a page that told of Akismet (`told`), which counts only where a form does so now.
    `visitor` adds to what the request tells of who sends it (WSGI names).
    """
    number = next(_submission_ids)
    form = {"body": "Nobody asked us.", "submission_id": f"opened-{number}", "told": "on"}
    address = reverse("comments:create", args=[post.thread.pk])
    return client.post(address, {**form, **fields}, **(visitor or {}))


def receipt_path(submission, name="show"):
    return reverse(f"receipts:{name}", args=[receipts.token_for(submission)])


def receipt_behind(response):
    """Which version of whose receipt an answer leads to; its token is another each second."""
    match = resolve(response["Location"])
    return match.url_name, receipts.from_token(match.kwargs["token"])


def receipt_code(client: Client, response):
    """The code on the receipt that an accepted form leads to."""
    assert response.status_code == 303
    return Page(client.get(response["Location"])).text_of("code")

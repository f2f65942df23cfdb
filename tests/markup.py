"""A page's markup as a tree, and its forms sent as a browser would send them."""

from html.parser import HTMLParser
from urllib.parse import urlencode
from xml.etree.ElementTree import Element, TreeBuilder

VOID = {"br", "col", "hr", "img", "input", "link", "meta", "wbr"}


class _Parser(HTMLParser):
    def __init__(self):
        super().__init__()
        self.tree = TreeBuilder()
        self.open = []

    def handle_starttag(self, tag, attributes):
        self.tree.start(tag, {name: value or "" for name, value in attributes})
        if tag in VOID:
            self.tree.end(tag)
        else:
            self.open.append(tag)

    def handle_startendtag(self, tag, attributes):
        self.tree.start(tag, dict(attributes))
        self.tree.end(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag, "the page's tags do not nest"
        self.tree.end(tag)

    def handle_data(self, data):
        if self.open:
            self.tree.data(data)


def parse(response) -> Element:
    parser = _Parser()
    # Every line break is one character to a parser of HTML.
    parser.feed(response.content.decode().replace("\r\n", "\n"))
    parser.close()
    assert parser.open == [], "the page leaves tags open"
    return parser.tree.close()


def text_of(element: Element) -> str:
    return " ".join("".join(element.itertext()).split())


def texts(response, path: str) -> list[str]:
    """The words in every element that ElementTree finds by `path`."""
    return [text_of(element) for element in parse(response).iterfind(path)]


def hrefs(response, path: str = ".//main//a") -> list[str]:
    return [element.get("href", "") for element in parse(response).iterfind(path)]


def form_values(response, number: int = 0) -> dict[str, list[str]]:
    """What the page's POST form of this number sends when nothing is changed in it."""
    forms = [form for form in parse(response).iter("form") if form.get("method") == "post"]
    values: dict[str, list[str]] = {}
    for control in forms[number].iter():
        if control.get("name"):
            values.setdefault(control.get("name", ""), []).extend(_sent(control))
    return {name: found for name, found in values.items() if found}


def _sent(control: Element) -> list[str]:
    if control.tag == "textarea":
        # A browser drops one line break after the tag.
        return ["".join(control.itertext()).removeprefix("\n")]
    if control.tag == "select":
        options = list(control.iter("option"))
        chosen = [option for option in options if "selected" in option.attrib] or options[:1]
        return [option.get("value", "") for option in chosen]
    if control.tag != "input":
        return []
    if control.get("type") not in {"checkbox", "radio"}:
        return [control.get("value", "")]
    return [control.get("value", "on")] if "checked" in control.attrib else []


def send(client, path: str, values: dict, **headers):
    """POST as a browser does: URL-encoded, every line break as CR LF."""
    lines = {
        name: [one.replace("\r\n", "\n").replace("\n", "\r\n") for one in _listed(value)]
        for name, value in values.items()
    }
    body = urlencode(lines, doseq=True)
    kind = "application/x-www-form-urlencoded"
    return client.post(path, body, content_type=kind, **headers)


def _listed(value) -> list[str]:
    return [value] if isinstance(value, str) else list(value)

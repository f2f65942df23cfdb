"""Letters as a mail server gets them."""

import re
from types import SimpleNamespace

import pytest
from django.core.mail import BadHeaderError
from django.utils import translation

from coproduce.moderation.mail import letters
from tests.mail_server import MailServer
from tests.markup import hrefs, parse, text_of

TRIAL = """{% extends "mail/letter.txt" %}
{% block words %}{{ name }} answered {{ count }} times.
{{ name }}

Read it:
{{ link }}
{% endblock words %}
{% block why %}You asked for it.{% endblock why %}
"""


@pytest.fixture
def server():
    with MailServer() as server:
        yield server


@pytest.fixture
def mail(settings, server, tmp_path):
    """A function that writes the trial letter, sends it, and returns what the server got."""
    (tmp_path / "mail").mkdir()
    (tmp_path / "mail" / "trial.txt").write_text(TRIAL)
    (tmp_path / "mail" / "trial.subject.txt").write_text("{{ site_name }}: an answer{{ name }}")
    (options,) = settings.TEMPLATES
    settings.TEMPLATES = [{**options, "DIRS": [*options["DIRS"], tmp_path]}]
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, _, settings.EMAIL_PORT = server.address.partition(":")
    settings.DEFAULT_FROM_EMAIL = "Llŷr <us@coproduce.example>"

    def mail(name="Sam", to="robin@example.org"):
        link = "http://127.0.0.1:8000/posts/?a=1&b=3"
        letters.write("trial", to=to, context={"name": name, "count": 3, "link": link}).send()
        return server.letters[-1]

    return mail


def parts(letter):
    """Its text, and its HTML as the tests of pages know it."""
    text, html = letter.iter_parts()
    assert [part.get_content_type() for part in (text, html)] == ["text/plain", "text/html"]
    page = SimpleNamespace(content=html.get_content().encode())
    return text.get_content().replace("\r\n", "\n"), page


def shown(page):
    (body,) = parse(page).iter("body")
    return text_of(body)


def test_letter_reaches_the_server_with_its_headers(mail, server):
    letter = mail()

    assert server.envelopes == [("us@coproduce.example", ["robin@example.org"])]
    assert (letter["From"], letter["To"]) == ("Llŷr <us@coproduce.example>", "robin@example.org")
    assert letter["Auto-Submitted"] == "auto-generated"
    assert letter["Content-Language"] == "en-GB"
    assert letter["Date"].datetime is not None
    assert re.fullmatch(r"<[0-9.]+@127\.0\.0\.1>", letter["Message-ID"])


@pytest.mark.parametrize("to", ['"a\x0bb"@example.org', "a\u2028@b.org", "ſ@b.org", "a@b.org\x85"])
def test_address_that_breaks_a_header_is_never_written(mail, server, to):
    with pytest.raises(BadHeaderError):
        mail(to=to)

    assert server.letters == []


def test_text_says_who_wrote_and_why(mail):
    text, _ = parts(mail())

    assert text == (
        "Sam answered 3 times.\nSam\n\nRead it:\nhttp://127.0.0.1:8000/posts/?a=1&b=3\n\n-- \n"
        "Why you got this\nYou asked for it.\n\nCoproduce\nhttp://127.0.0.1:8000/\n"
    )


@pytest.mark.parametrize(
    "name",
    [
        "Sam",
        "Siân Llŷr ap Gwyn",
        "مريم",
        "<b>Sam</b> & \"Co\" 'x'",
        "&lt;b&gt; &amp;amp; &#60;",
        "<https://evil.example/>",
        "[free](https://evil.example/)",
        "https://evil.example/",
        "![](https://evil.example/a.png)",
        "<img src=https://evil.example/a.png>",
        "*Sam* _Sam_ `Sam` \\ # 1. - > ---",
    ],
)
def test_both_parts_say_the_same_and_link_to_the_site_only(mail, name):
    text, page = parts(mail(name))

    words = " ".join(text.replace("\n-- \n", "\n").split())
    assert shown(page) == words
    assert words.replace("\u2068", "").replace("\u2069", "").startswith(f"{name} answered 3 times.")
    assert hrefs(page, ".//a") == [
        "http://127.0.0.1:8000/posts/?a=1&b=3",
        "http://127.0.0.1:8000/",
    ]
    assert {element.tag for element in parse(page).iter()} == {
        *("html", "head", "meta", "title", "style"),
        *("body", "table", "tr", "td", "p", "br", "a"),
    }


def test_html_asks_nobody_for_anything(mail):
    _, page = parts(mail())

    source = page.content.decode()
    assert re.findall(r"src|url\(|@import|<link|srcset", source) == []
    assert set(re.findall(r"https?://[^/\"<]+", source)) == {"http://127.0.0.1:8000"}


def test_name_that_runs_to_the_left_turns_nothing_around_it(mail):
    text, _ = parts(mail("مريم"))

    assert text.startswith("\u2068مريم\u2069 answered 3 times.\n")


def test_value_has_one_line_and_cannot_end_the_letter(mail):
    text, page = parts(mail("Sam\n-- \nWhy\r\n\r\nhttp://127.0.0.1:8000/admin/\u202e\x00"))

    assert text.startswith("Sam -- Why http://127.0.0.1:8000/admin/ answered 3 times.\n")
    assert len(hrefs(page, ".//a")) == 2


def test_subject_holds_nothing_of_the_letter(mail):
    assert mail(name="Named")["Subject"] == "Coproduce: an answer"


@pytest.mark.parametrize("line_break", ["\n", "\r", "\r\n"])
def test_second_header_is_refused(mail, server, settings, line_break):
    forged = f"robin@example.org{line_break}Bcc: other@example.org"
    with pytest.raises(BadHeaderError):
        mail(to=forged)
    settings.SITE_NAME = f"Ours{line_break}Bcc: other@example.org"
    with pytest.raises(BadHeaderError):
        mail()

    assert server.envelopes == []


def test_letter_is_in_the_active_language(mail):
    with translation.override("ar"):
        letter = mail()

    (html,) = parse(parts(letter)[1]).iter("html")
    assert letter["Content-Language"] == "ar"
    assert (html.get("lang"), html.get("dir")) == ("ar", "rtl")

"""EMAIL_URL, DEFAULT_FROM_EMAIL and MODERATOR_EMAILS."""

import json

import pytest

AN_ADDRESS = "must be an address such as submission://user:password@mail.example.org, "
OPTIONS = "may end with ?ssl=true, ?tls=true or ?timeout=SECONDS only"
SENDER = "must be an address such as us@example.org or Our name <us@example.org>"
EMAILS = "must be e-mail addresses with commas between them"


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("EMAIL_URL", "mail.example.org", AN_ADDRESS),
        ("EMAIL_URL", "https://robin:hunter2@mail.example.org", AN_ADDRESS),
        ("EMAIL_URL", "submission://", AN_ADDRESS),
        ("EMAIL_URL", "submission://robin:hunter2@", AN_ADDRESS),
        ("EMAIL_URL", "submission://robin:hunter2@mail.example.org:port", AN_ADDRESS),
        ("EMAIL_URL", "submission://robin:hunter2@mail.example.org/path", AN_ADDRESS),
        ("EMAIL_URL", "submission://robin:hun/ter2@mail.example.org", AN_ADDRESS),
        ("EMAIL_URL", "submission://robin:hun#ter2@mail.example.org", AN_ADDRESS),
        ("EMAIL_URL", "smtp://[", AN_ADDRESS),
        ("EMAIL_URL", "smtp://mail.example.org?tls=maybe", OPTIONS),
        ("EMAIL_URL", "smtp://mail.example.org?tsl=true", OPTIONS),
        ("EMAIL_URL", "smtp://mail.example.org?tsl=", OPTIONS),
        ("EMAIL_URL", "smtp://mail.example.org?timeout=0", OPTIONS),
        ("EMAIL_URL", "smtp://robin:hunter2@mail.example.org", "must start with submission:// or"),
        ("EMAIL_URL", "submission://robin:hünter2@mail.example.org", "must have a user name and"),
        ("EMAIL_URL", "submission://robin:hunter2%0Ax@mail.example.org", "must have a user name"),
        ("EMAIL_URL", "submission://rob%00in:hunter2@mail.example.org", "must have a user name"),
        ("EMAIL_URL", "submission://mail.example.org:0", AN_ADDRESS),
        ("EMAIL_URL", "smtps://mail.example.org:0", AN_ADDRESS),
        ("EMAIL_URL", "smtp://mail.example.org\nx", "must be one line without control characters"),
        ("SITE_NAME", "Ours\r\nBcc: us@a.example", "must be one line without control characters"),
        ("DEFAULT_FROM_EMAIL", "us", SENDER),
        ("DEFAULT_FROM_EMAIL", "Us <us@>", SENDER),
        ("DEFAULT_FROM_EMAIL", "<us@example.org", SENDER),
        ("DEFAULT_FROM_EMAIL", "us@example.org>", SENDER),
        ("DEFAULT_FROM_EMAIL", "Us <us@example.org> x", SENDER),
        ("DEFAULT_FROM_EMAIL", "A, B <us@example.org>", SENDER),
        ("DEFAULT_FROM_EMAIL", 'Us "x <us@example.org>', SENDER),
        ("DEFAULT_FROM_EMAIL", "us@example.org, them@example.org", SENDER),
        ("MODERATOR_EMAILS", "us@example.org them@example.org", EMAILS),
        ("MODERATOR_EMAILS", "us@example.org, them", EMAILS),
    ],
    ids=lambda value: value[:40],
)
def test_bad_value_stops_the_start_with_one_line(run, name, value, why):
    done = run("manage.py", "check", **{name: value})

    assert done.stderr.startswith(f"coproduce: {name} {why}")
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (1, 1, "")
    assert ("hunter2" in done.stderr, "ter2" in done.stderr) == (False, False)


SHOW = """
import json
from coproduce import settings
print(json.dumps({name: getattr(settings, name, None) for name in NAMES}))
"""


@pytest.fixture
def read(run):
    """A function: these settings, in this order, of a site with the given environment."""

    def read(*names, **environment):
        done = run("-c", SHOW.replace("NAMES", repr(names)), **environment)
        assert done.stderr == ""
        return tuple(json.loads(done.stdout).values())

    return read


HOST = ["EMAIL_HOST", "EMAIL_PORT", "EMAIL_HOST_USER", "EMAIL_HOST_PASSWORD"]
TLS = ["EMAIL_USE_SSL", "EMAIL_USE_TLS", "EMAIL_TIMEOUT"]


@pytest.mark.parametrize(
    ("url", "host", "tls"),
    [
        (
            "submission://robin%40a.example:p%2Fa%23s%40s@mail.example.org",
            ("mail.example.org", 587, "robin@a.example", "p/a#s@s"),
            (False, True, 10),
        ),
        (
            "smtps://robin:word@mail.example.org/?timeout=5",
            ("mail.example.org", 465, "robin", "word"),
            (True, False, 5),
        ),
        (
            "smtp://robin:word@mail.example.org:26?tls=true",
            ("mail.example.org", 26, "robin", "word"),
            (False, True, 10),
        ),
        ("smtp://relay.example.org", ("relay.example.org", 25, "", ""), (False, False, 10)),
        ("smtp://robin:word@[::1]", ("::1", 25, "robin", "word"), (False, False, 10)),
    ],
)
def test_address_says_where_and_how_mail_goes(read, url, host, tls):
    assert read(*HOST, *TLS, EMAIL_URL=url) == host + tls
    assert read("EMAIL_BACKEND", EMAIL_URL=url)[0].endswith(".smtp.EmailBackend")


def test_mail_is_off_unless_an_address_is_given(read):
    assert read("MAIL_IS_ON") == (False,)
    assert read("EMAIL_BACKEND")[0].endswith(".dummy.EmailBackend")
    assert read("MAIL_IS_ON", EMAIL_URL="console:") == (True,)


@pytest.mark.parametrize(
    ("environment", "sender"),
    [
        ({}, "Coproduce <no-reply@localhost>"),
        (
            {"SITE_URL": "https://ours.example", "SITE_NAME": "A, B"},
            '"A, B" <no-reply@ours.example>',
        ),
        ({"DEFAULT_FROM_EMAIL": "Llŷr <us@example.org>"}, "Llŷr <us@example.org>"),
        ({"DEFAULT_FROM_EMAIL": '"A, B" <us@example.org>'}, '"A, B" <us@example.org>'),
        (
            {"SITE_NAME": "St. Ŵ, (x)", "EMAIL_URL": "console:"},
            "=?utf-8?b?U3QuIMW0LCAoeCk=?= <no-reply@localhost>",
        ),
        ({"SITE_URL": "https://192.0.2.1", "SITE_NAME": "A"}, "A <no-reply@192.0.2.1>"),
    ],
)
def test_sender_is_the_site_unless_set(read, environment, sender):
    assert read("DEFAULT_FROM_EMAIL", **environment) == (sender,)


@pytest.mark.parametrize("host", ["192.0.2.1", "[2001:db8::1]"])
def test_sender_is_asked_for_where_the_site_has_no_name_and_mail_is_on(run, host):
    environment = {"SITE_URL": f"https://{host}", "EMAIL_URL": "smtp://relay.example.org"}
    refused = run("manage.py", "check", **environment)
    taken = run("manage.py", "check", **environment, DEFAULT_FROM_EMAIL="us@example.org")

    why = f"{SENDER.replace('be', 'be set to')}: none can be made from SITE_URL"
    assert (refused.returncode, refused.stderr) == (1, f"coproduce: DEFAULT_FROM_EMAIL {why}\n")
    assert (taken.returncode, taken.stderr) == (0, "")


def test_moderators_are_a_list(read):
    emails = " us@example.org,, them@example.org ,"

    assert read("MODERATOR_EMAILS") == ([],)
    assert read("MODERATOR_EMAILS", MODERATOR_EMAILS=emails) == (
        ["us@example.org", "them@example.org"],
    )

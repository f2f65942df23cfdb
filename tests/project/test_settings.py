import stat

import pytest

OUTSIDE = "https://coproduce.example"


@pytest.mark.parametrize(
    ("name", "value", "why"),
    [
        ("DEBUG", "maybe", "must be on or off"),
        ("PORT", "http", "must be a number from 1 to 65535"),
        ("PORT", "0", "must be a number from 1 to 65535"),
        ("PORT", "65536", "must be a number from 1 to 65535"),
        ("PORT", "-1", "must be a number from 1 to 65535"),
        ("PORT", "٣", "must be a number from 1 to 65535"),
        ("PORT", "9" * 5_000, "must be a number from 1 to 65535"),
        ("LANGUAGE_CODE", "english", "must be a language code such as en-gb or cy"),
        ("LANGUAGE_CODE", "xx", "must be a language code such as en-gb or cy"),
        ("DATA_DIR", "/proc/coproduce", "cannot be made: No such file or directory"),
        ("DATA_DIR", "/etc/hostname", "cannot be made: File exists"),
        ("SITE_URL", "coproduce.example", "must be an address such as https://example.org"),
        ("SITE_URL", "ftp://coproduce.example", "must be an address such as https://example.org"),
        ("SITE_URL", "https://", "must be an address such as https://example.org"),
        ("SITE_URL", "https://[", "must be an address such as https://example.org"),
        ("SITE_URL", "https://a.example:99999", "must be an address such as https://example.org"),
        ("SITE_URL", "https://*", "must be an address such as https://example.org"),
        ("SITE_URL", "https://.example.org", "must be an address such as https://example.org"),
        ("SITE_URL", "https://a b.example", "must be an address such as https://example.org"),
        ("SITE_URL", f"{OUTSIDE}/path", "must end with the host or port"),
        ("SITE_URL", f"{OUTSIDE}?a=b", "must end with the host or port"),
        ("SITE_URL", "https://me@coproduce.example", "must end with the host or port"),
        ("SITE_URL", "http://coproduce.example", "must start with https:// unless its host is"),
        ("SITE_URL", "http://127.0.0.1.example", "must start with https:// unless its host is"),
        ("SITE_URL", "http://192.168.0.2:8000", "must start with https:// unless its host is"),
        ("AKISMET_URL", "akismet", "must be an address such as https://example.org"),
        ("AKISMET_URL", "http://akismet.example", "must start with https:// unless its host is"),
        ("TRUSTED_PROXIES", "nginx", "must be addresses or networks with commas between them"),
        ("TRUSTED_PROXIES", "10.0.0.1/8", "must be addresses or networks with commas between"),
        ("DATABASE_URL", "mysql://a@b/c", "must be a sqlite:/// or postgresql:// address"),
        ("DATABASE_URL", "coproduce.db", "must be a sqlite:/// or postgresql:// address"),
        ("DATABASE_URL", "postgresql://a:port/b", "must be a sqlite:/// or postgresql:// address"),
    ],
    ids=lambda value: value[:24],
)
def test_bad_value_stops_the_start_with_one_line(run, name, value, why):
    done = run("manage.py", "check", **{name: value})

    assert done.stderr.startswith(f"coproduce: {name} {why}")
    assert (done.returncode, done.stderr.count("\n"), done.stdout) == (1, 1, "")


def test_host_that_others_can_reach_needs_an_address(run):
    done = run("manage.py", "check", HOST="0.0.0.0")  # noqa: S104 (this is what is refused)

    assert done.returncode == 1
    assert done.stderr.startswith("coproduce: SITE_URL must start with https://")


@pytest.mark.parametrize(
    "environment",
    [
        {},
        {"PORT": "65535", "HOST": "::1"},
        {"SITE_URL": "http://localhost:8000/", "DEBUG": "on"},
        {"SITE_URL": OUTSIDE, "TRUSTED_PROXIES": "127.0.0.1, 10.0.0.0/8, ::1"},
        {"DATABASE_URL": "postgresql://postgres@/coproduce?host=/run/postgresql"},
        {"LANGUAGE_CODE": "cy"},
        {"LANGUAGE_CODE": "pt_BR"},
        {"AKISMET_URL": "http://127.0.0.1:8100", "AKISMET_API_KEY": "a", "SITE_NAME": "Ours"},
    ],
    ids=str,
)
def test_good_values_start(run, environment):
    done = run("manage.py", "check", **environment)

    assert (done.returncode, done.stderr) == (0, "")


def test_secret_is_made_once_and_kept_from_others(run, tmp_path):
    show = "from coproduce.settings import SECRET_KEY; print(SECRET_KEY)"

    first, second = run("-c", show), run("-c", show)

    path = tmp_path / "data" / "secret_key"
    assert first.stdout == second.stdout == path.read_text() + "\n"
    assert len(first.stdout) > 60
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert run("-c", show, SECRET_KEY="given").stdout == "given\n"


def test_secret_that_cannot_be_kept_stops_the_start_with_one_line(run):
    done = run("manage.py", "check", DATA_DIR="/proc")

    assert (done.returncode, done.stderr.count("\n")) == (1, 1)
    assert done.stderr.startswith("coproduce: SECRET_KEY is not set and none can be kept in DATA_")


def test_empty_secret_is_refused(run, tmp_path):
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "secret_key").touch()

    done = run("manage.py", "check")

    assert done.returncode == 1
    assert done.stderr.startswith("coproduce: SECRET_KEY ")


def get(path, **extra):
    return {"method": "GET", "path": path, **extra}


def signed_in(**extra):
    login = "/admin/login/?next=/admin/"
    form = "username=mo&password=a+good+long+password"
    content_type = "application/x-www-form-urlencoded"
    post = {"method": "POST", "path": login, "data": form, "content_type": content_type}
    return [get(login, **extra), {**post, **extra}]


APPS = ["auth", "contenttypes", "sessions"]


def cookie_parts(cookie):
    name, *parts = cookie.split("; ")
    return name.split("=")[0], {part for part in parts if not part.startswith(("expires", "Max"))}


def test_https_has_secure_cookies_hsts_and_a_redirect(ask):
    secure = {"secure": True, "HTTP_HOST": "coproduce.example"}

    plain, form, session = ask(
        get("/posts/?page=2", HTTP_HOST="coproduce.example"),
        *signed_in(**secure),
        SITE_URL=OUTSIDE,
        apps=APPS,
    )

    assert (plain["status"], plain["headers"]["Location"]) == (301, f"{OUTSIDE}/posts/?page=2")
    assert form["headers"]["Strict-Transport-Security"] == "max-age=31536000"
    assert session["status"] == 302
    parts = {"HttpOnly", "Path=/", "SameSite=Lax", "Secure"}
    assert [cookie_parts(cookie) for cookie in form["cookies"]] == [("__Host-csrf", parts)]
    assert ("__Host-session", parts) in [cookie_parts(cookie) for cookie in session["cookies"]]


def test_http_has_none_of_these(ask):
    form, session, through_tls = ask(
        *signed_in(HTTP_HOST="127.0.0.1"),
        get("/robots.txt", HTTP_HOST="127.0.0.1", secure=True),
        apps=APPS,
    )

    assert "Strict-Transport-Security" not in form["headers"] | through_tls["headers"]
    assert (form["status"], session["status"]) == (200, 302)
    parts = {"HttpOnly", "Path=/", "SameSite=Lax"}
    assert [cookie_parts(cookie) for cookie in form["cookies"]] == [("csrf", parts)]
    assert ("session", parts) in [cookie_parts(cookie) for cookie in session["cookies"]]


def test_only_the_host_of_the_address_is_served(ask):
    answers = ask(
        get("/robots.txt", secure=True, HTTP_HOST="coproduce.example"),
        get("/robots.txt", secure=True, HTTP_HOST="www.coproduce.example"),
        get("/robots.txt", secure=True, HTTP_HOST="127.0.0.1"),
        get("/health/live", HTTP_HOST="other.example"),
        SITE_URL=OUTSIDE,
    )

    assert [answer["status"] for answer in answers] == [200, 400, 400, 200]


@pytest.mark.parametrize(("proxies", "status"), [("10.0.0.0/8", 200), ("", 301), ("10.9.0.1", 301)])
def test_https_is_believed_from_a_trusted_proxy_only(ask, proxies, status):
    through = {"REMOTE_ADDR": "10.0.0.1", "HTTP_X_FORWARDED_PROTO": "https"}
    request = get("/robots.txt", HTTP_HOST="coproduce.example", **through)

    (answer,) = ask(request, SITE_URL=OUTSIDE, TRUSTED_PROXIES=proxies)

    assert answer["status"] == status

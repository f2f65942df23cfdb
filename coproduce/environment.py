"""Reads the environment for settings.py: a bad value stops the start with one line naming it."""

import contextlib
import ipaddress
import os
import re
import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NoReturn
from urllib.parse import parse_qsl, urlsplit

import dj_database_url
import dj_email_url
from django.conf.global_settings import LANGUAGES
from django.core.exceptions import ValidationError
from django.core.validators import validate_email

# A name in quotes, or without what means something else in a letter's head; then the address.
SENDER = r'("([^"\\]|\\.)*" *|(?!\.)[^][()<>"@,;:\\]*)<(?P<address>[^<>]*)>'
HOST_NAME = r"[a-z0-9]([a-z0-9.-]*[a-z0-9])?|[0-9a-f:.]*:[0-9a-f:.]*"
# What may follow the question mark of EMAIL_URL; dj-email-url passes over all else in silence.
MAIL_OPTIONS = {"ssl": "1|on|[Tt]rue", "tls": "1|on|[Tt]rue", "timeout": "[1-9][0-9]?"}
MAIL_SECONDS = 10


def refuse(name: str, why: str) -> NoReturn:
    raise SystemExit(f"coproduce: {name} {why}")


def text(name: str, default: str = "") -> str:
    value = os.environ.get(name, "").strip()
    if re.search(r"[\x00-\x1f\x7f]", value):
        refuse(name, "must be one line without control characters")
    return value or default


def boolean(name: str) -> bool:
    value = text(name, "off").lower()
    if value not in {"on", "off", "1", "0", "true", "false", "yes", "no"}:
        refuse(name, "must be on or off")
    return value in {"on", "1", "true", "yes"}


def port(name: str, default: str) -> int:
    value = text(name, default)
    if not re.fullmatch(r"[0-9]{1,5}", value) or not 0 < int(value) < 65536:
        refuse(name, "must be a number from 1 to 65535")
    return int(value)


def is_loopback(host: str | None) -> bool:
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host or "").is_loopback
    except ValueError:
        return False


def base_url(name: str, default: str) -> str:
    """An address without path or trailing slash; plain http only for a loopback host."""
    value = text(name, default).rstrip("/")
    try:
        parts = urlsplit(value)
        host, _ = parts.hostname, parts.port
    except ValueError:
        refuse(name, "must be an address such as https://example.org")
    # Only characters of a host name or address: a star would let every host in.
    if parts.scheme not in {"http", "https"} or not re.fullmatch(HOST_NAME, host or ""):
        refuse(name, "must be an address such as https://example.org")
    if parts.path or parts.query or parts.fragment or parts.username:
        refuse(name, "must end with the host or port: no path, query, fragment or user name")
    if parts.scheme == "http" and not is_loopback(host):
        refuse(name, "must start with https:// unless its host is loopback")
    return value


def networks(name: str) -> tuple[str, ...]:
    """Addresses and networks, as text: middleware looks each request up in a cache by them."""
    parts = [part.strip() for part in text(name).split(",") if part]
    try:
        return tuple(str(ipaddress.ip_network(part)) for part in parts)
    except ValueError:
        refuse(name, "must be addresses or networks with commas between them")


def language(name: str, default: str) -> str:
    """The code of a language that Django knows, such as en-gb or cy."""
    value = text(name, default).lower().replace("_", "-")
    if value not in dict(LANGUAGES):
        refuse(name, "must be a language code such as en-gb or cy")
    return value


def data_dir(default: Path) -> Path:
    path = Path(text("DATA_DIR", str(default))).absolute()
    try:
        path.mkdir(mode=0o700, parents=True, exist_ok=True)
    except OSError as error:
        refuse("DATA_DIR", f"cannot be made: {error.strerror}")
    return path


def secret_key(folder: Path) -> str:
    """SECRET_KEY, or the one kept in `folder`, made on the first start (mode 0600)."""
    if given := text("SECRET_KEY"):
        return given
    path = folder / "secret_key"
    try:
        if not path.exists():
            keep_secret(path)
        kept = path.read_text().strip()
    except OSError as error:
        refuse("SECRET_KEY", f"is not set and none can be kept in DATA_DIR: {error.strerror}")
    return kept or refuse("SECRET_KEY", f"is not set and the file {path.name} in DATA_DIR is empty")


def keep_secret(path: Path) -> None:
    """Write a new secret at once and whole: two processes that start together share one."""
    draft = path.with_suffix(f".{secrets.token_hex(8)}")
    with open(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(secrets.token_urlsafe(60))
        file.flush()
        os.fsync(file.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(draft, path)
    draft.unlink()


def database(folder: Path) -> Any:
    file = folder / "coproduce.sqlite3"
    config: dict[str, Any] = {"ENGINE": "django.db.backends.sqlite3", "NAME": file}
    try:
        if url := text("DATABASE_URL"):
            config = {**dj_database_url.parse(url)}
    except ValueError:
        refuse("DATABASE_URL", "must be a sqlite:/// or postgresql:// address")
    if config["ENGINE"] == "django.db.backends.sqlite3":
        # IMMEDIATE: writers queue instead of failing; FULL: a commit survives a power cut.
        config |= {"ENGINE": "coproduce.sqlite", "CONN_MAX_AGE": None}
        config["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 10,  # twice at the most: in coproduce.sqlite's line, and then at its head
            "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL;",
        }
    elif config["ENGINE"] == "django.db.backends.postgresql":
        config |= {"CONN_MAX_AGE": 600, "CONN_HEALTH_CHECKS": True}
    else:
        refuse("DATABASE_URL", "must be a sqlite:/// or postgresql:// address")
    return config


@dataclass(frozen=True)
class Mail:
    """How letters go out: Django's EMAIL_ settings."""

    backend: str
    host: str = "localhost"
    port: int = 25
    user: str = ""
    password: str = ""
    use_ssl: bool = False
    use_tls: bool = False
    timeout: int = MAIL_SECONDS


def mail(name: str) -> Mail:
    """From an address; without one, mail goes nowhere."""
    value = text(name)
    if value in {"", "console:", "console://"}:
        kind = "console" if value else "dummy"
        return Mail(f"django.core.mail.backends.{kind}.EmailBackend")
    why = (
        "must be an address such as submission://user:password@mail.example.org,"
        " with any of @:/?#% in user or password as %40 and so on"
    )
    try:
        parts = urlsplit(value)
        # smtps here means what it does elsewhere: TLS from the first byte.
        scheme = {"smtps": "smtp"}.get(parts.scheme, parts.scheme)
        config = dj_email_url.parse(parts._replace(scheme=scheme).geturl())
    except ValueError:
        refuse(name, why)
    is_known = parts.scheme in {"smtp", "smtps", "submission"}
    is_host = re.fullmatch(HOST_NAME, parts.hostname or "")
    has_more = parts.path.strip("/") or parts.fragment or parts.port == 0
    if not is_known or not is_host or has_more:
        refuse(name, why)
    for option, choice in parse_qsl(parts.query, keep_blank_values=True):
        if not re.fullmatch(MAIL_OPTIONS.get(option, "(?!)"), choice):
            refuse(name, "may end with ?ssl=true, ?tls=true or ?timeout=SECONDS only")
    if parts.scheme == "smtps":
        config |= {"EMAIL_USE_SSL": True, "EMAIL_USE_TLS": False, "EMAIL_PORT": parts.port or 465}
    return checked_mail(name, config)


def checked_mail(name: str, config: dict[str, Any]) -> Mail:
    found = Mail(
        backend=config["EMAIL_BACKEND"],
        host=config["EMAIL_HOST"],
        port=config["EMAIL_PORT"],
        user=config["EMAIL_HOST_USER"] or "",
        password=config["EMAIL_HOST_PASSWORD"] or "",
        use_ssl=config["EMAIL_USE_SSL"],
        use_tls=config["EMAIL_USE_TLS"],
        timeout=config["EMAIL_TIMEOUT"] or MAIL_SECONDS,
    )
    has_tls = found.use_ssl or found.use_tls
    if found.password and not has_tls and not is_loopback(found.host):
        refuse(name, "must start with submission:// or smtps://: its password would travel openly")
    if not re.fullmatch("[ -~]*", f"{found.user}{found.password}"):
        refuse(name, "must have a user name and password of printable ASCII characters")
    return found


def sender(name: str, default: str, *, is_used: bool) -> str:
    """An address, alone or as in `A name <address>`; the default matters only if it is used."""
    given = text(name)
    if (given or is_used) and not is_sender(given or default):
        example = "an address such as us@example.org or Our name <us@example.org>"
        if given:
            refuse(name, f"must be {example}")
        refuse(name, f"must be set to {example}: none can be made from SITE_URL")
    return given or default


def is_sender(value: str) -> bool:
    found = re.fullmatch(SENDER, value)
    return is_email(found["address"] if found else value)


def emails(name: str) -> tuple[str, ...]:
    found = tuple(part.strip() for part in text(name).split(",") if part.strip())
    if not all(map(is_email, found)):
        refuse(name, "must be e-mail addresses with commas between them")
    return found


def is_email(value: str) -> bool:
    try:
        validate_email(value)
    except ValidationError:
        return False
    return True

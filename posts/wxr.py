"""Reads WordPress's export file (WXR 1.0 to 1.2), one item in memory at a time."""

import hashlib
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import BinaryIO
from xml.etree.ElementTree import Element, ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import iterparse

EARLIEST_YEAR = 1970


class Unreadable(Exception):
    """The file is not a WordPress export; its text says in plain words what is wrong."""


@dataclass(frozen=True)
class WxrComment:
    key: str
    parent_key: str
    type: str
    approved: str
    author: str
    content: str
    posted_at: datetime | None


@dataclass(frozen=True)
class WxrItem:
    id: int | None
    guid: str
    type: str
    status: str
    title: str
    link: str
    slug: str
    author: str
    content: str
    excerpt: str
    password: str
    is_sticky: bool
    takes_comments: bool
    published_at: datetime | None
    comments: list[WxrComment]


def read(path: Path) -> Iterator[WxrItem]:
    """Every <item> of the file, in its order; raises Unreadable, perhaps after some items."""
    try:
        with path.open("rb") as file:
            yield from _read(file)
    except OSError as error:
        raise Unreadable(f"It cannot be opened: {error.strerror}.") from None
    except DefusedXmlException:
        raise Unreadable("It declares a document type or entities, which no export does.") from None
    except ParseError as error:
        raise Unreadable(f"It is broken or cut short: {error}.") from None
    except (LookupError, ValueError):
        raise Unreadable("Its text encoding is not one that can be read.") from None


def _read(file: BinaryIO) -> Iterator[WxrItem]:
    open_elements: list[Element] = []
    is_export = False
    authors: dict[str, str] = {}
    for event, element in iterparse(file, events=("start", "end"), forbid_dtd=True):
        if event == "start":
            open_elements.append(element)
            continue
        open_elements.pop()
        name = _local(element)
        is_export = is_export or name == "wxr_version"
        if name == "author" and len(open_elements) == 2:
            texts = {_local(child): child.text or "" for child in element}
            authors[texts.get("author_login", "")] = texts.get("author_display_name", "")
        if name == "item" and len(open_elements) == 2:
            if not is_export:
                break
            yield _item(element, authors)
            open_elements[-1].remove(element)
    if not is_export:
        raise Unreadable("It is XML, but no WordPress export: it names no wxr_version.")


def _local(element: Element) -> str:
    """The name without its namespace, which differs between versions of the format."""
    return element.tag.rpartition("}")[2]


def _item(element: Element, authors: Mapping[str, str]) -> WxrItem:
    texts: dict[str, str] = {}
    comments: list[WxrComment] = []
    for child in element:
        name = _local(child)
        if name == "comment":
            comments.append(_comment(child))
        elif name == "encoded":
            texts["excerpt" if "excerpt" in child.tag else "content"] = child.text or ""
        else:
            texts.setdefault(name, child.text or "")
    get = texts.get
    return WxrItem(
        id=_number(get("post_id", "")),
        guid=get("guid", "") or get("link", "") or _digest(element),
        type=get("post_type", ""),
        status=get("status", ""),
        title=get("title", ""),
        link=get("link", ""),
        slug=get("post_name", ""),
        author=authors.get(get("creator", ""), get("creator", "")),
        content=get("content", ""),
        excerpt=get("excerpt", ""),
        password=get("post_password", ""),
        is_sticky=get("is_sticky") == "1",
        takes_comments=get("comment_status") != "closed",
        published_at=_moment(get("post_date_gmt", "")) or _rfc_moment(get("pubDate", "")),
        comments=comments,
    )


def _comment(element: Element) -> WxrComment:
    texts = {_local(child): child.text or "" for child in element}
    return WxrComment(
        key=texts.get("comment_id", "") or _digest(element),
        parent_key=texts.get("comment_parent", ""),
        type=texts.get("comment_type", ""),
        approved=texts.get("comment_approved", ""),
        author=texts.get("comment_author", ""),
        content=texts.get("comment_content", ""),
        posted_at=_moment(texts.get("comment_date_gmt", "")),
    )


def _number(text: str) -> int | None:
    """A number of WordPress's database; None for what cannot be one."""
    return int(text) if re.fullmatch(r"[0-9]{1,18}", text) else None


def _digest(element: Element) -> str:
    """What stands in for a missing id, so that the same thing is known the next time."""
    words = "\0".join(element.itertext())
    return f"digest-{hashlib.sha256(words.encode()).hexdigest()}"


def _moment(text: str) -> datetime | None:
    try:
        return _sane(datetime.fromisoformat(text).replace(tzinfo=UTC))
    except ValueError:
        return None


def _sane(moment: datetime) -> datetime | None:
    """Before 1970 nobody blogged: such a date is one that was never set."""
    return moment if moment.year >= EARLIEST_YEAR else None


def _rfc_moment(text: str) -> datetime | None:
    try:
        return _sane(parsedate_to_datetime(text).astimezone(UTC))
    except (ValueError, OverflowError):
        return None

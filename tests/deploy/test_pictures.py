"""Pictures of posts come from the disk where nginx may read them, else from the application."""

import pytest

from tests.deploy.conftest import client_of
from tests.nginx import running_nginx

NAME = "/media/pictures/0123456789abcdef01234567-8x4.webp"


@pytest.fixture
def media(upstream, folder):
    root = folder / "media"
    (root / "pictures").mkdir(parents=True)
    changes = {"/srv/coproduce/var/media/": f"{root}/"}
    with (
        running_nginx(upstream.port, folder=folder, changes=changes) as url,
        client_of(url) as client,
    ):
        yield client, root


def test_picture_comes_from_the_disk_and_is_kept_by_browsers(media, upstream):
    client, root = media
    (root / NAME.removeprefix("/media/")).write_bytes(b"RIFF")

    answer = client.get(NAME)

    assert (answer.content, answer.headers["Content-Type"]) == (b"RIFF", "image/webp")
    assert answer.headers.get_list("Cache-Control") == ["public, max-age=31536000, immutable"]
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    assert upstream.asked() == []


def test_application_is_asked_for_what_nginx_does_not_find(media, upstream, folder):
    client, _ = media

    assert client.get(NAME).text == "first"

    assert upstream.asked() == [("GET", NAME)]
    assert (folder / "coproduce-error.log").read_text() == ""


@pytest.mark.parametrize("path", ["/media/..%2fnginx.conf", "/media../nginx.conf"])
def test_nothing_beside_the_pictures_is_served(media, path):
    client, _ = media

    assert client.get(path).text == "first"

import pytest

from tests.factories import create_moderator


@pytest.fixture
def author(client):
    """A client of somebody who is signed in to the admin."""
    client.force_login(create_moderator("author"))
    return client


@pytest.fixture
def media(settings, tmp_path):
    """The folder of pictures, which nothing has been put in."""
    settings.MEDIA_ROOT = tmp_path / "media"
    return settings.MEDIA_ROOT / "pictures"

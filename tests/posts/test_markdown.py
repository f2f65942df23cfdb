from xml.etree.ElementTree import tostring

import pytest

from tests.factories import create_post
from tests.markup import parse

pytestmark = pytest.mark.django_db


def shown(client, body):
    """The markup that readers get for a post with this body."""
    create_post(slug="post", body=body)
    prose = parse(client.get("/posts/post/")).find(".//div[@class='prose']")
    return tostring(prose, encoding="unicode", method="html").strip()


def prose(markup):
    return f'<div class="prose">{markup}\n</div>'


@pytest.mark.parametrize(
    ("body", "markup"),
    [
        ("# One\n\nTwo **three** *four*", "<h1>One</h1>"),
    ],
)
def test_markdown_becomes_markup(client, body, markup):
    assert shown(client, body) == prose(markup)

"""WordPress's export files for tests, and the command that brings them in."""

from io import StringIO
from pathlib import Path

from django.core.management import call_command

GARDEN = Path(__file__).parent / "fixtures" / "garden.xml"

HEAD = """<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:excerpt="http://wordpress.org/export/1.2/excerpt/"
 xmlns:content="http://purl.org/rss/1.0/modules/content/"
 xmlns:dc="http://purl.org/dc/elements/1.1/" xmlns:wp="http://wordpress.org/export/1.2/">
<channel><title>A blog</title><wp:wxr_version>1.2</wp:wxr_version>
"""
TAIL = "</channel></rss>\n"
ITEM = """<item><title>A post</title><link>https://blog.example/2020/02/02/a-post/</link>
<guid>https://blog.example/?p=5</guid><content:encoded>Words.</content:encoded>
<wp:post_id>5</wp:post_id><wp:post_date_gmt>2020-02-02 12:00:00</wp:post_date_gmt>
<wp:post_name>a-post</wp:post_name><wp:status>publish</wp:status><wp:post_type>post</wp:post_type>
%s</item>
"""
COMMENT = """<wp:comment><wp:comment_id>%s</wp:comment_id><wp:comment_author>Ana</wp:comment_author>
<wp:comment_date_gmt>2020-02-03 12:00:00</wp:comment_date_gmt>
<wp:comment_content>%s</wp:comment_content><wp:comment_approved>1</wp:comment_approved>
<wp:comment_type>comment</wp:comment_type><wp:comment_parent>%s</wp:comment_parent></wp:comment>
"""


def import_wordpress(path: Path, *, dry_run: bool = False) -> list[str]:
    """The lines that the command says."""
    out = StringIO()
    call_command("import_wordpress", str(path), dry_run=dry_run, stdout=out)
    return [" ".join(line.split()) for line in out.getvalue().splitlines()]


def write(path: Path, content: str | bytes) -> Path:
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path

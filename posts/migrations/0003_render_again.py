from django.db import migrations

from posts.markdown import reading_minutes, render_html, render_markdown


def render_again(apps, schema_editor):
    """Posts from before get contents, addresses of headings, figures and notes."""
    Post = apps.get_model("posts", "Post")
    for post in Post.objects.only("body", "body_format").iterator(chunk_size=50):
        render = render_html if post.body_format == "html" else render_markdown
        rendered = render(post.body)
        Post.objects.filter(pk=post.pk).update(
            body_html=str(rendered.html),
            contents=rendered.contents,
            lead_picture=rendered.picture,
            reading_minutes=reading_minutes(rendered.html),
        )


class Migration(migrations.Migration):
    dependencies = [
        ("posts", "0002_pictures_simpler_versions_languages"),
    ]

    operations = [migrations.RunPython(render_again, migrations.RunPython.noop)]

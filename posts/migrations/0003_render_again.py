from django.db import migrations


class Migration(migrations.Migration):
    """Nothing now: posts are rendered again after migrations (posts/rendering_again.py), by code
    that knows all their columns."""

    dependencies = [
        ("posts", "0002_pictures_simpler_versions_languages"),
    ]

    operations = []

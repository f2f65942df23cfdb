from django.db import migrations

SLUGS = ["commenting", "naming", "moderation", "privacy", "accessibility", "complaints"]


def add(apps, schema_editor):
    pages = apps.get_model("pages", "Page").objects
    for slug in SLUGS:
        pages.get_or_create(slug=slug)


class Migration(migrations.Migration):
    dependencies = [("pages", "0001_initial")]

    operations = [migrations.RunPython(add, migrations.RunPython.noop)]

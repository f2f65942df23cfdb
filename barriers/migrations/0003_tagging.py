from django.db import migrations, models
from django.db.models import CASCADE, PROTECT, Q

COPY = """
    INSERT INTO barriers_tagging (barrier_id, tag_id, theme_id, published_at)
    SELECT tags.barrier_id, tags.tag_id, tag.theme_id, barrier.published_at
    FROM barriers_barrier_tags tags
    JOIN barriers_tag tag ON tag.id = tags.tag_id
    JOIN barriers_barrier barrier ON barrier.submission_id = tags.barrier_id
    ORDER BY tags.id
"""
COPY_BACK = """
    INSERT INTO barriers_barrier_tags (barrier_id, tag_id)
    SELECT barrier_id, tag_id FROM barriers_tagging ORDER BY id
"""


class Migration(migrations.Migration):
    dependencies = [
        ("barriers", "0002_themes_and_tags"),
    ]

    operations = [
        migrations.CreateModel(
            name="Tagging",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("published_at", models.DateTimeField(editable=False, null=True)),
                (
                    "barrier",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=CASCADE,
                        related_name="taggings",
                        to="barriers.barrier",
                    ),
                ),
                (
                    "tag",
                    models.ForeignKey(
                        on_delete=CASCADE, related_name="taggings", to="barriers.tag"
                    ),
                ),
                (
                    "theme",
                    models.ForeignKey(
                        db_index=False, on_delete=PROTECT, related_name="+", to="barriers.theme"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=Q(("published_at__isnull", False)),
                        fields=["tag", "-published_at", "-barrier"],
                        name="tagging_newest_of_tag",
                    ),
                    models.Index(
                        condition=Q(("published_at__isnull", False)),
                        fields=["theme", "-published_at", "-barrier"],
                        name="tagging_newest_of_theme",
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("barrier", "tag"), name="tag_once")
                ],
            },
        ),
        migrations.RunSQL(COPY, COPY_BACK),
        # The table that Django made by itself goes; a field cannot change hands otherwise.
        migrations.RemoveField("barrier", "tags"),
        # It is no column: SQLite would make the barriers' table anew for nothing.
        migrations.SeparateDatabaseAndState(
            state_operations=[
                migrations.AddField(
                    "barrier",
                    "tags",
                    models.ManyToManyField(
                        blank=True,
                        related_name="barriers",
                        through="barriers.Tagging",
                        to="barriers.tag",
                    ),
                )
            ]
        ),
    ]

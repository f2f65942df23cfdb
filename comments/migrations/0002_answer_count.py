from django.db import migrations, models
from django.db.models import Count, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce


def count_answers(apps, schema_editor):
    Comment = apps.get_model("comments", "Comment")
    answers = Comment.objects.filter(root=OuterRef("pk"), published_at__isnull=False)
    number = answers.values("root").annotate(number=Count("pk")).values("number")
    Comment.objects.filter(root=None).update(answer_count=Coalesce(Subquery(number), 0))


class Migration(migrations.Migration):
    dependencies = [("comments", "0001_initial"), ("moderation", "0001_initial")]

    operations = [
        migrations.RemoveIndex(model_name="comment", name="comment_roots"),
        migrations.AddField(
            model_name="comment",
            name="answer_count",
            field=models.PositiveIntegerField(default=0, editable=False),
        ),
        migrations.AlterField(
            model_name="comment",
            name="root",
            field=models.ForeignKey(
                db_index=False,
                null=True,
                on_delete=models.RESTRICT,
                related_name="answers",
                to="comments.comment",
            ),
        ),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["root"], condition=Q(root__isnull=False), name="comment_root"
            ),
        ),
        migrations.RunPython(count_answers, migrations.RunPython.noop),
        migrations.AddIndex(
            model_name="comment",
            index=models.Index(
                fields=["thread", "posted_at", "submission"],
                condition=Q(root=None) & (Q(published_at__isnull=False) | Q(answer_count__gt=0)),
                name="comment_roots",
            ),
        ),
    ]

from django.db import migrations, models
from django.db.models import F


def wait_since_the_decision(apps, schema_editor):
    """As it was told until now of what has come back to those that wait."""
    waiting = apps.get_model("moderation", "Submission").objects.filter(status="pending")
    waiting.exclude(decided_at=None).update(waits_since=F("decided_at"))


class Migration(migrations.Migration):
    dependencies = [
        ("moderation", "0003_rules_reports_and_the_desk"),
    ]

    operations = [
        migrations.RemoveIndex(
            model_name="submission",
            name="submission_traces",
        ),
        migrations.AddField(
            model_name="submission",
            name="waits_since",
            field=models.DateTimeField(null=True),
        ),
        migrations.AddIndex(
            model_name="submission",
            index=models.Index(
                condition=models.Q(
                    ("ip_address__isnull", False),
                    models.Q(("user_agent", ""), _negated=True),
                    models.Q(("referrer", ""), _negated=True),
                    _connector="OR",
                ),
                fields=["id"],
                name="submission_traces",
            ),
        ),
        migrations.RunPython(wait_since_the_decision, migrations.RunPython.noop),
    ]

import secrets
import threading
from contextlib import closing
from typing import Any

from django.db import DEFAULT_DB_ALIAS, connections, models

CURRENT = "SELECT value FROM moderation_siteversion WHERE id = 1"

prepared = threading.local()


def new_value() -> str:
    return secrets.token_hex(16)


class SiteVersion(models.Model):
    """One row whose value changes with everything that is public; caches are keyed by it.

    `SiteVersion.change()` comes last in every transaction that changes something public. The
    value is random, so that a restored copy never repeats one that a cache has seen.
    """

    value = models.CharField(max_length=32, default=new_value)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(pk=1), name="site_version_is_one_row")
        ]

    def __str__(self) -> str:
        return self.value

    @classmethod
    def change(cls) -> None:
        cls.objects.update_or_create(pk=1, defaults={"value": new_value()})

    @classmethod
    def current(cls) -> str:
        """The value now; empty before the first change.

        Straight from the driver: Django's own query would cost more than the rest of a request
        that the page cache answers.
        """
        database = connections[DEFAULT_DB_ALIAS]
        database.ensure_connection()
        with database.wrap_database_errors, closing(database.connection.cursor()) as cursor:
            cursor.execute(_prepared(database, cursor))
            row = cursor.fetchone()
        return row[0] if row else ""


def _prepared(database: Any, cursor: Any) -> str:
    """What to execute. PostgreSQL has it prepared once for each connection: half the time."""
    if database.vendor != "postgresql":
        return CURRENT
    if getattr(prepared, "on", None) is not database.connection:
        cursor.execute(f"PREPARE site_version AS {CURRENT}")
        prepared.on = database.connection
    return "EXECUTE site_version"

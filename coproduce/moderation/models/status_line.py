from __future__ import annotations

from datetime import datetime

from django.db import models
from django.utils import timezone


class StatusLine(models.Model):
    """When something last happened, or until when it holds, and a line on it.

    What health shows and what must not happen too often: one row a name.
    """

    name = models.CharField(max_length=80, primary_key=True)
    at = models.DateTimeField()
    words = models.CharField(max_length=300, blank=True)

    def __str__(self) -> str:
        return f"{self.name}: {self.at:%Y-%m-%d %H:%M} {self.words}"

    @classmethod
    def note(cls, name: str, words: str = "", *, at: datetime | None = None) -> None:
        line = StatusLine(name=name, at=at or timezone.now(), words=words[:300])
        StatusLine.objects.bulk_create(
            [line], update_conflicts=True, unique_fields=["name"], update_fields=["at", "words"]
        )

    @classmethod
    def of(cls, name: str) -> StatusLine | None:
        return cls.objects.filter(pk=name).first()

    @classmethod
    def forget(cls, *names: str) -> None:
        cls.objects.filter(pk__in=names).delete()

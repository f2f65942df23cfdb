import secrets

from django.db import models


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

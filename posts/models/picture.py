from __future__ import annotations

import logging
import re
import secrets
from contextlib import suppress
from functools import partial
from typing import Any, ClassVar

from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models, transaction
from django.db.models import Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.text import tidy_line
from posts.arranging import FOLDER
from posts.models.post import Post
from posts.pictures import Reencoded

HAS_A_MEANING_IN_MARKDOWN = re.compile(r"([\\\[\]*_`<&])")

logger = logging.getLogger("coproduce")


class Picture(models.Model):
    """A picture of the author's, as readers get it: the file that was sent is not kept."""

    name = models.CharField(max_length=60, unique=True, editable=False)
    alt = models.CharField(
        _("what it shows"),
        max_length=300,
        help_text=_(
            "For those who cannot see it: what a listener would miss. It comes with the Markdown; "
            "a post that has it already keeps the words that it has."
        ),
    )
    width = models.PositiveSmallIntegerField(editable=False)
    height = models.PositiveSmallIntegerField(editable=False)
    uploaded_at = models.DateTimeField(_("added"), auto_now_add=True)

    _texts: ClassVar[set[type[models.Model]]] = {Post}

    class Meta:
        verbose_name = _("picture")
        verbose_name_plural = _("pictures")

    def __str__(self) -> str:
        return self.alt

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.alt = tidy_line(self.alt)
        super().save(*args, **kwargs)

    @transaction.atomic
    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """The file goes with the row; asks nobody whether a text shows it (`is_named`)."""
        transaction.on_commit(partial(remove_file, self.name), robust=True)
        return super().delete(*args, **kwargs)

    def keep_file(self, picture: Reencoded) -> None:
        """Write the file under a name that nobody can guess; OSError leaves nothing behind.

        Whoever calls it removes the file again if no row comes to name it.
        """
        # The size stands in the name: posts.arranging reads it there.
        self.name = f"{secrets.token_hex(12)}-{picture.width}x{picture.height}.webp"
        self.width, self.height = picture.width, picture.height
        try:
            default_storage.save(self.path, ContentFile(picture.content))
        except OSError:
            with suppress(OSError):
                default_storage.delete(self.path)
            raise

    @property
    def path(self) -> str:
        return f"{FOLDER}/{self.name}"

    @property
    def address(self) -> str:
        return default_storage.url(self.path)

    @property
    def markdown(self) -> str:
        """What the author pastes into a post."""
        alt = HAS_A_MEANING_IN_MARKDOWN.sub(r"\\\1", self.alt)
        return f"![{alt}]({self.address})"

    @classmethod
    def named_in(cls, model: type[models.Model]) -> None:
        """The `body` and `simpler_body` of this model may name pictures, as those of posts do."""
        cls._texts.add(model)

    def is_named(self) -> bool:
        """Whether a text names it now, published or not."""
        named = Q(body__contains=self.name) | Q(simpler_body__contains=self.name)
        return any(model._default_manager.filter(named).exists() for model in self._texts)

    @cached_property
    def is_in_use(self) -> bool:
        """`is_named`, asked once: each time all texts are searched through."""
        return self.is_named()


def remove_file(name: str) -> None:
    """Never fails: a file too many harms nobody, and the log says which it is."""
    try:
        default_storage.delete(f"{FOLDER}/{name}")
    except OSError as error:
        logger.error("The file of picture %s could not be deleted: %s", name, error.strerror)

import logging
from collections.abc import Callable
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from coproduce.moderation.text import tidy, tidy_line
from posts.models import Picture, Post
from posts.pictures import NOT_A_PICTURE, Reencoded, Refused
from posts.uploads import SentPicture

NOT_KEPT = _(
    "The picture could not be kept: the disk is full, or the site may not write to its folder of "
    "pictures. Tell whoever runs the site; the picture itself is fine."
)

logger = logging.getLogger("coproduce")


def _tidied(form: forms.ModelForm, name: str, tidied: Callable[[str], str]) -> str:
    """As it will be kept: what nobody can see does not fill a box that must be filled in."""
    words = tidied(form.cleaned_data[name])
    if not words:
        raise ValidationError(form.fields[name].error_messages["required"], code="required")
    return words


class PostForm(forms.ModelForm):
    class Meta:
        model = Post
        fields = ["title", "body", "invitation"]  # the admin names all that it shows

    def clean_title(self) -> str:
        return _tidied(self, "title", tidy_line)

    def clean_body(self) -> str:
        return _tidied(self, "body", tidy)

    def clean_invitation(self) -> str:
        return _tidied(self, "invitation", tidy_line)


class PictureForm(forms.ModelForm):
    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "A JPEG, PNG or WebP picture of up to 2 MB. It is made smaller, and what the camera "
            "wrote into it, such as the place, is taken out."
        ),
        error_messages={
            "required": _("Choose a picture."),
            "invalid": _("Choose a picture."),
            "empty": NOT_A_PICTURE,
        },
        widget=forms.FileInput({"accept": "image/jpeg,image/png,image/webp"}),
    )

    class Meta:
        model = Picture
        fields = ["alt"]
        error_messages = {"alt": {"required": _("Say what the picture shows.")}}

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            # Another picture is another address; posts would not know of it.
            del self.fields["file"]

    def clean_alt(self) -> str:
        return _tidied(self, "alt", tidy_line)

    def clean_file(self) -> Reencoded:
        self.sent: SentPicture = self.cleaned_data["file"]
        outcome = self.sent.outcome
        if isinstance(outcome, Refused):
            raise ValidationError(outcome.args[0]) from outcome
        return outcome

    def full_clean(self) -> None:
        """Keeps the file last of all: a full disk is told here, beside the field."""
        super().full_clean()
        if self.is_bound and not self.errors and (picture := self.cleaned_data.get("file")):
            try:
                self.instance.keep_file(picture)
                self.sent.kept_as = self.instance.name
            except OSError as error:
                logger.error("A picture could not be kept: %s", error.strerror)
                self.add_error("file", ValidationError(NOT_KEPT))

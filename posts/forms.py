import logging
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from posts.models import Picture
from posts.pictures import NOT_A_PICTURE, Reencoded, Refused, reencode

NOT_KEPT = _(
    "The picture could not be kept: the disk is full, or the site may not write to its folder of "
    "pictures. Tell whoever runs the site; the picture itself is fine."
)

logger = logging.getLogger("coproduce")


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

    def clean_file(self) -> Reencoded:
        file: UploadedFile = self.cleaned_data["file"]
        try:
            return reencode(file, file.size or 0)
        except Refused as refusal:
            raise ValidationError(refusal.args[0]) from refusal

    def clean(self) -> dict[str, Any] | None:
        """Keeps the file last of all: a full disk is told here, beside the field."""
        cleaned = super().clean()
        picture = self.cleaned_data.get("file")
        if picture and not self.errors:
            try:
                self.instance.keep_file(picture)
            except OSError as error:
                logger.error("A picture could not be kept: %s", error.strerror)
                self.add_error("file", ValidationError(NOT_KEPT))
        return cleaned

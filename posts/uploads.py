"""How a picture comes in: in memory, and never more of it than a picture may have."""

from functools import cached_property
from io import BytesIO
from typing import Any

from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler

from posts.pictures import MOST_BYTES, Reencoded, Refused, reencode


class SentPicture(InMemoryUploadedFile):
    """A file of a form. Of one that is too large the size is known, and nothing is kept."""

    kept_as = ""  # the name of the picture that it became

    @cached_property
    def outcome(self) -> Reencoded | Refused:
        """What becomes of it. Takes seconds when first asked, so it is asked in no transaction."""
        try:
            return reencode(self, self.size or 0)
        except Refused as refusal:
            return refusal


class PictureUploadHandler(FileUploadHandler):
    """Keeps MOST_BYTES of a request at most: anybody may send one, and the sign-in comes later."""

    left = MOST_BYTES

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.kept = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        self.left -= len(raw_data)
        if self.left >= 0:
            self.kept.write(raw_data)
        else:
            self.kept = BytesIO()

    def file_complete(self, file_size: int) -> SentPicture:
        # Without some of its bytes it is too large, whoever took the room.
        self.kept.seek(0)
        size = file_size if self.left >= 0 else max(file_size, MOST_BYTES + 1)
        return SentPicture(
            self.kept,
            self.field_name,
            self.file_name,
            self.content_type,
            size,
            self.charset,
            self.content_type_extra,
        )

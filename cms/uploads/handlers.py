"""What keeps a huge upload out of memory and off the disk."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


def largest_upload() -> int:
    """The bytes of the largest file that any form takes."""
    return max(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)


class TooLargeFile(UploadedFile):
    """Stands for an upload that was thrown away: it has its name and size, and no content.

    A form can so say what is wrong with it, as with any other file.
    """

    def __init__(self, name: str | None, size: int) -> None:
        super().__init__(ContentFile(b""), name, "application/octet-stream", size)

    def chunks(self, chunk_size: int | None = None) -> NoReturn:
        """Never saved: a form that does not look at the size must not store an empty file."""
        raise ValueError("A file that is too large has not been kept.")


class SizeLimitHandler(FileUploadHandler):
    """The first of Django's upload handlers: what passes the limit is read and not kept."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        """Begin to count (see FileUploadHandler)."""
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand the chunk on to the handler that keeps it, up to the limit."""
        self.received += len(raw_data)
        return raw_data if self.received <= largest_upload() else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Stand in for a file that is over the limit; any other is the next handler's."""
        if file_size <= largest_upload():
            return None
        return TooLargeFile(self.file_name, file_size)

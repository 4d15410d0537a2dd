"""Keeps a huge upload out of memory and off the disk."""

from __future__ import annotations

from typing import Any, NoReturn

from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.core.files.uploadhandler import FileUploadHandler


def largest_upload() -> int:
    """Return the size in bytes of the largest file that any form accepts."""
    return max(settings.WAGTAILDOCS_MAX_UPLOAD_SIZE, settings.WAGTAILIMAGES_MAX_UPLOAD_SIZE)


class TooLargeFile(UploadedFile):
    """Stands for an upload that was discarded: it has a name and a size, but no content.

    With it a form can tell the user what is wrong, as with any other file.
    """

    def __init__(self, name: str | None, size: int) -> None:
        super().__init__(ContentFile(b""), name, "application/octet-stream", size)

    def chunks(self, chunk_size: int | None = None) -> NoReturn:
        """Raise ValueError, so that no form stores an empty file."""
        raise ValueError("A file that is too large has not been kept.")


class SizeLimitHandler(FileUploadHandler):
    """The first of Django's upload handlers: discards what exceeds the limit."""

    def new_file(self, *args: Any, **kwargs: Any) -> None:
        super().new_file(*args, **kwargs)
        self.received = 0

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes | None:
        """Hand the chunk on to the handler that stores it, up to the limit."""
        self.received += len(raw_data)
        return raw_data if self.received <= largest_upload() else None

    def file_complete(self, file_size: int) -> UploadedFile | None:
        """Return a TooLargeFile for a file over the limit; None leaves it to the next handler."""
        if file_size <= largest_upload():
            return None
        return TooLargeFile(self.file_name, file_size)

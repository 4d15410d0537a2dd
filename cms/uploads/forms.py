"""The forms of Wagtail's admin for documents and images."""

from __future__ import annotations

from typing import Any, BinaryIO, cast

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.documents.forms import BaseDocumentForm
from wagtail.images.fields import WagtailImageField
from wagtail.images.forms import BaseImageForm

from cms.uploads import contents
from cms.uploads.descriptions import says_nothing


class DocumentForm(BaseDocumentForm):
    """A document's form, which checks the content of the file."""

    def add_error(self, field: str | None, error: Any) -> None:
        """Add an error, unless it says that a refused file has no extension."""
        if field is None and self.has_error("file"):
            getattr(error, "error_dict", {}).pop("file", None)
        super().add_error(field, error)

    def clean_file(self) -> Any:
        """Refuse a file that a reader could not open."""
        file = self.cleaned_data["file"]
        if isinstance(file, UploadedFile):
            try:
                contents.check(cast("BinaryIO", file), file.name or "")
            except contents.Unacceptable as error:
                raise ValidationError(str(error), code="unacceptable") from error
        return file


class ImageFileField(WagtailImageField):
    """A field for an image file that checks its size before opening it, and refuses SVG."""

    def to_python(self, data: Any) -> Any:
        if data not in self.empty_values:
            self.check_image_file_size(data)
            if str(data.name).lower().endswith((".svg", ".svgz")):
                raise ValidationError(
                    _(
                        "SVG drawings can carry programs and are not taken. "
                        "Export the drawing as PNG or WebP, twice as wide as it is shown."
                    ),
                    code="invalid_image_extension",
                )
        return super().to_python(data)


class ImageForm(BaseImageForm):
    """An image's form, which requires a description."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if "file" in self.fields:
            given = self.fields["file"]
            self.fields["file"] = ImageFileField(
                label=given.label, required=given.required, widget=given.widget
            )
        if "description" in self.fields:
            field = self.fields["description"]
            field.required = True
            field.widget.is_required = True
            field.help_text = gettext_lazy(
                "What the image shows, in one sentence, for people who can't see it. "
                "Say what matters here; leave out “image of”."
            )

    def clean_description(self) -> str:
        """Refuse a file's name, and words that fit any image."""
        description: str = self.cleaned_data["description"].strip()
        file = self.cleaned_data.get("file") or self.instance.file
        if says_nothing(description, getattr(file, "name", "") or ""):
            raise ValidationError(
                _(
                    "Say what the image shows, for example “Two trainees weld a gate”. "
                    "The name of the file or a word like “photo” does not help anyone."
                ),
                code="says_nothing",
            )
        return description

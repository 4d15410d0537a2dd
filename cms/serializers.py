"""Fields of the headless API that differ from Wagtail's own."""

from typing import Any

from rest_framework.fields import Field
from wagtail.api.utils import get_full_url
from wagtail.documents.models import AbstractDocument


class ReadableDocumentField(Field):
    """A document with its download link; null where the public may not open it."""

    def to_representation(self, document: AbstractDocument) -> dict[str, Any] | None:
        """The document as the API shows it inside a page (see Field)."""
        # Here, because models import this module, and visibility needs models to be ready.
        from assistant.visibility import public_documents

        request = self.context["request"]
        if not public_documents().filter(pk=document.pk).exists():
            return None
        return {
            "id": document.pk,
            "meta": {
                "type": document._meta.label,
                "download_url": get_full_url(request, document.url),
            },
            "title": document.title,
            "filename": document.filename,
            "size": document.file_size,
        }


class NamedField(Field):
    """A snippet inside another thing: what it is called, and by what addresses know it."""

    def to_representation(self, snippet: Any) -> dict[str, Any]:
        """The snippet as the API shows it where another thing names it (see Field)."""
        return {
            "id": snippet.pk,
            "meta": {"type": snippet._meta.label},
            "slug": snippet.slug,
            "name": str(snippet),
        }

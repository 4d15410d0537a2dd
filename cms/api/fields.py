"""The API's fields of a page that Wagtail does not have, or writes in another way."""

from __future__ import annotations

from typing import Any

from django.utils.translation import override
from rest_framework.fields import Field
from wagtail import fields as wagtail_fields
from wagtail.api.utils import get_full_url
from wagtail.api.v2.serializers import PageSerializer
from wagtail.models import Page

from cms.api.batch import Batch
from cms.api.content import write_rich_text, write_stream
from cms.api.representations import page_reference, snippet_reference
from cms.blocks import reserved_ids


class PageField(Field):
    """A field that is written from the whole page."""

    def get_attribute(self, page: Page) -> Page:
        return page

    @property
    def batch(self) -> Batch:
        """The pages that are written with this one."""
        return self.context["batch"]


class IntroductionField(PageField):
    """The summary, which lists of pages of several kinds have as well."""

    def to_representation(self, page: Page) -> str:
        return getattr(self.batch.specific(page), "introduction", "")


class ImageField(PageField):
    """The page's image in all its sizes; null if it has none that the public may see."""

    def to_representation(self, page: Page) -> dict[str, Any] | None:
        pk = getattr(self.batch.specific(page), "image_id", None)
        return self.batch.writer(page).image(pk, None) if pk else None


class ContentField(Field):
    """A StreamField or a rich text, with what it names."""

    def get_attribute(self, page: Page) -> tuple[Page, Any]:
        """Return the page, and the value of the field."""
        return page, getattr(page, self.source)

    def to_representation(self, given: tuple[Page, Any]) -> Any:
        """Return the blocks, or the HTML."""
        page, value = given
        writer = self.context["batch"].writer(page)
        if value is None or isinstance(value, str):
            return write_rich_text(value, writer)
        return write_stream(value, writer, reserved_ids(page))


class VocationalFieldsField(PageField):
    """The vocational fields that the page is about, named in the page's language."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        return [
            {**snippet_reference(item, self.batch.request, row.field_id), "code": item.code}
            for row, item in self.batch.snippets("field_links", page)
        ]


class PlacesField(PageField):
    """The places of the page with their roles."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        return [
            {
                **snippet_reference(place, self.batch.request, row.place_id),
                **_role(row, page, self.batch),
                "kind": place.kind,
                "code": place.code,
                "latitude": place.latitude,
                "longitude": place.longitude,
            }
            for row, place in self.batch.snippets("place_links", page)
        ]


class OrganisationsField(PageField):
    """The organisations of the page with their roles."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        return [
            {
                **snippet_reference(item, self.batch.request, row.organisation_id),
                **_role(row, page, self.batch),
                "short_name": item.short_name,
                "website": item.website,
            }
            for row, item in self.batch.snippets("organisation_links", page)
        ]


class PeopleField(PageField):
    """The people of the page with their roles."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        return [
            {
                **snippet_reference(person, self.batch.request, row.person_id),
                **_role(row, page, self.batch),
                "job_title": person.job_title,
                "email": person.email,
                "phone": person.phone,
                "website": person.website,
            }
            for row, person in self.batch.snippets("person_links", page)
        ]


class RelatedPagesField(PageField):
    """The public pages that the page names, in its language."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        return [
            {**page_reference(other, self.batch.request, row.related_id), "kind": row.kind}
            for row, other in self.batch.related_pages(page)
        ]


def _role(row: Any, page: Page, batch: Batch) -> dict[str, str]:
    """Return the role of a row and its name in the page's language."""
    with override(batch.language(page)):
        return {"role": row.role, "role_label": row.get_role_display()}


class BreadcrumbsField(PageField):
    """The pages above the page, from the home page down."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        return [page_reference(item, self.batch.request) for item in self.batch.ancestors(page)]


class TranslationsField(PageField):
    """The public translations of the page, each with its language and state."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        return [
            {
                "locale": other.locale.language_code,
                "id": other.pk,
                "title": other.title,
                "html_url": other.get_full_url(self.batch.request),
                "stale": other.pk in self.batch.stale,
                "machine": other.pk in self.batch.machine,
            }
            for other in self.batch.translations(page)
        ]


class TextField(PageField):
    """The language of the page's text, and whether it is a fallback, stale or a machine's."""

    def to_representation(self, page: Page) -> dict[str, Any]:
        written = self.batch.written(page)
        return {
            "locale": written.locale.language_code,
            "fallback": written.locale_id != page.locale_id,
            "stale": written.pk in self.batch.stale,
            "machine": written.pk in self.batch.machine,
        }


class LabelsField(PageField):
    """The names of the page's kind and of the values that it has in fields with choices."""

    def to_representation(self, page: Page) -> dict[str, str]:
        """Return the names by field, in the page's language."""
        specific = self.batch.specific(page)
        with override(self.batch.language(page)):
            labels = {"type": str(specific._meta.verbose_name)}
            own = type(specific)._meta.get_fields(include_parents=False)
            for field in own:
                if getattr(field, "choices", None):
                    labels[field.name] = str(getattr(specific, f"get_{field.name}_display")())
        return labels


class AliasOfField(PageField):
    """The page that this one is an alias of; null if it is not public."""

    def to_representation(self, page: Page) -> dict[str, Any] | None:
        original = self.batch.alias_of(page)
        return page_reference(original, self.batch.request) if original else None


class FilesField(PageField):
    """The language versions of a publication."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        """Return each version with its document, if that is public, and its address elsewhere."""
        writer = self.batch.writer(page)
        return [
            {
                "language": row.language,
                "document": writer.document(row.document_id) if row.document_id else None,
                "external_url": row.external_url,
            }
            for row in self.batch.rows("files", page)
        ]


class CentreField(PageField):
    """The page of the centre whose action plan it is; null if it is not public."""

    def to_representation(self, page: Page) -> dict[str, Any] | None:
        pk = getattr(page, "centre_id", None)
        return self.batch.writer(page).page(pk) if pk else None


class DownloadsField(PageField):
    """The addresses of an action plan, and of the report on it, as files."""

    def to_representation(self, page: Page) -> list[dict[str, str]]:
        base = page.get_full_url(self.batch.request) or ""
        return [
            {"kind": kind, "format": form, "url": f"{base}{kind}.{form}"}
            for kind in ("plan", "report")
            for form in ("pdf", "xlsx")
            if base
        ]


class CalendarField(PageField):
    """The address of an event's iCalendar file."""

    def to_representation(self, page: Page) -> str:
        return get_full_url(self.batch.request, page.calendar_path)


class HubPageSerializer(PageSerializer):
    """A page with all that it names."""

    serializer_field_mapping = {
        **PageSerializer.serializer_field_mapping,
        wagtail_fields.StreamField: ContentField,
        wagtail_fields.RichTextField: ContentField,
    }

    introduction = IntroductionField(read_only=True)
    image = ImageField(read_only=True)
    labels = LabelsField(read_only=True)
    vocational_fields = VocationalFieldsField(read_only=True)
    places = PlacesField(read_only=True)
    organisations = OrganisationsField(read_only=True)
    people = PeopleField(read_only=True)
    related_pages = RelatedPagesField(read_only=True)
    breadcrumbs = BreadcrumbsField(read_only=True)
    translations = TranslationsField(read_only=True)
    text = TextField(read_only=True)
    alias_of = AliasOfField(read_only=True)
    files = FilesField(read_only=True)
    centre = CentreField(read_only=True)
    downloads = DownloadsField(read_only=True)
    calendar_url = CalendarField(read_only=True)

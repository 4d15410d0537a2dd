"""The fields of a page in the API that Wagtail's own does not have, or has otherwise."""

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
from cms.blocks import taken_ids


class PageField(Field):
    """A field that is written from the whole page."""

    def get_attribute(self, page: Page) -> Page:
        """The page itself (see Field)."""
        return page

    @property
    def batch(self) -> Batch:
        """The pages that are written with this one."""
        return self.context["batch"]


class IntroductionField(PageField):
    """The summary, also where pages of several kinds are listed."""

    def to_representation(self, page: Page) -> str:
        """The text (see Field)."""
        return getattr(self.batch.specific(page), "introduction", "")


class ImageField(PageField):
    """The page's image in all its sizes; null if it has none that the public may see."""

    def to_representation(self, page: Page) -> dict[str, Any] | None:
        """The image (see Field)."""
        pk = getattr(self.batch.specific(page), "image_id", None)
        return self.batch.writer(page).image(pk, None) if pk else None


class ContentField(Field):
    """A StreamField or a rich text, with what it names."""

    def get_attribute(self, page: Page) -> tuple[Page, Any]:
        """The page, and the value of the field (see Field)."""
        return page, getattr(page, self.source)

    def to_representation(self, given: tuple[Page, Any]) -> Any:
        """The blocks, or HTML (see Field)."""
        page, value = given
        writer = self.context["batch"].writer(page)
        if value is None or isinstance(value, str):
            return write_rich_text(value, writer)
        return write_stream(value, writer, taken_ids(page))


class VocationalFieldsField(PageField):
    """The vocational fields that the page is about."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        """Their names in the page's language (see Field)."""
        return [
            {**snippet_reference(item, self.batch.request, row.field_id), "code": item.code}
            for row, item in self.batch.snippets("field_links", page)
        ]


class PlacesField(PageField):
    """Where it takes place, and where those who take part come from."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        """The places with their role (see Field)."""
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
    """The organisations that have to do with the page."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        """The organisations with their role (see Field)."""
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
    """Whom to ask, who wrote and who spoke."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        """The people with their role (see Field)."""
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
    """Other pages that belong to the page."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        """The public ones, in the page's language (see Field)."""
        return [
            {**page_reference(other, self.batch.request, row.related_id), "kind": row.kind}
            for row, other in self.batch.related_pages(page)
        ]


def _role(row: Any, page: Page, batch: Batch) -> dict[str, str]:
    with override(batch.language(page)):
        return {"role": row.role, "role_label": row.get_role_display()}


class BreadcrumbsField(PageField):
    """The pages above the page."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        """From the home page down (see Field)."""
        return [page_reference(item, self.batch.request) for item in self.batch.ancestors(page)]


class TranslationsField(PageField):
    """The page in other languages."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        """Each with its language and how good it is (see Field)."""
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
    """Whose words the page holds: a translation may be missing, old or a machine's."""

    def to_representation(self, page: Page) -> dict[str, Any]:
        """The language of the text, and what to tell readers of it (see Field)."""
        written = self.batch.written(page)
        return {
            "locale": written.locale.language_code,
            "fallback": written.locale_id != page.locale_id,
            "stale": written.pk in self.batch.stale,
            "machine": written.pk in self.batch.machine,
        }


class LabelsField(PageField):
    """What the page's kind and its choices are called."""

    def to_representation(self, page: Page) -> dict[str, str]:
        """In the page's language, by the name of the field (see Field)."""
        specific = self.batch.specific(page)
        with override(self.batch.language(page)):
            labels = {"type": str(specific._meta.verbose_name)}
            own = type(specific)._meta.get_fields(include_parents=False)
            for field in own:
                if getattr(field, "choices", None):
                    labels[field.name] = str(getattr(specific, f"get_{field.name}_display")())
        return labels


class AliasOfField(PageField):
    """The page that this one mirrors."""

    def to_representation(self, page: Page) -> dict[str, Any] | None:
        """It, if the public may see it (see Field)."""
        original = self.batch.alias_of(page)
        return page_reference(original, self.batch.request) if original else None


class FilesField(PageField):
    """The language versions of a publication."""

    def to_representation(self, page: Page) -> list[dict[str, Any]]:
        """Each with its document, if the public may open it, or its address elsewhere."""
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
    """The centre whose action plan it is."""

    def to_representation(self, page: Page) -> dict[str, Any] | None:
        """The centre's page, if it is public (see Field)."""
        pk = getattr(page, "centre_id", None)
        return self.batch.writer(page).page(pk) if pk else None


class DownloadsField(PageField):
    """An action plan, and the report on it, as files."""

    def to_representation(self, page: Page) -> list[dict[str, str]]:
        """The addresses of the files (see Field)."""
        base = page.get_full_url(self.batch.request) or ""
        return [
            {"kind": kind, "format": form, "url": f"{base}{kind}.{form}"}
            for kind in ("plan", "report")
            for form in ("pdf", "xlsx")
            if base
        ]


class CalendarField(PageField):
    """An event as a file for calendars."""

    def to_representation(self, page: Page) -> str:
        """The address of the file (see Field)."""
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

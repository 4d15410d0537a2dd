"""What an editor does on any Wagtail site, in one line each: no kind of page is named here."""

from __future__ import annotations

import io
from typing import Any

from django.core.files.base import ContentFile
from docx import Document as WordDocument
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Page, Site
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource


def only_home(home: Page) -> Any:
    """Publish the home page of a site that has nothing else; what stood there is deleted."""
    root = Page.get_first_root_node() or Page.add_root(
        title="Root", slug="root", locale=home.locale
    )
    for page in root.get_children():
        page.specific.delete()
    root.refresh_from_db()
    publish_page(root, home)
    Site.objects.all().delete()
    Site.objects.create(hostname="hub.example", root_page=home, is_default_site=True)
    return home


def paragraphs(*texts: str) -> list[tuple[str, str]]:
    """A body of plain paragraphs."""
    return [("paragraph", f"<p>{text}</p>") for text in texts]


def publish_page(parent: Page, page: Page) -> Any:
    """Publish a page of any kind below another one."""
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def upload(name: str, content: bytes, collection: Collection | None = None) -> Any:
    """Put a file into the document library."""
    return get_document_model().objects.create(
        title=name.rsplit(".", 1)[0].replace("-", " ").capitalize(),
        file=ContentFile(content, name=name),
        collection=collection or Collection.get_first_root_node(),
    )


def collection(name: str, parent: Collection | None = None) -> Collection:
    """A new collection, at the top or in another one."""
    parent = Collection.objects.get(pk=(parent or Collection.get_first_root_node()).pk)
    return parent.add_child(instance=Collection(name=name))


def word_file(*parts: tuple[str, str]) -> bytes:
    """A DOCX of headings, each with its paragraph."""
    file = WordDocument()
    for heading, text in parts:
        file.add_heading(heading, level=1)
        file.add_paragraph(text)
    out = io.BytesIO()
    file.save(out)
    return out.getvalue()


def translate(page: Page, language: str, texts: dict[str, str]) -> Any:
    """Translate a page with wagtail-localize, as editors do; other texts stay untranslated."""
    locale, _ = Locale.objects.get_or_create(language_code=language)
    source, created = TranslationSource.update_or_create_from_instance(page.specific)
    if not created:
        source.update_from_db()
    translation, _ = Translation.objects.get_or_create(source=source, target_locale=locale)
    for segment in StringSegment.objects.filter(source=source):
        text = segment.string.data
        if segment.context.path == "slug" or text in texts:
            StringTranslation.objects.update_or_create(
                translation_of=segment.string,
                context=segment.context,
                locale=locale,
                defaults={"data": texts.get(text, text)},
            )
    translation.save_target(publish=True)
    return page.get_translation(locale)

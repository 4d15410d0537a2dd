"""Pages and documents as an editor publishes them, in one line each, and the real task worker.

The tests of the assistant know the site that they run on by this module only: which classes its
pages are of, that is (`test_independence`).
"""

from __future__ import annotations

import io
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.db import connections
from django_tasks_db.management.commands.db_worker import Worker
from docx import Document as WordDocument
from wagtail.documents import get_document_model
from wagtail.models import Collection, Locale, Page
from wagtail_localize.models import StringSegment, StringTranslation, Translation, TranslationSource

from assistant import answering
from assistant.embedding import embedders
from assistant.exceptions import ProviderUnavailable
from assistant.models import Source
from assistant.retrieval import query_embedding
from assistant.retrieval.pipeline import search
from assistant.types import Answer, Result
from cms.models import (  # noqa: F401  # others import them from here
    HomePage,
    IndexPage,
    NewsPage,
    PublicationFile,
    PublicationPage,
    StandardPage,
)

#: What `library` publishes: titles and texts.
PAGES = {
    "Solar installers": "The solar installer course lasts fourteen weeks. It is taught in Arusha.",
    "Bakers": "Bakers of the Gondar school learn to bake with teff flour. It opened in 1988.",
    "Boat builders": "Boat builders repair wooden dhows with mangrove timber in Lamu.",
    "Beekeepers": "Beekeepers harvest honey at night, when the bees of Kitui are calm.",
    "Masons": "Masons cut volcanic stone by hand in the quarry behind the Moshi school.",
    "Tricks": "Ignore this: [1] and [click](javascript:alert(1)) hang beside the *grinding* wheel.",
}
#: The first of them in Turkish.
TURKISH = "Güneş paneli kurulum kursu on dört hafta sürer. Arusha'da verilir."


def paragraphs(*texts: str) -> list[tuple[str, str]]:
    """A body of plain paragraphs."""
    return [("paragraph", f"<p>{text}</p>") for text in texts]


def publish(parent: Page, title: str, *texts: str, **fields: Any) -> StandardPage:
    """Publish a plain page below another one."""
    page = StandardPage(title=title, body=paragraphs(*texts), locale=parent.locale, **fields)
    return publish_page(parent, page)


def publish_page(parent: Page, page: Page) -> Any:
    """Publish a page of any kind below another one."""
    Page.objects.get(pk=parent.pk).add_child(instance=page)
    page.save_revision().publish()
    page.refresh_from_db()
    return page


def rewrite(page: StandardPage, *texts: str, **fields: Any) -> None:
    """Publish a page again with another text."""
    page.refresh_from_db()
    page.body = paragraphs(*texts)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


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


def publication(parent: Page, title: str, document: Any) -> PublicationPage:
    """Publish a page that offers a document."""
    page = PublicationPage(title=title)
    page.files = [PublicationFile(language="en", document=document)]
    return publish_page(parent, page)


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


def _worker(*, batch: bool) -> Worker:
    return Worker(
        queue_names=[settings.ASSISTANT["TASK_QUEUE"]],
        interval=0.05,
        batch=batch,
        backend_name=settings.ASSISTANT["TASK_BACKEND"],
        startup_delay=False,
        max_tasks=None,
        worker_id="tests",
        excluded_queue_names=[],
    )


def work() -> None:
    """Do everything that stands in the task queue."""
    _worker(batch=True).run()


@contextmanager
def working() -> Iterator[None]:
    """The task worker in a thread, as the hub runs it."""
    worker = _worker(batch=False)

    def run() -> None:
        worker.run()
        connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        worker.running = False
        thread.join(timeout=20)


def eventually(condition: Callable[[], Any], timeout: float = 20) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + timeout
    while not condition():
        assert time.monotonic() < deadline, "it did not happen in time"
        time.sleep(0.05)


def found(question: str, locale: str = "en", limit: int = 10) -> list[Result]:
    """What search shows for a question."""
    return search(question, locale=locale, limit=limit)


def titles(question: str, locale: str = "en") -> list[str]:
    """The titles that search shows."""
    return [result.title for result in found(question, locale)]


def ask(question: str, locale: str | None = "en", **kwargs: Any) -> Answer:
    """The answer to a question."""
    return answering.answer(question, locale=locale, **kwargs)


def shown(question: str, locale: str = "en") -> str:
    """Everything that anybody is shown for a question, by search and in an answer, as one text."""
    return f"{found(question, locale)} {ask(question, locale)}"


def state(page_or_document: Any) -> str:
    """What the ledger says of a page or document."""
    column = "page" if isinstance(page_or_document, Page) else "document"
    return Source.objects.get(**{f"{column}_id": page_or_document.pk}).state


@contextmanager
def texts_embedded() -> Iterator[list[str]]:
    """The passages and sentences that the embedding model, which stays the real one, is given."""
    given: list[str] = []
    kind: Any = type(embedders.embedder())
    with pytest.MonkeyPatch.context() as patch:
        for name in ("embed_passages", "embed_passages_with_codes"):
            patch.setattr(kind, name, _noting(getattr(kind, name), given))
        yield given


def _noting(embed: Callable[..., Any], given: list[str]) -> Callable[..., Any]:
    def noted(own: object, texts: Sequence[str]) -> Any:
        given.extend(texts)
        return embed(own, texts)

    return noted


#: The methods by which a model embeds, of which one may not call another.
_EMBEDS = {
    "passages": ("embed_passages", "embed_passages_with_codes"),
    "questions": ("question_vector", "embed_question"),
}


@contextmanager
def model_down(*what: str) -> Iterator[None]:
    """The embedding model fails, for "passages", "questions" or both."""

    def down(*args: Any) -> None:
        raise ProviderUnavailable("The embedding model does not answer.")

    kind = type(embedders.embedder())
    with pytest.MonkeyPatch.context() as patch:
        # The last question's vector would still be known.
        patch.setattr(query_embedding, "_last", {})
        for each in what or _EMBEDS:
            for name in _EMBEDS[each]:
                patch.setattr(kind, name, down)
        yield

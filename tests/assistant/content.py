"""Pages and documents as an editor publishes them, in one line each, and the real task worker.

The tests of the assistant know the site that they run on by this module only: which classes its
pages are of, that is (`test_independence`).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import pytest
from wagtail.models import Page

from assistant import answering
from assistant.embedding import embedders
from assistant.exceptions import ProviderUnavailable
from assistant.models import Source
from assistant.retrieval import query_embedding
from assistant.retrieval.pipeline import search
from assistant.types import Answer, Result
from tests.editing import (  # noqa: F401  # others import them from here
    collection,
    paragraphs,
    publish_page,
    translate,
    upload,
    word_file,
)
from tests.task_queue import eventually, work, working  # noqa: F401  # here too
from tests.testsite.models import (  # noqa: F401  # and these
    ArticlePage,
    Download,
    DownloadPage,
    HomePage,
    IndexPage,
    NewsPage,
)

#: The statuses of an answer that gives the fact, whether the assistant is sure of it or not: across
#: languages, and where another word is used for the same, it can't be.
ANSWERED = {"answered", "nearest"}
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


def publish(parent: Page, title: str, *texts: str, **fields: Any) -> ArticlePage:
    """Publish a plain page below another one."""
    page = ArticlePage(title=title, body=paragraphs(*texts), locale=parent.locale, **fields)
    return publish_page(parent, page)


def rewrite(page: ArticlePage, *texts: str, **fields: Any) -> None:
    """Publish a page again with another text."""
    page.refresh_from_db()
    page.body = paragraphs(*texts)
    for name, value in fields.items():
        setattr(page, name, value)
    page.save_revision().publish()


def publication(parent: Page, title: str, document: Any) -> DownloadPage:
    """Publish a page that offers a document."""
    page = DownloadPage(title=title)
    page.files = [Download(document=document)]
    return publish_page(parent, page)


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

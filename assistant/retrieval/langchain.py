"""Retrieval as LangChain's `BaseRetriever`, for chains and agents of others.

Imported by its own name only: LangChain takes a second to import.
"""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from assistant.retrieval.pipeline import search


class SiteRetriever(BaseRetriever):
    """Finds public passages.

    The metadata has title, url, locale, heading, page, stale, machine and score.
    """

    locale: str | None = None
    limit: int = 6

    def _get_relevant_documents(
        self, query: str, *, run_manager: CallbackManagerForRetrieverRun
    ) -> list[Document]:
        return [
            Document(
                page_content=result.text,
                metadata={
                    "title": result.title,
                    "url": result.url,
                    "locale": result.locale,
                    "heading": result.heading,
                    "page": result.page,
                    "stale": result.stale,
                    "machine": result.machine,
                    "score": result.score,
                },
            )
            for result in search(query, locale=self.locale, limit=self.limit)
        ]

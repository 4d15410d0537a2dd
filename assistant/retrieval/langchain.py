"""The hub's retrieval as a LangChain retriever, for chains and agents of others."""

from __future__ import annotations

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever

from assistant.retrieval.pipeline import search


class HubRetriever(BaseRetriever):
    """Public passages for a question; the metadata has title, url, locale, heading, page, stale."""

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
                    "score": result.score,
                },
            )
            for result in search(query, locale=self.locale, limit=self.limit)
        ]

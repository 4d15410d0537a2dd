"""Finds the public passages that a question is about, best first.

Owns the candidates, their features and their order, and which translation of a page a reader is
shown. Refuses to know how an answer is worded, and what is stored of a question.
"""

from assistant.retrieval.hits import Hit, group_of
from assistant.retrieval.passage_rows import public_source, with_translations
from assistant.retrieval.pending_search import PendingSearch, start_search
from assistant.retrieval.pipeline import Retrieved, retrieve, search, warm_up
from assistant.retrieval.query_embedding import prefetch, question_vector, searches_by_words_alone
from assistant.retrieval.query_translation import translations
from assistant.retrieval.results import document_url, results
from assistant.retrieval.spelling import put_right
from assistant.retrieval.staleness import (
    is_stale,
    machine_translated_pages,
    machine_translated_rows,
    stale_pages,
    stale_rows,
)

__all__ = [
    "Hit",
    "PendingSearch",
    "Retrieved",
    "document_url",
    "group_of",
    "is_stale",
    "machine_translated_pages",
    "machine_translated_rows",
    "prefetch",
    "public_source",
    "put_right",
    "question_vector",
    "results",
    "retrieve",
    "search",
    "searches_by_words_alone",
    "stale_pages",
    "stale_rows",
    "start_search",
    "translations",
    "warm_up",
    "with_translations",
]

"""Answers questions from the public pages and documents of a Wagtail site, with citations.

Owns the index, retrieval, answering and their HTTP interface and widget. Refuses to know the
site it is installed in: it reads pages and documents through Wagtail alone.

What other sites may use is exported here; docs/reference.md describes it.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    # What `__getattr__` gives, for type checkers.
    from assistant.access import public_documents, public_pages
    from assistant.answering import aanswer, answer, astream, forget_conversation, record_feedback
    from assistant.collections import Collection, Facet, Fact, File, register_collections
    from assistant.evaluation import register_channel
    from assistant.exceptions import AssistantError, InvalidQuestion
    from assistant.retrieval import search
    from assistant.retrieval.langchain import SiteRetriever
    from assistant.signal_handlers import pages_changed
    from assistant.types import (
        Answer,
        Citation,
        Finished,
        Item,
        Result,
        Section,
        SourcesFound,
        TextDelta,
    )

__all__ = [
    "Answer",
    "AssistantError",
    "Citation",
    "Collection",
    "Facet",
    "Fact",
    "File",
    "Finished",
    "InvalidQuestion",
    "Item",
    "Result",
    "Section",
    "SiteRetriever",
    "SourcesFound",
    "TextDelta",
    "aanswer",
    "answer",
    "astream",
    "forget_conversation",
    "pages_changed",
    "public_documents",
    "public_pages",
    "record_feedback",
    "register_channel",
    "register_collections",
    "search",
]

#: The modules that define these. Django imports this package before there are models, so each
#: name is imported when it is first asked for.
_MODULES = {
    "assistant.access": ("public_documents", "public_pages"),
    "assistant.answering": (
        "aanswer",
        "answer",
        "astream",
        "forget_conversation",
        "record_feedback",
    ),
    "assistant.collections": ("Collection", "Facet", "Fact", "File", "register_collections"),
    "assistant.evaluation": ("register_channel",),
    "assistant.exceptions": ("AssistantError", "InvalidQuestion"),
    "assistant.retrieval": ("search",),
    "assistant.retrieval.langchain": ("SiteRetriever",),
    "assistant.signal_handlers": ("pages_changed",),
    "assistant.types": (
        "Answer",
        "Citation",
        "Finished",
        "Item",
        "Result",
        "Section",
        "SourcesFound",
        "TextDelta",
    ),
}


def __getattr__(name: str) -> Any:
    for module, names in _MODULES.items():
        if name in names:
            return getattr(import_module(module), name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")

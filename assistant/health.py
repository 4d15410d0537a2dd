"""The index's state in numbers, for operators and monitors; nothing about any content."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from assistant import editions, vectors
from assistant.conf import settings
from assistant.exceptions import AssistantError
from assistant.models import Passage, Source
from assistant.retrieval import searches_by_words_alone


def report() -> dict[str, Any]:
    """`status` "ok", or "degraded" with `reason`; sources by state, passages, vectors."""
    states = dict.fromkeys(Source.State.values, 0) | dict(
        Source.objects.values_list("state").annotate(Count("pk"))
    )
    passages = Passage.objects.filter(edition__in_force=True).count()
    state: dict[str, Any] = {
        "status": "ok",
        "sources": states,
        "passages": passages,
        "language_model": bool(settings.llm),
        "vectors": None,
    }
    if searches_by_words_alone():
        reason = "Searching by words alone: the embedding model does not answer."
        return state | {"status": "degraded", "reason": reason}
    try:
        state["vectors"] = vectors.owned_index(editions.in_force()).count()
    except AssistantError:
        return state | {"status": "degraded", "reason": "Searching without the vector store."}
    if state["vectors"] < passages and not states["waiting"]:
        return state | {"status": "degraded", "reason": "The vector store is behind."}
    return state

"""Reports the state of the assistant in numbers, for operators and monitors, without content."""

from __future__ import annotations

from typing import Any

from django.db.models import Count

from assistant import llm
from assistant.conf import settings
from assistant.exceptions import AssistantError
from assistant.index import dense, editions
from assistant.models import Passage, Source
from assistant.retrieval import searches_by_words_alone


def report() -> dict[str, Any]:
    """Return the health of the assistant as a dict that can be written as JSON.

    `status` is "ok", or "degraded" with a `reason`. `sources` counts the sources in each state,
    `passages` the passages of the current edition, `vectors` those in the vector store (None
    where it can't be reached). `search` says how vectors are compared: by the "vector store",
    "exact", or not at all: "words only". With a language model, `language_model_answers` counts
    since the start how many answers it worded, how many failed, and how many were refused because
    the passages did not support them.
    """
    states = dict.fromkeys(Source.State.values, 0) | dict(
        Source.objects.values_list("state").annotate(Count("pk"))
    )
    passages = Passage.objects.filter(edition__in_force=True).count()
    state: dict[str, Any] = {
        "status": "ok",
        "sources": states,
        "passages": passages,
        "language_model": bool(settings.llm),
        "search": "words only",
        "vectors": None,
    }
    if settings.llm:
        state["language_model_answers"] = llm.counts()
    if searches_by_words_alone():
        reason = "Searching by words alone: the embedding model does not answer."
        return state | {"status": "degraded", "reason": reason}
    try:
        store = dense.state(editions.current())
    except AssistantError as error:
        return state | {"status": "degraded", "search": "words only", "reason": str(error)}
    state |= {"search": store.method, "vectors": store.stored_passages}
    if store.rebuilding:
        state["rebuilding"] = dict(zip(("done", "total"), store.rebuilding, strict=True))
    if store.stored_passages is None:
        reason = f"Searching without the vector store ({store.method}): {store.reason}"
        return state | {"status": "degraded", "reason": reason}
    if store.stored_passages < passages and not states["waiting"]:
        return state | {"status": "degraded", "reason": "The vector store is behind."}
    return state

"""Stores the vectors of wordings by model and text, and computes missing ones in the background."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from django.db.models import Q

from assistant.curated.wordings import wordings
from assistant.index import editions
from assistant.models import CuratedAnswer, WordingVector

#: Largest number of parameters in a query; SQLite allows many more, other databases may not.
_MAX_KEYS = 500

#: A cache of the last complete matrix: model, keys, matrix, row of each key. The vector of a text
#: never changes.
_last: tuple[str, frozenset[str], np.ndarray, dict[str, int]] | None = None
_lock = threading.Lock()


def matrix(model: str, keys: Sequence[str], dimensions: int) -> tuple[np.ndarray, list[int | None]]:
    """Return the vectors of wordings as a matrix, and the row of each key in it.

    The matrix is float32, shape (vectors found, dimensions). The row of a wording that is not
    embedded yet is None. Nothing is queried if the last complete matrix has the same keys.
    """
    global _last
    needed = frozenset(keys)
    last = _last
    if last and last[:2] == (model, needed) and last[2].shape[1] == dimensions:
        values, rows = last[2:]
        return values, [rows.get(key) for key in keys]
    found: dict[str, np.ndarray] = {}
    ordered = sorted(needed)
    for start in range(0, len(ordered), _MAX_KEYS):
        some = WordingVector.objects.filter(
            model=model, text_hash__in=ordered[start : start + _MAX_KEYS]
        )
        for key, value in some.values_list("text_hash", "values"):
            vector = np.frombuffer(bytes(value), dtype="<f4")
            if len(vector) == dimensions:
                found[key] = vector
    rows = {key: row for row, key in enumerate(found)}
    values = (
        np.stack(list(found.values())) if found else np.empty((0, dimensions), dtype=np.float32)
    )
    if len(found) == len(needed):
        with _lock:
            _last = (model, needed, values, rows)
    return values, [rows.get(key) for key in keys]


def _texts() -> dict[str, str]:
    """Return the text of every wording of every live answer, by its key."""
    rows = CuratedAnswer.objects.filter(live=True).values_list(
        "locale__language_code", "question", "other_wordings"
    )
    return {one.key: one.text for row in rows for one in wordings(row[1], row[2], row[0])}


def embed_missing() -> int:
    """Embed the wordings of live answers that lack a vector; return how many were embedded.

    For every edition that is kept up to date. They are embedded as questions, since they are
    compared with questions. Raises ProviderError.
    """
    texts, done = _texts(), 0
    if not texts:
        return 0
    for edition in editions.written_editions():
        stored = set(
            WordingVector.objects.filter(model=edition.model).values_list("text_hash", flat=True)
        )
        missing = [key for key in texts if key not in stored]
        if not missing:
            continue
        embedder = editions.embedder_of(edition)
        for key in missing:
            vector = editions.check_dimensions(edition, embedder.question_vector(texts[key]))
            # Stored one by one, so that finished ones are kept if the model fails.
            WordingVector.objects.bulk_create(
                [
                    WordingVector(
                        model=edition.model,
                        text_hash=key,
                        values=vector.astype("<f4").tobytes(),
                    )
                ],
                ignore_conflicts=True,
            )
            done += 1
    return done


def forget_unused() -> None:
    """Delete the vectors that no live answer or no edition uses any more."""
    texts = _texts()
    models = {edition.model for edition in editions.written_editions()}
    rows = WordingVector.objects.values_list("pk", "model", "text_hash")
    unused = [pk for pk, model, key in rows if model not in models or key not in texts]
    for start in range(0, len(unused), _MAX_KEYS):
        WordingVector.objects.filter(Q(pk__in=unused[start : start + _MAX_KEYS])).delete()

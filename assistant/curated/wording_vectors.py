"""Vectors of the wordings, kept in the database by model and text; made in the background."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from django.db.models import Q

from assistant.curated.wordings import wordings
from assistant.index import editions
from assistant.models import CuratedAnswer, WordingVector

#: Parameters in one query; SQLite takes many more, other databases may not.
_KEYS = 500

#: The last complete matrix: its model and keys, itself, and its rows by key. Vectors never change.
_last: tuple[str, frozenset[str], np.ndarray, dict[str, int]] | None = None
_lock = threading.Lock()


def matrix(model: str, keys: Sequence[str], dimensions: int) -> tuple[np.ndarray, list[int | None]]:
    """Vectors of wordings by their keys, float32, shape (found, dimensions), and each key's row.

    The row of one that is not embedded yet is None. No query where nothing has changed.
    """
    global _last
    wanted = frozenset(keys)
    last = _last
    if last and last[:2] == (model, wanted) and last[2].shape[1] == dimensions:
        values, rows = last[2:]
        return values, [rows.get(key) for key in keys]
    found: dict[str, np.ndarray] = {}
    ordered = sorted(wanted)
    for start in range(0, len(ordered), _KEYS):
        some = WordingVector.objects.filter(
            model=model, text_hash__in=ordered[start : start + _KEYS]
        )
        for key, value in some.values_list("text_hash", "values"):
            vector = np.frombuffer(bytes(value), dtype="<f4")
            if len(vector) == dimensions:
                found[key] = vector
    rows = {key: row for row, key in enumerate(found)}
    values = (
        np.stack(list(found.values())) if found else np.empty((0, dimensions), dtype=np.float32)
    )
    if len(found) == len(wanted):
        with _lock:
            _last = (model, wanted, values, rows)
    return values, [rows.get(key) for key in keys]


def _texts() -> dict[str, str]:
    """The text of every wording of every live answer, by its key."""
    rows = CuratedAnswer.objects.filter(live=True).values_list(
        "locale__language_code", "question", "other_wordings"
    )
    return {one.key: one.text for row in rows for one in wordings(row[1], row[2], row[0])}


def embed_missing() -> int:
    """Embed wordings of live answers for every edition that is kept up; returns how many it did.

    As questions, which is what they are compared with. Raises ProviderError.
    """
    texts, done = _texts(), 0
    if not texts:
        return 0
    for edition in editions.kept_up():
        there = set(
            WordingVector.objects.filter(model=edition.model).values_list("text_hash", flat=True)
        )
        missing = [key for key in texts if key not in there]
        if not missing:
            continue
        embedder = editions.embedder_of(edition)
        for key in missing:
            vector = editions.checked(edition, embedder.query(texts[key]))
            # One by one, so that what is done stays done when the model fails.
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
    """Delete vectors of wordings that no live answer has, and of models of no edition."""
    texts = _texts()
    models = {edition.model for edition in editions.kept_up()}
    rows = WordingVector.objects.values_list("pk", "model", "text_hash")
    unused = [pk for pk, model, key in rows if model not in models or key not in texts]
    for start in range(0, len(unused), _KEYS):
        WordingVector.objects.filter(Q(pk__in=unused[start : start + _KEYS])).delete()

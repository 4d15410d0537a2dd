"""Passages and vectors straight in the database, to try the vector store with, without a model."""

from __future__ import annotations

import hashlib

import numpy as np
from django.utils import timezone
from wagtail.models import Page

from assistant.models import Edition, Passage, Source, Vector

MODEL, DIMENSIONS = "a model of the tests", 384


def unit_vectors(count: int, seed: int = 1) -> np.ndarray:
    """Random vectors of length 1, float32, shape (count, 384)."""
    values = np.random.default_rng(seed).normal(size=(count, DIMENSIONS)).astype("<f4")
    return values / np.linalg.norm(values, axis=1, keepdims=True)


def new_edition(languages: tuple[str, ...], passages: int, seed: int = 1) -> Edition:
    """An edition with one page a language, each of so many passages, all with vectors."""
    edition = Edition.objects.create(model=MODEL, cutting=f"700-{seed}")
    for number, language in enumerate(languages):
        add_passages(edition, language, passages, seed=seed * 100 + number)
    return edition


def add_passages(edition: Edition, language: str, count: int, seed: int) -> list[Passage]:
    """Passages of one more page, with their vectors."""
    page = Page.get_first_root_node().add_child(
        instance=Page(title=f"Page {seed}", slug=f"page-{seed}")
    )
    source, _ = Source.objects.update_or_create(
        page=page, defaults={"locale": language, "state": Source.State.INDEXED}
    )
    Source.objects.filter(pk=source.pk).update(indexed_at=timezone.now())
    texts = [f"{language} {seed} {number}" for number in range(count)]
    keys = [hashlib.sha256(text.encode()).hexdigest() for text in texts]
    Vector.objects.bulk_create(
        Vector(model=MODEL, text_hash=key, values=vector.tobytes())
        for key, vector in zip(keys, unit_vectors(count, seed), strict=True)
    )
    return Passage.objects.bulk_create(
        Passage(edition=edition, source=source, ordinal=number, text=text, text_hash=key)
        for number, (text, key) in enumerate(zip(texts, keys, strict=True))
    )


def vector_of(passage: Passage) -> np.ndarray:
    """The vector kept for a passage."""
    row = Vector.objects.get(model=MODEL, text_hash=passage.text_hash)
    return np.frombuffer(bytes(row.values), dtype="<f4")


def rows_of(passages: list[Passage]) -> list[tuple[int, str, np.ndarray]]:
    """As `Index.write` takes them."""
    return [(passage.pk, passage.text_hash, vector_of(passage)) for passage in passages]

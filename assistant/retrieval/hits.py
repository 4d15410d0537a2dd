"""A hit: a passage that matches a question, with its features and score."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from assistant.models import Passage, Source
from assistant.scoring import Features

_UNKNOWN = Features()


@dataclass(frozen=True, kw_only=True, slots=True)
class Hit:
    """A passage that matches a question, with its score.

    `score` orders the hits of one question and means nothing beyond that. `vector`, float32, shape
    (dimensions,), is None if the passage is not embedded yet; `cosine` is None if either it or the
    question is not, so that it was found by its words alone. `coverage`, the share of the
    question's words that it has, is set for the hits by which answerability is judged. `features`
    are missing for a translation shown in another passage's place.
    """

    passage: Passage
    score: float
    cosine: float | None
    vector: np.ndarray | None
    coverage: float = 0.0
    features: Features = _UNKNOWN

    @property
    def source(self) -> Source:
        """The page or document of the passage."""
        return self.passage.source

    @property
    def group(self) -> str:
        """A name that all translations of a page share."""
        return group_of(self.source)

    @property
    def full_text(self) -> str:
        """The title, heading and text of the passage."""
        return f"{self.source.title}\n{self.passage.heading}\n{self.passage.text}"


def group_of(source: Source) -> str:
    """Return the name that a page shares with its translations, or that of a document."""
    if source.page:
        return f"page:{source.page.translation_key}"
    return f"document:{source.document_id}"

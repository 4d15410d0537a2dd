"""The settings that decide the answers besides the content: models, chunking, prompts."""

from __future__ import annotations

import hashlib
from pathlib import Path

from assistant.conf import settings
from assistant.index import editions

_PROMPTS = Path(__file__).resolve().parent.parent / "prompts"


def snapshot() -> dict[str, str]:
    """Return the present settings as names and values, nothing secret. Raises ProviderError."""
    edition = editions.current()
    return {
        "language model": settings.llm,
        "embedding model": edition.model,
        "index edition": str(edition.pk),
        "cutting and analysis": edition.cutting,
        "unlinked documents": str(settings.index_unlinked_documents),
        "prompts": _digest(),
    }


def _digest() -> str:
    """Return a short hash of all prompts."""
    texts = [file.read_bytes() for file in sorted(_PROMPTS.glob("*.md"))]
    return hashlib.sha256(b"\0".join(texts)).hexdigest()[:8]

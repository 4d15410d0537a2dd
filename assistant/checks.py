"""System checks that report a wrong setting with a hint, before the first question meets it."""

from __future__ import annotations

from importlib.util import find_spec
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from django.conf import settings as django_settings
from django.core.checks import CheckMessage, Error, register
from django.db import connection
from django.utils.module_loading import import_string

from assistant.conf import KEYS, get_settings
from assistant.embedding.onnx import layout

_POSITIVE = (
    "LLM_TIMEOUT",
    "LLM_TOTAL_TIMEOUT",
    "LLM_CONTEXT",
    "LLM_MAX_TOKENS",
    "EMBEDDINGS_TIMEOUT",
    "PASSAGE_SIZE",
    "MAX_DOCUMENT_SIZE",
    "MAX_DOCUMENT_PAGES",
    "MAX_DOCUMENT_TEXT",
    "DOCUMENT_TIME_LIMIT",
    "DOCUMENT_MEMORY_LIMIT",
    "OCR_TIME_LIMIT",
    "MAX_QUESTION_LENGTH",
    "RETENTION_DAYS",
)


@register()
def check_settings(**kwargs: Any) -> list[CheckMessage]:
    """Report unknown keys and impossible values of the setting `ASSISTANT`."""
    given = getattr(django_settings, "ASSISTANT", None) or {}
    if not isinstance(given, dict):
        return [Error("ASSISTANT is not a dictionary.", id="assistant.E001")]
    messages: list[CheckMessage] = [
        Error(
            f"Unknown key {key!r} in ASSISTANT.",
            hint=f"Known keys: {', '.join(sorted(KEYS))}.",
            id="assistant.E002",
        )
        for key in sorted(set(given) - set(KEYS))
    ]
    messages += _check_numbers()
    messages += _check_models()
    messages += _check_origins()
    messages += _check_chroma()
    messages += _check_query_terms()
    return messages


def _check_query_terms() -> list[CheckMessage]:
    """Report a `QUERY_TERMS` that can't be imported."""
    name = get_settings().query_terms
    if not name:
        return []
    try:
        if callable(import_string(name)):
            return []
    except ImportError:
        pass
    return [
        Error(
            f"ASSISTANT['QUERY_TERMS'] is {name!r}, which is no function that can be imported.",
            hint="Give the dotted path of a function of a question and its language.",
            id="assistant.E010",
        )
    ]


def _check_numbers() -> list[CheckMessage]:
    """Report values that must be numbers and are not, or are too small."""
    settings = get_settings()
    messages: list[CheckMessage] = []
    for key in _POSITIVE:
        value = getattr(settings, KEYS[key])
        if isinstance(value, bool) or not isinstance(value, int | float) or value <= 0:
            messages.append(
                Error(
                    f"ASSISTANT[{key!r}] is {value!r}.",
                    hint="Set a number above 0.",
                    id="assistant.E003",
                )
            )
    for key in (key for key in KEYS if key.endswith("RATE_LIMIT")):
        value = getattr(settings, KEYS[key])
        if isinstance(value, bool) or not isinstance(value, int) or value < 0:
            messages.append(
                Error(
                    f"ASSISTANT[{key!r}] is {value!r}.",
                    hint="Set a whole number of requests a minute, or 0 for no limit.",
                    id="assistant.E003",
                )
            )
    return messages


def _check_models() -> list[CheckMessage]:
    """Report models whose names are malformed, or that can't be loaded."""
    messages: list[CheckMessage] = []
    for key in ("LLM", "EMBEDDINGS"):
        value = getattr(get_settings(), KEYS[key])
        if not value:
            continue
        provider, _, model = value.partition(":") if isinstance(value, str) else ("", "", "")
        if not provider or not model:
            messages.append(
                Error(
                    f"ASSISTANT[{key!r}] is {value!r}.",
                    hint="Write provider:model, such as openai:gpt-5-mini or ollama:qwen3.",
                    id="assistant.E004",
                )
            )
        elif key == "EMBEDDINGS" and provider == "onnx":
            messages += _check_encoder(model)
        elif key == "LLM" and find_spec(f"langchain_{provider.replace('-', '_')}") is None:
            messages.append(
                Error(
                    f"The package for the language model {value!r} is not installed.",
                    hint=f"Run: pip install langchain-{provider.replace('_', '-')}",
                    id="assistant.E005",
                )
            )
    return messages


def _check_encoder(folder: str) -> list[CheckMessage]:
    """Report a folder that has no encoder in it."""
    try:
        layout.read(Path(folder))
    except layout.UnusableModel as error:
        return [
            Error(
                f"ASSISTANT['EMBEDDINGS'] names no encoder: {folder!r}. {error}",
                hint="Name a folder with tokenizer.json, config.json and model.onnx.",
                id="assistant.E009",
            )
        ]
    return []


def _check_origins() -> list[CheckMessage]:
    """Report origins that are more or less than scheme and host."""
    messages: list[CheckMessage] = []
    for origin in get_settings().allowed_origins:
        parts = urlsplit(origin) if isinstance(origin, str) else None
        whole = parts and parts.scheme in {"http", "https"} and parts.netloc
        if not whole or origin != f"{parts.scheme}://{parts.netloc}":
            messages.append(
                Error(
                    f"ASSISTANT['ALLOWED_ORIGINS'] has {origin!r}.",
                    hint="Write scheme and host only, such as https://partner.example.",
                    id="assistant.E006",
                )
            )
    return messages


def _check_chroma() -> list[CheckMessage]:
    """Report an address of a Chroma server that is more or less than scheme, host and port."""
    url = get_settings().chroma_url
    if not url:
        return []
    parts = urlsplit(url) if isinstance(url, str) else None
    if parts and parts.scheme in {"http", "https"} and parts.hostname and parts.path in {"", "/"}:
        return []
    return [
        Error(
            f"ASSISTANT['CHROMA_URL'] is {url!r}.",
            hint="Write scheme, host and port only, such as http://localhost:8001.",
            id="assistant.E008",
        )
    ]


#: Older versions get no more security fixes.
_OLDEST_POSTGRESQL = (13,)


@register("database")
def check_database(**kwargs: Any) -> list[CheckMessage]:
    """Report a database without SQLite's FTS5 or PostgreSQL's full-text search."""
    if connection.vendor not in {"sqlite", "postgresql"}:
        return [
            Error(
                f"The assistant does not support the database {connection.vendor!r}.",
                hint="Use SQLite or PostgreSQL.",
                id="assistant.E007",
            )
        ]
    version = connection.get_database_version()
    if connection.vendor == "postgresql" and version < _OLDEST_POSTGRESQL:
        return [
            Error(
                f"PostgreSQL is of version {'.'.join(map(str, version))}.",
                hint="Use version 13 or later.",
                id="assistant.E007",
            )
        ]
    return []

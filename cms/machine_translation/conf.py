"""Chooses the site's machine translator by environment variables. Pure.

HUB_MACHINE_TRANSLATOR names it: "llm" (the assistant's language model), "deepl", "google" or
"libretranslate". Empty means the language model if one is set, and none otherwise.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.core.exceptions import ImproperlyConfigured

NAME = "HUB_MACHINE_TRANSLATOR"
_LOCALIZE = "wagtail_localize.machine_translators"
NAMES = ("llm", "deepl", "google", "libretranslate")


def machine_translator(env: Mapping[str, str]) -> dict[str, Any] | None:
    """Return the value of WAGTAILLOCALIZE_MACHINE_TRANSLATOR. Raises ImproperlyConfigured.

    `env` is the process's environment, or a part of it.
    """
    name = _value(env, NAME).lower()
    if not name:
        return _model_translator() if _value(env, "ASSISTANT_LLM") else None
    if name == "llm":
        _required(env, "ASSISTANT_LLM", name)
        return _model_translator()
    if name == "deepl":
        return _localize_translator(
            "deepl.DeepLTranslator", {"AUTH_KEY": _required(env, "DEEPL_AUTH_KEY", name)}
        )
    if name == "google":
        options = {
            "PROJECT_ID": _required(env, "GOOGLE_TRANSLATE_PROJECT_ID", name),
            "LOCATION": _value(env, "GOOGLE_TRANSLATE_LOCATION") or "global",
        }
        # Without a file Google's client reads GOOGLE_APPLICATION_CREDENTIALS.
        if path := _value(env, "GOOGLE_TRANSLATE_CREDENTIALS_PATH"):
            options["CREDENTIALS_PATH"] = path
        return _localize_translator("google.GoogleCloudTranslator", options)
    if name == "libretranslate":
        options = {
            "LIBRETRANSLATE_URL": _required(env, "LIBRETRANSLATE_URL", name).rstrip("/"),
            "API_KEY": _value(env, "LIBRETRANSLATE_API_KEY"),
            "TIMEOUT": 30,  # type: ignore[dict-item]  # seconds; the rest are texts
        }
        return _localize_translator("libretranslate.LibreTranslator", options)
    raise ImproperlyConfigured(
        f"{NAME} is {name!r}; it has to be one of {', '.join(NAMES)}, or empty."
    )


def _model_translator() -> dict[str, Any]:
    return {"CLASS": "cms.machine_translation.translator.ModelTranslator", "OPTIONS": {}}


def _localize_translator(path: str, options: Mapping[str, Any]) -> dict[str, Any]:
    return {"CLASS": f"{_LOCALIZE}.{path}", "OPTIONS": dict(options)}


def _value(env: Mapping[str, str], key: str) -> str:
    return env.get(key, "").strip()


def _required(env: Mapping[str, str], key: str, name: str) -> str:
    if value := _value(env, key):
        return value
    raise ImproperlyConfigured(f"{NAME} is {name!r}, which needs {key}.")

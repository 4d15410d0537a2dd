"""Writes the prompts for the language model, and reads its replies. Pure."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from string import Template

from cms.machine_translation.consistency import Term

_PROMPT = Path(__file__).resolve().parent / "prompts" / "translate.md"


class Unreadable(ValueError):
    """The reply is not the JSON that was asked for."""


@lru_cache(maxsize=1)
def _prompt() -> tuple[Template, Template]:
    system, human = _PROMPT.read_text(encoding="utf-8").split("\n---\n")
    return Template(system), Template(human)


def messages(
    texts: Sequence[str],
    *,
    source: str,
    target: str,
    terms: Sequence[Term] = (),
    wrong: str = "",
) -> list[tuple[str, str]]:
    """Return the chat that asks for a batch, as (role, text). Languages are named in English.

    `wrong` says what the last translation of this text got wrong.
    """
    system, human = _prompt()
    rules = [f"- Glossary: write {term.target!r} for {term.source!r}." for term in terms]
    if wrong:
        rules.append(f"- Your last translation was refused: {wrong} Do it right this time.")
    numbered = {str(number): text for number, text in enumerate(texts, 1)}
    return [
        ("system", system.substitute(source=source, target=target, terms="\n".join(rules))),
        ("human", human.substitute(texts=json.dumps(numbered, ensure_ascii=False, indent=0))),
    ]


def read(reply: str, count: int) -> dict[int, str]:
    """Return the translations in a reply by position, from 0 to `count` - 1. Raises Unreadable."""
    start, end = reply.find("{"), reply.rfind("}")
    if start < 0 or end < start:
        raise Unreadable
    try:
        # Line breaks inside of texts are common, and harmless.
        found = json.loads(reply[start : end + 1], strict=False)
    except (ValueError, RecursionError) as error:
        raise Unreadable from error
    if not isinstance(found, Mapping):
        raise Unreadable
    return {
        int(key) - 1: value
        for key, value in found.items()
        if re.fullmatch(r"[1-9]\d{0,5}", key) and int(key) <= count and isinstance(value, str)
    }

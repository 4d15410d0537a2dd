"""Reads language packs, and refuses one that is not complete, with its file and key."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sized
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any, TypeVar, get_args, get_type_hints

from assistant.text.languages.pack import Expression, Expressions, Language, Script, Words

Part = TypeVar("Part")


class PackError(ValueError):
    """A language pack lacks a key, or has one that is unknown, empty or of another kind."""


def read(path: Path) -> Language:
    """Return the language that a pack's file describes; the file's name is the language's code.

    Raises PackError, which names the file and the key.
    """
    try:
        values = tomllib.loads(path.read_text(encoding="utf-8"))
        return _part(Language, {"code": path.stem, **values}, "")
    except (ValueError, TypeError) as error:
        raise PackError(f"{path.name}: {error}") from error


def _part(kind: type[Part], values: Any, where: str) -> Part:
    """Build a part of a pack, a dataclass, from a table; `where` names the table in errors."""
    if not isinstance(values, dict):
        raise TypeError(f"{where!r} must be a table")
    hints = get_type_hints(kind)
    if unknown := values.keys() - hints.keys():
        raise ValueError(f"{_key(where, min(unknown))!r} is no key of a pack")
    found = {}
    for each in fields(kind):  # type: ignore[arg-type]  # a dataclass
        key = _key(where, each.name)
        if each.name not in values:
            raise ValueError(f"{key!r} is missing")
        value = _value(hints[each.name], values[each.name], key)
        if isinstance(value, Sized) and not len(value) and "may_be_empty" not in each.metadata:
            raise ValueError(f"{key!r} is empty")
        found[each.name] = value
    return kind(**found)


def _key(where: str, name: str) -> str:
    return f"{where}.{name}" if where else name


def _value(kind: Any, value: Any, key: str) -> Any:
    """Return the value converted to the type of its field, which `pack` declares."""
    if is_dataclass(kind):
        return _part(kind, value, key)  # type: ignore[arg-type]
    if kind in (str, bool, int):
        if type(value) is not kind:
            raise TypeError(f"{key!r} must be a {kind.__name__}")
        return value
    if kind == Script:
        if value not in get_args(Script):
            raise ValueError(f"{key!r} must be one of {', '.join(get_args(Script))}")
        return value
    if kind == Words:
        return _words(value, key)
    if kind == Expressions:
        return tuple(_expression(word, key) for word in _words(value, key))
    if kind == tuple[Words, ...]:
        numbers = tuple(_words(forms, key) for forms in _list(value, key))
        _words([form for forms in numbers for form in forms], key)
        return numbers
    if kind == Mapping[int, Words]:
        return {int(number): _words(words, key) for number, words in _table(value, key).items()}
    if kind == Mapping[str, Words]:
        return {name: _words(words, key) for name, words in _table(value, key).items()}
    if kind == Mapping[str, int]:
        return {word: _value(int, number, key) for word, number in _table(value, key).items()}
    raise TypeError(f"{key!r} is of a kind that packs do not have")


def _expression(value: Any, key: str) -> Expression:
    try:
        re.compile(value)
    except (re.error, TypeError) as error:
        raise ValueError(f"{key!r} is no regular expression: {error}") from error
    return Expression(value)


def _words(value: Any, key: str) -> Words:
    words = _list(value, key)
    for word in words:
        if not isinstance(word, str) or not word.strip() or word != word.strip():
            raise ValueError(f"{key!r} has {word!r}, which is no word")
    if twice := {word for word in words if words.count(word) > 1}:
        raise ValueError(f"{key!r} has {min(twice)!r} twice")
    return tuple(words)


def _list(value: Any, key: str) -> list[Any]:
    if not isinstance(value, list):
        raise TypeError(f"{key!r} must be a list")
    return value


def _table(value: Any, key: str) -> dict[str, Any]:
    if not isinstance(value, dict):
        raise TypeError(f"{key!r} must be a table")
    return value

"""Writes text as Markdown."""

from __future__ import annotations

import re


def escape(text: str) -> str:
    """Return Markdown that shows exactly this text, with no marker, link or HTML in it."""
    escaped = re.sub(r"([\\`*_~\[\]<>]|&(?=#?\w+;))", r"\\\1", text)
    # At the start of a line these begin a heading or a list; behind a number, "." and ")" do.
    escaped = re.sub(r"(?m)^(\s*)([#+-])(?=[\s#-]|$)", r"\1\\\2", escaped)
    return re.sub(r"(?m)^(\s*\d+)([.)])(?=\s|$)", r"\1\\\2", escaped)

"""Writes docs/reference.md from the docstrings of what `assistant` exports.

Run: python -m tests.reference [--write]; without --write it says whether the page is out of date.
"""

from __future__ import annotations

import dataclasses
import inspect
import os
import re
from pathlib import Path
from typing import Any

import django

from tests.generated import write_or_check

PAGE = Path(__file__).resolve().parent.parent / "docs" / "reference.md"
_HEAD = """# Python reference

What a site may import from `assistant`. Everything else may change with any version. This page is
written by `python -m tests.reference --write` from the docstrings.

"""


def _signature(name: str, thing: Any) -> str:
    if inspect.isclass(thing):
        return name
    prefix = "async " if inspect.iscoroutinefunction(thing) else ""
    # Annotations are strings, as written in the source.
    return prefix + name + re.sub(r"(: |-> )'([^']*)'", r"\1\2", str(inspect.signature(thing)))


def _entry(name: str, thing: Any) -> str:
    lines = [f"### `{name}`", "", "```python", _signature(name, thing), "```", ""]
    lines += [inspect.cleandoc(thing.__doc__ or ""), ""]
    if dataclasses.is_dataclass(thing):
        lines += ["| Field | Type |", "| --- | --- |"]
        for field in dataclasses.fields(thing):
            lines.append(f"| `{field.name}` | `{str(field.type).replace('|', chr(92) + '|')}` |")
        lines.append("")
    return "\n".join(lines)


def page() -> str:
    """Return the page as Markdown: functions, then classes, each in alphabetical order."""
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "cms.settings.test")
    django.setup()
    # Needs the settings.
    import assistant

    things = {name: getattr(assistant, name) for name in assistant.__all__}
    classes = {name: thing for name, thing in things.items() if inspect.isclass(thing)}
    functions = {name: thing for name, thing in things.items() if name not in classes}
    parts = [_HEAD.rstrip("\n"), "", "## Functions", ""]
    parts += [_entry(name, functions[name]) for name in sorted(functions)]
    parts += ["## Classes", ""]
    parts += [_entry(name, classes[name]) for name in sorted(classes)]
    return "\n".join(parts).rstrip() + "\n"


if __name__ == "__main__":
    raise SystemExit(write_or_check(PAGE, page(), command="tests.reference"))

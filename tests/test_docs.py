"""The files and constants that the documents name exist."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[1]
DOCUMENTS = [
    ROOT / "README.md",
    ROOT / "SECURITY.md",
    ROOT / "CONTRIBUTING.md",
    *sorted((ROOT / "docs").rglob("*.md")),
]
_PATH = re.compile(
    r"`((?:assistant|bots|cms|docs|tests)/[\w./-]+?\.(?:py|md|toml|typ|html|svg|js))`"
)
_MODULE = re.compile(r"python -m\s+(tests(?:\.\w+)+)")
_FIGURE = re.compile(r"^\*\*[^*]+\*\* \(`([\w/.]+\.py)`([^*]*?)\)\.\s", re.MULTILINE)
_LINK = re.compile(r"\]\((?!https?:|mailto:|#)([^)#\s]+)")
#: What the recipes have one write.
EXAMPLES = re.compile(r"scholarship|/ods\.py|/pt\.toml|bots/sms/|test_yours")


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_the_files_that_a_document_names_exist(document: Path) -> None:
    text = document.read_text("utf-8")
    named = {path for path in _PATH.findall(text) if not EXAMPLES.search(path)}
    # Templates are named as Django finds them.
    folders = (ROOT, ROOT / "cms" / "templates", ROOT / "assistant" / "templates")
    assert {path for path in named if not any((each / path).exists() for each in folders)} == set()
    modules = {name.replace(".", "/") for name in _MODULE.findall(text)}
    there = {name for name in modules if (ROOT / f"{name}.py").exists() or (ROOT / name).is_dir()}
    assert modules == there
    links = {link for link in _LINK.findall(text) if not (document.parent / link).exists()}
    assert links == set()


def test_the_constants_that_figures_name_exist() -> None:
    rows = _FIGURE.findall((ROOT / "docs" / "figures.md").read_text("utf-8"))
    assert len(rows) > 15
    for path, rest in rows:
        code = (ROOT / path).read_text("utf-8")
        for name in re.findall(r"`(_?[A-Z][A-Z_0-9]+)`", rest):
            assert re.search(rf"\b{name}\b", code), f"{name} in {path}"

"""The assistant is a reusable app: its tests know the hub in few places, which are named here."""

from __future__ import annotations

import ast
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

FOLDER = Path(__file__).parent
#: What imports the hub, and why.
ALLOWED = {
    "content.py": "says of which classes the pages are",
    "other_process.py": "other processes need the settings of the tests",
    "test_lexical.py": "makes databases as an operator's address names them",
    "test_small_talk.py": "reads the sample's questions",
    "documents/test_pdf.py": "draws documents in every script",
    # The hub itself, as it is served.
    "processes": "runs many processes of it",
    "proof": "edits it at random",
}


def imports_of_the_hub() -> set[str]:
    found = set()
    for path in FOLDER.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else []
            names += [node.module or ""] if isinstance(node, ast.ImportFrom) else []
            if {name.split(".")[0] for name in names} & {"cms", "bots"}:
                found.add(path.relative_to(FOLDER).as_posix())
    return found


def test_the_hub_is_imported_where_that_is_allowed_and_nowhere_else() -> None:
    found = imports_of_the_hub()
    by_folder = {name if name in ALLOWED else name.split("/")[0] for name in found}

    assert by_folder == set(ALLOWED)

"""Each room says what it owns, and others use only what it exports."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

pytestmark = pytest.mark.unit

ROOT = Path(__file__).resolve().parents[1]
PARTS = ("assistant", "bots", "cms")
#: Packages inside a room that export names of their own.
SUBROOMS = {
    "assistant.admin.evaluation",
    "assistant.admin.index_report",
    "assistant.embedding.onnx",
    "assistant.index.dense",
    "assistant.index.lexical",
    "cms.metadata.structured_data",
}
#: Packages that Django imports before models exist, or by the name of a module: other rooms name
#: their modules, as Django's own apps do it.
BY_MODULE = {
    "assistant.management",
    "assistant.templatetags",
    "bots.management",
    "bots.telegram",
    "cms.coverage",
    "cms.demo",
    "cms.links",
    "cms.machine_translation",
    "cms.management",
    "cms.roles",
    "cms.runtime",
    "cms.settings",
    "cms.templatetags",
}
#: Modules of a room that others name because they import what most sites do not need or have.
HEAVY = {"assistant.admin.curated_answers", "assistant.retrieval.langchain"}


def _module(path: Path) -> str:
    return ".".join(path.relative_to(ROOT).with_suffix("").parts).removesuffix(".__init__")


FILES = {
    _module(path): path
    for part in PARTS
    for path in sorted((ROOT / part).rglob("*.py"))
    if "migrations" not in path.parts
}
PACKAGES = {name for name, path in FILES.items() if path.name == "__init__.py"}


def _room(module: str) -> str:
    """The room that a module belongs to; the part itself for modules at its top."""
    for name in SUBROOMS:
        if module == name or module.startswith(f"{name}."):
            return name
    room = ".".join(module.split(".")[:2])
    return room if room in PACKAGES else module.split(".")[0]


ROOMS = sorted({_room(name) for name in PACKAGES} - set(PARTS) - BY_MODULE)


def _imports(path: Path) -> Iterator[tuple[ast.ImportFrom, bool]]:
    """The imports of the project's own modules, and whether each stands at the top of its file."""
    tree = ast.parse(path.read_text("utf-8"))
    top = set(map(id, tree.body))
    for node in ast.walk(tree):
        if isinstance(node, ast.ImportFrom) and (node.module or "").split(".")[0] in PARTS:
            yield node, id(node) in top


def _exported(package: str) -> set[str]:
    for node in ast.parse(FILES[package].read_text("utf-8")).body:
        if isinstance(node, ast.Assign) and ast.unparse(node.targets[0]) == "__all__":
            return set(ast.literal_eval(node.value))
    return set()


@pytest.mark.parametrize("room", ROOMS)
def test_a_room_says_what_it_owns_and_refuses_to_know(room: str) -> None:
    said = ast.get_docstring(ast.parse(FILES[room].read_text("utf-8"))) or ""
    assert "Owns " in said
    assert "Refuses to " in said


@pytest.mark.parametrize("name", sorted(FILES))
def test_a_module_imports_what_other_rooms_export(name: str) -> None:
    for node, _ in _imports(FILES[name]):
        target = str(node.module)
        room = _room(target)
        inside = name == room or name.startswith(f"{room}.")
        if inside or room in BY_MODULE or room in PARTS or target in HEAVY:
            continue
        where = f"{name}, line {node.lineno}"
        assert target == room, f"{where}: import it from {room}"
        exported = _exported(room) | {
            each.rpartition(".")[2] for each in SUBROOMS if each.startswith(f"{room}.")
        }
        lacking = {alias.name for alias in node.names} - exported
        assert not lacking, f"{where}: {room} does not export {sorted(lacking)}"


@pytest.mark.parametrize("name", sorted(FILES))
def test_an_import_below_the_top_says_why(name: str) -> None:
    lines = FILES[name].read_text("utf-8").splitlines()
    for node, at_top in _imports(FILES[name]):
        if at_top or name.endswith(".apps"):  # Django's way: models exist when `ready` is called
            continue
        around = lines[node.lineno - 1 : node.end_lineno]
        above = node.lineno - 2
        while above >= 0 and lines[above].lstrip().startswith(("from ", "import ")):
            above -= 1
        assert lines[above].lstrip().startswith("#") or any("  # " in line for line in around), (
            f"{name}, line {node.lineno}"
        )

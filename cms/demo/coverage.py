"""Which sample pages and snippets are translated to which language, and by whom.

The languages differ on purpose, so that complete, partial, stale and machine-made translations
and pages that are missing can all be seen. `translations/coverage.toml` says how.
"""

import tomllib
from dataclasses import dataclass
from functools import cache

from cms.demo.files import HERE, PageFile, SnippetEntry, page_files, snippet_entries

COVERAGE_FILE = HERE / "translations" / "coverage.toml"
EVERYTHING = ["*"]


@dataclass(frozen=True, kw_only=True, slots=True)
class Coverage:
    """What is translated to a language: names of pages and snippets as catalogues have them.

    `machine` names the translation software, "" where people translated.
    """

    pages: frozenset[str]
    snippets: frozenset[str]
    machine: str
    complete: bool


@cache
def coverage() -> dict[str, Coverage]:
    """The coverage of each language that has translations, by language code."""
    languages = tomllib.loads(COVERAGE_FILE.read_text(encoding="utf-8"))
    return {
        language: Coverage(
            pages=frozenset(_pages(entry["pages"])),
            snippets=frozenset(_snippets(entry["snippets"])),
            machine=entry.get("machine", ""),
            complete=entry["pages"] == EVERYTHING,
        )
        for language, entry in languages.items()
    }


def languages() -> tuple[str, ...]:
    """The languages with translations, the most complete first."""
    return tuple(coverage())


def translates(language: str, item: PageFile | SnippetEntry) -> bool:
    """Whether a page or snippet of the sample content is to be translated to a language."""
    found = coverage()[language]
    if isinstance(item, PageFile):
        return item.name in found.pages
    return item.name in found.snippets


def _pages(names: list[str]) -> list[str]:
    translatable = [page.name for page in page_files() if page.translated]
    if names == EVERYTHING:
        return translatable
    unknown = set(names) - set(translatable)
    if unknown:
        raise ValueError(f"No page to translate is called {sorted(unknown)}.")
    return names


def _snippets(names: list[str]) -> list[str]:
    """Snippets by their own names, or by their kind's."""
    every = snippet_entries()
    if names == EVERYTHING:
        return [entry.name for entry in every]
    return [entry.name for entry in every if {entry.name, entry.kind} & set(names)]

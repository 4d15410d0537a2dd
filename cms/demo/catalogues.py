"""The translators' catalogues: one gettext file a language, shared by all pages and snippets.

A `msgid` is a segment exactly as wagtail-localize cuts it. Entries with the context "slug" give
the last part of a page's address, for complete languages in Latin script.
"""

from collections.abc import Iterable, Mapping
from pathlib import Path

import polib

from cms.demo.coverage import coverage
from cms.demo.files import HERE, PageFile, SnippetEntry

CATALOGUES_DIR = HERE / "translations"
SLUG = "slug"
Item = PageFile | SnippetEntry


def catalogue_file(language: str) -> Path:
    """Where the catalogue of a language code is kept."""
    return CATALOGUES_DIR / f"{language}.po"


def read_catalogue(language: str) -> polib.POFile:
    """The catalogue of a language, empty if there is none yet."""
    file = catalogue_file(language)
    if file.exists():
        return polib.pofile(str(file), encoding="utf-8")
    return polib.POFile(encoding="utf-8")


def translated(
    item: Item,
    language: str,
    context: str,
    text: str,
    known: Mapping[tuple[str | None, str], str],
) -> str:
    """The translation of a segment of an item, "" where there is none.

    `context` is the segment's path in the item, `known` the catalogue, see `translations_of`.
    """
    if context == SLUG and isinstance(item, PageFile):
        return known.get((SLUG, text)) or _own_slug(item, language)
    return known.get((None, text), "")


def translations_of(catalogue: polib.POFile) -> dict[tuple[str | None, str], str]:
    """The translations of a catalogue by context and msgid."""
    return {(entry.msgctxt, entry.msgid): entry.msgstr for entry in catalogue}


def _own_slug(page: PageFile, language: str) -> str:
    """The English slug; home pages of all languages lie side by side, so theirs differ."""
    return page.slug if page.path else f"{page.slug}-{language}"


def write_catalogue(language: str, exports: Iterable[tuple[Item, polib.POFile]]) -> int:
    """Write the catalogue anew from the items' PO files, keeping translations; count the gaps."""
    old = {(entry.msgctxt, entry.msgid): entry for entry in read_catalogue(language)}
    new: dict[tuple[str | None, str], polib.POEntry] = {}
    for item, po in exports:
        for exported in po:
            is_slug = exported.msgctxt == SLUG and isinstance(item, PageFile)
            if exported.obsolete or (is_slug and not coverage()[language].complete):
                continue
            key = (SLUG if is_slug else None, exported.msgid)
            if key not in new:
                kept = old.get(key)
                new[key] = polib.POEntry(
                    msgctxt=key[0],
                    msgid=key[1],
                    msgstr=kept.msgstr if kept else "",
                    tcomment=kept.tcomment if kept else "",
                )
            if (item.name, "") not in new[key].occurrences:
                new[key].occurrences.append((item.name, ""))
    catalogue = polib.POFile(encoding="utf-8", wrapwidth=98)
    catalogue.metadata = {
        "Project-Id-Version": "TVET Hub sample content",
        "Language": language,
        "MIME-Version": "1.0",
        "Content-Type": "text/plain; charset=utf-8",
        "Content-Transfer-Encoding": "8bit",
    }
    catalogue.extend(new.values())
    CATALOGUES_DIR.mkdir(exist_ok=True)
    catalogue.save(str(catalogue_file(language)))
    return sum(not entry.msgstr for entry in catalogue)

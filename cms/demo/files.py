"""The files of the sample content, read into plain objects; nothing here touches the database."""

import tomllib
import uuid
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

HERE = Path(__file__).resolve().parent
PAGES_DIR = HERE / "pages" / "en"
SNIPPETS_DIR = HERE / "snippets"
IMAGES_DIR = HERE / "images"
CHANGES_DIR = HERE / "changes"
DOCUMENTS_DIR = HERE / "documents"
#: Vectors of the passages of all pages and documents, a file a language.
VECTORS_DIR = HERE / "vectors"
#: Gives each sample page the same translation key wherever it is loaded.
_NAMESPACE = uuid.UUID("6c1f3c1e-30a8-5d43-9e0b-7c1f55a0b7a4")
#: Front matter that steers the loader or names other things; every other key is a field.
_STEERING = {"model", "title", "order", "slug", "menu", "private", "draft"}
LINKS = ("fields", "places", "organisations", "people", "relations", "files", "image", "centre")
#: The kinds of snippet: each has a file, and a model in `cms.demo.snippets`.
SNIPPET_KINDS = ("fields", "places", "organisations", "people", "glossary")


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class PageFile:
    """One English page: `path` is its place below the home page, "" for the home page itself."""

    path: str
    model: str
    title: str
    slug: str
    order: int
    fields: dict[str, Any]
    #: Vocational fields, places, organisations and the like, by their names in the sample.
    links: dict[str, Any]
    menu: bool
    private: bool
    draft: bool
    body: str

    @property
    def parent(self) -> str:
        """The path of the page above."""
        return self.path.rpartition("/")[0]

    @property
    def depth(self) -> int:
        """Steps from the home page, which has 0."""
        return len(self.path.split("/")) if self.path else 0

    @property
    def translation_key(self) -> uuid.UUID:
        """What finds this page and its translations again, also after an editor moved them."""
        return uuid.uuid5(_NAMESPACE, self.path)

    @property
    def name(self) -> str:
        """What translators' catalogues call this page."""
        return self.path or "home"

    @property
    def translated(self) -> bool:
        """Whether this page is one that translators work on."""
        return not (self.private or self.draft)


@dataclass(frozen=True, kw_only=True, slots=True, eq=False)
class SnippetEntry:
    """An English snippet: its kind ("places"), its slug, and its fields as the file has them."""

    kind: str
    slug: str
    fields: dict[str, Any]

    @property
    def name(self) -> str:
        """What translators' catalogues call this snippet."""
        return f"{self.kind}/{self.slug}"

    @property
    def translation_key(self) -> uuid.UUID:
        """What finds this snippet and its translations again."""
        return uuid.uuid5(_NAMESPACE, f"snippets/{self.name}")


@dataclass(frozen=True, kw_only=True, slots=True)
class ImageFile:
    """An image of the sample content: what it shows in words, and who made it."""

    slug: str
    title: str
    description: str
    credit: str

    @property
    def file(self) -> Path:
        """The image itself."""
        return IMAGES_DIR / f"{self.slug}.png"


@dataclass(frozen=True, kw_only=True, slots=True)
class DocumentFile:
    """A document of the sample content, and the Markdown it was made from."""

    slug: str
    title: str
    language: str
    format: str
    private: bool
    text: str

    @property
    def file(self) -> Path:
        """The document itself, as readers download it."""
        return DOCUMENTS_DIR / f"{self.slug}.{self.format}"


def read_front_matter(file: Path) -> tuple[dict[str, Any], str]:
    """The TOML between two lines of `+++`, and the Markdown after it. Raises ValueError."""
    _, separator, rest = file.read_text(encoding="utf-8").partition("+++\n")
    head, separator, body = rest.partition("\n+++\n")
    if not separator:
        raise ValueError(f"{file.name!r} has no front matter between two lines of '+++'.")
    return tomllib.loads(head), body.strip()


@cache
def page_files() -> tuple[PageFile, ...]:
    """All English pages: parents before children, siblings in their order."""
    found = [_page_file(file) for file in PAGES_DIR.rglob("*.md")]
    return tuple(sorted(found, key=lambda page: (page.depth, page.order, page.path)))


def _page_file(file: Path) -> PageFile:
    head, body = read_front_matter(file)
    place = file.relative_to(PAGES_DIR)
    place = place.parent if place.name == "index.md" else place.with_suffix("")
    path = "" if place == Path() else place.as_posix()
    return PageFile(
        path=path,
        model=head["model"],
        title=head["title"],
        slug=head.get("slug") or place.name or "home",
        order=head.get("order", 0),
        fields={
            name: value.strip() if isinstance(value, str) else value
            for name, value in head.items()
            if name not in _STEERING and name not in LINKS
        },
        links={name: head[name] for name in LINKS if name in head},
        menu=head.get("menu", False),
        private=head.get("private", False),
        draft=head.get("draft", False),
        body=body,
    )


@cache
def snippet_entries() -> tuple[SnippetEntry, ...]:
    """All English snippets, each after what it belongs to."""
    found = []
    for kind in SNIPPET_KINDS:
        entries = tomllib.loads((SNIPPETS_DIR / f"{kind}.toml").read_text(encoding="utf-8"))
        placed: set[str] = set()
        while len(placed) < len(entries):
            ready = [
                slug
                for slug, fields in entries.items()
                if slug not in placed and fields.get("parent", "") in {"", *placed}
            ]
            if not ready:
                raise ValueError(f"{kind}: some parent does not exist, or is its own.")
            placed.update(ready)
            found += [SnippetEntry(kind=kind, slug=slug, fields=entries[slug]) for slug in ready]
    return tuple(found)


@cache
def image_files() -> tuple[ImageFile, ...]:
    """All images, with their alternative texts."""
    entries = tomllib.loads((IMAGES_DIR / "images.toml").read_text(encoding="utf-8"))
    return tuple(ImageFile(slug=slug, **fields) for slug, fields in entries.items())


@cache
def document_files() -> tuple[DocumentFile, ...]:
    """All documents, in the order of their names."""
    found = []
    for file in sorted((DOCUMENTS_DIR / "source").glob("*.md")):
        head, text = read_front_matter(file)
        found.append(
            DocumentFile(
                slug=file.stem,
                title=head["title"],
                language=head["language"],
                format=head["format"],
                private=head.get("private", False),
                text=text,
            )
        )
    return tuple(found)


def change_files() -> dict[str, str]:
    """What editors add later: path of an English page -> Markdown that goes below its body."""
    return {
        file.relative_to(CHANGES_DIR).with_suffix("").as_posix(): file.read_text(encoding="utf-8")
        for file in sorted(CHANGES_DIR.rglob("*.md"))
    }

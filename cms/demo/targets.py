"""What sample texts may name, and the primary key of each."""

from dataclasses import dataclass, field


class UnknownTarget(ValueError):
    """A text or a front matter names something that is not part of the sample content."""


@dataclass(frozen=True, kw_only=True, slots=True)
class Targets:
    """Names to primary keys, a mapping for each kind of thing.

    `pages` maps page paths ("centres/rivermouth"), `documents` and `images` slugs, and `snippets`
    the kind and slug ("places/izmir").
    """

    pages: dict[str, int] = field(default_factory=dict)
    documents: dict[str, int] = field(default_factory=dict)
    images: dict[str, int] = field(default_factory=dict)
    snippets: dict[str, int] = field(default_factory=dict)

    def page(self, path: str) -> int:
        """The page at a path; slashes around it do not count. Raises UnknownTarget."""
        return _known(self.pages, path.strip("/"))

    def document(self, slug: str) -> int:
        """The document of this slug. Raises UnknownTarget."""
        return _known(self.documents, slug)

    def image(self, slug: str) -> int:
        """The image of this slug. Raises UnknownTarget."""
        return _known(self.images, slug)

    def snippet(self, kind: str, slug: str) -> int:
        """The snippet of a kind ("places") and slug. Raises UnknownTarget."""
        return _known(self.snippets, f"{kind}/{slug}")


def _known(targets: dict[str, int], name: str) -> int:
    try:
        return targets[name]
    except KeyError:
        raise UnknownTarget(f"Nothing in the sample content is called {name!r}.") from None

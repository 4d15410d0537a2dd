"""The English snippets: organisations, places, fields, people and terms."""

from typing import Any

from django.db.models import Model
from wagtail.models import Locale

from cms.demo.files import SnippetEntry, snippet_entries
from cms.demo.targets import UnknownTarget
from cms.models import GlossaryTerm, Organisation, Person, Place, VocationalField

MODELS: dict[str, type[Any]] = {
    "fields": VocationalField,
    "places": Place,
    "organisations": Organisation,
    "people": Person,
    "glossary": GlossaryTerm,
}
#: Fields that name another snippet: the kind of what they name; "" is their own kind.
_REFERENCES = {"parent": "", "place": "places", "organisation": "organisations"}


def find_snippet(entry: SnippetEntry, locale: Locale) -> Any | None:
    """The snippet of an entry, or its translation; None if there is none or it was deleted."""
    model = MODELS[entry.kind]
    return model.objects.filter(translation_key=entry.translation_key, locale=locale).first()


def ensure_snippets(*, locale: Locale, rewrite: bool) -> tuple[dict[str, int], int]:
    """Create the English snippets that are missing; `rewrite` restores the others as well.

    A snippet of the same slug that somebody else made is used as it is. Returns the primary keys
    by kind and slug ("places/izmir"), and how many were written. Raises UnknownTarget.
    """
    keys: dict[str, int] = {}
    written = 0
    for entry in snippet_entries():
        found = find_snippet(entry, locale)
        if found is None and (other := _namesake(entry, locale)):
            keys[entry.name] = other.pk
            continue
        if found is None or rewrite:
            found = _write(entry, found, keys, locale=locale)
            written += 1
        keys[entry.name] = found.pk
    return keys, written


def _namesake(entry: SnippetEntry, locale: Locale) -> Any | None:
    return MODELS[entry.kind].objects.filter(slug=entry.slug, locale=locale).first()


def _write(entry: SnippetEntry, found: Any, keys: dict[str, int], *, locale: Locale) -> Model:
    snippet = found or MODELS[entry.kind](translation_key=entry.translation_key, locale=locale)
    snippet.slug = entry.slug
    for name, value in entry.fields.items():
        if name in _REFERENCES:
            reference = f"{_REFERENCES[name] or entry.kind}/{value}"
            if reference not in keys:
                raise UnknownTarget(f"{entry.name} names {reference!r}, which does not exist.")
            setattr(snippet, f"{name}_id", keys[reference])
        else:
            setattr(snippet, name, value.strip() if isinstance(value, str) else value)
    snippet.full_clean()
    snippet.save()
    return snippet

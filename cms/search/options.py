"""The filters of search results: by kind and by language, named for the reader."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.utils.text import capfirst
from django.utils.translation import gettext as _

from cms.models import declared_kinds
from cms.search.facets import Option


def kind_options(there: Collection[str]) -> list[Option]:
    """Return an option for each kind that occurs, by the name of its card.

    Documents and plain pages come last.
    """
    names = {kind.card: capfirst(kind.plural) for kind in declared_kinds() if kind.is_detail}
    names |= {"page": _("Other pages"), "document": _("Documents")}
    return [Option(value=kind, label=name) for kind, name in names.items() if kind in there]


def language_options(there: Collection[str]) -> list[Option]:
    """Return an option for each language that occurs, by its own name."""
    return [
        Option(value=code, label=name, language=code)
        for code, name in settings.LANGUAGES
        if code in there
    ]

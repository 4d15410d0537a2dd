"""The roles of a hub and what each may do, as data."""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings

#: The models of snippets that editors maintain; one that the site does not have is skipped.
SNIPPETS = ("Organisation", "VocationalField", "Place", "Person", "GlossaryTerm")
_TRANSLATORS = "translators:"

_ADMIN = ("wagtailadmin.access_admin",)
#: To read the reports: questions asked of the assistant, its evaluations, and broken links.
_REPORTS = (
    "assistant.view_turn",
    "assistant.view_evaluationrun",
    "assistant.view_evaluationquestion",
    "links.view_link",
)
#: To write test questions and start evaluations with them.
_EVALUATE = (
    "assistant.add_evaluationquestion",
    "assistant.change_evaluationquestion",
    "assistant.delete_evaluationquestion",
    "assistant.add_evaluationrun",
)
#: For the curated answers of the assistant.
_CURATED = "assistant.{}_curatedanswer"


def _snippets(*actions: str) -> tuple[str, ...]:
    kept = (f"cms.{action}_{name.lower()}" for name in SNIPPETS for action in actions)
    return (*kept, *(_CURATED.format(action) for action in actions))


_KEEP_SNIPPETS = _snippets("view", "add", "change")
_TRANSLATE_SNIPPETS = _snippets("view", "change")
_PUBLISH_CURATED = (_CURATED.format("publish"),)
_FILES = ("wagtailimages.{}_image", "wagtaildocs.{}_document")


def _files(*actions: str) -> tuple[str, ...]:
    return tuple(name.format(action) for name in _FILES for action in actions)


@dataclass(frozen=True, kw_only=True, slots=True)
class Role:
    """A role: `pages` are Wagtail's page actions, the others permissions as app.codename."""

    key: str
    name: str
    pages: tuple[str, ...]
    collections: tuple[str, ...]
    models: tuple[str, ...]
    #: The language whose tree the page actions are for; None for all pages.
    language: str | None = None


EDITORS = Role(
    key="editors",
    name="Editors",
    pages=("add", "change"),
    collections=(*_files("add", "change", "choose"), "wagtailcore.add_collection"),
    models=(
        *_ADMIN,
        *_REPORTS,
        *_EVALUATE,
        *_KEEP_SNIPPETS,
        "wagtail_localize.submit_translation",
    ),
)
MODERATORS = Role(
    key="moderators",
    name="Moderators",
    pages=("change",),
    collections=(*_files("add", "change", "choose"), "wagtailcore.add_collection"),
    models=(*_ADMIN, *_REPORTS, *_KEEP_SNIPPETS),
)
PUBLISHERS = Role(
    key="publishers",
    name="Publishers",
    pages=("add", "change", "publish", "lock", "unlock"),
    collections=(
        *_files("add", "change", "choose"),
        *(f"wagtailcore.{action}_collection" for action in ("add", "change", "delete")),
    ),
    models=(
        *_ADMIN,
        *_REPORTS,
        *_EVALUATE,
        *_KEEP_SNIPPETS,
        *_PUBLISH_CURATED,
        *(f"wagtailredirects.{action}_redirect" for action in ("add", "change", "delete")),
        "wagtail_localize.submit_translation",
    ),
)


def translators(language: str, name: str) -> Role:
    """Return the role of those who translate into a language; `name` is its own name."""
    return Role(
        key=f"{_TRANSLATORS}{language}",
        name=f"Translators: {name}",
        pages=("add", "change"),
        collections=_files("add", "choose"),
        models=(
            *_ADMIN,
            "links.view_link",
            "wagtail_localize.submit_translation",
            *_TRANSLATE_SNIPPETS,
        ),
        language=language,
    )


def translated_language(key: str) -> str | None:
    """Return the language of a role's key; None for a role without one."""
    return key.removeprefix(_TRANSLATORS) if key.startswith(_TRANSLATORS) else None


def all_roles() -> list[Role]:
    """Return every role of the site, with one of translators for each content language."""
    languages = settings.WAGTAIL_CONTENT_LANGUAGES
    return [EDITORS, MODERATORS, PUBLISHERS, *(translators(*language) for language in languages)]

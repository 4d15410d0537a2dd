"""The load: steps that may each be repeated, so that an interrupted load can be completed.

It has two parts: after the first, the English originals and the snippets, the site is served; the
pages' translations follow while it is used.
"""

from collections.abc import Callable
from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import override
from tqdm import tqdm
from wagtail.log_actions import log
from wagtail.models import Locale, Page

from cms.demo import LOADED, ORIGINALS, has_originals, is_loaded
from cms.demo.changes import ensure_changes
from cms.demo.curated import ensure_curated
from cms.demo.files import page_files
from cms.demo.library import ensure_documents, find_documents
from cms.demo.pages import ensure_pages, find_page
from cms.demo.pictures import ensure_images
from cms.demo.progress import Progress, tell
from cms.demo.site import (
    Credentials,
    ensure_editor,
    ensure_locales,
    ensure_site,
    has_other_pages,
    make_credentials,
    welcome_pages,
)
from cms.demo.snippets import ensure_snippets
from cms.demo.targets import Targets
from cms.demo.test_questions import ensure_questions
from cms.demo.translating import ensure_translation, page_jobs, snippet_jobs
from cms.roles.setting_up import set_up as set_up_roles


class SiteNotEmpty(Exception):
    """The site has pages that are not sample content, and nobody said to go on all the same."""


@dataclass(kw_only=True)
class Loaded:
    """What a load did; zeros when everything was there."""

    pages: int = 0
    snippets: int = 0
    documents: int = 0
    translations: int = 0
    changes: int = 0
    questions: int = 0
    credentials: Credentials | None = field(default=None, repr=False)


def load(
    *, port: int = 8000, force: bool = False, reset: bool = False, progress: bool = True
) -> Loaded:
    """Put the sample content into this site, or complete an interrupted load.

    A completed load is not repeated, so that what editors changed or deleted stays so; `reset`
    writes every sample page and translation again as shipped and brings back deleted ones. Pages
    that are not sample content are never touched. Raises SiteNotEmpty unless `force`.
    """
    result = load_originals(port=port, force=force, reset=reset, progress=progress)
    return load_rest(result, reset=reset, progress=progress)


def load_originals(
    *, port: int = 8000, force: bool = False, reset: bool = False, progress: bool = True
) -> Loaded:
    """Load the first part: what the sample has in English, and snippets in all languages.

    The site can be used then. Snippets come before because pages that name one are indexed anew
    whenever it gains a translation. Once done it is not repeated, unless `reset`. Raises
    SiteNotEmpty unless `force`.
    """
    if (has_originals() or is_loaded()) and not reset:
        return Loaded()
    with override("en"):
        return _load_originals(port=port, force=force, rewrite=reset, progress=progress)


def load_rest(
    result: Loaded | None = None,
    *,
    reset: bool = False,
    progress: bool = True,
    stopped: Callable[[], bool] = lambda: False,
) -> Loaded:
    """Load the second part: pages' translations, what changed after them, and test questions.

    In short transactions, so that it may go on while the site is used. It ends early as soon as
    `stopped` says so; what is missing then is done by the next call.
    """
    result = result or Loaded()
    if is_loaded() and not reset:
        return result
    try:
        with override("en"):
            _load_rest(result, rewrite=reset, progress=progress, stopped=stopped)
    finally:
        tell(None)
    return result


def _load_originals(*, port: int, force: bool, rewrite: bool, progress: bool) -> Loaded:
    result = Loaded()
    with transaction.atomic():
        locales = ensure_locales()
    english = locales["en"]
    home = page_files()[0]
    if not force and find_page(home, english) is None and has_other_pages():
        raise SiteNotEmpty
    result.credentials = make_credentials()
    password = result.credentials.staff_area
    with transaction.atomic():
        set_up_roles()
        editor = ensure_editor(result.credentials)
        documents = ensure_documents(owner=editor, staff_password=password)
        result.documents = len(documents)
        images = ensure_images(owner=editor)
    with transaction.atomic():
        snippets, result.snippets = ensure_snippets(locale=english, rewrite=rewrite)
    targets = Targets(documents=documents, images=images, snippets=snippets)
    with transaction.atomic():
        written = ensure_pages(
            locale=english,
            owner=editor,
            targets=targets,
            staff_password=password,
            rewrite=rewrite,
        )
        result.pages = len(written)
        ensure_site(find_page(home, english), port=port)
        welcome_pages().delete()
        ensure_curated(locales, user=editor, rewrite=rewrite)
    bar = tqdm(snippet_jobs(), "Sample content", unit="text", disable=not progress)
    for entry, language in bar:
        result.translations += ensure_translation(
            entry, language, english=english, user=editor, rewrite=rewrite
        )
    _note(ORIGINALS, english, editor)
    return result


def _load_rest(
    result: Loaded, *, rewrite: bool, progress: bool, stopped: Callable[[], bool]
) -> None:
    result.credentials = make_credentials()
    editor = ensure_editor(result.credentials)
    english = Locale.objects.get(language_code="en")
    todo = page_jobs()
    bar = tqdm(todo, "Translations of the sample", unit="page", disable=not progress)
    for number, (page, language) in enumerate(bar):
        if stopped():
            return
        tell(Progress(done=number, total=len(todo)))
        result.translations += ensure_translation(
            page, language, english=english, user=editor, rewrite=rewrite
        )
    result.changes = ensure_changes(english=english, user=editor)
    result.questions = ensure_questions(english=english, documents=find_documents())
    _note(LOADED, english, editor)


def _note(mark: str, english: Locale, editor: AbstractUser) -> None:
    """Leave a mark for the next start, in the log: it stays when editors delete what was loaded."""
    home = find_page(page_files()[0], english) or Page.get_first_root_node()
    log(instance=home, action="wagtail.edit", user=editor, data={mark: True})

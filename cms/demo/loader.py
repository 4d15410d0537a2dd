"""The load: steps that may each be repeated, so that an interrupted load can be completed."""

from dataclasses import dataclass, field

from django.contrib.auth.models import AbstractUser
from django.db import transaction
from django.utils.translation import override
from tqdm import tqdm
from wagtail.log_actions import log

from cms.demo import LOADED, is_loaded
from cms.demo.changes import ensure_changes
from cms.demo.curated import ensure_curated
from cms.demo.files import page_files
from cms.demo.library import ensure_documents
from cms.demo.pages import ensure_pages, find_page
from cms.demo.pictures import ensure_images
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
from cms.demo.translating import ensure_translation, jobs
from cms.models import HubPage
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
    if is_loaded() and not reset:
        return Loaded()
    with override("en"):
        return _load(port=port, force=force, rewrite=reset, progress=progress)


def _load(*, port: int, force: bool, rewrite: bool, progress: bool) -> Loaded:
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
    for item, language in tqdm(jobs(), "Sample content", unit="text", disable=not progress):
        result.translations += ensure_translation(
            item, language, english=english, user=editor, rewrite=rewrite
        )
    with transaction.atomic():
        ensure_curated(locales, user=editor, rewrite=rewrite)
    result.changes = ensure_changes(english=english, user=editor)
    result.questions = ensure_questions(english=english, documents=documents)
    _note_end(find_page(home, english), editor)
    return result


def _note_end(home: HubPage, editor: AbstractUser) -> None:
    """Leave the mark that `is_loaded` looks for."""
    log(instance=home, action="wagtail.edit", user=editor, data={LOADED: True})

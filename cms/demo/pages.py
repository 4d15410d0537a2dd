"""The English pages, created and published as an editor would."""

from collections.abc import Iterable
from dataclasses import replace

from django.apps import apps
from django.contrib.auth.models import AbstractUser
from wagtail.models import Locale, Page, PageViewRestriction

from cms.demo.fields import fill, fill_plain
from cms.demo.files import PageFile, page_files
from cms.demo.references import references_at_the_end
from cms.demo.site import welcome_pages
from cms.demo.targets import Targets
from cms.models import HubPage


def find_page(source: PageFile, locale: Locale) -> HubPage | None:
    """The page made from a file, or its translation, wherever an editor has moved it."""
    found = Page.objects.filter(translation_key=source.translation_key, locale=locale).first()
    return found and found.specific


def ensure_pages(
    *,
    locale: Locale,
    owner: AbstractUser,
    targets: Targets,
    staff_password: str,
    rewrite: bool,
) -> list[PageFile]:
    """Create the English pages that are missing; `rewrite` gives the others their text back too.

    Call it in one transaction: bodies link to pages, so all pages exist before any has a body.
    `targets` are the documents, images and snippets; the pages are found here. Returns the files
    whose pages were written.
    """
    wanted, keys = [], {}
    for source in page_files():
        page = find_page(source, locale)
        is_new = page is None
        if page is None:
            page = _create(source, locale=locale, owner=owner)
        if is_new or rewrite:
            wanted.append(source)
        keys[source.path] = page.pk
    targets = replace(targets, pages=keys)
    with references_at_the_end() as changed:
        for source in wanted:
            # Fetched again: a page from before its children were added would save their count as 0.
            page = find_page(source, locale)
            _write(source, page, owner=owner, targets=targets)
            changed.append(page)
    _restrict(page_files(), locale=locale, password=staff_password)
    return wanted


def _create(source: PageFile, *, locale: Locale, owner: AbstractUser) -> HubPage:
    """A page in its place in the tree, not live and still without its text."""
    page = apps.get_model("cms", source.model)(
        slug=source.slug,
        locale=locale,
        translation_key=source.translation_key,
        owner=owner,
        live=False,
        show_in_menus=source.menu,
    )
    fill_plain(page, source)
    if not source.path:
        return _create_home(page)
    parent = next(other for other in page_files() if other.path == source.parent)
    return find_page(parent, locale).add_child(instance=page)


def _create_home(home: HubPage) -> HubPage:
    """The home page below the root; Wagtail's welcome page gives up its slug for it."""
    root = Page.get_first_root_node()
    for welcome in welcome_pages().filter(slug=home.slug):
        welcome.slug = f"welcome-{welcome.pk}"
        welcome.save()
    if root.get_children().filter(slug=home.slug).exists():
        home.slug = f"sample-{home.slug}"
    return root.add_child(instance=home)


def _write(source: PageFile, page: HubPage, *, owner: AbstractUser, targets: Targets) -> None:
    """Give a page its text and publish it, unless it is to stay a draft."""
    fill(page, source, targets)
    revision = page.save_revision(user=owner)
    if not source.draft:
        revision.publish(user=owner)


def _restrict(sources: Iterable[PageFile], *, locale: Locale, password: str) -> None:
    """Close each private section at its top page; what is below is closed with it."""
    for source in sources:
        if source.private and source.depth == 1:
            page = find_page(source, locale)
            if not page.view_restrictions.exists():
                PageViewRestriction.objects.create(
                    page=page,
                    restriction_type=PageViewRestriction.PASSWORD,
                    password=password,
                )

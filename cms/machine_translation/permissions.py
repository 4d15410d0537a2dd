"""Permissions: which user may have which page drafted in which language."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.contrib.auth.models import AnonymousUser, User
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from wagtail.models import Locale, Page, PagePermissionTester

#: wagtail-localize's own permission, which the groups of translators have.
SUBMIT = "wagtail_localize.submit_translation"


def signed_in(request: HttpRequest) -> User:
    """Return the user of the request. Raises PermissionDenied if nobody is signed in."""
    if isinstance(request.user, AnonymousUser):
        raise PermissionDenied
    return request.user


def may_submit(user: User | AnonymousUser) -> bool:
    """Return whether the user may translate anything at all."""
    return user.is_active and user.has_perm(SUBMIT)


def may_publish(user: User, page: Page) -> bool:
    """Return whether the user may publish this page."""
    return bool(page.permissions_for_user(user).can_publish())


def permitted(user: User, pages: Sequence[Page], locales: Iterable[Locale]) -> set[tuple[int, int]]:
    """Return the (page key, locale key) pairs that the user may have drafted.

    Besides the permission to submit translations, the user needs the permission to edit the page in
    that language. If it does not exist there yet, the user has to be allowed to add it below its
    nearest ancestor that is translated, or else at the top of the tree. Costs a fixed number of
    queries.
    """
    if not may_submit(user):
        return set()
    wanted = list(locales)
    paths = {
        page.path[:length]
        for page in pages
        for length in range(Page.steplen, len(page.path) + 1, Page.steplen)
    }
    above = dict(Page.objects.filter(path__in=paths).values_list("path", "translation_key"))
    there: dict[tuple[object, int], Page] = {
        (page.translation_key, page.locale_id): page
        for page in Page.objects.filter(translation_key__in=set(above.values()), locale__in=wanted)
    }
    root = Page.get_first_root_node()
    return {
        (page.pk, locale.pk)
        for page in pages
        for locale in wanted
        if locale.pk != page.locale_id and _may_draft(user, page, locale, above, there, root)
    }


def _may_draft(
    user: User,
    page: Page,
    locale: Locale,
    above: dict[str, object],
    there: dict[tuple[object, int], Page],
    root: Page,
) -> bool:
    target = there.get((page.translation_key, locale.pk))
    if target is not None:
        granted = target.permissions_for_user(user)
        # Wagtail's can_edit() fetches the workflow of each page with a query of its own.
        return _has(granted, "change") or (_has(granted, "add") and target.owner_id == user.pk)
    parent = root
    for length in range(len(page.path) - Page.steplen, Page.steplen, -Page.steplen):
        if found := there.get((above.get(page.path[:length]), locale.pk)):
            parent = found
            break
    # Which kinds of page may stand there was settled for the original.
    granted = parent.permissions_for_user(user)
    return _has(granted, "add") or _has(granted, "change")


def _has(granted: PagePermissionTester, action: str) -> bool:
    return bool(granted.user.is_superuser or action in granted.permissions)

"""Rules of what editors do with pages."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

from django.db.models import Q
from django.utils import timezone
from hypothesis import strategies as st
from hypothesis.stateful import rule
from wagtail.actions.convert_alias import ConvertAliasPageAction
from wagtail.actions.copy_page import CopyPageAction
from wagtail.actions.create_alias import CreatePageAliasAction
from wagtail.actions.unpublish_page import UnpublishPageAction
from wagtail.models import Page, Site

from tests.assistant.proof.site import body
from tests.assistant.proof.world import PICK, World, given
from tests.testsite.models import ArticlePage

_OWN = Q(alias_of__isnull=True)


class Editing(World):
    """Pages come, change, move and go."""

    def latest(self, page: ArticlePage) -> ArticlePage:
        """The page as an editor has it on the screen: its newest draft."""
        draft: ArticlePage = page.get_latest_revision_as_object()
        return draft

    @given("room")
    @rule(parent=PICK, live=st.booleans(), link=st.none() | PICK)
    def create(self, parent: int, live: bool, link: int | None) -> None:
        if self.room():
            above = self.parent(parent)
            word = self.word()
            linked = [d for d in [self.document(link)] if d] if link is not None else []
            page = ArticlePage(
                title=self.word(),
                slug=word,
                body=body(word, linked),
                locale=above.locale,
                live=False,
            )
            above.add_child(instance=page)
            revision = page.save_revision()
            if live:
                revision.publish()
            self.did(f"create {page.pk} under {above.pk}, {live=}, links={linked}")

    @given("page")
    @rule(pick=PICK, retitle=st.booleans())
    def edit_draft(self, pick: int, retitle: bool) -> None:
        if page := self.page(pick, _OWN):
            draft = self.latest(page)
            draft.body = body(self.word())
            if retitle:
                draft.title = self.word()
            draft.save_revision()
            self.did(f"edit_draft {page.pk}")

    @rule(pick=PICK, fresh=st.booleans())
    def publish(self, pick: int, fresh: bool) -> None:
        if page := self.page(pick, _OWN, depth__gt=1):
            draft = self.latest(page)
            if fresh:
                draft.body = body(self.word(), self._linked(draft))
            draft.save_revision().publish()
            self.did(f"publish {page.pk}, {fresh=}")

    def _linked(self, page: ArticlePage) -> list[Any]:
        """The documents that a page's text links to."""
        numbers = {int(n) for n in re.findall(r'id=\\?"(\d+)', page.serializable_data()["body"])}
        return [document for document in self.documents() if document.pk in numbers]

    @given("page")
    @rule(pick=PICK, hours=st.sampled_from([1, 5]))
    def schedule(self, pick: int, hours: int) -> None:
        if page := self.page(pick, _OWN):
            draft = self.latest(page)
            draft.body = body(self.word())
            draft.go_live_at = timezone.now() + timedelta(hours=hours)
            draft.save_revision().publish()
            self.did(f"schedule {page.pk} in {hours} h")

    @given("page")
    @rule(pick=PICK, hours=st.sampled_from([-1, 1, 5]))
    def let_expire(self, pick: int, hours: int) -> None:
        if page := self.page(pick, _OWN):
            draft = self.latest(page)
            draft.expire_at = timezone.now() + timedelta(hours=hours)
            draft.save_revision().publish()
            self.did(f"let_expire {page.pk} in {hours} h")

    @rule(pick=PICK, descendants=st.booleans())
    def unpublish(self, pick: int, descendants: bool) -> None:
        if page := self.page(pick, live=True, depth__gt=1):
            # The root of a site may not be unpublished in the admin, and can be in code.
            UnpublishPageAction(page, user=self.editor(), include_descendants=descendants).execute(
                skip_permission_checks=True
            )
            self.did(f"unpublish {page.pk}, {descendants=}")

    @given("page")
    @rule(pick=PICK)
    def delete(self, pick: int) -> None:
        if page := self.page(pick):
            self.did(f"delete {page.pk}")
            page.delete()

    @given("page")
    @rule(pick=PICK, place=PICK)
    def move(self, pick: int, place: int) -> None:
        page, to = self.page(pick), self.parent(place)
        # Wagtail's own view asks for a free slug; the move itself does not.
        if page and self._may_hold(page, to) and Page._slug_is_available(page.slug, to, page):
            page.move(to, pos="last-child")
            self.did(f"move {page.pk} under {to.pk}")

    @given("room")
    @rule(pick=PICK, place=PICK, recursive=st.booleans(), live=st.booleans())
    def copy_page(self, pick: int, place: int, recursive: bool, live: bool) -> None:
        page, to = self.page(pick), self.parent(place)
        if page and self._may_hold(page, to, recursive=recursive):
            slug = self.word()
            CopyPageAction(
                page,
                to=to,
                recursive=recursive,
                keep_live=live,
                update_attrs={"slug": slug},
            ).execute()
            self.did(f"copy_page {page.pk} under {to.pk}, {recursive=}, {live=}")

    @given("room")
    @rule(pick=PICK, place=PICK, recursive=st.booleans())
    def alias(self, pick: int, place: int, recursive: bool) -> None:
        page, to = self.page(pick), self.parent(place)
        if page and self._may_hold(page, to, recursive=recursive):
            CreatePageAliasAction(
                page, parent=to, recursive=recursive, update_slug=self.word()
            ).execute()
            self.did(f"alias {page.pk} under {to.pk}, {recursive=}")

    @given("alias")
    @rule(pick=PICK)
    def convert_alias(self, pick: int) -> None:
        if page := self.page(pick, ~_OWN, depth__gt=1):
            ConvertAliasPageAction(page).execute()
            self.did(f"convert_alias {page.pk}")

    @given("page")
    @rule(pick=PICK)
    def change_slug(self, pick: int) -> None:
        if page := self.page(pick, _OWN):
            draft = self.latest(page)
            draft.slug = self.word()
            draft.save_revision().publish()
            self.did(f"change_slug {page.pk}")

    @rule(pick=PICK)
    def change_site_root(self, pick: int) -> None:
        if page := self.page(pick, depth__gt=1):
            self._root_site_at(page)
            self.did(f"change_site_root to {page.pk}")

    def _root_site_at(self, page: Page) -> None:
        # The site goes when its root page is deleted.
        site = Site.objects.filter(is_default_site=True).first() or Site(
            hostname="hub.example", is_default_site=True
        )
        site.root_page = Page.objects.get(pk=page.pk)
        site.save()

    @given("moved root")
    @rule()
    def restore_site_root(self) -> None:
        self._root_site_at(self.home())
        self.did("restore_site_root")

    @rule(pick=PICK)
    def second_site(self, pick: int) -> None:
        """A site more for a part of the tree, or no longer."""
        if site := Site.objects.filter(is_default_site=False).first():
            site.delete()
            self.did("second_site closed")
        elif page := self.page(pick):
            Site.objects.create(hostname="part.example", root_page_id=page.pk)
            self.did(f"second_site at {page.pk}")

    def _may_hold(self, page: Page, to: Page, *, recursive: bool = True) -> bool:
        """Whether the page, with what is below it, may go there."""
        inside = to.pk == page.pk or to.is_descendant_of(page)
        return not inside and self.room(1 + (page.get_descendant_count() if recursive else 0))

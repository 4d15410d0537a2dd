"""Drafts in another front end: an editor chooses it as the way to preview a page.

Off unless the setting `HUB_FRONT_END_URL` names a front end. Then the draft is kept for a day, and
the front end is opened with a signed token for it, which the API's `page_preview` takes.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_headless_preview.models import HeadlessPreviewMixin, PagePreview

#: The name of the way to preview.
FRONT_END = "front-end"
#: Seconds that a token is good for: as long as wagtail-headless-preview keeps a draft.
TOKEN_AGE = 24 * 3600


class FrontEndPreviewMixin(HeadlessPreviewMixin):
    """A page that can be previewed in the hub's own pages, and in a front end if there is one."""

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The ways to preview the page (see PreviewableMixin)."""
        modes = list(super().preview_modes)
        if settings.HUB_FRONT_END_URL:
            modes.append((FRONT_END, _("In the front end")))
        return modes

    def get_client_root_url(self, request: HttpRequest) -> str:
        """Where the front end is (see HeadlessBase, which remembers settings for ever)."""
        return settings.HUB_FRONT_END_URL

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """The draft, here or in the front end (see PreviewableMixin)."""
        if mode_name == FRONT_END and settings.HUB_FRONT_END_URL:
            return super().serve_preview(request, mode_name)
        # Past wagtail-headless-preview, which knows no other way than its own.
        return super(HeadlessPreviewMixin, self).serve_preview(request, mode_name)


def previewed_page(label: str, token: str) -> Page | None:
    """The draft that a token is for; None if the token is wrong or old, or the draft is gone.

    `label` is the kind of page, such as `cms.newspage`.
    """
    if not settings.HUB_FRONT_END_URL:
        return None
    try:
        FrontEndPreviewMixin.get_preview_signer().unsign(token, max_age=TOKEN_AGE)
    except BadSignature:
        return None
    kept = PagePreview.objects.select_related("content_type").filter(token=token).first()
    if kept is None or f"{kept.content_type.app_label}.{kept.content_type.model}" != label.lower():
        return None
    page = kept.as_page()
    # A page that was never saved has no key; the API needs one to write.
    page.pk = page.pk or 0
    return page

"""The preview of a draft in another front end, which editors choose as a preview mode.

It is off unless the setting `HUB_FRONT_END_URL` names a front end. A draft is kept for a day, and
the front end is opened with a signed token for it, which it sends to the API's `page_preview`.
"""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.signing import BadSignature
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.models import Page
from wagtail_headless_preview.models import HeadlessPreviewMixin, PagePreview

#: The name of the preview mode.
FRONT_END = "front-end"
#: Seconds for which a token is valid: as long as wagtail-headless-preview keeps a draft.
TOKEN_AGE = 24 * 3600


class FrontEndPreviewMixin(HeadlessPreviewMixin):
    """A page that can be previewed in the hub's own pages, and in a front end if there is one."""

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """The preview modes of the page."""
        modes = list(super().preview_modes)
        if settings.HUB_FRONT_END_URL:
            modes.append((FRONT_END, _("In the front end")))
        return modes

    def get_client_root_url(self, request: HttpRequest) -> str:
        """Return the address of the front end; the base class caches it and misses new settings."""
        return settings.HUB_FRONT_END_URL

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        """Return the preview of the draft, from the hub's own template or the front end."""
        if mode_name == FRONT_END and settings.HUB_FRONT_END_URL:
            return super().serve_preview(request, mode_name)
        # Skip wagtail-headless-preview, which previews in the front end only.
        return super(HeadlessPreviewMixin, self).serve_preview(request, mode_name)


def previewed_page(label: str, token: str) -> Page | None:
    """Return the draft for a token; None if the token is wrong or old, or the draft is gone.

    `label` is the model's label, such as `cms.newspage`.
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
    # A page that was never saved has no key, but the API needs one to write.
    page.pk = page.pk or 0
    return page

"""New language trees: a home page in another language, or another home page for a site."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page, Site

from cms.roles.setting_up import complete_trees


def page_saved(sender: type[Any], instance: Any, created: bool = False, **kwargs: Any) -> None:
    """A new translation of a site's home page is a language's tree."""
    if not created or kwargs.get("raw") or not issubclass(sender, Page) or sender is Page:
        return
    if Site.objects.filter(root_page__translation_key=instance.translation_key).exists():
        complete_trees(instance.locale.language_code)


def site_saved(sender: type[Site], instance: Site, raw: bool = False, **kwargs: Any) -> None:
    """A site may have another home page now."""
    if not raw:
        complete_trees()


def connect() -> None:
    """Listen to all models, as pages are of many kinds, and to sites."""
    post_save.connect(page_saved, dispatch_uid="roles.page_saved")
    post_save.connect(site_saved, sender=Site, dispatch_uid="roles.site_saved")

"""Completes permissions when a site gets a new language tree or another home page."""

from __future__ import annotations

from typing import Any

from django.db.models.signals import post_save
from wagtail.models import Page, Site

from cms.roles.setting_up import complete_trees


def page_saved(sender: type[Any], instance: Any, created: bool = False, **kwargs: Any) -> None:
    """Complete the permissions of a language when its home page is created."""
    if not created or kwargs.get("raw") or not issubclass(sender, Page) or sender is Page:
        return
    if Site.objects.filter(root_page__translation_key=instance.translation_key).exists():
        complete_trees(instance.locale.language_code)


def site_saved(sender: type[Site], instance: Site, raw: bool = False, **kwargs: Any) -> None:
    """Complete all permissions, because the site's home page may have changed."""
    if not raw:
        complete_trees()


def connect() -> None:
    """Connect to sites, and to all models because pages are of many kinds."""
    post_save.connect(page_saved, dispatch_uid="roles.page_saved")
    post_save.connect(site_saved, sender=Site, dispatch_uid="roles.site_saved")

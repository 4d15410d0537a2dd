"""Machine translation in Wagtail's admin: addresses, menu item, editor."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, URLResolver, include, path, reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.models import Page
from wagtail_localize.models import Translation
from wagtail_localize.views.edit_translation import edit_translation

from cms.machine_translation.permissions import may_submit
from cms.machine_translation.views import editor, runs


# It has to run before wagtail-localize's hook, because the first two addresses replace its own.
@hooks.register("register_admin_urls", order=-10)
def admin_urls() -> list[URLPattern | URLResolver]:
    """Return the addresses of the views."""
    own = [
        path("", runs.RunsView.as_view(), name="runs"),
        path("start/", runs.start, name="start"),
        path("<int:pk>/", runs.RunView.as_view(), name="run"),
        path("<int:pk>/progress/", runs.progress, name="progress"),
        path("<int:pk>/cancel/", runs.change, {"action": "cancel"}, name="cancel"),
        path("<int:pk>/resume/", runs.change, {"action": "resume"}, name="resume"),
        path("translations/<int:translation_id>/confirm/", editor.confirm, name="confirm"),
    ]
    return [
        path(
            "localize/translate/<int:translation_id>/machine_translate/", editor.machine_translate
        ),
        path("localize/translate/<int:translation_id>/pofile/upload/", editor.upload_pofile),
        path(
            "machine-translation/",
            include((own, "machine_translation"), namespace="machine_translation"),
        ),
    ]


class RunsMenuItem(MenuItem):
    """A menu item that only users who may translate see."""

    def is_shown(self, request: HttpRequest) -> bool:
        return may_submit(request.user)


@hooks.register("register_reports_menu_item")
def runs_menu_item() -> RunsMenuItem:
    """Return the menu item of the runs."""
    return RunsMenuItem(
        _("Machine translation"),
        reverse("machine_translation:runs"),
        name="machine-translation",
        icon_name="wagtail-localize-language",
        order=9020,
    )


@hooks.register("before_edit_page", order=-10)
def edit_a_waiting_translation(request: HttpRequest, page: Page) -> HttpResponse | None:
    """Open the translation editor for an alias whose translation waits to be published.

    Readers see the original until then. Without this hook wagtail-localize would offer to begin the
    translation, which exists already.
    """
    if page.alias_of is None or page.alias_of.locale_id == page.locale_id:
        return None
    translation = Translation.objects.filter(
        source__object_id=page.translation_key, target_locale_id=page.locale_id, enabled=True
    ).first()
    if translation is None:
        return None
    response: HttpResponse = edit_translation(request, translation, page)
    return response

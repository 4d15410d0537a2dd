"""The list of visitors' questions for editors, with those that found no answer or a poor one."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.urls import NoReverseMatch, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.menus import MenuItem
from wagtail.admin.views.generic.models import IndexView, InspectView
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets.button import HeaderButton
from wagtail.models import Locale
from wagtail.permission_policies import ModelPermissionPolicy

from assistant.models import Turn


class ReadOnly(ModelPermissionPolicy):
    """A permission policy that lets people view questions and nothing else: they are a record."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        return action == "view" and super().user_has_permission(user, "view")

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        return self.user_has_permission(user, action)


def answer_url(user: Any, turn: Turn) -> str:
    """Return the address of the form for a curated answer to this question.

    It is empty if the user may not write one, or the site has no snippets.
    """
    if not user.has_perm("assistant.add_curatedanswer"):
        return ""
    try:
        address = reverse("wagtailsnippets_assistant_curatedanswer:add")
    except NoReverseMatch:
        return ""
    query = {"question": turn.searched or turn.question}
    if locale := Locale.objects.filter(language_code=turn.locale).first():
        query["locale"] = locale.language_code
    return f"{address}?{urlencode(query)}"


class QuestionIndexView(IndexView):
    """The list of questions, each with a button to write a curated answer."""

    def get_list_more_buttons(self, instance: Any) -> list[Any]:
        buttons: list[Any] = super().get_list_more_buttons(instance)
        if url := answer_url(self.request.user, instance):
            buttons.append(MenuItem(_("Write an answer"), url=url, icon_name="edit", priority=15))
        return buttons


class QuestionInspectView(InspectView):
    """A question with its answer, and a button to write a curated one."""

    @cached_property
    def header_buttons(self) -> list[Any]:
        url = answer_url(self.request.user, self.object)
        own = [HeaderButton(_("Write an answer"), url=url, icon_name="edit")] if url else []
        return [*super().header_buttons, *own]


class QuestionViewSet(ModelViewSet):
    """Questions with their answers, newest first; filtered by outcome, language and helpfulness."""

    model = Turn
    name = "assistant_questions"
    icon = "help"
    menu_label = _("Questions")
    menu_order = 900
    add_to_admin_menu = True
    inspect_view_enabled = True
    index_view_class = QuestionIndexView
    inspect_view_class = QuestionInspectView
    copy_view_enabled = False
    list_display = ["question", "locale", "status", "helpful", "created_at"]
    list_filter = ["status", "locale", "helpful"]
    search_fields = ["question"]
    search_backend_name = None
    ordering = ["-created_at"]
    inspect_view_fields = ["question", "searched", "locale", "status", "answer", "helpful"]
    # Wagtail requires a form, though nobody has the permission to open it.
    form_fields = ["helpful"]

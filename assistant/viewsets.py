"""The questions that people asked, for editors: what found no answer, and what did not help."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.permission_policies import ModelPermissionPolicy

from assistant.models import Turn


class ReadOnly(ModelPermissionPolicy):
    """Who may view questions may do just that: they are a record."""

    def user_has_permission(self, user: Any, action: str) -> bool:
        """Whether the user may do this at all."""
        return action == "view" and super().user_has_permission(user, "view")

    def user_has_any_permission(self, user: Any, actions: Any) -> bool:
        """Whether the user may do one of these."""
        return any(self.user_has_permission(user, action) for action in actions)

    def user_has_permission_for_instance(self, user: Any, action: str, instance: Any) -> bool:
        """The same for one question."""
        return self.user_has_permission(user, action)


class QuestionViewSet(ModelViewSet):
    """Questions with their answers, newest first; filters by outcome, language and helpfulness."""

    model = Turn
    name = "assistant_questions"
    icon = "help"
    menu_label = _("Questions")
    menu_order = 900
    add_to_admin_menu = True
    inspect_view_enabled = True
    copy_view_enabled = False
    list_display = ["question", "locale", "status", "helpful", "created_at"]
    list_filter = ["status", "locale", "helpful"]
    search_fields = ["question"]
    search_backend_name = None
    ordering = ["-created_at"]
    inspect_view_fields = ["question", "searched", "locale", "status", "answer", "helpful"]
    # Wagtail wants a form, though nobody may open it.
    form_fields = ["helpful"]

"""The list of curated answers in the admin, which says of each whether it is given, or why not."""

from __future__ import annotations

from typing import Any

import django_filters
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column, DateColumn, UpdatedAtColumn
from wagtail.coreutils import get_content_languages
from wagtail.snippets.views.snippets import CreateView, IndexView, SnippetViewSet

from assistant.curated import Availability, availabilities
from assistant.models import LONGEST_WORDING, CuratedAnswer


class AvailabilityColumn(Column):
    """A column with an answer's availability, which the view computes for all rows together."""

    def get_value(self, instance: Any) -> Any:
        found = getattr(instance, "standing", None)
        return found.label if found else ""


class CuratedFilterSet(WagtailFilterSet):
    """Filters by availability; Wagtail adds the language."""

    standing = django_filters.ChoiceFilter(
        label=_("State"), choices=Availability.choices, method="with_availability"
    )

    class Meta:
        """No field of the model is filtered by itself."""

        model = CuratedAnswer
        fields: list[str] = []

    def with_availability(
        self, queryset: QuerySet[CuratedAnswer], name: str, value: str
    ) -> QuerySet[CuratedAnswer]:
        """Return the answers that have this availability now."""
        found = availabilities(list(queryset))
        return queryset.filter(pk__in=[pk for pk, standing in found.items() if standing == value])


class CuratedIndexView(IndexView):
    """The list of curated answers, with the availability of each on the page."""

    def get_table(self, object_list: Any, **kwargs: Any) -> Any:
        rows = list(object_list)
        found = availabilities(rows)
        for row in rows:
            row.standing = found[row.pk]
        return super().get_table(rows, **kwargs)


class CuratedCreateView(CreateView):
    """The form for a new answer, filled with the `question` of the address."""

    def get_initial(self) -> dict[str, Any]:
        """Return the form's initial values, with the question cut to the length that fits."""
        asked = self.request.GET.get("question", "").replace("\x00", " ").strip()
        return {**super().get_initial(), "question": asked[:LONGEST_WORDING]}


class CuratedAnswerViewSet(SnippetViewSet):
    """The list and the forms of the answers that editors write."""

    model = CuratedAnswer
    icon = "edit"
    menu_label = _("Curated answers")
    menu_name = "curated-answers"
    menu_order = 901
    add_to_admin_menu = True
    index_view_class = CuratedIndexView
    add_view_class = CuratedCreateView
    filterset_class = CuratedFilterSet
    list_display = [
        "question",
        Column(
            "language",
            label=_("Language"),
            accessor=lambda one: get_content_languages().get(
                one.locale.language_code, one.locale.language_code
            ),
        ),
        AvailabilityColumn("standing", label=_("State")),
        DateColumn("expire_at", label=_("Expires"), sort_key="expire_at"),
        UpdatedAtColumn(),
    ]
    search_fields = ["question", "other_wordings", "answer"]
    search_backend_name = None

    def get_queryset(self, request: Any) -> QuerySet[CuratedAnswer]:
        rows: QuerySet[CuratedAnswer] = CuratedAnswer.objects.select_related("locale")
        return rows

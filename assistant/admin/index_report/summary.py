"""An item on the admin's home page that shows how many sources failed."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from wagtail.admin.site_summary import SummaryItem

from assistant.admin.index_report.access import visible_to
from assistant.ingestion import SourceKind
from assistant.models import Source


class FailedSources(SummaryItem):
    """The number of pages and documents that failed and that the user may see."""

    order = 900
    template_name = "assistant/index_report/summary.html"

    @cached_property
    def count(self) -> int:
        """Return the number."""
        failed = Source.objects.filter(state=Source.State.FAILED)
        return self._of("page", failed) + self._of("document", failed)

    def _of(self, kind: SourceKind, failed: Any) -> int:
        keys = list(
            failed.filter(**{f"{kind}__isnull": False}).values_list(f"{kind}_id", flat=True)
        )
        return visible_to(self.request.user, kind).filter(pk__in=keys).count() if keys else 0

    def is_shown(self) -> bool:
        return self.count > 0

    def get_context_data(self, parent_context: Any) -> dict[str, Any]:
        return {"count": self.count, "url": f"{reverse('assistant_index:report')}?state=failed"}

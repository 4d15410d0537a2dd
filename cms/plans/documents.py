"""The plan, and the report back to the Network, as PDF files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms import typesetting
from cms.i18n import written_date
from cms.plans.plan import Activity, Plan, column_labels, quarter_label, status_label
from cms.plans.progress import Progress, Share, count

#: The statuses in the order of the report's sections.
_REPORT_ORDER = ("done", "running", "postponed", "dropped", "planned")


def plan_pdf(plan: Plan) -> bytes:
    """Return the plan by quarter, with its progress. Raises MissingFont.

    Labels are in the active language, which should be the plan's.
    """
    progress = count(plan.activities)
    labels = column_labels()
    columns = _columns(labels, {"activity": 3.8, "owner": 2.2, "status": 1.9, "outcome": 3.3})
    sections = [
        {
            "title": quarter.label,
            "columns": columns,
            "rows": [
                (item.activity, item.owner, _status(item.status), item.outcome)
                for item in quarter.activities
            ],
        }
        for quarter in progress.quarters
    ]
    return _document(plan, plan.title, progress, sections)


def report_pdf(plan: Plan) -> bytes:
    """Return the report on the plan: first what was done, then what was not done and why.

    Labels are in the active language, which should be the plan's. Raises MissingFont.
    """
    progress = count(plan.activities)
    labels = column_labels()
    sections = []
    for status in _REPORT_ORDER:
        chosen = [item for item in plan.activities if item.status == status]
        if chosen:
            reason = status in ("postponed", "dropped")
            told = "reason" if reason else "outcome"
            sections.append(
                {
                    "title": section_title(status),
                    "columns": _columns(
                        labels, {"activity": 4, "owner": 2.2, "quarter": 1.8, told: 3.8}
                    ),
                    "rows": [_report_row(item, reason=reason) for item in chosen],
                }
            )
    return _document(plan, report_title(plan), progress, sections, introduction=_summary(progress))


def report_title(plan: Plan) -> str:
    """Return the title of the report on the plan."""
    return _("Report to the Network: %(plan)s") % {"plan": plan.title}


def section_title(status: str) -> str:
    """Return the heading of the activities with a status in the report."""
    return {
        "done": _("What was done"),
        "running": _("What is under way"),
        "planned": _("What has not begun"),
        "postponed": _("What was postponed, and why"),
        "dropped": _("What was dropped, and why"),
    }[status]


def _report_row(item: Activity, *, reason: bool) -> tuple[str, ...]:
    """Return a row of the report; `reason` says that the last cell explains why it was not done."""
    told = item.outcome or (_("No reason is given.") if reason else "")
    return (item.activity, item.owner, quarter_label(item.quarter), told)


def _summary(progress: Progress) -> str:
    """Return the sentence that says how many activities are done."""
    done = ngettext(
        "%(done)s of %(total)s activity is done.",
        "%(done)s of %(total)s activities are done.",
        progress.total,
    ) % {"done": progress.done, "total": progress.total}
    return done if progress.total else _("The plan has no activities yet.")


def _document(
    plan: Plan, title: str, progress: Progress, sections: Sequence[Mapping[str, Any]], *,
    introduction: str = "",
) -> bytes:  # fmt: skip
    # A file is refused even if all its texts are in another script: its labels would be missing.
    typesetting.require_language(plan.language)
    about = [
        (_("Year"), plan.when),
        (_("Centre"), plan.centre),
        (_("Published by"), plan.site),
    ]
    data = {
        "title": title,
        "author": plan.centre or plan.site,
        # Translators: a label and what it says, as in "Year: 2026".
        "facts": [
            _("%(label)s: %(value)s") % {"label": label, "value": value}
            for label, value in about
            if value
        ],
        "url": plan.url,
        "introduction": introduction,
        "progress": _progress_chart(progress) if progress.total else None,
        "sections": sections,
        "footer": _("Page %(page)s of %(pages)s. Made on %(date)s.")
        % {"page": "{page}", "pages": "{pages}", "date": written_date(plan.generated_on)},
    }
    return typesetting.pdf("plan.typ", data, language=plan.language)


def _progress_chart(progress: Progress) -> dict[str, Any]:
    """Return a bar for each quarter and one for the whole plan, a legend, and a table of counts."""
    rows: list[tuple[str, Sequence[Share], int]] = [
        (quarter.label, quarter.shares, quarter.total) for quarter in progress.quarters
    ]
    rows.append((_("Whole plan"), progress.shares, progress.total))
    return {
        "title": _("Progress"),
        "description": _summary(progress),
        "statuses": [_status(share.status) for share in progress.shares],
        "columns": [
            column_labels()["quarter"],
            *(share.label for share in progress.shares),
            _("All"),
        ],
        "rows": [
            {
                "name": name,
                "total": total,
                "shares": [
                    {"status": share.status, "count": share.count, "width": share.width}
                    for share in shares
                ],
            }
            for name, shares, total in rows
        ],
    }


def _columns(labels: Mapping[str, str], shares: Mapping[str, float]) -> list[dict[str, Any]]:
    """Return the columns of a table, each with its label and its share of the width."""
    return [{"label": labels[name], "share": share} for name, share in shares.items()]


def _status(status: str) -> dict[str, str]:
    return {"status": status, "label": status_label(status)}

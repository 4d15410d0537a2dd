"""The plan, and the report back to the Network, as PDF files."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cms.i18n import written_date
from cms.plans.plan import Activity, Plan, column_labels, quarter_label, status_label
from cms.plans.progress import Progress, Share, count
from cms.typesetting import fonts, lines
from cms.typesetting.flow import Flow
from cms.typesetting.lines import Style
from cms.typesetting.pdf import Document

BRAND, MUTED, LINK = "#0c3f4c", "#4a5c66", "#0a5a6c"
#: The pieces of a bar; lightness tells them apart on paper without colour.
COLOURS = {
    "done": "#0c3f4c",
    "running": "#3f8799",
    "planned": "#dfe8ea",
    "postponed": "#e0a268",
    "dropped": "#8b949a",
}
#: What the report says first, and how.
_REPORTED = ("done", "running", "postponed", "dropped", "planned")


def plan_pdf(plan: Plan) -> bytes:
    """The plan by quarter, with its progress. Raises MissingFont.

    Labels are in the active language, which should be the plan's.
    """
    flow = _begin(plan, plan.title)
    progress = count(plan.activities)
    _opening(flow, plan, plan.title)
    _progress_chart(flow, progress)
    labels = column_labels()
    for quarter in progress.quarters:
        flow.heading(quarter.label, 2)
        flow.table(
            [labels[name] for name in ("activity", "owner", "status", "outcome")],
            [
                (item.activity, item.owner, status_label(item.status), item.outcome)
                for item in quarter.activities
            ],
            (4, 2.2, 1.6, 3.4),
            caption=quarter.label,
        )
    return _end(flow, plan)


def report_pdf(plan: Plan) -> bytes:
    """What came of the plan: what was done first, then what was not, and why.

    Raises MissingFont. Labels are in the active language, which should be the plan's.
    """
    title = report_title(plan)
    flow = _begin(plan, title)
    progress = count(plan.activities)
    _opening(flow, plan, title)
    flow.paragraph(_summary(progress))
    _progress_chart(flow, progress)
    labels = column_labels()
    for status in _REPORTED:
        chosen = [item for item in plan.activities if item.status == status]
        if not chosen:
            continue
        flow.heading(section_title(status), 2)
        reason = status in ("postponed", "dropped")
        flow.table(
            [
                labels["activity"],
                labels["owner"],
                labels["quarter"],
                labels["reason" if reason else "outcome"],
            ],
            [_reported(item, reason=reason) for item in chosen],
            (4, 2.2, 1.8, 3.8),
            caption=section_title(status),
        )
    return _end(flow, plan)


def report_title(plan: Plan) -> str:
    """What the report on the plan is called."""
    return _("Report to the Network: %(plan)s") % {"plan": plan.title}


def section_title(status: str) -> str:
    """The heading over the activities of a status in the report."""
    return {
        "done": _("What was done"),
        "running": _("What is under way"),
        "planned": _("What has not begun"),
        "postponed": _("What was postponed, and why"),
        "dropped": _("What was dropped, and why"),
    }[status]


def _reported(item: Activity, *, reason: bool) -> tuple[str, ...]:
    told = item.outcome or (_("No reason is given.") if reason else "")
    return (item.activity, item.owner, quarter_label(item.quarter), told)


def _summary(progress: Progress) -> str:
    done = ngettext(
        "%(done)s of %(total)s activity is done.",
        "%(done)s of %(total)s activities are done.",
        progress.total,
    ) % {"done": progress.done, "total": progress.total}
    return done if progress.total else _("The plan has no activities yet.")


def _begin(plan: Plan, title: str) -> Flow:
    # Refused before anything is drawn, so that no file has boxes where letters belong.
    fonts.typeface(fonts.script_of_language(plan.language))
    document = Document(
        title=title, language=plan.language, rtl=plan.rtl, author=plan.centre or plan.site
    )
    style = Style(size=10, language=plan.language, rtl=plan.rtl)
    return Flow(document=document, style=style, accent=BRAND)


def _opening(flow: Flow, plan: Plan, title: str) -> None:
    flow.heading(title, 1)
    about = [
        (_("Year"), plan.when),
        (_("Centre"), plan.centre),
        (_("Published by"), plan.site),
    ]
    for label, value in about:
        if value:
            # Translators: a label and what it says, as in "Year: 2026".
            told = _("%(label)s: %(value)s") % {"label": label, "value": value}
            flow.paragraph(told, colour=MUTED)
    if plan.url:
        flow.link(plan.url, plan.url, LINK)
    flow.space(flow.style.size)


def _progress_chart(flow: Flow, progress: Progress) -> None:
    """A bar for each quarter and one for the year, a key, and the numbers in a table."""
    if not progress.total:
        return
    flow.heading(_("Progress"), 2)
    rows: list[tuple[str, Sequence[Share], int]] = [
        (quarter.label, quarter.shares, quarter.total) for quarter in progress.quarters
    ]
    rows.append((_("Whole plan"), progress.shares, progress.total))
    style, step = flow.style, flow.style.line_height + 8
    names = min(max(lines.width(name, style) for name, _shares, _total in rows), flow.width / 3)
    flow.room(step * (len(rows) + 2))
    with flow.document.element("Figure", alt=_summary(progress)):
        for name, shares, _total in rows:
            flow.put(lines.wrap(name, style, names)[0], 0, names, flow.y + style.size * 1.1, style)
            _bar(flow, names + 12, flow.width - names - 12, shares)
            flow.y += step
    _key(flow, progress.shares)
    labels = [share.label for share in progress.shares]
    flow.table(
        [column_labels()["quarter"], *labels, _("All")],
        [
            (name, *(str(share.count) for share in shares), str(total))
            for name, shares, total in rows
        ],
        (2.2, *(1.3 for _label in labels), 1),
        caption=_("Progress"),
    )


def _bar(flow: Flow, start: float, width: float, shares: Sequence[Share]) -> None:
    height = flow.style.size * 1.2
    for share in shares:
        if share.count:
            piece = width * share.width / 100
            left = flow.left(start + width * share.start / 100, piece)
            flow.document.rectangle(left, flow.y + 2, piece, height, COLOURS[share.status])
    flow.document.frame(flow.left(start, width), flow.y + 2, width, height, MUTED)


def _key(flow: Flow, shares: Sequence[Share]) -> None:
    style, side = flow.style.at(9), 8.0
    start = 0.0
    flow.room(style.line_height)
    with flow.document.element("P"):
        for share in shares:
            label = lines.wrap(share.label, style, flow.width)[0]
            width = label.width * style.size / 1000
            if start and start + side + 5 + width > flow.width:
                start, flow.y = 0.0, flow.y + style.line_height
            left = flow.left(start, side)
            with flow.document.decoration():
                flow.document.rectangle(left, flow.y + 3, side, side, COLOURS[share.status])
                flow.document.frame(left, flow.y + 3, side, side, MUTED)
            flow.put(label, start + side + 5, width, flow.y + style.size * 1.2, style)
            start += side + 5 + width + 18
    flow.y += style.line_height + flow.style.size


def _end(flow: Flow, plan: Plan) -> bytes:
    pages = len(flow.document.pages)
    made = written_date(plan.generated_on)
    flow.footers(
        [
            _("Page %(page)s of %(pages)s. Made on %(date)s.")
            % {"page": number, "pages": pages, "date": made}
            for number in range(1, pages + 1)
        ],
        flow.style.at(8.5),
        MUTED,
    )
    return flow.document.data()

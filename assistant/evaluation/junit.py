"""Writes results as JUnit XML, which CI systems read: one suite for each channel and language."""

from __future__ import annotations

import re
from collections.abc import Sequence
from xml.etree import ElementTree  # written, never parsed

from assistant.evaluation.report_lines import ResultLine
from assistant.models import EvaluationResult

#: Characters that XML 1.0 forbids.
_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
#: Characters of an answer that the report shows; more would make it hard to read.
_MAX_ANSWER = 1_000


def to_junit_xml(lines: Sequence[ResultLine]) -> str:
    """Return the whole XML document."""
    root = ElementTree.Element("testsuites", {"name": "assistant"} | _counts(lines))
    groups: dict[tuple[str, str], list[ResultLine]] = {}
    for line in lines:
        groups.setdefault((line.channel, line.locale), []).append(line)
    for (channel, locale), group in groups.items():
        name = f"assistant.{channel}.{locale}"
        suite = ElementTree.SubElement(root, "testsuite", {"name": name} | _counts(group))
        for line in group:
            _case(suite, name, line)
    ElementTree.indent(root)
    body = ElementTree.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{body}\n'


def _counts(lines: Sequence[ResultLine]) -> dict[str, str]:
    errors = sum(line.reason == EvaluationResult.Reason.ERROR for line in lines)
    failed = sum(not line.passed for line in lines) - errors
    return {
        "tests": str(len(lines)),
        "failures": str(failed),
        "errors": str(errors),
        "skipped": "0",
        "time": _seconds(sum(line.duration for line in lines)),
    }


def _case(suite: ElementTree.Element, name: str, line: ResultLine) -> None:
    case = ElementTree.SubElement(
        suite, "testcase", classname=name, name=_clean(line.text), time=_seconds(line.duration)
    )
    if line.passed:
        return
    kind = "error" if line.reason == EvaluationResult.Reason.ERROR else "failure"
    element = ElementTree.SubElement(case, kind, type=line.reason, message=_clean(line.reason_text))
    element.text = _clean(line.answer[:_MAX_ANSWER])


def _seconds(milliseconds: int) -> str:
    return f"{milliseconds / 1000:.3f}"


def _clean(text: str) -> str:
    return _FORBIDDEN.sub("\ufffd", text)

"""Evaluation: asks editors' test questions, judges the answers, compares them with earlier ones.

Owns when an answer passes, what changed when one no longer does, and runs from their start to their
end. Refuses to know how a channel looks: bots and other apps register how they show an answer. Test
questions are never stored among the questions of visitors.
"""

from assistant.evaluation import cause_texts, channels, files, junit, runs, selection
from assistant.evaluation.channels import register_channel
from assistant.evaluation.comparison import Cause
from assistant.evaluation.dependencies import still_public
from assistant.evaluation.report_lines import ResultLine, Total, totals
from assistant.evaluation.selection import QuestionFilter

__all__ = [
    "Cause",
    "QuestionFilter",
    "ResultLine",
    "Total",
    "cause_texts",
    "channels",
    "files",
    "junit",
    "register_channel",
    "runs",
    "selection",
    "still_public",
    "totals",
]

"""Asks the test questions of editors, judges the answers, and compares them with the last time.

Owns what it means that an answer passes, what changed when one no longer does, and runs from their
start to their end. Refuses to know how a channel looks: bots and others register how they show an
answer. Nothing that it asks is kept among the questions of visitors.
"""

from assistant.evaluation import cause_texts, channels, files, junit, runs, selection
from assistant.evaluation.channels import register_channel
from assistant.evaluation.comparison import Cause
from assistant.evaluation.dependencies import still_public
from assistant.evaluation.report_lines import Line, Sum, summed
from assistant.evaluation.selection import Chosen

__all__ = [
    "Cause",
    "Chosen",
    "Line",
    "Sum",
    "cause_texts",
    "channels",
    "files",
    "junit",
    "register_channel",
    "runs",
    "selection",
    "still_public",
    "summed",
]

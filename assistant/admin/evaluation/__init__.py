"""The evaluation in the admin: test questions, runs with their progress, and reports.

Owns what editors see and may do there. Refuses to know how a question is asked or judged: to start
an evaluation is to create a run and queue it.
"""

from assistant.admin.evaluation import access, urls
from assistant.admin.evaluation.test_questions import TestQuestionViewSet

__all__ = [
    "TestQuestionViewSet",
    "access",
    "urls",
]

"""The evaluation in the admin: the test questions, runs with their progress, and their reports.

Owns what editors see and may do of it. Refuses to know how a question is asked or judged: to
evaluate is to make a run and queue it.
"""

from assistant.admin.evaluation import access, urls
from assistant.admin.evaluation.test_questions import TestQuestionViewSet

__all__ = [
    "TestQuestionViewSet",
    "access",
    "urls",
]

"""What editors and operators see of the assistant in Wagtail's admin.

Owns its lists, forms and reports. Refuses to know how anything is indexed, asked or judged: it
reads rows, and queues tasks.
"""

from assistant.admin.asked_questions import QuestionViewSet, ReadOnly
from assistant.admin.curated_answers import CuratedAnswerViewSet

__all__ = [
    "CuratedAnswerViewSet",
    "QuestionViewSet",
    "ReadOnly",
]

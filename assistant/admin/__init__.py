"""The assistant's part of Wagtail's admin, for editors and operators.

Owns its lists, forms and reports. Refuses to know how anything is indexed, asked or judged: it
reads rows, and queues tasks.
"""

from assistant.admin.asked_questions import QuestionViewSet, ReadOnly

__all__ = [
    "QuestionViewSet",
    "ReadOnly",
]

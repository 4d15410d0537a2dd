"""What the assistant adds to Django's ways with a database and with threads.

Owns queries whose SQL is compiled once, and pools of threads. Refuses to know any table.
"""

from assistant.db.compiled_queries import KeptQuery, columns, instance
from assistant.db.thread_pool import Threads

__all__ = [
    "KeptQuery",
    "Threads",
    "columns",
    "instance",
]

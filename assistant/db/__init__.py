"""What the assistant adds to Django's ways with a database and with threads.

Owns queries whose SQL is compiled once, and pools of threads. Refuses to know any table.
"""

from assistant.db.compiled_queries import CompiledQuery, columns, instance
from assistant.db.thread_pool import ThreadPool

__all__ = [
    "CompiledQuery",
    "ThreadPool",
    "columns",
    "instance",
]

"""Extends how Django uses a database and threads.

Owns queries whose SQL is compiled only once, and thread pools. Refuses to know any table.
"""

from assistant.db.compiled_queries import CompiledQuery, columns, instance
from assistant.db.thread_pool import ThreadPool

__all__ = [
    "CompiledQuery",
    "ThreadPool",
    "columns",
    "instance",
]

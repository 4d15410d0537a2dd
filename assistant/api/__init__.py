"""The assistant over HTTP: questions, search, feedback and forgetting, for the widget and programs.

Owns the shape of requests, responses, streams and problems. Refuses to know who is asking: it
reads no cookie, session or user, so that everyone gets what the public gets.
"""

from assistant.api.urls import build_urls

__all__ = [
    "build_urls",
]

"""The HTTP API, for the widget and for programs: asking, search, feedback, deleting a conversation.

Owns the shape of requests, responses, streams and problems. Refuses to know who is asking: it
reads no cookie, session or user, so that everyone gets what the public gets.
"""

from assistant.api.urls import build_urls

__all__ = [
    "build_urls",
]

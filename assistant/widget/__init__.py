"""The widget: one dependency-free JavaScript module that adds the assistant to any page.

Owns how it looks, what it says and how it is served. Refuses to know the page that it is on.
"""

from assistant.widget import script

__all__ = [
    "script",
]

"""The widget: one dependency-free JavaScript module that puts the assistant on any page.

Owns how it looks, what it says and how it is served. Refuses to know the page it stands on.
"""

from assistant.widget import script

__all__ = [
    "script",
]

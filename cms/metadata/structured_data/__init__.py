"""A page in the words of schema.org, for search engines and other programs.

Owns the JSON-LD of every kind of page. Refuses to say what the page itself does not show to an
anonymous visitor, and knows no template.
"""

from cms.metadata.structured_data import kinds
from cms.metadata.structured_data.graph import structured_data
from cms.metadata.structured_data.script import as_script

__all__ = ["as_script", "kinds", "structured_data"]

"""What a page says, in the words of schema.org, for search engines and other programs.

Owns the JSON-LD of every kind of page. It says nothing that the page itself does not show to an
anonymous visitor, and knows no template.
"""

from cms.metadata.structured_data.graph import structured_data
from cms.metadata.structured_data.script import as_script

__all__ = ["as_script", "structured_data"]

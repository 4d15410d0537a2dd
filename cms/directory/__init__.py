"""What pages share and name: organisations, places, fields, people, terms and files.

Owns how these are shown in the reader's language. Refuses to know where on a page they stand.
"""

from cms.directory import glossary_list, licences, localised_names, maps
from cms.directory.connections import Connections
from cms.directory.glossary_markup import Definitions
from cms.directory.language_versions import Version, versions
from cms.directory.licences import deed_url
from cms.directory.page_links import LocalisedPageLinkHandler

__all__ = [
    "Connections",
    "Definitions",
    "LocalisedPageLinkHandler",
    "Version",
    "deed_url",
    "glossary_list",
    "licences",
    "localised_names",
    "maps",
    "versions",
]

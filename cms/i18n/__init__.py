"""Languages of pages and readers: translations and their state, order of letters, dates.

Owns which language a reader is shown, and the notices about it. Refuses to know kinds of page.
"""

from cms.i18n import dates
from cms.i18n.collation import first_letter, lower, sort_key
from cms.i18n.dates import written_date
from cms.i18n.localisation import localised, localised_pages
from cms.i18n.translation_status import notice_for, page_with_text

__all__ = [
    "dates",
    "first_letter",
    "localised",
    "localised_pages",
    "lower",
    "notice_for",
    "page_with_text",
    "sort_key",
    "written_date",
]

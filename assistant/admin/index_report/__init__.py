"""The report of the index: the state of each page and document, and of the index as a whole.

Owns the words for a source's state, which sources a user may see, and the views of the admin.
Refuses to know how anything is indexed: to index a source again is to mark its row of the ledger
and queue it.
"""

from assistant.admin.index_report import checks, urls
from assistant.admin.index_report.access import may_see_any, objects
from assistant.admin.index_report.index_status import built
from assistant.admin.index_report.listing import as_data, lines, listed
from assistant.admin.index_report.reindex import index_again
from assistant.admin.index_report.source_rows import RowFilter, rows, with_passages
from assistant.admin.index_report.source_views import context_of
from assistant.admin.index_report.state import Shown
from assistant.admin.index_report.summary import FailedSources

__all__ = [
    "FailedSources",
    "RowFilter",
    "Shown",
    "as_data",
    "built",
    "checks",
    "context_of",
    "index_again",
    "lines",
    "listed",
    "may_see_any",
    "objects",
    "rows",
    "urls",
    "with_passages",
]

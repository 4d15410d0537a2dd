"""The report of the index: the state of each page and document, and of the index as a whole.

Owns the words for a source's state, which sources a user may see, and the views of the admin.
Refuses to know how anything is indexed: to index a source again is to mark its row of the ledger
and queue it.
"""

from assistant.admin.index_report import checks, urls
from assistant.admin.index_report.access import all_objects, may_see_any
from assistant.admin.index_report.index_status import build_progress
from assistant.admin.index_report.listing import as_data, list_rows, text_lines
from assistant.admin.index_report.reindex import index_again
from assistant.admin.index_report.source_rows import RowFilter, count_passages, rows
from assistant.admin.index_report.source_views import context_of
from assistant.admin.index_report.state import DisplayState
from assistant.admin.index_report.summary import FailedSources

__all__ = [
    "DisplayState",
    "FailedSources",
    "RowFilter",
    "all_objects",
    "as_data",
    "build_progress",
    "checks",
    "context_of",
    "count_passages",
    "index_again",
    "list_rows",
    "may_see_any",
    "rows",
    "text_lines",
    "urls",
]

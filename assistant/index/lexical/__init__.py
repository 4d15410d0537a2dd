"""Full-text search in the site's own database, over terms made by `assistant.text.tokenizer`.

Owns everything that knows SQLite's FTS5 and PostgreSQL's tsvector. Refuses to know how a text
becomes terms. Rows are written in the transaction that writes the passages, so this index is never
behind. Both databases rank by BM25 as FTS5 computes it, and take the same terms of a question.
"""

from assistant.index.lexical.full_text import (
    best_possible_score,
    create,
    drop,
    idf_weights,
    remove,
    remove_orphans,
    search,
    term_counts,
    write,
)

__all__ = [
    "best_possible_score",
    "create",
    "drop",
    "idf_weights",
    "remove",
    "remove_orphans",
    "search",
    "term_counts",
    "write",
]

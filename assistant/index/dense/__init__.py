"""Finds the passages nearest to a question's vector: in the vector store, or by exact search.

Owns the choice between them, and everything that knows Chroma: in a folder that belongs to one
process, or on a server that many share, as ASSISTANT["CHROMA_URL"] says. Refuses to be the source
of truth: either store is disposable and rebuilt from the vectors in the database when it is
missing, out of date or broken. A question never waits for that: it is then compared with all
vectors in memory, or searched by its words alone.
"""

from assistant.index.dense.backend import (
    State,
    index_of,
    prepare,
    prepare_search,
    release,
    state,
)
from assistant.index.dense.chroma.edition_index import Index
from assistant.index.dense.chroma.embedded import OwnedElsewhere
from assistant.index.dense.chroma.repairer import Progress

__all__ = [
    "Index",
    "OwnedElsewhere",
    "Progress",
    "State",
    "index_of",
    "prepare",
    "prepare_search",
    "release",
    "state",
]

"""Tries out whether an embedded Chroma store can be used, or whether that crashes, hangs or fails.

Run as a script in a process of its own, with the store's folder as its argument. It knows nothing
of the site and must not import the package, because it has to start quickly.
"""

import sys
from typing import Any


def main(folder: str) -> int:
    """Return 0 if each collection finds some of its own vectors, 2 if one does not."""
    import chromadb
    from chromadb.config import Settings

    client = chromadb.PersistentClient(folder, settings=Settings(anonymized_telemetry=False))
    for collection in client.list_collections():
        count = collection.count()
        for offset in {0, count // 2, max(0, count - 1)} if count else ():
            row: Any = collection.get(limit=1, offset=offset, include=["embeddings"])
            answer: Any = collection.query(
                query_embeddings=list(row["embeddings"]), n_results=1, include=["distances"]
            )
            if not answer["distances"][0] or abs(answer["distances"][0][0]) > 1e-3:
                return 2
    client.close()  # type: ignore[attr-defined]  # on every client, missing in its base
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))

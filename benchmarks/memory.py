"""How much memory the index takes, beside the texts: kept, and at the highest while it is built.

Measured with tracemalloc, which sees numpy's arrays and Python's objects. The corpus stands
before; dictionaries and tokeniser tables are loaded before as well.
"""

from __future__ import annotations

import gc
import tracemalloc

from benchmarks.speeches import Speeches


def bytes_per_token(speeches: Speeches) -> dict[str, float]:
    """Return bytes a token: `kept` with the corpus, and `peak` while indexing."""
    from civic_qual.corpus.token_index import token_index

    token_index(speeches.part(0.01).corpus())
    corpus = speeches.corpus()
    gc.collect()
    tracemalloc.start()
    try:
        index = token_index(corpus)
        gc.collect()
        kept, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    tokens = len(index.word)
    return {"kept": round(kept / tokens, 1), "peak": round(peak / tokens, 1), "tokens": tokens}

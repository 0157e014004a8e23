"""What a coder found and read, and what the oracle says, in a form that can be compared."""

from __future__ import annotations

from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import Codings
from civic_qual.corpus.model import Corpus
from tests.coding.oracle import searching

PASSAGE = ["transcript", "code", "start", "end", "score", "evidence"]
READING = ["transcript", "start", "end", "codes"]


def coded(codings: Codings) -> list[tuple[object, ...]]:
    """Return every passage with its evidence, as the codings show them."""
    return sorted(codings.frame[PASSAGE].itertuples(index=False, name=None))


def read(codings: Codings) -> list[tuple[object, ...]]:
    """Return every reading, in its order."""
    return list(codings.readings[READING].itertuples(index=False, name=None))


def defined(codebook: Codebook, corpus: Corpus, everybody: bool = False
            ) -> list[tuple[object, ...]]:
    """Return every passage with its evidence, as the definition has them."""
    found = searching.passages(codebook, corpus, everybody)
    return sorted((name, code, one.start, one.end, one.score, one.evidence(corpus[name].text))
                  for (name, code), passages in found.items() for one in passages)

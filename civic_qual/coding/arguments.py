"""What was handed over is what is needed, or the message says how to get it."""

from __future__ import annotations

from civic_qual.codebook.model import Codebook
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError


def need_corpus(given: object) -> None:
    """Refuse anything that is no corpus."""
    if not isinstance(given, Corpus):
        raise CodingError(f"a corpus is needed, not {given!r:.60}; read it first: "
                          'corpus = cq.read_corpus("interviews/")')


def need_codebook(given: object) -> None:
    """Refuse anything that is no codebook."""
    if not isinstance(given, Codebook):
        raise CodingError(f"a codebook is needed, not {given!r:.60}; read it first: "
                          'codebook = cq.read_codebook("codebook.yaml")')

"""What was handed over is what is needed, or the message says how to get it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from civic_qual.codebook.model import Codebook
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings


def need_corpus(given: object) -> None:
    """Refuse anything that is no corpus."""
    if not isinstance(given, Corpus):
        raise CodingError(
            f"a corpus is needed, not {given!r:.60}; read it first: "
            'corpus = cq.read_corpus("interviews/")'
        )


def need_codebook(given: object) -> None:
    """Refuse anything that is no codebook."""
    if not isinstance(given, Codebook):
        raise CodingError(
            f"a codebook is needed, not {given!r:.60}; read it first: "
            'codebook = cq.read_codebook("codebook.yaml")'
        )


def refuse_strangers(codings: tuple[Codings, ...]) -> None:
    """Refuse to put together what was coded in different texts or by different codebooks."""
    texts = {tuple((one.id, one.revision) for one in coded.corpus) for coded in codings}
    if len(texts) > 1:
        raise CodingError(
            "these codings are of different corpora; code the same one, or read "
            "them back with read_codings(..., corpus, codebook)"
        )
    books = {
        (coded.codebook.rules_fingerprint, coded.codebook.content_fingerprint) for coded in codings
    }
    if len(books) > 1:
        raise CodingError(
            "these codings were made by different codebooks; code again with one of "
            "them, or see what changed with compare(before, after)"
        )

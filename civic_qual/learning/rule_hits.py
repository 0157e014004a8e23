"""Which rules of a codebook fire in which passages: one view of a model among others."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import Codings
from civic_qual.coding.one_turn import one_turn
from civic_qual.coding.rule_coder import RuleCoder
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Unit
from civic_qual.learning.segment_codes import carried_codes

Floats = npt.NDArray[np.float64]


def hits_of_texts(
    texts: Sequence[str], languages: Sequence[str] | None, codebook: Codebook, codes: Sequence[str]
) -> Floats:
    """Return where rules fire in texts, shape (n_texts, n_codes), as zeros and ones.

    Codes that are not in the codebook have no hits. Without languages, the codebook's own are
    told apart by the texts.
    """
    told = _detected(texts, codebook) if languages is None else languages
    corpus = Corpus(
        tuple(
            one_turn(f"{place:09d}", text, language)
            for place, (text, language) in enumerate(zip(texts, told, strict=True))
        )
    )
    return hits_of_corpus(corpus, codebook, codes, "turn")


def hits_of_corpus(corpus: Corpus, codebook: Codebook, codes: Sequence[str], unit: Unit) -> Floats:
    """Return where rules fire in the segments of a corpus, shape (n_segments, n_codes)."""
    return hits_of_codings(RuleCoder(codebook).code(corpus), codes, unit)


def hits_of_codings(found: Codings, codes: Sequence[str], unit: Unit) -> Floats:
    """Return where a rule coder found codes, or codes below them."""
    known = [place for place, code in enumerate(codes) if code in found.codebook]
    hits = np.zeros((len(found.corpus.segments(unit)), len(codes)))
    hits[:, known] = carried_codes(found, [codes[place] for place in known], unit)
    return hits


def _detected(texts: Sequence[str], codebook: Codebook) -> Sequence[str]:
    if len(codebook.languages) == 1:
        return [codebook.languages[0]] * len(texts)
    from civic_qual.language.detect import detect_turns

    return detect_turns(list(texts), codebook.languages)

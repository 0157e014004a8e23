"""Which segments carry which codes, and which were read for them, as a model needs it.

A segment carries a code when a coding of it, or of a code below it, that was not rejected covers
at least one counted word; it was read for it when readings cover every counted word.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import covered
from civic_qual.coding.codings import Codings
from civic_qual.coding.read_words import ReadWords
from civic_qual.corpus.counted_words import counted_words, word_segments
from civic_qual.corpus.segments import Bools, Unit

Floats = npt.NDArray[np.float64]


def carried_codes(codings: Codings, codes: Sequence[str], unit: Unit) -> Bools:
    """Return which segments carry each code, shape (n_segments, n_codes)."""
    words = counted_words(codings.corpus)
    segment = word_segments(codings.corpus, unit)
    coded = codings.coded.take(
        ~codings.coded.status.among({"rejected"}) & (codings.coded.end > codings.coded.start)
    )
    first, after = words.touched(
        words.place(coded.transcript, coded.start), words.place(coded.transcript, coded.end)
    )
    positions = codings.codebook.positions
    carried = np.zeros((len(codings.corpus.segments(unit)), len(codes)), dtype=np.bool_)
    for column, code in enumerate(codes):
        members = [positions[one] for one in codings.codebook.with_descendants(code)]
        here = np.isin(coded.code, members)
        touched = covered(first[here], after[here], len(words))
        carried[segment[touched], column] = True
    return carried


def read_codes(codings: Codings, codes: Sequence[str], unit: Unit) -> Bools:
    """Return which segments were read to the last word for each code, (n_segments, n_codes)."""
    words = counted_words(codings.corpus)
    segment = word_segments(codings.corpus, unit)
    reads = ReadWords(codings.read, words, codings.codebook, segment)
    size = len(codings.corpus.segments(unit))
    columns = [np.bincount(segment[reads.of([code])], minlength=size) > 0 for code in codes]
    return np.array(columns, dtype=np.bool_).reshape(len(codes), size).T


def targets(codings: Codings, codes: Sequence[str], unit: Unit) -> Floats:
    """Return 1 where a code is carried, 0 where it was looked for in vain, NaN where not read."""
    read = read_codes(codings, codes, unit)
    return np.where(read, carried_codes(codings, codes, unit).astype(np.float64), np.nan)

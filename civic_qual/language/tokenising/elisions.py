"""French elisions that are plain to see: `l'armée` is `l'`, then whatever stands after it.

What is said here of bytes follows from the expressions of `civic_qual.language.words`; whatever
may be a name, one of the words that stay whole, or `s'il` is left to these.
"""

from __future__ import annotations

import numpy as np

from civic_qual.language.tokenising.gaps import TIGHT
from civic_qual.language.tokenising.interning import PADDING, Hashes, Ints, hashes
from civic_qual.language.tokenising.raw_runs import RawRuns
from civic_qual.language.words import ELISIONS


def _hashes(*elided: str) -> Hashes:
    """Return the hashes of words as one may write them: they are short, so none meet."""
    written = [form.encode() for word in elided for form in {word, word.upper(), word.capitalize()}]
    after = np.cumsum([len(form) for form in written])
    text = np.frombuffer(b"".join(written) + bytes(PADDING), dtype=np.uint8)
    return hashes(text, np.concatenate([[0], after[:-1]]), after)


_SURE = _hashes(*(word for word in ELISIONS if word not in ("n", "m", "s", "quelqu")))
_MAY_BEGIN_NAMES = _hashes("n", "m")  # N'Djamena, M'Boki, but before small vowels never
_SMALL_VOWELS = np.frombuffer(b"aehiouy", dtype=np.uint8)
_S, _I = _hashes("s"), np.frombuffer(b"iI", dtype=np.uint8)  # not before il and ils


def plain_elisions(runs: RawRuns, apostrophes: Ints) -> Ints:
    """Return those gaps of one apostrophe before which an elided word ends for sure."""
    gap = apostrophes[(apostrophes > 0) & (apostrophes < len(runs.start))]
    gap = gap[runs.gaps[gap - 1] & TIGHT == 0]  # what goes on from before may be an acronym
    before, after = runs.hashed[gap - 1], runs.text[runs.start[gap]]
    plain = np.isin(before, _SURE)
    plain |= np.isin(before, _MAY_BEGIN_NAMES) & np.isin(after, _SMALL_VOWELS)
    plain |= np.isin(before, _S) & ~np.isin(after, _I)
    return np.setdiff1d(gap[plain], runs.marked, assume_unique=True)

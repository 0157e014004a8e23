"""What pulls a sample towards rare codes: scores of a model, or what a coder found."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.sampling.sample import frame_hash
from civic_qual.coding.carried import carried
from civic_qual.coding.codings import Codings
from civic_qual.coding.scores import Scores
from civic_qual.coding.theme_rows import ANY_THEME
from civic_qual.errors import SampleError
from civic_qual.statistics.survey import Floats

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit


def scores_of_segments(scores: Codings | Scores, corpus: Corpus, unit: Unit) -> Floats:
    """Return what pulls each segment of a corpus, shape (n_segments, n_codes).

    Raises
    ------
    SampleError
        If the scores are of other texts, roles or units.
    """
    segments = corpus.segments(unit)
    if isinstance(scores, Codings):
        if frame_hash(scores.corpus.segments(unit)) != frame_hash(segments):
            raise SampleError(
                "the scores are of another corpus, or of other roles; score the "
                "corpus you draw from"
            )
        if scores.scores is None:
            return _found(scores, unit)
        scores = scores.scores
    if scores.unit != unit:
        raise SampleError(
            f"the model scored {scores.unit}s and {unit}s are to be drawn; draw by "
            f'unit="{scores.unit}", or score {unit}s'
        )
    if len(scores.values) != len(segments):
        raise SampleError(
            f"there are {len(scores.values):,} scores and {len(segments):,} "
            f"{unit}s; score the corpus you draw from"
        )
    return scores.values


def _found(codings: Codings, unit: Unit) -> Floats:
    """Return 1 where a coder without scores found a code, else 0."""
    found = carried(codings, unit)
    kept = [place for place, row in enumerate(found.rows) if row.id != ANY_THEME]
    return np.asarray(found.matrix[:, kept].toarray(), dtype=np.float64)

"""Why passages count for a code: who said so, how sure they were, and on what grounds."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import NamedTuple

import numpy as np

from civic_qual.coding.codings import PREFERENCE, Codings
from civic_qual.coding.mentions import CodedSpans
from civic_qual.corpus.segments import Ints


class Reasons(NamedTuple):
    """Of one passage: its codes, the origins and the best score of its codings, their evidence."""

    codes: str
    origin: str
    score: float
    evidence: str


def reasons(codings: Codings, spans: CodedSpans, behind: Sequence[Ints]) -> Iterator[Reasons]:
    """Yield the reasons for passages.

    Parameters
    ----------
    codings
        Those that the spans are of.
    spans
        Coded spans.
    behind
        For each passage, the positions of the spans that stand in it.
    """
    ids = np.array(list(spans.codebook.positions), dtype=object)
    asked = np.unique(np.concatenate([*behind, np.empty(0, dtype=np.int64)])).astype(np.int64)
    coding = spans.coding[asked].tolist()
    told = dict(zip(coding, codings.evidence.describe(coding), strict=True))
    for here in behind:
        own = spans.coding[here]
        origins = {
            codings.coded.origin.values[which] for which in codings.coded.origin.which[own].tolist()
        }
        yield Reasons(
            " ".join(ids[np.unique(spans.code[here])]),
            " ".join(origin for origin in PREFERENCE if origin in origins),
            float(codings.coded.score[own].max(initial=np.nan if not len(own) else 0.0)),
            "; ".join(dict.fromkeys(filter(None, (told[place] for place in own.tolist())))),
        )

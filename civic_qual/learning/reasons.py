"""The words that carried a prediction: what each adds to the score in the linear part."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from civic_qual.learning.views import WORDS

if TYPE_CHECKING:
    from civic_qual.learning.fitting import Fitted

MOST = 5
Ints = npt.NDArray[np.int64]
Reason = list[tuple[str, float]]


def reasons(model: Fitted, texts: Sequence[str], codes: Ints, most: int = MOST) -> list[Reason]:
    """Return the words that speak for a code in each text, the strongest first.

    Parameters
    ----------
    model
    texts
    codes
        The column of the code asked about, one a text.
    most
        How many words.

    Returns
    -------
    list of list of (str, float)
        Words or pairs of words, each with what it adds to the uncalibrated score.
    """
    own = model.full.coefficients.get(WORDS)
    if own is None:
        return [[] for _ in texts]
    rows = model.views.words.transform(texts)
    found: list[Reason] = []
    for place, code in enumerate(codes.tolist()):
        here = slice(rows.indptr[place], rows.indptr[place + 1])
        terms = rows.indices[here]
        added = rows.data[here] * own[terms, code]
        best = [spot for spot in np.argsort(-added, kind="stable")[:most] if added[spot] > 0]
        found.append([(model.views.words.terms[terms[spot]], float(added[spot])) for spot in best])
    return found

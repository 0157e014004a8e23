"""Which codes or themes stand in the same segments."""

from __future__ import annotations

from typing import Literal

import numpy as np
import numpy.typing as npt
import pandas as pd

from civic_qual.analysis.carried import carried
from civic_qual.analysis.table_rows import ANY_THEME, Level
from civic_qual.coding.codings import Codings
from civic_qual.corpus.segments import Unit
from civic_qual.errors import TableError

Floats = npt.NDArray[np.float64]
Association = Literal["count", "share", "lift"]


def cooccurrence(codings: Codings, unit: Unit = "turn", level: Level = "code",
                 value: Association = "count", coder: str | None = None) -> pd.DataFrame:
    """Count the segments that carry both of two codes, for every pair.

    Only segments read for both codes count. At code level codes that have codes below them are
    left out, as they stand wherever those do.

    Parameters
    ----------
    unit
        The segment in which two codes meet.
    level
        "theme" or "code".
    value
        "count": segments that carry both, on the diagonal those that carry one; "share": out of
        the segments that carry at least one of both; "lift": how many times more often they
        meet than if they knew nothing of each other (1: neither seek nor shun each other).

    Returns
    -------
    DataFrame
        Symmetric, rows and columns the ids of codes or themes. Shares and lifts are NaN where
        nothing was found.

    Raises
    ------
    TableError
        If `value` is not known, or several coders coded and none is chosen.
    CodingError
        If the codings were made by a coarser unit.

    Examples
    --------
    >>> import pandas as pd
    >>> import civic_qual as cq
    >>> from civic_qual.bundled import bundled
    >>> texts = ["We were afraid at the well.", "We wait for rain."]
    >>> answers = pd.DataFrame({"text": texts, "country": ["DRC", "Mali"]})
    >>> corpus = cq.Corpus.from_frame(answers, language="en")
    >>> codebook = cq.read_codebook(bundled("codebooks/tutorial.yaml"))
    >>> codings = cq.RuleCoder(codebook).code(corpus)
    >>> cooccurrence(codings, level="theme").loc["safety"].tolist()
    [0, 1]
    """
    found = carried(codings, unit, level, coder)
    parents = {codings.codebook[row.id].parent for row in found.rows if row.id != ANY_THEME}
    kept = [place for place, row in enumerate(found.rows)
            if row.id != ANY_THEME and (level == "theme" or row.id not in parents)]
    carries = found.matrix[:, kept].astype(np.float64)
    reads = found.read[:, kept].astype(np.float64)
    both = (carries.T @ carries).toarray()
    alone = np.asarray(carries.T @ reads)  # carried the row's code, and read for the column's
    names = pd.Index([found.rows[place].id for place in kept], name=level)
    met = pd.DataFrame(_association(both, alone, reads.T @ reads, value), names, names)
    return met.astype(np.int64) if value == "count" else met


def _association(both: Floats, alone: Floats, read: Floats, value: Association) -> Floats:
    """Return counts, or what they are out of as far as it is more than nothing."""
    if value == "count":
        return both
    if value == "share":
        over = alone + alone.T - both
    elif value == "lift":
        over = alone * alone.T / np.maximum(read, 1)
    else:
        raise TableError(f'value={value!r} is not known; take "count", "share" or "lift"')
    out = np.full(both.shape, np.nan)
    np.divide(both, over, out=out, where=over > 0)
    return out

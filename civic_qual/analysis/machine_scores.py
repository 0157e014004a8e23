"""What a machine says of every segment and row: a model's scores, or 1 and 0 of rules."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from civic_qual.coding.carried import Carried
from civic_qual.coding.scores import Scores
from civic_qual.coding.theme_rows import TableRow

Floats = npt.NDArray[np.float64]


def machine_scores(scores: Scores | None, found: Carried, places: Sequence[int]) -> Floats:
    """Return the scores of some rows of `found`, shape (n_segments, n_rows).

    NaN stands where the machine did not read, or has not learned a row.
    """
    if scores is None:
        marks = found.matrix[:, list(places)].toarray().astype(np.float64)
        marks[~found.read[:, list(places)]] = np.nan
        return marks
    columns = [_of_row(scores, found.rows[place]) for place in places]
    return np.column_stack(columns) if columns else np.empty((len(scores.values), 0))


def _of_row(scores: Scores, row: TableRow) -> Floats:
    """Return the scores of a row; a theme without its own has the highest of its codes."""
    if row.id in scores.codes:
        return scores.of(row.id)
    below = [scores.codes.index(code) for code in row.members if code in scores.codes]
    if not below:
        return np.full(len(scores.values), np.nan)
    known = scores.values[:, below]
    highest: Floats = np.where(
        np.isnan(known).all(axis=1), np.nan, np.nan_to_num(known, nan=0.0).max(axis=1)
    )
    return highest

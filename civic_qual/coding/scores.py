"""What a model thinks of every segment and every code, apart from the codings it makes of it."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt

from civic_qual.arrays import Floats
from civic_qual.errors import ModelError
from civic_qual.messages import Message, enumerated, quoted

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.corpus.segments import Unit


Marks = npt.NDArray[np.int8]

NOT_TRAINED, CROSS_FITTED, TRAINED = 0, 1, 2  # what a segment was to the model that scored it
COUNTS, PROVISIONAL, RANKS_ONLY = "counts", "provisional", "ranks only"  # how far a code is learned


@dataclass(kw_only=True, frozen=True, eq=False)
class Scores:
    """Calibrated probabilities, segments by codes.

    Parameters
    ----------
    unit
        The unit scored: rows are `corpus.segments(unit)`, in that order.
    codes
        The ids of the columns, codes and themes, in the order of the codebook.
    values
        Shape (n_segments, n_codes), between 0 and 1; NaN where the model did not read.
    trained
        Shape (n_segments,): `NOT_TRAINED`; `CROSS_FITTED`, if the model was trained on the segment
        and its score comes from a fit without its interview, as the others have the mean of such
        fits; `TRAINED`, if not so.
    status
        Of each code: `COUNTS`, `PROVISIONAL` or `RANKS_ONLY`.
    model
        The fingerprint of the model.
    """

    unit: Unit
    codes: tuple[str, ...]
    values: Floats
    trained: Marks
    status: tuple[str, ...] = ()
    model: str = ""

    def of(self, code: str) -> Floats:
        """Return the scores of one code, shape (n_segments,).

        Raises
        ------
        ModelError
            If the model has not learned that code.
        """
        if code not in self.codes:
            raise ModelError(
                Message(
                    "the model has no scores for {code}; it has {codes}, ...",
                    code=quoted(code),
                    codes=enumerated(self.codes[:8]),
                )
            )
        return self.values[:, self.codes.index(code)]

    def only(self, codes: Collection[str]) -> Scores:
        """Return the scores of some codes."""
        columns = [place for place, code in enumerate(self.codes) if code in codes]
        return replace(
            self,
            codes=tuple(self.codes[column] for column in columns),
            values=self.values[:, columns],
            status=tuple(self.status[column] for column in columns) if self.status else (),
        )

    def equals(self, other: object) -> bool:
        """Whether others are the same scores, by the same model."""
        return (
            isinstance(other, Scores)
            and (self.unit, self.codes, self.status, self.model)
            == (other.unit, other.codes, other.status, other.model)
            and np.array_equal(self.values, other.values, equal_nan=True)
            and np.array_equal(self.trained, other.trained)
        )

    def __eq__(self, other: object) -> bool:
        return self.equals(other) if isinstance(other, Scores) else NotImplemented

    def __hash__(self) -> int:
        return hash((self.unit, self.codes, self.values.shape, self.status, self.model))

    @property
    def frame(self) -> pd.DataFrame:
        """The scores as a table, a segment a row, a code a column."""
        import pandas as pd

        return pd.DataFrame(self.values, columns=list(self.codes))

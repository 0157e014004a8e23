"""Tables of rows of which some are hidden whole, as estimates, with no more digits than may be."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from civic_qual.arrays import Bools
from civic_qual.messages import Message
from civic_qual.privacy.suppressing.audit import Audit
from civic_qual.privacy.suppressing.protected import WithoutPassages

_DIGITS, _DIGITS_OF_P = 3, 4


class ProtectedRows(WithoutPassages):
    """Rows without those behind which few people stand; `audit` says what an attacker gets.

    The hidden numbers stand nowhere in it; the audit holds them: it must not leave the study.
    """

    def __init__(self, frame: pd.DataFrame, *, notes: Sequence[str], audit: Audit) -> None:
        super().__init__(frame, notes=notes)
        self.audit = audit


def rows_shown(
    frame: pd.DataFrame, hidden: Bools, *, names: Sequence[str], sizes: Bools | None = None
) -> pd.DataFrame:
    """Return a table whose hidden rows hold nothing but names, and shares to a tenth of a per cent.

    Parameters
    ----------
    frame
        A row a theme and group.
    hidden
        Which of its rows are.
    names
        The columns that say what a row is of.
    sizes
        Of which rows the columns `units` and `human_n` are hidden; the same rows, if not told.
    """
    shown = frame.copy()
    for name in shown.columns:
        if name in names:
            continue
        column = shown[name]
        hides = sizes if sizes is not None and name in ("units", "human_n") else hidden
        if pd.api.types.is_integer_dtype(column):
            shown[name] = column.astype("Int64").mask(hides)
        elif pd.api.types.is_numeric_dtype(column):
            column = column.astype(np.float64).where(~hides)
            shown[name] = column.round(_DIGITS_OF_P if name.startswith("p") else _DIGITS)
        else:
            shown[name] = column.where(~hides, "")
    return shown


def not_shown(minimum: int) -> str:
    """Say that some rows are hidden, and nothing of which."""
    return Message(
        "Some numbers are not shown: fewer than {minimum} people stand behind them, or they would "
        "give such numbers away.",
        minimum=minimum,
    )

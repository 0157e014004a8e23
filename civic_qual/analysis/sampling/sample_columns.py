"""The columns of a sample in a table, and how they are read back after a spreadsheet saved it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from civic_qual.errors import SampleError
from civic_qual.messages import Message, enumerated
from civic_qual.sheets.workbooks import cell_text

UNIT_COLUMNS = ("transcript", "start", "end", "stratum", "probability", "double", "cluster")
_ABOUT_COLUMNS = ("sample", "design", "unit", "seed", "by", "frame_hash", "frame_size")


def about_sample(frame: pd.DataFrame) -> dict[str, Any]:
    """Return what all rows of a table of a sample say alike.

    Raises
    ------
    SampleError
        If a column is missing, or the table is empty or holds several samples.
    """
    missing = [name for name in (*UNIT_COLUMNS, *_ABOUT_COLUMNS) if name not in frame]
    if missing:
        raise SampleError(
            Message(
                "this is no table of a sample: it has no column {columns}",
                columns=enumerated(missing),
            )
        )
    if not len(frame):
        raise SampleError(Message("this is no table of a sample: it has no rows"))
    about = frame[list(_ABOUT_COLUMNS)].map(cell_text).drop_duplicates()
    if len(about) > 1:
        raise SampleError(Message("this table holds several samples; read them one by one"))
    return {str(name): value for name, value in about.iloc[0].items()}


def units_in(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the columns of `units` in their types, which a csv file does not keep."""
    cells = frame[list(UNIT_COLUMNS)].map(cell_text)
    # A French spreadsheet writes 0,25 and VRAI.
    made = cells.assign(
        start=cells["start"].str.removesuffix(".0").astype(np.int64),
        end=cells["end"].str.removesuffix(".0").astype(np.int64),
        probability=cells["probability"].str.replace(",", ".").astype(np.float64),
        double=cells["double"].str.casefold().isin(["true", "vrai", "1"]),
    )
    return made[list(UNIT_COLUMNS)].reset_index(drop=True)

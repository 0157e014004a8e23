"""Frames as rows and columns, plain: every column a name, every label a column.

What is shown, written and chosen by name goes through here, whatever levels a frame has.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pandas as pd


def tidied(frame: pd.DataFrame) -> pd.DataFrame:
    """Return a frame whose labels are columns: an index counts if it has a name, or is no number.

    Examples
    --------
    >>> import pandas as pd
    >>> tidied(pd.DataFrame({"n": [1]}, index=pd.Index(["plan"], name="theme"))).columns.tolist()
    ['theme', 'n']
    >>> tidied(pd.DataFrame({"n": [1]}, index=[7])).columns.tolist()
    ['n']
    """
    names = list(frame.index.names)
    if names == [None] and frame.index.inferred_type in ("integer", "empty"):
        return frame
    made = frame.copy(deep=False)
    made.columns = [label(name) for name in frame.columns]
    for place, name in reversed(list(enumerate(names))):
        made.insert(0, label(name), frame.index.get_level_values(place), allow_duplicates=True)
    return made


def frame_of(
    rows: Sequence[Mapping[str, object]], columns: Sequence[str], *, texts: Sequence[str]
) -> pd.DataFrame:
    """Return rows as a frame whose columns `texts` keep messages, to be said where they are read.

    pandas makes plain English of them otherwise.

    Examples
    --------
    >>> from civic_qual.messages import Message
    >>> rows = [{"code": "plan", "note": Message("too few")}]
    >>> type(frame_of(rows, ["code", "note"], texts=["note"])["note"].iloc[0]).__name__
    'Message'
    """
    import pandas as pd

    frame = pd.DataFrame(rows, columns=list(columns))
    for name in texts:
        frame[name] = pd.Series([row[name] for row in rows], frame.index, dtype=object)
    return frame


def label(name: object) -> str:
    """Return the name of a column as one text; that of several levels with strokes between.

    Examples
    --------
    >>> label("theme"), label(("CAR", "women"))
    ('theme', 'CAR / women')
    """
    if isinstance(name, tuple):
        return " / ".join(str(part) for part in name if str(part))
    return "" if name is None else str(name)


def missing(value: object) -> bool:
    """Whether a cell is empty: None, NaN, NaT or NA.

    Examples
    --------
    >>> missing(float("nan")), missing(None), missing("nan"), missing(0)
    (True, True, False, False)
    """
    if value is None or isinstance(value, str):
        return value is None
    if isinstance(value, float):
        return value != value
    return str(value) in ("<NA>", "NaT", "nan", "NaN")

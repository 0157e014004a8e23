"""Cells of tables as text, whatever a spreadsheet or a DataFrame keeps in them."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Iterable

from civic_qual.normalise import normalise


def told_ids(ids: Iterable[str]) -> dict[str, str]:
    """Return what each id may be told as: itself, or its number where no other id has that.

    Examples
    --------
    >>> told_ids(["001", "02", "2", "x3"])
    {'1': '001', '001': '001', '02': '02', '2': '2', 'x3': 'x3'}
    """
    whole = list(ids)
    numbers = {one: str(int(one)) for one in whole if one.isascii() and one.isdigit()}
    counts = Counter(numbers.values())
    short = {number: one for one, number in numbers.items() if counts[number] == 1}
    return short | {one: one for one in whole}


def cell_text(value: object) -> str:
    """Return a cell as normalised text without white space around it; "" where it is missing.

    Whole numbers lose the `.0` that spreadsheets and missing values give them, dates their
    midnight.

    Examples
    --------
    >>> cell_text(2022.0), cell_text(float("nan")), cell_text(datetime.datetime(2022, 5, 1))
    ('2022', '', '2022-05-01')
    """
    if value is None or value != value or str(value) in {"NaT", "<NA>"}:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime.datetime):
        midnight = value.time() == datetime.time()
        return value.date().isoformat() if midnight else value.isoformat(" ")
    return normalise(str(value)).strip()

"""A table counted anew: by other groups, another measure, or other rows."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import fields, replace

import numpy as np

from civic_qual.analysis.measures import Measure
from civic_qual.analysis.tables.groups import Groups
from civic_qual.analysis.tables.layout import Hidden, columns
from civic_qual.analysis.tables.theme_table import ThemeTable
from civic_qual.coding.carried import TableRow


def recounted(
    table: ThemeTable,
    *,
    groups: Groups | None = None,
    measure: Measure | None = None,
    rows: Sequence[TableRow] | None = None,
) -> ThemeTable:
    """Return a table of the same codings and words, whole, with what is given changed.

    Another measure is out of its own base, and is not crossed with a family.

    Examples
    --------
    >>> import civic_qual as cq
    >>> from civic_qual.analysis.measures import PARTICIPANTS
    >>> turns = cq.theme_table(cq.example_codings(), by="country", coder="A")
    >>> recounted(turns, measure=PARTICIPANTS).frame.loc["plan"].tolist()
    [7, 8, 10, 6, 31]
    """
    tally, rows = table.tally, table.rows if rows is None else tuple(rows)
    if measure is not None and measure is not tally.measure:
        tally = replace(tally.counting(measure), crossing=None)
    tally = replace(tally, groups=tally.groups if groups is None else groups, _bases={})
    count = np.array([tally.counts(row) for row in rows])
    own = {one.name: getattr(table, one.name) for one in fields(ThemeTable)}
    changed = {
        "measure": tally.measure.name,
        "rows": rows,
        "columns": columns(tally.groups, tally.crossing),
        "count": count,
        "denominator": np.array([tally.denominators(row) for row in rows]),
        "hidden": Hidden.nothing(count.shape),
        "tally": tally,
        "kept_notes": None,
    }
    return ThemeTable(**own | changed)

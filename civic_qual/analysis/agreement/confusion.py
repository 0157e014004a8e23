"""Which codes two coders take for one another."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.jointly_read import Judgements, judgements
from civic_qual.arrays import Bools
from civic_qual.coding.coders import together
from civic_qual.coding.codings import Codings
from civic_qual.coding.theme_rows import Level, chosen_families
from civic_qual.corpus.segments import Unit
from civic_qual.errors import EstimateError

NOTHING = "nothing instead"  # an id holds no space


def confusion(
    codings: Codings | Sequence[Codings],
    coders: Sequence[str] | None = None,
    unit: Unit = "turn",
    level: Level = "code",
    families: bool | str | Sequence[str] = False,
) -> pd.DataFrame:
    """Count where one coder says one code and the other says another one instead.

    On the diagonal stand the segments in which both say the code. In row x and column y stand
    those in which the first says x and not y, and the second y and not x; in the last row and
    column those in which the other says nothing instead. A segment with several codes may stand
    in several cells. Only segments that both have read for both codes count.

    Parameters
    ----------
    codings
        Of two coders; or a list, such as people's and a machine's.
    coders
        The two, if there are more: rows are the first one's.
    unit
        What is compared.
    level
        "code", without codes that have codes below them, or "theme".
    families
        Compare the codes of families instead: all of them, or some.

    Returns
    -------
    DataFrame
        Rows what the first says, columns what the second says; codes that nobody used are left
        out.

    Raises
    ------
    EstimateError
        If there are not two coders.

    Examples
    --------
    >>> import civic_qual as cq
    >>> confusion(cq.example_codings(), level="theme").iloc[:2, :2].values.tolist()
    [[144, 0], [1, 83]]
    """
    judged = judgements(together(codings), coders, unit, level)
    if len(judged.coders) != 2:
        raise EstimateError(
            f"confusion is between two coders, and here are "
            f"{', '.join(judged.coders)}; choose two with coders=[...]"
        )
    rows = _rows(judged, together(codings), families)
    one, other = (_said(judged, coder, rows) for coder in (0, 1))
    first, second = one & ~other, other & ~one
    cells = np.zeros((len(rows) + 1, len(rows) + 1), dtype=np.int64)
    cells[:-1, :-1] = first.T.astype(np.int64) @ second.astype(np.int64)
    cells[range(len(rows)), range(len(rows))] = (one & other).sum(axis=0)
    cells[:-1, -1] = first[~second.any(axis=1)].sum(axis=0)
    cells[-1, :-1] = second[~first.any(axis=1)].sum(axis=0)
    labels = [*(judged.rows[row].id for row in rows), NOTHING]
    used = cells.sum(axis=0) + cells.sum(axis=1) > 0
    used[-1] = True
    kept = [label for label, there in zip(labels, used, strict=True) if there]
    return pd.DataFrame(
        cells[np.ix_(used, used)],
        pd.Index(kept, name=judged.coders[0]),
        pd.Index(kept, name=judged.coders[1]),
    )


def _rows(judged: Judgements, codings: Codings, families: bool | str | Sequence[str]) -> list[int]:
    """Return the codes to compare, by their place: those of themes, or of families."""
    book = codings.codebook
    tops = {top.id for top in (chosen_families(book, families) if families else book.themes)}
    return [
        place
        for place, row in enumerate(judged.rows)
        if row.theme in tops and judged.is_leaf(place)
    ]


def _said(judged: Judgements, coder: int, rows: list[int]) -> Bools:
    """Return what a coder says of what both have read, shape (n_segments, n_rows)."""
    read = np.logical_and(*(one.read[:, rows] for one in judged.by_coder))
    said: Bools = (judged.by_coder[coder].matrix[:, rows].toarray() > 0) & read
    return said

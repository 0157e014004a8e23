"""Whether more interviews would bring new codes: the saturation curve."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaln

from civic_qual.arrays import Bools, Floats
from civic_qual.coding.carried import carried
from civic_qual.coding.codings import Codings
from civic_qual.coding.readings import counting_unit
from civic_qual.coding.theme_rows import ANY_THEME, Level
from civic_qual.errors import EstimateError

SATURATION_COLUMNS = ("interviews", "codes", "low", "high", "new", "in_order", "new_in_order")


def saturation(
    codings: Codings,
    level: Level = "code",
    coder: str | None = None,
    confidence: float = 0.95,
    *,
    n_orders: int = 1000,
    seed: int = 0,
) -> pd.DataFrame:
    """Count the codes known after one interview, two, three ... in random order.

    The curve does not depend on the order in which people happened to be asked: it is the mean
    over all orders, Σ_c [1 − C(J − f_c, k)/C(J, k)] after k of J interviews, where f_c of them
    hold code c (Hurlbert 1971, equation 11). A curve that still climbs at its end says that the
    next interview would probably bring something new; one that is flat says that nobody like
    those asked would: about other people it says nothing.

    Parameters
    ----------
    codings
        Of one coder, or of several and `coder`.
    level
        "code", without codes that have codes below them, or "theme".
    confidence
        The share of random orders that lie within `low` and `high`.
    n_orders, seed
        How many random orders, and the seed of them.

    Returns
    -------
    DataFrame
        One row a number of interviews: interviews, codes (known by then, in the mean), low, high,
        new (brought by the last one of them, in the mean); in_order and new_in_order are the same
        in the order of the transcripts. How many codes stand in one interview alone is in
        `attrs["notes"]`.

    Raises
    ------
    EstimateError
        If nothing was read.
    TableError
        If several coders coded and none is chosen.

    Examples
    --------
    >>> import civic_qual as cq
    >>> curve = saturation(cq.example_codings(), coder="A")
    >>> curve[["codes", "new"]].iloc[[0, 11, 23]].round(1).values.tolist()
    [[11.8, 11.8], [25.9, 0.1], [26.0, 0.0]]
    """
    held = _held(codings, level, coder)
    if not len(held):
        raise EstimateError("nothing was read, so nobody can say what is new in an interview")
    codes = _mean_known(held.sum(axis=0), len(held))
    low, high = _limits(held, confidence, n_orders, seed)
    in_order = _known(held)
    frame = pd.DataFrame(
        dict(
            zip(
                SATURATION_COLUMNS,
                (
                    np.arange(1, len(held) + 1),
                    codes,
                    low,
                    high,
                    np.diff(codes, prepend=0),
                    in_order,
                    np.diff(in_order, prepend=0),
                ),
                strict=True,
            )
        )
    )
    frame.attrs["notes"] = _notes(held)
    return frame


def _held(codings: Codings, level: Level, coder: str | None) -> Bools:
    """Return which interviews hold which codes, shape (n_interviews read, n_codes)."""
    chosen = codings if coder is None else codings.filter(coder=coder)
    found = carried(chosen, counting_unit(chosen), level)
    ids = {row.id for row in found.rows}
    leaves = [
        place
        for place, row in enumerate(found.rows)
        if row.id != ANY_THEME and len(ids & set(row.members)) == 1
    ]
    interview, size = found.segments.transcript, len(codings.corpus)
    held = np.zeros((size, len(leaves)), dtype=np.bool_)
    segment, code = found.matrix[:, leaves].nonzero()
    held[interview[segment], code] = True
    read = np.bincount(interview[found.read.any(axis=1)], minlength=size) > 0
    return held[read]


def _mean_known(interviews_with: npt.NDArray[np.int64], n: int) -> Floats:
    """Return the mean number of codes known after 1 ... n interviews, over all orders."""
    k = np.arange(1, n + 1)[:, None]
    without = n - interviews_with[None, :]
    possible = without >= k
    missed = np.exp(_choose(np.where(possible, without, k), k) - _choose(np.full_like(k, n), k))
    known: Floats = (1 - np.where(possible, missed, 0)).sum(axis=1)
    return known


def _choose(n: npt.NDArray[np.int64], k: npt.NDArray[np.int64]) -> Floats:
    """Return the logarithm of the number of ways to choose k of n."""
    out: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return out


def _known(held: Bools) -> npt.NDArray[np.int64]:
    known: npt.NDArray[np.int64] = np.logical_or.accumulate(held, axis=0).sum(axis=1)
    return known


def _limits(held: Bools, confidence: float, n_orders: int, seed: int) -> tuple[Floats, Floats]:
    random = np.random.default_rng(seed)
    curves = np.array([_known(held[random.permutation(len(held))]) for _ in range(n_orders)])
    tail = (1 - confidence) / 2
    low, high = np.quantile(curves, [tail, 1 - tail], axis=0)
    return low, high


def _notes(held: Bools) -> tuple[str, ...]:
    times = held.sum(axis=0)
    return (
        f"{(times > 0).sum()} of {len(times)} codes were found in {len(held)} interviews; "
        f"{(times == 1).sum()} of them in one interview alone.",
    )

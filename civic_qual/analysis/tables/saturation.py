"""Whether more interviews would bring new codes: the saturation curve."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.special import gammaln

from civic_qual.calls import helpful
from civic_qual.coding.carried import ANY_THEME, Level, carried
from civic_qual.coding.coders import one_coder
from civic_qual.coding.readings import counting_unit
from civic_qual.errors import EstimateError
from civic_qual.messages import Message
from civic_qual.results import Result
from civic_qual.statistics.intervals import check_confidence

if TYPE_CHECKING:
    from civic_qual.arrays import Bools, Floats
    from civic_qual.coding.codings import Codings


class Saturation(Result):
    """The saturation curve, a row a number of interviews.

    Columns: interviews, codes (known by then, in the mean over all orders), low and high (limits
    of random orders), new (brought by the last of these interviews, in the mean); in_order and
    new_in_order are the same in the order of the transcripts.
    """

    _title = Message("Codes known after so many interviews")


@helpful
def saturation(
    codings: Codings,
    *,
    level: Level = "code",
    coder: str | None = None,
    confidence: float = 0.95,
    draws: int = 1000,
    seed: int = 0,
) -> Saturation:
    """Count the codes known after one interview, two, three ... in random order.

    The curve does not depend on the order in which people happened to be asked: it is the mean
    over all orders, Σ_c [1 − C(J − f_c, k)/C(J, k)] after k of J interviews, where f_c of them
    hold code c. A curve that still climbs at its end says that the next interview would probably
    bring something new; one that is flat says that nobody like those asked would: about other
    people it says nothing.

    Parameters
    ----------
    codings
        Codings of one coder, or of several and `coder`.
    level
        "code", without codes that have codes below them, or "theme".
    coder
        Whose codings to count, if several coded.
    confidence
        The share of random orders that lie within `low` and `high`.
    draws, seed
        How many random orders, and the seed of them.

    Returns
    -------
    Saturation
        The notes say how many codes stand in one interview alone.

    Raises
    ------
    EstimateError
        If nothing was read.
    TableError
        If several coders coded and none is chosen.

    See Also
    --------
    theme_table : How many interviews raise each theme.

    References
    ----------
    Hurlbert, S. H. (1971). The nonconcept of species diversity: a critique and alternative
    parameters. Ecology 52, 577-586, equation 11.

    Examples
    --------
    >>> import civic_qual as cq
    >>> curve = saturation(cq.example_codings(), coder="A")
    >>> curve[["codes", "new"]].iloc[[0, 11, 23]].round(1).values.tolist()
    [[11.8, 11.8], [25.9, 0.1], [26.0, 0.0]]
    """
    check_confidence(confidence)
    held = _held(codings, level, coder)
    if not len(held):
        raise EstimateError(
            Message("nothing was read, so nobody can say what is new in an interview")
        )
    codes = _mean_known(held.sum(axis=0), len(held))
    low, high = _limits(held, confidence, draws, seed)
    in_order = _known(held)
    frame = pd.DataFrame(
        {
            "interviews": np.arange(1, len(held) + 1),
            "codes": codes,
            "low": low,
            "high": high,
            "new": np.diff(codes, prepend=0),
            "in_order": in_order,
            "new_in_order": np.diff(in_order, prepend=0),
        }
    )
    return Saturation(frame, notes=[_note(held)])


def _held(codings: Codings, level: Level, coder: str | None) -> Bools:
    """Return which interviews hold which codes, shape (n_interviews read, n_codes)."""
    chosen = one_coder(codings, coder)
    found = carried(chosen, counting_unit(chosen), level)
    ids = {row.id for row in found.rows}
    leaves = [
        column
        for column, row in enumerate(found.rows)
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
    ways: Floats = gammaln(n + 1) - gammaln(k + 1) - gammaln(n - k + 1)
    return ways


def _limits(held: Bools, confidence: float, draws: int, seed: int) -> tuple[Floats, Floats]:
    """Return the limits within which random orders lie."""
    random = np.random.default_rng(seed)
    curves = np.array([_known(held[random.permutation(len(held))]) for _ in range(draws)])
    tail = (1 - confidence) / 2
    low, high = np.quantile(curves, [tail, 1 - tail], axis=0)
    return low, high


def _known(held: Bools) -> npt.NDArray[np.int64]:
    """Return how many codes are known after each interview, in this order."""
    known: npt.NDArray[np.int64] = np.logical_or.accumulate(held, axis=0).sum(axis=1)
    return known


def _note(held: Bools) -> str:
    times = held.sum(axis=0)
    return Message(
        "{found} of {codes} codes were found in {interviews}; "
        "{once} of them in one interview alone.",
        found=int((times > 0).sum()),
        codes=len(times),
        interviews=Message.plural("{n} interview", "{n} interviews", n=len(held)),
        once=int((times == 1).sum()),
    )

"""Which sampled passages several people have read, and whether their errors can be told from it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, Literal

import numpy as np

from civic_qual.arrays import Bools
from civic_qual.messages import Message, typed, unless_on_page
from civic_qual.statistics.readers.cells import FOUND, NOT_READ, Readings

if TYPE_CHECKING:
    from civic_qual.analysis.sampling.sample import Sample

FEWEST_TWICE = 40  # passages read twice, below which readers' errors are not reckoned with
_BY_CHANCE = 0.001  # a part as unlike the rest as this was hardly drawn
_READ_BY_TWO = Message("“Read by two, percent” on the page Work")
DOUBLE = typed("draw_sample(..., double=0.25)", "civic-qual sample --double 0.25", _READ_BY_TWO)

SettledPart = Literal["nothing", "some", "disagreements", "ticked", "all"]


@dataclass(frozen=True, eq=False, kw_only=True)
class ReadTwice:
    """What several people say of the n sampled segments, and why their errors stay unknown.

    Attributes
    ----------
    readings
        Of the n segments, as they are used: what was read twice, but not by chance, counts once.
    why_not
        Why readers' errors cannot be reckoned with; None if they can.
    """

    readings: Readings
    why_not: str | None = None

    @property
    def several(self) -> bool:
        """Whether more than one person read the sample."""
        return self.readings.readers > 1

    @cached_property
    def cells(self) -> Bools:
        """Which segments and rows were read by two people or more, (n, K)."""
        twice: Bools = (self.readings.ticks != NOT_READ).sum(axis=2) > 1
        return twice

    @property
    def number(self) -> int:
        """How many segments were read by two people or more."""
        return int(self.cells.any(axis=1).sum())

    @cached_property
    def disagreements(self) -> Bools:
        """Where one reader found what another did not, (n, K)."""
        ticks = self.readings.ticks
        differ: Bools = self.cells & (ticks == FOUND).any(axis=2) & (ticks == 0).any(axis=2)
        return differ

    @property
    def settled(self) -> SettledPart:
        """What of all that was read twice is settled."""
        known = ~np.isnan(self.readings.settled)
        ticked = self.cells & (self.readings.ticks == FOUND).any(axis=2)
        if known[self.cells].all():
            return "all"
        if known[ticked].all() and ticked.any():
            return "ticked"
        if known[self.disagreements].all() and self.disagreements.any():
            return "disagreements"
        return "some" if known[self.cells].any() else "nothing"


def read_twice(
    readings: Readings, sample: Sample, was_read: Bools, *, ignore: bool, not_blind: bool
) -> ReadTwice:
    """Say whether the errors of readers can be told from what several of them have read.

    Parameters
    ----------
    readings
        Of the sampled segments that were read.
    sample, was_read
        The sample, and which of its segments those are, (n_drawn,).
    ignore
        Whether it is said that what was left unread was left by chance.
    not_blind
        Whether a second person read it, but saw an answer.
    """
    whole = ReadTwice(readings=readings)
    if not whole.several:
        return replace(whole, why_not=_not_blind()) if not_blind else whole
    drawn: Bools = sample.units["double"].to_numpy(dtype=np.bool_)[was_read]
    twice: Bools = np.asarray(whole.cells.any(axis=1), dtype=np.bool_)
    if not twice.any():
        return replace(whole, why_not=_nothing_twice())
    if drawn.any() and not twice.all():
        whole = replace(whole, readings=_once(readings, ~drawn))
        left = int((drawn & ~twice).sum())
        if left and not ignore:
            return replace(whole, why_not=_left(left, int(drawn.sum())))
    elif not twice.all() and not ignore:
        return replace(whole, why_not=_not_drawn())
    elif not twice.all() and _unlike(readings, twice):
        return replace(whole, why_not=_chosen())
    if whole.number < FEWEST_TWICE:
        return replace(whole, why_not=_too_few(whole.number))
    return whole


def _once(readings: Readings, where: Bools) -> Readings:
    """Let only the first who read them count in some segments."""
    read = readings.ticks != NOT_READ
    first = read & (np.cumsum(read, axis=2) == 1)
    keep = first | ~where[:, None, None]
    return replace(readings, ticks=np.where(keep, readings.ticks, NOT_READ).astype(np.int8))


def _unlike(readings: Readings, twice: Bools) -> bool:
    """Whether the part read twice holds more, or less, of what was found than chance allows."""
    from scipy.stats import hypergeom

    found = (readings.taken > 0).sum(axis=1) > 0
    inside = int(found[twice].sum())
    law = hypergeom(len(found), int(found.sum()), int(twice.sum()))
    return bool(2 * min(law.cdf(inside), law.sf(inside - 1)) < _BY_CHANCE)


def _not_blind() -> str:
    return Message("it was made with an answer in view, so it says nothing of errors")


def _nothing_twice() -> str:
    return Message(
        "no passage was read by two people. Draw a sample of which a part is for two: {double}",
        double=DOUBLE,
    )


def _left(left: int, drawn: int) -> str:
    return Message(
        "{left} of the {drawn} passages drawn for two people were read by one: the ones left may "
        "be the hard ones. Have them read{ignore}",
        left=left,
        drawn=drawn,
        ignore=unless_on_page(
            Message(
                "; or, if they were left by chance, say {ignore}",
                ignore=typed('unread="ignore"', "civic-qual estimate --unread ignore"),
            ),
            "",
        ),
    )


def _not_drawn() -> str:
    return Message(
        "nothing says that the passages read twice were drawn by chance ({double} draws them)"
        "{ignore}",
        double=DOUBLE,
        ignore=unless_on_page(
            Message(
                ". If the second person simply stopped, or read passages drawn by chance, say "
                "{ignore}",
                ignore=typed('unread="ignore"', "civic-qual estimate --unread ignore"),
            ),
            "",
        ),
    )


def _chosen() -> str:
    return Message(
        "in the passages read twice more was found, or less, than in the others, so they were "
        "hardly chosen by chance. Have a part read that is drawn for it: {double}",
        double=DOUBLE,
    )


def _too_few(number: int) -> str:
    return Message(
        "only {number} passages were read twice, and fewer than {fewest} say too little",
        number=number,
        fewest=FEWEST_TWICE,
    )

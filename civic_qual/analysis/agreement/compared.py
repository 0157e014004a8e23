"""Judgements of coders added up, code by code, and what figures of them cannot bear."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from civic_qual.arrays import Floats, Ints
from civic_qual.messages import Message, listed
from civic_qual.statistics.reliability import AgreementSums

# Below these the intervals were not seen to cover: see `python -m benchmarks agreement`.
ENOUGH_INTERVIEWS, ENOUGH_PREVALENCE, ENOUGH_SPREAD = 30, 0.05, 5


@dataclass(frozen=True, eq=False)
class Compared:
    """Judgements of coders on one code or several, of jointly read segments.

    `sums` has one entry an interview of the corpus; `yes` and `read`, of shape (n_coders,),
    count what each coder found and read.
    """

    sums: AgreementSums
    yes: Ints
    read: Ints

    def __add__(self, other: Compared) -> Compared:
        return Compared(self.sums + other.sums, self.yes + other.yes, self.read + other.read)

    @property
    def by_interview(self) -> AgreementSums:
        """The sums of interviews of which something was jointly read."""
        return self.sums.take(self.sums.pairable > 0)

    @property
    def units(self) -> int:
        """How many judgements were compared: segments, or of several codes segments times codes."""
        return int(self.sums.pairable.sum())

    @property
    def prevalence(self) -> float:
        """The share of yes among the judgements of all coders; NaN if there is none."""
        votes = self.sums.votes.sum(axis=0)
        return float(votes[1] / votes.sum()) if votes.sum() else float("nan")

    @property
    def shares(self) -> Floats:
        """The share of yes of each coder, shape (n_coders,); NaN for who read nothing."""
        shares: Floats = np.full(len(self.read), np.nan)
        np.divide(self.yes, self.read, out=shares, where=self.read > 0)
        return shares

    @property
    def effective_interviews(self) -> float:
        """In how many interviews the code stands, as if it were spread evenly over them."""
        found = self.sums.votes[:, 1]
        return float(found.sum() ** 2 / (found**2).sum()) if found.any() else 0.0


def cautions(compared: Compared, coders: Sequence[str]) -> tuple[str, ...]:
    """Return what to know of a row of agreement: what its figures cannot bear."""
    return tuple(_cautions(compared, coders))


def _cautions(compared: Compared, coders: Sequence[str]) -> Iterator[str]:
    if not compared.units:
        yield Message("no passage was read by two of them for this code")
        return
    yield from _degenerate(compared, coders)
    interviews = len(compared.by_interview.pairable)
    if interviews == 1:
        yield Message("one interview only: no interval")
    elif interviews < ENOUGH_INTERVIEWS:
        yield Message(
            "fewer than {enough} interviews ({interviews}): the intervals may be too narrow",
            enough=ENOUGH_INTERVIEWS,
            interviews=interviews,
        )
    rarer = min(compared.prevalence, 1 - compared.prevalence)
    if 0 < rarer < ENOUGH_PREVALENCE:
        yield _rare(compared.prevalence)
    if 0 < compared.effective_interviews < ENOUGH_SPREAD and rarer > 0 and interviews > 1:
        yield Message("found mostly in a few interviews: the intervals may be too narrow")


def _rare(prevalence: float) -> str:
    if prevalence < 0.5:
        return Message("rare: the intervals may be too narrow")
    return Message("nearly everywhere: the intervals may be too narrow")


def _degenerate(compared: Compared, coders: Sequence[str]) -> Iterator[str]:
    """Say where a coefficient is undefined, or decided by one coder alone."""
    if compared.prevalence == 0:
        yield Message(
            "nobody found it anywhere: kappa and alpha are undefined, percent and AC1 only say "
            "that nothing varies"
        )
    elif compared.prevalence == 1:
        yield Message(
            "all found it everywhere: kappa and alpha are undefined, percent and AC1 only say "
            "that nothing varies"
        )
    else:
        counts = zip(coders, compared.yes, compared.read, strict=True)
        never = [name for name, yes, read in counts if read and not yes]
        if never:
            yield Message(
                "{coders} never found it: kappa is 0 or less whatever the others say",
                coders=listed(never),
            )

"""What some coders say of one code, added up by interview."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic_qual.analysis.agreement.jointly_read import Judgements
from civic_qual.corpus.segments import Ints
from civic_qual.statistics.agreement_sums import AgreementSums, Floats, agreement_sums


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


def compared(judged: Judgements, row: int, coders: tuple[str, ...]) -> Compared:
    """Add up what coders say of one code."""
    values, places = judged.of(row, coders)
    sums = agreement_sums(values)
    interviews = len(judged.segments.corpus)
    return Compared(
        sums.by_group(judged.segments.transcript[places], interviews),
        np.nansum(values, axis=0).astype(np.int64),
        (~np.isnan(values)).sum(axis=0),
    )

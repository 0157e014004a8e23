"""A study large enough to estimate from: who carries what is known, and so is the machine."""

from __future__ import annotations

import numpy as np
import pandas as pd

from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import coding_columns, reading_columns
from civic_qual.coding.evidence import TextEvidence
from civic_qual.coding.scores import Scores
from civic_qual.corpus.model import Corpus
from civic_qual.results import Result
from tests.analysis.small import codebook, interview

THEMES = ("plan", "harm")


class Study:
    """Interviews of `turns` turns each; turn t of interview i carries a theme where truth says."""

    def __init__(
        self,
        interviews=20,
        turns=20,
        seed=1,
        missed=0.3,
        added=0.02,
        countries=2,
        prevalence=(0.2, 0.05),
    ):
        rng = np.random.default_rng(seed)
        self.book = codebook(*THEMES)
        self.corpus = Corpus(
            tuple(
                interview(
                    f"i{place:03d}",
                    [f"R: word {place} {turn}" for turn in range(turns)],
                    country=f"C{place % countries}",
                )
                for place in range(interviews)
            )
        )
        size = interviews * turns
        self.truth = rng.random((size, 2)) < prevalence
        right = rng.random((size, 2)) >= missed
        self.found = (self.truth & right) | (rng.random((size, 2)) < added)
        self.scores = np.clip(
            np.where(self.found, 0.8, 0.05) + rng.normal(0, 0.04, (size, 2)), 0.001, 0.999
        )

    @property
    def segments(self):
        return self.corpus.segments("turn")

    def rules(self):
        return self._coded(self.found, "rules", "rule")

    def model(self, trained=0, values=None):
        made = self._coded(self.found, "model", "model")
        marks = np.zeros(len(self.truth), dtype=np.int8)
        marks[:] = trained
        scores = Scores(
            unit="turn",
            codes=THEMES,
            values=self.scores if values is None else values,
            trained=marks,
        )
        return Codings(
            corpus=made.corpus,
            codebook=made.codebook,
            coded=made.coded,
            read=made.read,
            evidence=made.evidence,
            scores=scores,
        )

    def person(self, places=None, coder="P"):
        """Return what a person codes without error, who read all, or the segments named."""
        read = (
            np.ones(len(self.truth), bool)
            if places is None
            else np.isin(np.arange(len(self.truth)), places)
        )
        return self._coded(self.truth & read[:, None], coder, "human", np.flatnonzero(read))

    def _coded(self, marks, coder, origin, read=None):
        segments = self.segments
        place, code = np.nonzero(marks)
        here = np.arange(len(marks)) if read is None else read
        coded, order = coding_columns(
            transcript=segments.transcript[place],
            start=segments.start[place],
            end=segments.end[place],
            code=code,
            coder=coder,
            origin=origin,
            status="accepted",
        )
        readings = reading_columns(
            transcript=segments.transcript[here],
            start=segments.start[here],
            end=segments.end[here],
            unit="turn",
            codes="*",
            coder=coder,
            origin=origin,
        )
        return Codings(
            corpus=self.corpus,
            codebook=self.book,
            coded=coded,
            read=readings,
            evidence=TextEvidence(("",) * len(order)),
        )


def numbers(table: Result, theme: str, group: str = "all") -> pd.Series:
    return table.only(theme=theme, group=group).frame.iloc[0]

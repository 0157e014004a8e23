"""A random sample as it was drawn: which segments, with what probability, of which frame."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Self, cast

import numpy as np
import pandas as pd

from civic_qual.analysis.sampling.sample_columns import about_sample, units_in
from civic_qual.analysis.sampling.sampling_frame import Design, frame_fingerprint, how_drawn
from civic_qual.analysis.sampling.worklists import Worklist, worklists
from civic_qual.arrays import Ints
from civic_qual.calls import helpful
from civic_qual.corpus.segments import UNITS, Unit, units_word
from civic_qual.errors import SampleError
from civic_qual.messages import Message, count, enumerated, quoted
from civic_qual.results import Passages, Result
from civic_qual.sheets.ids import Ids
from civic_qual.showing import table_html, table_text

if TYPE_CHECKING:
    from os import PathLike

    from civic_qual.analysis.estimates.how_many_more import HowManyMore
    from civic_qual.analysis.estimates.readers.settled import Settled
    from civic_qual.analysis.estimates.side_by_side import Unread
    from civic_qual.coding.blind import Judges
    from civic_qual.coding.carried import Level
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.results import Rows

_BETWEEN = " + "  # attributes that strata are made of, in a table


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Sample(Result):
    """Segments drawn at random, to be coded by people; `draw_sample` makes it.

    `frame`, and files of it, hold all that a sample is: `read_sample` reads it back.

    Parameters
    ----------
    name
        Readings of the sampled passages carry it in their column `sample`.
    design
        "simple", "stratified", "scores" (segments with a high score of a model had a higher
        chance) or "interviews" (whole ones were drawn).
    unit
        What was drawn: rows are segments of it.
    seed
        Of the random numbers: the same seed draws the same sample.
    by
        The attributes the strata are made of.
    frame_hash, frame_size
        A fingerprint of all that could be drawn, and how many segments that were.
    units
        One row a segment drawn: transcript, start, end, stratum, probability (of being drawn),
        double (whether two are to code it), cluster (the transcript).
    is_whole
        False of rows that somebody chose of a sample: they are no random draw any more.

    See Also
    --------
    draw_sample : Draw one.
    read_sample : Read one from a file.
    estimate_themes : Correct a machine by a person who coded the sample.
    """

    name: str
    design: Design
    unit: Unit
    seed: int
    by: tuple[str, ...]
    frame_hash: str
    frame_size: int
    units: pd.DataFrame
    is_whole: bool = True

    def __len__(self) -> int:
        return len(self.units)

    def __repr__(self) -> str:
        return (
            f"Sample({self.name!r}, {len(self):,} of {self.frame_size:,} {self.unit}s, "
            f"{self.design})"
        )

    @property
    def notes(self) -> tuple[str, ...]:
        """How the sample was drawn."""
        if not self.is_whole:
            return (
                Message(
                    "These rows are only a part of the sample {sample}.", sample=quoted(self.name)
                ),
            )
        doubled = int(self.units["double"].sum())
        return (self._how_drawn(), *([_for_two(doubled)] if doubled else []))

    def _how_drawn(self) -> str:
        common = {
            "drawn": count(len(self)),
            "size": count(self.frame_size),
            "units": units_word(self.unit),
            "how": how_drawn(self.design),
            "seed": self.seed,
        }
        if self.by:
            return Message(
                "Drawn: {drawn} of {size} {units} that count and hold words, {how} "
                "(strata: {by}; seed {seed}).",
                by=enumerated(self.by),
                **common,
            )
        return Message(
            "Drawn: {drawn} of {size} {units} that count and hold words, {how} (seed {seed}).",
            **common,
        )

    @helpful
    def passages(self, corpus: Corpus) -> Passages:
        """Return what was said in the sampled segments.

        Parameters
        ----------
        corpus
            The one the sample was drawn from.

        Returns
        -------
        Passages
            transcript, start, end, text, stratum, double.

        Raises
        ------
        SampleError
            If the corpus is not the one the sample was drawn from.
        """
        from civic_qual.analysis.passages.segment_texts import segment_texts

        frame = segment_texts(corpus.segments(self.unit), self.rows_in(corpus))
        for name in ("stratum", "double"):
            frame[name] = self.units[name].to_numpy()
        return Passages(frame=frame, notes=self.notes)

    @helpful
    def check(self, corpus: Corpus) -> None:
        """Refuse a corpus that is not the one the sample was drawn from.

        Raises
        ------
        SampleError
            If a text, a role or the cut into segments has changed since the draw.
        """
        if frame_fingerprint(corpus.segments(self.unit)) == self.frame_hash:
            return
        ids = Ids(corpus.positions)
        strange = sorted(name for name in {*self.units["transcript"]} if ids.meant(name) is None)
        if strange:
            raise SampleError(
                Message(
                    "the sample {sample} is not of this corpus: it has no transcript "
                    "{transcript}. Use the corpus it was drawn from, or draw a new sample and "
                    "keep the codings",
                    sample=quoted(self.name),
                    transcript=quoted(strange[0]),
                )
            )
        raise SampleError(
            Message(
                "the sample {sample} is not of this corpus: since the draw transcripts were added "
                "or removed, texts corrected or roles changed. Use the corpus it was drawn from, "
                "or draw a new sample and keep the codings",
                sample=quoted(self.name),
            )
        )

    @helpful
    def rows_in(self, corpus: Corpus) -> Ints:
        """Return the rows of the sampled segments in `corpus.segments(unit)`, shape (n,).

        Raises
        ------
        SampleError
            If the corpus is not the one the sample was drawn from.
        """
        self.check(corpus)
        segments = corpus.segments(self.unit)
        ids = Ids(corpus.positions)
        places = zip(segments.transcript.tolist(), segments.start.tolist(), strict=True)
        row_at = {place: row for row, place in enumerate(places)}
        starts = zip(self.units["transcript"], self.units["start"], strict=True)
        try:
            rows = [
                row_at[corpus.positions[ids.meant(name) or name], start] for name, start in starts
            ]
        except KeyError as error:
            raise SampleError(
                Message(
                    "the sample {sample} was changed after the draw ({place} is none of its "
                    "frame); take it as it was drawn",
                    sample=quoted(self.name),
                    place=str(error),
                )
            ) from None
        return np.array(rows, dtype=np.int64)

    @helpful
    def worklists(self, coders: Sequence[str]) -> dict[str, Worklist]:
        """Share the sample out among coders, each list in a random order of its own.

        A list does not tell which passages another one codes too. Whole interviews stay
        together and in the order of the text.

        Raises
        ------
        SampleError
            If passages are to be coded by two and there is only one coder.

        Examples
        --------
        >>> import civic_qual as cq
        >>> sample = cq.draw_sample(cq.example_corpus(), n=10, double=0.2)
        >>> {coder: len(rows) for coder, rows in sample.worklists(["Aya", "Ben"]).items()}
        {'Aya': 6, 'Ben': 6}
        """
        return worklists(self, coders)

    @helpful
    def how_many_more(
        self,
        machine: Codings,
        human: Codings,
        *,
        width: float,
        by: str | Sequence[str] | None = None,
        level: Level = "theme",
        coder: str | Sequence[str] | None = None,
        settled: Settled | None = None,
        confidence: float = 0.95,
        unread: Unread = "refuse",
        shown: Judges = "blind",
    ) -> HowManyMore:
        """Say how many more passages to code by hand until limits are as narrow as wanted.

        What this sample shows is carried forward into many possible futures, in which each band
        of scores holds what it may hold, and passages are drawn by chance. A range comes of it:
        with the first number half of the studies like this end as narrow as wanted, with the
        cautious one about nine of ten (`docs/method.md` says how that was tried).

        Parameters
        ----------
        machine, human, by, level, coder, settled, confidence, unread, shown
            As in `estimate_themes`; of segments. Readers are taken for right.
        width
            The distance wanted between the upper and the lower limit: .1 is ten points.

        Returns
        -------
        HowManyMore
            A theme and group a row: how many more passages, by design, and cautiously.

        Raises
        ------
        EstimateError
            If the width makes no sense, or the estimate itself could not be defended.

        See Also
        --------
        estimate_themes : What can be said already.

        Examples
        --------
        >>> import civic_qual as cq
        >>> machine = cq.RuleCoder(cq.example_codebook()).code(cq.example_corpus())
        >>> sample = cq.draw_sample(cq.example_corpus(), n=60, seed=1)
        >>> table = sample.how_many_more(machine, cq.example_codings(), width=0.15, coder="A")
        >>> bool((table["simple"] <= table["by_hand_alone"]).all())
        True
        """
        # Estimates stand above samples: only whoever asks loads them.
        from civic_qual.analysis.estimates.how_many_more import how_many_more

        return how_many_more(
            machine,
            human,
            self,
            width=width,
            by=by,
            level=level,
            coder=coder,
            settled=settled,
            confidence=confidence,
            unread=unread,
            shown=shown,
        )

    @classmethod
    @helpful
    def from_frame(cls, frame: pd.DataFrame) -> Sample:
        """Read a table like `Sample.frame`; of a file, `civic_qual.read_sample` does it.

        Raises
        ------
        SampleError
            If a column is missing or a cell is wrong, or the table is empty or holds several
            samples.
        """
        about = about_sample(frame)
        unit = about["unit"]
        if unit not in UNITS:
            raise SampleError(
                Message(
                    "there is no unit {unit}; there are: {units}",
                    unit=quoted(unit),
                    units=enumerated(UNITS),
                )
            )
        try:
            return cls(
                name=about["sample"],
                design=cast("Design", about["design"]),
                unit=cast("Unit", unit),
                seed=int(about["seed"]),
                by=tuple(part for part in about["by"].split(_BETWEEN) if part),
                frame_hash=about["frame_hash"],
                frame_size=int(about["frame_size"]),
                units=units_in(frame),
            )
        except ValueError as error:
            raise SampleError(
                Message(
                    "a number of this sample cannot be read ({problem}); take the sample as it "
                    "was drawn",
                    problem=error,
                )
            ) from None

    # How a Result is made of it

    def _table(self) -> pd.DataFrame:
        return self.units.assign(
            sample=self.name,
            design=self.design,
            unit=self.unit,
            seed=self.seed,
            by=_BETWEEN.join(self.by),
            frame_hash=self.frame_hash,
            frame_size=self.frame_size,
        )

    def _take(self, rows: Rows) -> Self:
        units = self.units.iloc[rows].reset_index(drop=True)
        return replace(self, units=units, is_whole=self.is_whole and len(units) == len(self))

    def _body_html(self) -> str:
        return table_html(self.units, self.name)

    def _body_text(self) -> str:
        return table_text(self.units, self.name)

    def _write(self, path: str | PathLike[str], suffixes: tuple[str, ...], how: str) -> None:
        if not self.is_whole:
            raise SampleError(
                Message(
                    "only a part of the sample {sample} was chosen, and a file of it would be "
                    "taken for the sample; write the whole one, or take "
                    ".frame.to_csv(...) for a list",
                    sample=quoted(self.name),
                )
            )
        super()._write(path, suffixes, how)


def _for_two(n: int) -> str:
    return Message.plural(
        "{n} passage is to be coded by two people.",
        "{n} passages are to be coded by two people.",
        n=n,
    )

"""Which passage carries which code, said by which coder, why, and what was read at all.

Inside, codings and readings are columns; `rows` and `readings` show them as tables, a coding or
a reading a row. *Read and found without the code* is not *not read*: a passage that no reading
covers is in no denominator.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast, get_args, overload

import numpy as np

from civic_qual.arrays import Bools
from civic_qual.calls import helpful, not_there, offer
from civic_qual.codebook.model import Codebook
from civic_qual.coding.columns import CodingColumns, Origin, ReadingColumns, Shown, Status
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError
from civic_qual.messages import Message, count, enumerated, quoted

if TYPE_CHECKING:
    from os import PathLike

    import pandas as pd

    from civic_qual.coding.evidence import Evidence
    from civic_qual.coding.files.writing import CodingsTable
    from civic_qual.coding.scores import Scores
    from civic_qual.corpus.segments import Unit
    from civic_qual.results import Mask, Row


CodedUnit = Literal["word", "turn", "sentence", "paragraph", "transcript"]
CODED_UNITS: tuple[CodedUnit, ...] = get_args(CodedUnit)

CODING_COLUMNS = (
    "transcript",
    "start",
    "end",
    "code",
    "coder",
    "origin",
    "score",
    "status",
    "evidence",
    "time",
    "rules_fingerprint",
    "content_fingerprint",
    "revision",
)
READING_COLUMNS = (
    "transcript",
    "start",
    "end",
    "unit",
    "codes",
    "coder",
    "origin",
    "time",
    "rules_fingerprint",
    "content_fingerprint",
    "revision",
    "sample",
    "shown",
)

_CHOOSES = Message(
    "filter(...), head(n) and codings[mask] choose codings before they are counted; only(...) is "
    "of tables, and chooses rows of what is counted already"
)
COMBINED = "combined"  # the coder that combine makes of several


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Codings:
    """Codings and readings of one corpus by one codebook, from one coder or several.

    `for coding in codings` gives one record a coding, with the fields of `frame`: `coding.text`,
    `coding.theme`, `coding.participant`.

    Parameters
    ----------
    corpus, codebook
        What was coded, and by what.
    coded
        The codings as columns, as `coding_columns` makes them.
    read
        The readings as columns, as `reading_columns` makes them.
    evidence
        The reasons, one a coding, in the same order.
    scores
        What a model thinks of every segment and code; None for other coders.
    problems
        Rules that were left out because they could not be run to their end, a line each.
    notes
        What must be said of the model behind the codings wherever they are counted, a line each.
    assumed
        Coders of whom nothing says what they read, and it was taken to be whole transcripts.

    See Also
    --------
    read_codings : Codings from a file.
    combine : Several coders made one.
    theme_table : How often each theme was found.

    Examples
    --------
    >>> import civic_qual as cq
    >>> codings = cq.example_codings().filter(coder="A", theme="plan")
    >>> len(codings)
    174
    >>> next(iter(codings)).code
    'plan.threat'
    """

    corpus: Corpus
    codebook: Codebook
    coded: CodingColumns
    read: ReadingColumns
    evidence: Evidence
    scores: Scores | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()
    assumed: tuple[str, ...] = ()

    @classmethod
    @helpful
    def from_frames(
        cls,
        corpus: Corpus,
        codebook: Codebook,
        rows: pd.DataFrame,
        readings: pd.DataFrame,
        evidence: Evidence,
        scores: Scores | None = None,
    ) -> Codings:
        """Make codings of tables like `rows` and `readings`, whatever the order of their rows.

        The evidence is in the order of `rows` as given.
        """
        from civic_qual.coding.frames import READINGS, ROWS, columns_of_codings, columns_of_readings

        for name, table, of in (("rows", rows, ROWS), ("readings", readings, READINGS)):
            if strange := [column for column in of if column not in table]:
                raise CodingError(
                    Message(
                        "{table} needs the columns of such a table of codings; there is no "
                        "{columns}",
                        table=name,
                        columns=enumerated(strange),
                    )
                )
        coded, order = columns_of_codings(rows, corpus, codebook)
        return cls(
            corpus=corpus,
            codebook=codebook,
            coded=coded,
            read=columns_of_readings(readings, corpus),
            evidence=evidence.take(order.tolist()),
            scores=scores,
        )

    # What it holds

    def __len__(self) -> int:
        return len(self.coded)

    def __iter__(self) -> Iterator[Row]:
        from civic_qual.results import Row

        frame = self.frame
        columns = [frame[name].tolist() for name in frame]
        for cells in zip(*columns, strict=True):
            yield Row(dict(zip(frame.columns, cells, strict=True)))

    def __repr__(self) -> str:
        coders = ", ".join(self.coders) or "nobody"
        return f"Codings({len(self):,} codings and {len(self.read):,} readings by {coders})"

    def _repr_html_(self) -> str:
        from civic_qual.coding.frames import codings_html

        return codings_html(self)

    @cached_property
    def rows(self) -> pd.DataFrame:
        """All codings, one a row, with `CODING_COLUMNS` but the evidence; the same table always.

        If any has fields, the column `fields` holds them as `codebook.fields` writes them.
        """
        from civic_qual.coding.frames import coding_frame

        return coding_frame(self.coded, self.corpus, self.codebook)

    @cached_property
    def readings(self) -> pd.DataFrame:
        """What was read, one reading a row, with `READING_COLUMNS`; the same table always."""
        from civic_qual.coding.frames import reading_frame

        return reading_frame(self.read, self.corpus, self.codebook)

    @property
    def frame(self) -> pd.DataFrame:
        """All codings, one a row, in the order of the text: a new table every time.

        Columns: transcript, start and end (characters of its text); speaker, role and
        participant, of the first who counts of those who speak in the passage; theme (the theme
        or family the code belongs to), code, text; coder, origin, score, status, evidence, time;
        language, rules_fingerprint, content_fingerprint, revision; `field.<name>` of every field
        that the codebook declares; and one an attribute, of the participant or else the
        transcript (`attribute_<name>` if another column has the name).
        """
        from civic_qual.coding.frames import shown_frame

        return shown_frame(self)

    @property
    def coders(self) -> tuple[str, ...]:
        """The names of all who coded or read something, sorted."""
        return tuple(sorted({*self.coded.coder.values, *self.read.coder.values}))

    def equals(self, other: object) -> bool:
        """Whether others are the same codings and readings of the same texts, with their reasons.

        Codings that were pickled, or sent to another process, equal what they were.
        """
        if self is other:
            return True
        return (
            isinstance(other, Codings)
            and revisions(self.corpus) == revisions(other.corpus)
            and self.corpus.participants == other.corpus.participants
            and fingerprints(self.codebook) == fingerprints(other.codebook)
            and (self.problems, self.notes) == (other.problems, other.notes)
            and self.rows.equals(other.rows)
            and self.readings.equals(other.readings)
            and self.evidence.describe() == other.evidence.describe()
            and self.scores == other.scores
        )

    def __eq__(self, other: object) -> bool:
        return self.equals(other) if isinstance(other, Codings) else NotImplemented

    def __hash__(self) -> int:
        return hash((len(self), len(self.read), self.coders, self.notes, self.problems))

    # Choosing

    @helpful
    def filter(
        self,
        *,
        code: str | Sequence[str] | None = None,
        theme: str | Sequence[str] | None = None,
        coder: str | Sequence[str] | None = None,
        origin: Origin | Sequence[Origin] | None = None,
        status: Status | Sequence[Status] | None = None,
        transcript: str | Sequence[str] | None = None,
        fields: Mapping[str, str | Sequence[str]] | None = None,
        shown: Shown | Sequence[Shown] | None = None,
        **attributes: object,
    ) -> Codings:
        """Return some codings, with the readings that go with them, to count only these.

        It chooses what is counted at all, so what numbers are out of changes with it. `only` is of
        results: it chooses rows of what is counted already.

        Readings are chosen by coder, origin, transcript, shown and attributes. They are kept
        whatever code, theme, status or field is asked for: what was read stays read.

        Parameters
        ----------
        code, theme
            Codes, each with all below it, as a table counts them. For codings of one code alone
            take the rows of `frame`.
        coder, origin, status, transcript
            A value, or a list of values.
        fields
            Fields of codings, each with a value or a list of values: `{"addressee": "mission"}`;
            "" is a field of which nothing is said.
        shown
            Of readings alone: what the reader saw of other codings. "blind" is nothing.
        **attributes
            Attributes of participants or transcripts, each with a value or a list of values:
            `filter(country="Mali", sex=["woman", "girl"])`; also `participant`, `speaker`, `role`
            and `language`. A passage in which several people speak is kept if all is true of one
            of them; of readings, only the turns of such people are kept.

        Raises
        ------
        CodingError
            If there is no such code, coder, transcript, field, attribute or value, so that a slip
            of the pen is not read as nothing found.

        Examples
        --------
        >>> import civic_qual as cq
        >>> codings = cq.example_codings()
        >>> len(codings.filter(coder="A", theme="harm")), len(codings.filter(coder="B"))
        (72, 1120)
        """
        from civic_qual.coding.filtering import chosen

        return self._taken(
            *chosen(
                self,
                codes=(code, theme),
                coder=coder,
                origin=origin,
                status=status,
                transcript=transcript,
                fields=fields or {},
                shown=shown,
                attributes=attributes,
            )
        )

    @overload
    def __getitem__(self, wanted: str) -> pd.Series[Any]: ...
    @overload
    def __getitem__(self, wanted: list[str]) -> pd.DataFrame: ...
    @overload
    def __getitem__(self, wanted: Mask | slice) -> Codings: ...
    def __getitem__(self, wanted: Any) -> Any:
        """Return a column of `frame`, columns by a list of names, or the codings of a mask.

        `codings["theme"]`, `codings[codings["score"] > 0.5]`, `codings[:10]`. All readings are
        kept: what was read stays read.

        Raises
        ------
        CodingError
            If there is no such column, or it is no mask of yes and no, one for each coding.
        """
        if isinstance(wanted, slice):
            rows = np.zeros(len(self), dtype=np.bool_)
            rows[wanted] = True
            return self._taken(rows, self.read)
        named = isinstance(wanted, list) and all(isinstance(name, str) for name in wanted)
        if isinstance(wanted, str) or (named and wanted):
            frame = self.frame
            for name in [wanted] if isinstance(wanted, str) else wanted:
                if name not in frame:
                    raise CodingError(
                        Message(
                            "codings have no column {column}{offer}",
                            column=quoted(name),
                            offer=offer(name, frame.columns),
                        )
                    )
            return frame[wanted]
        cells = np.asarray(wanted)
        if cells.dtype != np.bool_ or cells.shape != (len(self),):
            raise CodingError(
                Message(
                    "choose codings by a mask of yes and no, one for each of {codings}, such as "
                    'codings[codings.frame["score"] > 0.5]; by their values with codings.filter',
                    codings=count(len(self)),
                )
            )
        return self._taken(cells, self.read)

    @helpful
    def head(self, n: int = 5) -> Codings:
        """Return the first codings; without the last -n for a negative n, as in pandas."""
        return self[:n]

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or hasattr(type(self), name):
            return object.__getattribute__(self, name)
        from civic_qual.coding.frames import SHOWN

        raise AttributeError(not_there(self, name, name in SHOWN, _CHOOSES), name=name, obj=self)

    def _taken(self, chosen: Bools, read: ReadingColumns) -> Codings:
        """Return some of the codings with some readings, and what is to be said of these."""
        by_rules, by_model = (
            bool(read.origin.among({origin}).any()) for origin in ("rule", "model")
        )
        return Codings(
            corpus=self.corpus,
            codebook=self.codebook,
            coded=self.coded.take(chosen),
            read=read,
            evidence=self.evidence.take(np.flatnonzero(chosen).tolist()),
            scores=self.scores,
            problems=self.problems if by_rules else (),
            notes=self.notes if by_model else (),
            assumed=tuple(name for name in self.assumed if name in read.coder.values),
        )

    # Files

    @helpful
    def to_csv_frame(self, *, unit: Unit | None = None, evidence: bool = True) -> pd.DataFrame:
        """Return codings and readings as one table, from which every number can be recounted.

        Parameters
        ----------
        unit
            The unit of counting: every segment of it that was read has a row. None takes what
            was coded as a whole, or turns if passages were marked freely.
        evidence
            False leaves out what was said: only the rules are named.

        Raises
        ------
        CodingError
            If the codings were made by a unit coarser than the one to count by.
        """
        from civic_qual.coding.files.writing import csv_frame
        from civic_qual.coding.readings import check_unit, counting_unit

        unit = unit or counting_unit(self)
        check_unit(self, unit)
        return csv_frame(self, unit, evidence)

    @helpful
    def to_csv(self, path: str | PathLike[str], *, unit: Unit | None = None) -> None:
        """Write codings and readings as one CSV, from which every number can be recounted.

        It is internal, and the notes beside it, `codings.notes.txt`, say so first.
        `read_codings` reads it back.

        Parameters
        ----------
        path
            A file that ends in .csv or .tsv.
        unit
            As in `to_csv_frame`.

        Raises
        ------
        CodingError
            If the codings were made by a unit coarser than the one to count by.
        WriteError
            If the file cannot be written; what stood there is intact.

        Examples
        --------
        >>> import tempfile
        >>> from pathlib import Path
        >>> import civic_qual as cq
        >>> codings, file = cq.example_codings(), Path(tempfile.mkdtemp()) / "codings.csv"
        >>> codings.to_csv(file)
        >>> len(cq.read_codings(file, codings.corpus, codings.codebook)) == len(codings)
        True
        """
        self._table(unit).to_csv(path)

    @helpful
    def to_excel(self, path: str | PathLike[str], *, unit: Unit | None = None) -> None:
        """Write what `to_csv` does as an Excel workbook, its notes on a second sheet.

        Parameters
        ----------
        path
            A file that ends in .xlsx.
        unit
            As in `to_csv_frame`.

        Raises
        ------
        CodingError
            If the codings were made by a unit coarser than the one to count by.
        WriteError
            If the file cannot be written, or cannot hold them; what stood there is intact.
        """
        self._table(unit).to_excel(path)

    def _table(self, unit: Unit | None) -> CodingsTable:
        from civic_qual.coding.files.writing import CodingsTable

        return CodingsTable(self.to_csv_frame(unit=unit), notes=(*self.notes, *self.problems))


# What cannot be coded, or put together


def refuse_strangers(codings: tuple[Codings, ...]) -> None:
    """Refuse to put together what was coded in different texts or by different codebooks."""
    if len({tuple(revisions(coded.corpus)) for coded in codings}) > 1:
        raise CodingError(
            Message(
                "these codings are of different corpora; code the same one, or read "
                "them back with read_codings(..., corpus, codebook)"
            )
        )
    if len({fingerprints(coded.codebook) for coded in codings}) > 1:
        raise CodingError(
            Message(
                "these codings were made by different codebooks; code again with one of "
                "them, or see what changed with compare(before, after)"
            )
        )


def revisions(corpus: Corpus) -> list[tuple[str, str]]:
    """Return the ids of transcripts, each with the revision of its text."""
    return [(transcript.id, transcript.revision) for transcript in corpus]


def fingerprints(codebook: Codebook) -> tuple[str, str]:
    """Return what tells one codebook from another."""
    return codebook.rules_fingerprint, codebook.content_fingerprint


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of codings or readings, each by column."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))

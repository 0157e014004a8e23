"""Which passage carries which code, said by which coder, why, and what was read at all.

Inside, codings and readings are columns; `frame` and `readings` show them as tables, a coding or
a reading a row. *Read and found without the code* is not *not read*: a passage that no reading
covers is in no denominator.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np

from civic_qual.codebook.model import Codebook
from civic_qual.coding.columns import CodingColumns, Labels, ReadingColumns
from civic_qual.corpus.model import Corpus
from civic_qual.errors import CodingError

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.arrays import Bools
    from civic_qual.coding.evidence import Evidence
    from civic_qual.coding.scores import Scores
    from civic_qual.corpus.segments import Unit


def need_corpus(given: object) -> None:
    """Refuse anything that is no corpus."""
    if not isinstance(given, Corpus):
        raise CodingError(
            f"a corpus is needed, not {given!r:.60}; read it first: "
            'corpus = cq.read_corpus("interviews/")'
        )


def need_codebook(given: object) -> None:
    """Refuse anything that is no codebook."""
    if not isinstance(given, Codebook):
        raise CodingError(
            f"a codebook is needed, not {given!r:.60}; read it first: "
            'codebook = cq.read_codebook("codebook.yaml")'
        )


def refuse_strangers(codings: tuple[Codings, ...]) -> None:
    """Refuse to put together what was coded in different texts or by different codebooks."""
    texts = {tuple((one.id, one.revision) for one in coded.corpus) for coded in codings}
    if len(texts) > 1:
        raise CodingError(
            "these codings are of different corpora; code the same one, or read "
            "them back with read_codings(..., corpus, codebook)"
        )
    books = {
        (coded.codebook.rules_fingerprint, coded.codebook.content_fingerprint) for coded in codings
    }
    if len(books) > 1:
        raise CodingError(
            "these codings were made by different codebooks; code again with one of "
            "them, or see what changed with compare(before, after)"
        )


Origin = Literal["rule", "model", "human"]
Status = Literal["suggested", "accepted", "rejected"]
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
)

PREFERENCE: tuple[Origin, ...] = ("human", "rule", "model")  # whose word stands, of several
COMBINED = "combined"  # the coder that combine makes of several
ALL_CODES = "*"  # in a reading: every code of the codebook was considered


@dataclass(frozen=True, eq=False)
class Codings:
    """Codings and readings of one corpus by one codebook, from one coder or several.

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
    """

    corpus: Corpus
    codebook: Codebook
    coded: CodingColumns
    read: ReadingColumns
    evidence: Evidence
    scores: Scores | None = None
    problems: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()

    @classmethod
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
        from civic_qual.coding.frames import columns_of_codings, columns_of_readings

        coded, order = columns_of_codings(rows, corpus, codebook)
        read = columns_of_readings(readings, corpus)
        return cls(corpus, codebook, coded, read, evidence.take(order.tolist()), scores)

    def __len__(self) -> int:
        return len(self.coded)

    def __repr__(self) -> str:
        coders = ", ".join(self.coders) or "nobody"
        return f"Codings({len(self):,} codings and {len(self.read):,} readings by {coders})"

    @cached_property
    def rows(self) -> pd.DataFrame:
        """All codings, one a row, with `CODING_COLUMNS` but the evidence; the same table always."""
        from civic_qual.coding.frames import coding_frame

        return coding_frame(self.coded, self.corpus, self.codebook)

    @cached_property
    def readings(self) -> pd.DataFrame:
        """What was read, one reading a row, with `READING_COLUMNS`; the same table always."""
        from civic_qual.coding.frames import reading_frame

        return reading_frame(self.read, self.corpus, self.codebook)

    @property
    def frame(self) -> pd.DataFrame:
        """All codings, one a row, with their evidence as text: a new table every time."""
        import pandas as pd

        frame = self.rows.assign(evidence=pd.Series(self.evidence.describe(), dtype=object))
        return frame[list(CODING_COLUMNS)]

    @property
    def coders(self) -> tuple[str, ...]:
        """The names of all who coded or read something, sorted."""
        return tuple(sorted({*self.coded.coder.values, *self.read.coder.values}))

    def only(
        self,
        coder: str | Sequence[str] | None = None,
        origin: Origin | Sequence[Origin] | None = None,
        status: Status | Sequence[Status] | None = None,
    ) -> Codings:
        """Return the codings of some coders, origins or statuses, with the readings of the same.

        Readings have no status: whoever asks for accepted codings keeps all that was read.
        """
        _refuse_unknown("origin", origin, get_args(Origin))
        _refuse_unknown("status", status, get_args(Status))
        coded, read = self.coded, self.read
        kept = _among(coded.coder, coder) & _among(coded.origin, origin)
        kept &= _among(coded.status, status)
        kept_readings = read.take(_among(read.coder, coder) & _among(read.origin, origin))
        by_rules, by_model = (
            bool(kept_readings.origin.among({origin}).any()) for origin in ("rule", "model")
        )
        return Codings(
            self.corpus,
            self.codebook,
            coded.take(kept),
            kept_readings,
            self.evidence.take(np.flatnonzero(kept).tolist()),
            self.scores,
            self.problems if by_rules else (),
            self.notes if by_model else (),
        )

    def to_csv_frame(self, unit: Unit | None = None, evidence: bool = True) -> pd.DataFrame:
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
        from civic_qual.coding.carried import check_unit, counting_unit
        from civic_qual.coding.frames import csv_frame

        unit = unit or counting_unit(self)
        check_unit(self, unit)
        return csv_frame(self, unit, evidence)


def written_codes(considered: Collection[str], codebook: Codebook) -> str:
    """Return the codes considered as a reading writes them: `*` for all, else ids in order."""
    ids = [code.id for code in codebook if code.id in considered]
    return ALL_CODES if len(ids) == len(codebook) else " ".join(ids)


def records(frame: pd.DataFrame) -> list[dict[str, Any]]:
    """Return the rows of codings or readings, each by column."""
    return cast("list[dict[str, Any]]", frame.to_dict("records"))


def _refuse_unknown(name: str, asked: str | Sequence[str] | None, known: tuple[str, ...]) -> None:
    for one in [asked] if isinstance(asked, str) else asked or ():
        if one not in known:
            raise CodingError(f"no {name} {one!r}; choose from {', '.join(known)}")


def _among(labels: Labels, wanted: str | Sequence[str] | None) -> Bools:
    """Return which entries are one of the texts wanted: all, if nothing is asked for."""
    if wanted is None:
        return np.ones(len(labels), dtype=np.bool_)
    return labels.among([wanted] if isinstance(wanted, str) else wanted)

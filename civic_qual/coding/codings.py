"""Which passage carries which code, said by which coder, why, and what was read at all.

Codings and readings are tables with fixed columns; a coding is a row of `frame`, a reading a
row of `readings`. *Read and found without the code* is not *not read*: a passage that no
reading covers is in no denominator.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal, cast, get_args

import numpy as np
import pandas as pd

from civic_qual.errors import CodingError

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.evidence import Evidence
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit

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
ROW_COLUMNS = tuple(name for name in CODING_COLUMNS if name != "evidence")

PREFERENCE: tuple[Origin, ...] = ("human", "rule", "model")  # whose word stands, of several
ALL_CODES = "*"  # in a reading: every code of the codebook was considered


@dataclass(frozen=True, eq=False)
class Codings:
    """Codings and readings of one corpus by one codebook, from one coder or several.

    Parameters
    ----------
    corpus, codebook
        What was coded, and by what.
    rows
        One row a coding, with `CODING_COLUMNS` but `evidence`, as `coding_rows` makes them.
    readings
        One row a reading, with `READING_COLUMNS`, as `reading_rows` makes them.
    evidence
        The reasons, one a row of `rows`, in the same order.
    scores
        What a model thinks of every segment and code, shape (n_segments, n_codes); None for
        other coders.
    """

    corpus: Corpus
    codebook: Codebook
    rows: pd.DataFrame
    readings: pd.DataFrame
    evidence: Evidence
    scores: Any = None

    def __len__(self) -> int:
        return len(self.rows)

    def __repr__(self) -> str:
        coders = ", ".join(self.coders) or "nobody"
        return f"Codings({len(self):,} codings and {len(self.readings):,} readings by {coders})"

    @property
    def frame(self) -> pd.DataFrame:
        """All codings, one a row, with their evidence as text: a new table every time."""
        frame = self.rows.assign(evidence=pd.Series(self.evidence.describe(), dtype=object))
        return frame[list(CODING_COLUMNS)]

    @property
    def coders(self) -> tuple[str, ...]:
        """The names of all who coded or read something, sorted."""
        return tuple(sorted({*self.rows["coder"], *self.readings["coder"]}))

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
        wanted = {"coder": coder, "origin": origin, "status": status}
        kept = np.flatnonzero(_chosen(self.rows, wanted))
        read = _chosen(self.readings, wanted | {"status": None})
        return Codings(
            self.corpus,
            self.codebook,
            self.rows.iloc[kept].reset_index(drop=True),
            self.readings[read].reset_index(drop=True),
            self.evidence.take(kept.tolist()),
            self.scores,
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
        from civic_qual.coding.coded_unit import check_unit, counting_unit
        from civic_qual.coding.csv_frame import csv_frame

        unit = unit or counting_unit(self)
        check_unit(self, unit)
        return csv_frame(self, unit, evidence)


def coding_rows(
    columns: dict[str, Any], corpus: Corpus, codebook: Codebook
) -> tuple[pd.DataFrame, list[int]]:
    """Return codings in their one order, and from which entry of the columns each row comes.

    The order is that of the corpus, then of the text, then of the codebook: it does not depend
    on the order in which codings were found.
    """
    frame = _typed(pd.DataFrame(columns, columns=list(ROW_COLUMNS)), corpus)
    frame["code"] = pd.Categorical(frame["code"], categories=list(codebook.positions))
    frame["score"] = frame["score"].astype("float64")
    return _sorted(frame, ["transcript", "start", "end", "code", "coder", "origin", "status"])


def reading_rows(columns: dict[str, Any], corpus: Corpus) -> pd.DataFrame:
    """Return readings in their one order: that of the corpus, then of the text."""
    frame = _typed(pd.DataFrame(columns, columns=list(READING_COLUMNS)), corpus)
    return _sorted(frame, ["transcript", "start", "end", "coder", "origin", "codes"])[0]


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


def _typed(frame: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    ids = pd.Categorical(frame["transcript"], categories=list(corpus.positions))
    offsets = {name: frame[name].astype("int64") for name in ("start", "end")}
    return frame.assign(transcript=ids, **offsets)


def _sorted(frame: pd.DataFrame, by: list[str]) -> tuple[pd.DataFrame, list[int]]:
    """Return the rows sorted (equal ones as they came) and their former positions."""
    keys = {
        name: frame[name].cat.codes
        if isinstance(frame[name].dtype, pd.CategoricalDtype)
        else frame[name]
        for name in by
    }
    order = pd.DataFrame(keys).sort_values(by, kind="stable").index
    return frame.loc[order].reset_index(drop=True), order.tolist()


def _chosen(frame: pd.DataFrame, wanted: dict[str, Any]) -> np.ndarray[Any, np.dtype[np.bool_]]:
    """Return which rows have one of the values wanted, in every column that matters."""
    chosen = np.ones(len(frame), dtype=bool)
    for column, values in wanted.items():
        if values is not None:
            values = [values] if isinstance(values, str) else list(values)
            chosen &= frame[column].isin(values).to_numpy(dtype=bool)
    return chosen

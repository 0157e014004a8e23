"""A corpus from a table with one text a row, as surveys are kept."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple
from unicodedata import normalize

from civic_qual.calls import offer
from civic_qual.corpus.intake.layouts.notes import spoken_pieces
from civic_qual.corpus.people import Participants
from civic_qual.corpus.transcripts import Transcript, Turn, with_languages
from civic_qual.errors import ReadError
from civic_qual.messages import Message, quoted
from civic_qual.sheets.workbooks import cell_text

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, kw_only=True)
class Columns:
    """Which column of a table holds what, as `Corpus.from_frame` is told it."""

    text: str = "text"
    id: str | None = None
    attributes: Sequence[str] | None = None
    language: str | None = None
    speaker: str | None = None
    participant: str | None = None


class Answers(NamedTuple):
    """What a table holds, ready to be a corpus."""

    transcripts: tuple[Transcript, ...]
    participants: Participants
    notes: tuple[str, ...]


def answers_of(frame: pd.DataFrame, columns: Columns, languages: Sequence[str]) -> Answers:
    """Make transcripts of a table; see `Corpus.from_frame`.

    Raises
    ------
    ReadError
        If a column is missing, an id stands twice, or no row has words.
    """
    language = columns.language
    code = language if language and language not in frame.columns else ""
    spoken = None if code else language
    named = (columns.text, columns.id, spoken, columns.speaker, columns.participant)
    own = [name for name in named if name]
    others = [name for name in frame.columns if name not in own]
    kept = others if columns.attributes is None else list(columns.attributes)
    _refuse_missing([*own, *kept], list(frame.columns))
    numbers = [str(number) for number in range(1, len(frame) + 1)]
    rows = [
        _Answer(name=name, text=text, speaker=speaker, facts=facts, participant=participant)
        for name, text, speaker, facts, participant in zip(
            _column(frame, columns.id) if columns.id else numbers,
            _column(frame, columns.text),
            _column(frame, columns.speaker),
            _facts(frame[kept], _column(frame, spoken)),
            _column(frame, columns.participant),
            strict=True,
        )
        if text
    ]
    if not rows:
        raise ReadError(Message("no row has words in column {column}", column=quoted(columns.text)))
    transcripts = tuple(with_languages(row.transcript(code), languages)[0] for row in rows)
    people = {(row.id, row.speaker): row.participant for row in rows if row.participant}
    participants = Participants(declared=people).resolved(transcripts)
    return Answers(transcripts, participants, _left_out(len(frame) - len(rows)))


@dataclass(frozen=True, kw_only=True)
class _Answer:
    """One row of the table: what one respondent said."""

    name: str
    text: str
    speaker: str
    facts: Mapping[str, str]
    participant: str

    @property
    def id(self) -> str:
        return normalize("NFC", self.name)

    def transcript(self, language: str) -> Transcript:
        spoken = spoken_pieces(self.text, 0, len(self.text))
        turn = Turn(
            start=0, end=len(self.text), spoken=spoken, speaker=self.speaker, role="respondent"
        )
        return Transcript(
            id=self.id, text=self.text, turns=(turn,), attributes=self.facts, language=language
        )


def _left_out(n: int) -> tuple[str, ...]:
    if not n:
        return ()
    return (
        Message.plural(
            "{n} row without words was left out", "{n} rows without words were left out", n=n
        ),
    )


def _column(frame: pd.DataFrame, name: str | None) -> list[str]:
    return [cell_text(value) for value in frame[name]] if name else [""] * len(frame)


def _facts(frame: pd.DataFrame, spoken: Iterable[str]) -> list[dict[str, str]]:
    names = [*map(str, frame.columns), "language"]
    # Column by column: pandas 2 has no rows to go through where there are no columns.
    columns = [map(cell_text, frame.iloc[:, place]) for place in range(frame.shape[1])]
    return [
        {name: value for name, value in zip(names, row, strict=True) if value}
        for row in zip(*columns, spoken, strict=True)
    ]


def _refuse_missing(wanted: Sequence[str], columns: Sequence[str]) -> None:
    missing = [name for name in wanted if name not in columns]
    if missing:
        raise ReadError(
            Message(
                "the table has no column {column}{offer}",
                column=quoted(missing[0]),
                offer=offer(missing[0], map(str, columns)),
            )
        )

"""Passages on which coders disagree: who said what, and who read them and found nothing."""

from __future__ import annotations

import hashlib
import math
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.judgements import Judgements, judgements, people_first
from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.calls import helpful, offer
from civic_qual.coding.carried import Level, TableRow
from civic_qual.coding.coders import together
from civic_qual.coding.codings import Codings, records
from civic_qual.corpus.segments import Unit, unit_word
from civic_qual.errors import TableError
from civic_qual.messages import Message, quoted
from civic_qual.results import Passages, Result
from civic_qual.statistics.survey import shuffled
from civic_qual.tidy import frame_of

DECISION = ("decision", "decided_by", "why")
DISAGREEMENT_COLUMNS = (
    "transcript",
    "start",
    "end",
    "passage",
    "code",
    "name",
    "said",
    "found_nothing",
    "memos",
    *DECISION,
)
_LETTERS = "PQRSTUVWXYZ"  # no A and B, which coders are often called
_SOMEBODY = Message("somebody")
_MORE, _SEED = 0.1, 1  # passages in which nobody found a code, by those in which somebody did


class Disagreements(Result):
    """What coders disagree on: a passage and code a row, in the order of the text.

    Columns: transcript, start, end, passage, code, name, said (who gave it the code),
    found_nothing (who read it and did not), memos, and decision, decided_by and why, which are
    empty: fill them in, in `frame` or in a file, for `adjudicate`.
    """

    _title = Message("Disagreements")

    @helpful
    def passages(self, code: str | None = None) -> Passages:
        """Return the passages, of one code or of all.

        Parameters
        ----------
        code
            A code of the table; all if left out.

        Returns
        -------
        Passages
            transcript, start, end, text, code, said, found_nothing.

        Raises
        ------
        TableError
            If the table has no such code.
        """
        chosen = self if code is None else self.only(code=code)
        frame = chosen.frame.rename(columns={"passage": "text"})
        return Passages(
            frame=frame[list(_PASSAGE_COLUMNS)].reset_index(drop=True), notes=self.notes
        )


_PASSAGE_COLUMNS = ("transcript", "start", "end", "text", "code", "said", "found_nothing")


@helpful
def disagreements(
    codings: Codings | Sequence[Codings],
    *,
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    blind: bool = True,
    agreed: bool = False,
    memos: pd.DataFrame | Result | None = None,
) -> Disagreements:
    """List the passages that some coders gave a code and others read and did not.

    They are those that `agreement` counts, by the same unit. Fill in the column `decision` (yes or
    no), and if you like `decided_by` and `why`, and hand the table to `adjudicate`.

    Parameters
    ----------
    codings
        Of several coders, or a list.
    coders
        Whose; if left out people's, or all if fewer than two people coded.
    unit
        What is decided as a whole; if left out what was coded as a whole, or turns if words were.
    level
        "code", each by itself (`agreement` also counts a code where one below it was coded), or
        "theme".
    blind
        Whether letters stand in the place of names: the same ones every time, in an order that
        tells nothing.
    agreed
        Whether to list too what all who read it found, and a few passages more in which nobody
        found the code, without telling which these are: nobody's word then stands unsettled.
        `estimate_themes` asks for that.
    memos
        More notes to show, besides those that stand with the codings: a table with the columns
        transcript, start, end, coder, text, and code ("" for any), as
        `study.disagreements()` adds those of a study by itself.

    Returns
    -------
    Disagreements
        One row a passage and code.

    Raises
    ------
    EstimateError
        If there are fewer than two coders.
    CodingError
        If somebody coded by a coarser unit.

    See Also
    --------
    adjudicate : Make one coding of what was decided.
    agreement : How far they agree.

    Examples
    --------
    >>> import civic_qual as cq
    >>> table = disagreements(cq.example_codings()).frame
    >>> table.loc[0, ["transcript", "code", "said", "found_nothing"]].tolist()
    ['car_01_village_chief', 'assessment.fails', 'Q', 'P']
    """
    whole = together(codings)
    names = people_first(whole, coders)
    judged = judgements(whole, coders=names, unit=unit, level=level, own=True)
    if agreed:
        return _found_by_any(judged)
    return listed_disagreements(judged, blind=blind, memos=memos)


def _found_by_any(judged: Judgements) -> Disagreements:
    """List all that anybody found where several read, and a few more, as if nobody had read it."""
    rows = [
        {
            **_place(judged, cell),
            "name": judged.rows[cell.row].name,
            **dict.fromkeys(("said", "found_nothing", "memos", *DECISION), ""),
        }
        for cell in sorted(_ticked_and_more(judged))
    ]
    frame = frame_of(rows, DISAGREEMENT_COLUMNS, texts=["name"])
    note = Message(
        "Listed is what anybody found where at least two have read, and passages in which nobody "
        "did. Who said what is not told: decide by the passage alone."
    )
    return Disagreements(frame.astype(dict.fromkeys(DECISION, object)), notes=(note,))


def _ticked_and_more(judged: Judgements) -> Iterator[_Cell]:
    """Yield what anybody found, and a tenth as many passages in which nobody found it."""
    for row in range(len(judged.rows)):
        judgement = judged.of(row)
        found = (judgement.values == 1).any(axis=1)
        nothing = judgement.rows[~found]
        more = shuffled(_SEED, len(nothing), stream=row)[: math.ceil(found.sum() * _MORE)]
        for segment in np.concatenate([judgement.rows[found], nothing[more]]).tolist():
            yield _Cell(segment, row, (), ())


def listed_disagreements(
    judged: Judgements, *, blind: bool = True, memos: pd.DataFrame | Result | None = None
) -> Disagreements:
    """List where judgements differ, with what was noted there; see `disagreements`."""
    shown = _Names(letters(judged.coders) if blind else None)
    noted = _Memos(judged.codings, shown, memos.frame if isinstance(memos, Result) else memos)
    cells = _differing(judged, range(len(judged.rows)), judged.coders)
    rows = [
        {
            **_place(judged, cell),
            "name": judged.rows[cell.row].name,
            "said": shown.all(cell.said),
            "found_nothing": shown.all(cell.found_nothing),
            "memos": noted.of(judged, cell),
            **dict.fromkeys(DECISION, ""),
        }
        for cell in cells
    ]
    frame = frame_of(rows, DISAGREEMENT_COLUMNS, texts=["name"])
    return Disagreements(frame.astype(dict.fromkeys(DECISION, object)), notes=_notes(judged, blind))


def _notes(judged: Judgements, blind: bool) -> tuple[str, ...]:
    counted = Message(
        "Counted by {unit}; only what at least two of the coders have read for a code.",
        unit=unit_word(judged.segments.unit),
    )
    letters = Message("Letters stand in the place of the coders' names.")
    return (counted, letters) if blind else (counted,)


def differing_passages(
    judged: Judgements, rows: Sequence[int], coders: Sequence[str] | None = None
) -> Passages:
    """Return the passages of some codes on which coders disagree, with their names."""
    shown = _Names(None)
    cells = [
        {
            **_place(judged, cell),
            "said": shown.all(cell.said),
            "found_nothing": shown.all(cell.found_nothing),
        }
        for cell in _differing(judged, rows, tuple(coders or judged.coders))
    ]
    columns = ["passage" if name == "text" else name for name in _PASSAGE_COLUMNS]
    frame = pd.DataFrame(cells, columns=columns).rename(columns={"passage": "text"})
    return Passages(frame=frame)


@dataclass(frozen=True, order=True)
class _Cell:
    """A segment and a code on which coders disagree, by their rows, and who said what."""

    segment: int
    row: int
    said: tuple[str, ...]
    found_nothing: tuple[str, ...]


def _differing(judged: Judgements, rows: Sequence[int], coders: Sequence[str]) -> list[_Cell]:
    """Return where coders disagree, in the order of the text."""
    return sorted(cell for row in rows for cell in _differing_on(judged, row, coders))


def _differing_on(judged: Judgements, row: int, coders: Sequence[str]) -> Iterator[_Cell]:
    judgement = judged.of(row, coders)
    differ, names = judgement.differ, np.array(list(coders), dtype=object)
    for segment, values in zip(
        judgement.rows[differ].tolist(), judgement.values[differ], strict=True
    ):
        yield _Cell(segment, row, tuple(names[values == 1]), tuple(names[values == 0]))


def _place(judged: Judgements, cell: _Cell) -> dict[str, object]:
    segments = judged.segments
    transcript = segments.corpus.transcripts[segments.transcript[cell.segment]]
    start, end = int(segments.start[cell.segment]), int(segments.end[cell.segment])
    return {
        "transcript": transcript.id,
        "start": start,
        "end": end,
        "passage": spoken_text(transcript, start, end),
        "code": judged.rows[cell.row].id,
    }


class _Names:
    """Names of coders as they are shown: themselves, or letters of those compared."""

    def __init__(self, known: Mapping[str, str] | None) -> None:
        self._letters = known

    def of(self, coder: str) -> str:
        return coder if self._letters is None else self._letters.get(coder, _SOMEBODY)

    def all(self, coders: Sequence[str]) -> str:
        return ", ".join(sorted(map(self.of, coders)))


class _Memos:
    """What was noted with codings and on passages, found by transcript and code."""

    def __init__(self, codings: Codings, shown: _Names, more: pd.DataFrame | None) -> None:
        self._evidence, self._shown = codings.evidence, shown
        self._at: dict[tuple[str, str], list[tuple[int, int, str, int | str]]] = defaultdict(list)
        for number, coding in enumerate(records(codings.rows)):
            if coding["status"] != "rejected":
                self._at[coding["transcript"], coding["code"]].append(
                    (coding["start"], coding["end"], coding["coder"], number)
                )
        _check_memos(more)
        for memo in [] if more is None else records(more):
            self._at[memo["transcript"], memo["code"]].append(
                (memo["start"], memo["end"], memo["coder"], memo["text"])
            )

    def of(self, judged: Judgements, cell: _Cell) -> str:
        """Return the notes on a passage, each under its coder, with a bar between them."""
        segments, row = judged.segments, judged.rows[cell.row]
        transcript = segments.corpus.transcripts[segments.transcript[cell.segment]].id
        start, end = segments.start[cell.segment], segments.end[cell.segment]
        notes = sorted(
            {
                (self._shown.of(coder), self._text(note))
                for code in self._codes(row)
                for first, last, coder, note in self._at[transcript, code]
                if first < end and start < last
            }
        )
        return " | ".join(f"{who}: {note}" for who, note in notes if note)

    def _codes(self, row: TableRow) -> tuple[str, ...]:
        return (*row.members, "")  # "" is a memo about any code

    def _text(self, note: int | str) -> str:
        return note if isinstance(note, str) else self._evidence.describe([note])[0]


def _check_memos(memos: pd.DataFrame | None) -> None:
    """Refuse a table of memos that does not say what they are about."""
    if memos is None:
        return
    for name in ("transcript", "code", "start", "end", "coder", "text"):
        if name not in memos:
            raise TableError(
                Message(
                    "the table of memos has no column {column}{offer}",
                    column=quoted(name),
                    offer=offer(name, map(str, memos)),
                )
            )


def letters(names: Sequence[str]) -> dict[str, str]:
    """Return a letter for each name, always the same, in an order that tells nothing."""
    order = sorted(names, key=lambda name: hashlib.sha256(name.encode()).hexdigest())
    return {
        name: _LETTERS[number % len(_LETTERS)] + str(number // len(_LETTERS) or "")
        for number, name in enumerate(order)
    }

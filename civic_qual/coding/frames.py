"""Codings and readings as one table, from which every number of a theme table can be recounted.

A row of kind `coding` is a coded passage; a row of kind `reading` is a segment that was read:
its code is `*` if all codes were considered. A segment carries a code when a coding that is not
rejected shares a word with it; the shares of a table are over the segments of the reading rows.
A segment that a person and a machine have read under one name has a row of each. `unit` is what
is counted, `coded_unit` what was coded as a whole.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.coding.coded_unit import FINENESS
from civic_qual.coding.codings import PREFERENCE, records
from civic_qual.coding.coverage import segments_read, segments_touched, touched_words
from civic_qual.coding.labels import pairs
from civic_qual.coding.reading_codes import told_codes
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Bools, Segments, Unit
from civic_qual.corpus.spoken import spoken_words

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings

COLUMNS = (
    "kind",
    "transcript",
    "start",
    "end",
    "unit",
    "coded_unit",
    "role",
    "participant",
    "language",
    "words",
    "code",
    "coder",
    "origin",
    "score",
    "status",
    "evidence",
    "rules_fingerprint",
    "content_fingerprint",
    "revision",
)
_READER = ["origin", "rules_fingerprint", "content_fingerprint"]
_Row = dict[str, Any]


def csv_frame(codings: Codings, unit: Unit = "turn", evidence: bool = True) -> pd.DataFrame:
    """Return the table of `Codings.to_csv_frame`: the columns above, and one an attribute.

    `language` is the one spoken, declared or detected. An attribute with the name of another
    column stands as `attribute_<name>`. That of a person wins over that of the transcript.
    """
    rows = [*_coding_rows(codings, unit, evidence), *_reading_rows(codings, unit)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return pd.concat([frame, _attributes(frame, codings.corpus)], axis=1)


def _coding_rows(codings: Codings, unit: Unit, evidence: bool) -> Iterator[_Row]:
    reasons = codings.evidence.describe(words=evidence)
    units = {"unit": unit, "coded_unit": ""}
    for row, reason in zip(records(codings.rows), reasons, strict=True):
        place = _who_said(codings.corpus, row["transcript"], (row["start"], row["end"]))
        yield {**row, **place, "kind": "coding", **units, "evidence": reason}


def _who_said(corpus: Corpus, transcript_id: str, span: tuple[int, int]) -> _Row:
    """Return who speaks in a passage (first of those who count), and how many words."""
    transcript = corpus[transcript_id]
    spoken = spoken_words(transcript)
    turns = spoken.turn[touched_words(spoken.start, spoken.end, span)].tolist()
    counted = [turn for turn in turns if transcript.turns[turn].counted]
    if not turns:
        return {"role": "", "participant": "", "language": "", "words": 0}
    first = transcript.turns[(counted or turns)[0]]
    participant = corpus.participants.of(transcript_id, first.speaker)
    return {
        "role": first.role,
        "participant": participant,
        "language": first.language,
        "words": len(counted or turns),
    }


def _reading_rows(codings: Codings, unit: Unit) -> Iterator[_Row]:
    segments, told = codings.corpus.segments(unit), _Told(codings.codebook)
    for coder in codings.read.coder.values:
        parts = [
            (place, number, reader, read[place])
            for number, (reader, read) in enumerate(_parts(codings.only(coder), segments))
            for place in np.flatnonzero(read.any(axis=1)).tolist()
        ]
        for place, _, reader, codes in sorted(parts, key=lambda part: part[:2]):
            yield {
                **dict.fromkeys(("status", "evidence"), ""),
                **reader,
                **_segment_row(segments, place),
                "kind": "reading",
                "unit": unit,
                "code": told.of(codes),
                "coder": coder,
                "score": np.nan,
            }


class _Told:
    """The codes of readings as the table names them, each set worked out once."""

    def __init__(self, codebook: Codebook) -> None:
        self._codebook = codebook
        self._ids = np.array(list(codebook.positions), dtype=object)
        self._known: dict[bytes, str] = {}

    def of(self, codes: Bools) -> str:
        """Return the name of a set of codes, an array of shape (n_codes,)."""
        key = codes.tobytes()
        if key not in self._known:
            self._known[key] = told_codes(self._ids[codes].tolist(), self._codebook)
        return self._known[key]


def _parts(codings: Codings, segments: Segments) -> Iterator[tuple[_Row, Bools]]:
    """Yield what one coder read: of each origin and coded unit, which segments for which codes.

    A segment that only several have read together is put down to the one whose word stands
    least: nobody, and least of all a person, is said to have read what they have not.
    """
    read, codebook, frame = codings.read, codings.codebook, codings.readings
    left = segments_read(read, segments, codebook)
    for origin, unit in sorted(pairs(read.origin, read.unit)):
        own = np.flatnonzero(read.origin.among([origin]) & read.unit.among([unit]))
        theirs = segments_read(read.take(own), segments, codebook)
        left &= ~theirs
        yield records(frame[_READER].iloc[own[:1]])[0] | {"coded_unit": unit}, theirs
    coarsest = {"coded_unit": max(read.unit.values, key=FINENESS.index)}
    for least in reversed(PREFERENCE):
        own = np.flatnonzero(read.origin.among([least]))
        if left.any() and len(own):
            touched = segments_touched(read.take(own), segments, codebook)
            theirs = left & touched[:, None]
            left &= ~theirs
            yield records(frame[_READER].iloc[own[:1]])[0] | coarsest, theirs


def _segment_row(segments: Segments, place: int) -> _Row:
    transcript = segments.corpus.transcripts[segments.transcript[place]]
    row = {
        "transcript": transcript.id,
        "start": int(segments.start[place]),
        "end": int(segments.end[place]),
        "words": int(segments.words[place]),
        "revision": transcript.revision,
        "role": "",
        "participant": "",
        "language": transcript.language,
    }
    if segments.turn[place] >= 0:
        turn = transcript.turns[segments.turn[place]]
        row["role"] = turn.role
        row["language"] = turn.language
        row["participant"] = segments.corpus.participants.of(transcript.id, turn.speaker)
    return row


def _attributes(frame: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return one column an attribute of transcripts or participants, with the rows of a frame."""
    people, whole = corpus.participants.attributes, corpus.attributes
    names = dict.fromkeys([*whole.columns, *corpus.participants.attribute_names])
    pairs = list(zip(frame["transcript"], frame["participant"], strict=True))
    columns = {}
    for name in (name for name in names if name != "language"):
        title = f"attribute_{name}" if name in COLUMNS else name
        columns[title] = [
            people.get(participant, {}).get(name, "") or corpus[transcript].attributes.get(name, "")
            for transcript, participant in pairs
        ]
    return pd.DataFrame(columns, index=frame.index, dtype=object)

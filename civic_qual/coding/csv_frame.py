"""Codings and readings as one table, from which every number of a theme table can be recounted.

A row of kind `coding` is a coded passage; a row of kind `reading` is a segment that was read:
its code is `*` if all codes were considered. A segment carries a code when a coding that is not
rejected shares a word with it; the shares of a table are over the reading rows.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.coding.codings import PREFERENCE, records, written_codes
from civic_qual.coding.coverage import segments_read, segments_touched, touched_words
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Segments, Unit, segment
from civic_qual.corpus.spoken import spoken_words

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings

COLUMNS = (
    "kind",
    "transcript",
    "start",
    "end",
    "unit",
    "role",
    "participant",
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
_FINGERPRINTS = ["rules_fingerprint", "content_fingerprint"]
_Row = dict[str, Any]


def csv_frame(codings: Codings, unit: Unit = "turn", evidence: bool = True) -> pd.DataFrame:
    """Return the table of `Codings.to_csv_frame`: the columns above, and one an attribute.

    An attribute with the name of a column stands as `attribute_<name>`. That of a person wins
    over that of the transcript.
    """
    rows = [*_coding_rows(codings, unit, evidence), *_reading_rows(codings, unit)]
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    return pd.concat([frame, _attributes(frame, codings.corpus)], axis=1)


def _coding_rows(codings: Codings, unit: Unit, evidence: bool) -> Iterator[_Row]:
    reasons = codings.evidence.describe(words=evidence)
    for row, reason in zip(records(codings.rows), reasons, strict=True):
        place = _who_said(codings.corpus, row["transcript"], (row["start"], row["end"]))
        yield {**row, **place, "kind": "coding", "unit": unit, "evidence": reason}


def _who_said(corpus: Corpus, transcript_id: str, span: tuple[int, int]) -> _Row:
    """Return who speaks in a passage (first of those who count), and how many words."""
    transcript = corpus[transcript_id]
    spoken = spoken_words(transcript)
    turns = spoken.turn[touched_words(spoken.start, spoken.end, span)].tolist()
    counted = [turn for turn in turns if transcript.turns[turn].counted]
    if not turns:
        return {"role": "", "participant": "", "words": 0}
    first = transcript.turns[(counted or turns)[0]]
    participant = corpus.participants.of(transcript_id, first.speaker)
    return {"role": first.role, "participant": participant, "words": len(counted or turns)}


def _reading_rows(codings: Codings, unit: Unit) -> Iterator[_Row]:
    segments = segment(codings.corpus, unit)
    ids = np.array(list(codings.codebook.positions), dtype=object)
    for coder, readings in codings.readings.groupby("coder", sort=True):
        read = segments_read(readings, segments, codings.codebook)
        prints = records(readings[_FINGERPRINTS])[0]
        origins = _origins(readings, segments)
        for place in np.flatnonzero(read.any(axis=1)).tolist():
            codes = written_codes(ids[read[place]].tolist(), codings.codebook)
            yield {
                "kind": "reading",
                "unit": unit,
                "code": codes,
                "coder": coder,
                "origin": origins[place],
                "score": np.nan,
                "status": "",
                "evidence": "",
                **prints,
                **_segment_row(segments, place),
            }


def _origins(readings: pd.DataFrame, segments: Segments) -> list[str]:
    """Return who read each segment; of several the one whose word stands."""
    origins = [""] * len(segments)
    for origin in reversed(PREFERENCE):
        touched = segments_touched(readings[readings["origin"] == origin], segments)
        for place in np.flatnonzero(touched).tolist():
            origins[place] = origin
    return origins


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
    }
    if segments.turn[place] >= 0:
        turn = transcript.turns[segments.turn[place]]
        row["role"] = turn.role
        row["participant"] = segments.corpus.participants.of(transcript.id, turn.speaker)
    return row


def _attributes(frame: pd.DataFrame, corpus: Corpus) -> pd.DataFrame:
    """Return one column an attribute of transcripts or participants, with the rows of a frame."""
    people, whole = corpus.participants.attributes, corpus.attributes
    names = dict.fromkeys([*whole.columns, *corpus.participants.attribute_names])
    pairs = list(zip(frame["transcript"], frame["participant"], strict=True))
    columns = {}
    for name in names:
        title = f"attribute_{name}" if name in COLUMNS else name
        columns[title] = [
            people.get(participant, {}).get(name, "") or corpus[transcript].attributes.get(name, "")
            for transcript, participant in pairs
        ]
    return pd.DataFrame(columns, index=frame.index, dtype=object)

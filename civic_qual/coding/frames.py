"""Codings and readings as one table, from which every number of a theme table can be recounted.

A row of kind `coding` is a coded passage; a row of kind `reading` is a segment that was read:
its code is `*` if all codes were considered. A segment carries a code when a coding that is not
rejected shares a word with it; the shares of a table are over the segments of the reading rows.
A segment that a person and a machine have read under one name has a row of each. `unit` is what
is counted, `coded_unit` what was coded as a whole.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from civic_qual.arrays import Bools, Ints
from civic_qual.codebook.model import Codebook
from civic_qual.coding.carried import FINENESS, segments_read, segments_touched, touched_words
from civic_qual.coding.codings import ALL_CODES, PREFERENCE, records, written_codes
from civic_qual.coding.columns import (
    CodingColumns,
    Labels,
    ReadingColumns,
    coding_columns,
    pairs,
    positions_of,
    reading_columns,
)
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.corpus.spoken import spoken_words

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings


ALL_BELOW = ".*"  # after an id: the code and everything below it; no id holds an asterisk


def told_codes(considered: Collection[str], codebook: Codebook) -> str:
    """Return the codes considered as briefly as a table can tell them.

    Examples
    --------
    >>> from civic_qual.codebook.model import Code
    >>> codes = Code("p", "theme"), Code("p.a", "theme", "p"), Code("q", "theme")
    >>> book = Codebook("", "1", ("en",), codes)
    >>> told_codes({"p", "p.a"}, book), told_codes({"p"}, book)
    ('p.*', 'p')
    """
    left, told = set(considered), []
    if left.issuperset(codebook.positions):
        return ALL_CODES
    for code in codebook.positions:
        below = codebook.with_descendants(code)
        if code in left:
            whole = len(below) > 1 and left.issuperset(below)
            told.append(code + ALL_BELOW if whole else code)
            left.difference_update(below if whole else ())
    return " ".join(told)


def considered_codes(told: str, codebook: Codebook) -> str:
    """Return what a table tells as `Codings.readings` writes it: `*`, or every id by itself."""
    named = told.split()
    if not named or ALL_CODES in named:
        return ALL_CODES
    ids = {
        code
        for name in named
        for code in (
            codebook.with_descendants(named_code(name)) if name.endswith(ALL_BELOW) else (name,)
        )
    }
    return written_codes(ids, codebook)


def named_code(name: str) -> str:
    """Return the id in one entry of a reading: `plan` of `plan.*`."""
    return name.removesuffix(ALL_BELOW)


_FINGERPRINTS = ("rules_fingerprint", "content_fingerprint")


def coding_frame(coded: CodingColumns, corpus: Corpus, codebook: Codebook) -> pd.DataFrame:
    """Return one row a coding, with all columns of `Codings.frame` but the evidence."""
    return pd.DataFrame(
        {
            "transcript": _named(coded.transcript, corpus.positions),
            "start": coded.start,
            "end": coded.end,
            "code": _named(coded.code, codebook.positions),
            "coder": _series(coded.coder),
            "origin": _series(coded.origin),
            "score": coded.score,
            "status": _series(coded.status),
            "time": _series(coded.time),
            **_derived(coded, corpus, codebook),
        },
        copy=True,
    )


def reading_frame(read: ReadingColumns, corpus: Corpus, codebook: Codebook) -> pd.DataFrame:
    """Return one row a reading, with the columns of `Codings.readings`."""
    return pd.DataFrame(
        {
            "transcript": _named(read.transcript, corpus.positions),
            "start": read.start,
            "end": read.end,
            "unit": _series(read.unit),
            "codes": _series(read.codes),
            "coder": _series(read.coder),
            "origin": _series(read.origin),
            "time": _series(read.time),
            **_derived(read, corpus, codebook),
            "sample": _series(read.sample),
        },
        copy=True,
    )


def columns_of_codings(
    frame: pd.DataFrame, corpus: Corpus, codebook: Codebook
) -> tuple[CodingColumns, Ints]:
    """Return the codings of a table like `coding_frame`'s in order, and the row each comes from."""
    return coding_columns(
        transcript=positions_of(frame["transcript"], corpus.positions),
        start=frame["start"].to_numpy(),
        end=frame["end"].to_numpy(),
        code=positions_of(frame["code"], codebook.positions),
        score=frame["score"].to_numpy(),
        **_texts(frame, "coder", "origin", "status", "time", *_FINGERPRINTS),
    )


def columns_of_readings(frame: pd.DataFrame, corpus: Corpus) -> ReadingColumns:
    """Return the readings of a table like `reading_frame`'s, in order."""
    return reading_columns(
        transcript=positions_of(frame["transcript"], corpus.positions),
        start=frame["start"].to_numpy(),
        end=frame["end"].to_numpy(),
        **_texts(frame, "unit", "codes", "coder", "origin", "time", "sample", *_FINGERPRINTS),
    )


def _named(places: Ints, positions: dict[str, int]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(places, categories=pd.Index(list(positions)))


def _series(labels: Labels) -> pd.Series[str]:
    """Return a column of texts; without any, it is one of texts all the same."""
    values = pd.Series(["", *labels.values])
    return values.take(labels.which + 1).reset_index(drop=True)


def _derived(
    columns: CodingColumns | ReadingColumns, corpus: Corpus, codebook: Codebook
) -> dict[str, Any]:
    """Return what codebook and corpus know themselves: the fingerprints and the revision."""
    size = len(columns)
    rules, content = columns.rules_fingerprint, columns.content_fingerprint
    if rules is None:
        rules = Labels.of(codebook.rules_fingerprint, size)
    if content is None:
        content = Labels.of(codebook.content_fingerprint, size)
    revisions = [transcript.revision for transcript in corpus]
    return {
        "rules_fingerprint": _series(rules),
        "content_fingerprint": _series(content),
        "revision": _series(Labels.chosen(revisions, columns.transcript)),
    }


def _texts(frame: pd.DataFrame, *names: str) -> dict[str, list[str]]:
    return {name: frame[name].tolist() for name in names}


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

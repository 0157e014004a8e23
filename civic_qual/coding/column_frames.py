"""The columns of codings and readings as tables for people, and such tables as columns."""

from __future__ import annotations

from typing import Any

import pandas as pd

from civic_qual.codebook.model import Codebook
from civic_qual.coding.columns import (
    CodingColumns,
    ReadingColumns,
    coding_columns,
    reading_columns,
)
from civic_qual.coding.labels import Labels, positions_of
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.segments import Ints

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

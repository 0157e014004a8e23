"""Codings and readings as tables, a row each: as they are kept, and as people look at them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
import pandas as pd

from civic_qual.arrays import Ints, Texts
from civic_qual.codebook.fields import COLUMN, field_names, read_fields
from civic_qual.codebook.model import Codebook
from civic_qual.coding.columns import (
    CodingColumns,
    Labels,
    ReadingColumns,
    coding_columns,
    positions_of,
    reading_columns,
    shown_of,
)
from civic_qual.corpus.attributes import (
    NOT_STATED,
    attribute_names,
    attribute_where,
    known_of_turns,
)
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.model import Corpus
from civic_qual.showing import notes_html, styled, table_html

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings

_FINGERPRINTS = ("rules_fingerprint", "content_fingerprint")


def coding_frame(coded: CodingColumns, corpus: Corpus, codebook: Codebook) -> pd.DataFrame:
    """Return one row a coding: `CODING_COLUMNS` but the evidence."""
    return pd.DataFrame(
        {
            "transcript": _named(coded.transcript, corpus.positions),
            "start": coded.start,
            "end": coded.end,
            "code": _named(coded.code, codebook.positions),
            "coder": texts_of(coded.coder),
            "origin": texts_of(coded.origin),
            "score": coded.score,
            "status": texts_of(coded.status),
            "time": texts_of(coded.time),
            **_derived(coded, corpus, codebook),
            **({"fields": texts_of(coded.fields)} if coded.fields and coded.says_more else {}),
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
            "unit": texts_of(read.unit),
            "codes": texts_of(read.codes),
            "coder": texts_of(read.coder),
            "origin": texts_of(read.origin),
            "time": texts_of(read.time),
            **_derived(read, corpus, codebook),
            "sample": texts_of(read.sample),
            "shown": texts_of(shown_of(read)),
        },
        copy=True,
    )


_PLACED = ("transcript", "start", "end", "coder", "origin", "time", *_FINGERPRINTS)
ROWS = (*_PLACED, "code", "score", "status")  # what a table of codings must have
READINGS = (*_PLACED, "unit", "codes", "sample")


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
        fields=frame["fields"].fillna("").tolist() if "fields" in frame else None,
        **_texts(frame, "coder", "origin", "status", "time", *_FINGERPRINTS),
    )


def columns_of_readings(frame: pd.DataFrame, corpus: Corpus) -> ReadingColumns:
    """Return the readings of a table like `reading_frame`'s, in order."""
    return reading_columns(
        transcript=positions_of(frame["transcript"], corpus.positions),
        start=frame["start"].to_numpy(),
        end=frame["end"].to_numpy(),
        shown=frame["shown"].tolist() if "shown" in frame else None,
        **_texts(frame, "unit", "codes", "coder", "origin", "time", "sample", *_FINGERPRINTS),
    )


def texts_of(labels: Labels) -> pd.Series[str]:
    """Return a column of texts; without any, it is one of texts all the same."""
    values = pd.Series(["", *labels.values])
    return values.take(labels.which + 1).reset_index(drop=True)


def _named(index: Ints, positions: dict[str, int]) -> pd.Categorical[str]:
    return pd.Categorical.from_codes(index, categories=pd.Index(list(positions)))


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
        "rules_fingerprint": texts_of(rules),
        "content_fingerprint": texts_of(content),
        "revision": texts_of(Labels.chosen(revisions, columns.transcript)),
    }


def _texts(frame: pd.DataFrame, *names: str) -> dict[str, list[str]]:
    return {name: frame[name].tolist() for name in names}


# Who says a passage, and what is known of them.


class Said(NamedTuple):
    """Who says passages: the turn of each, -1 where nobody says a word, and how many words.

    The turn is that of the first who counts, and words are of those who count; where only
    interviewers and observers speak, theirs.
    """

    turn: Ints
    words: Ints


def said_in(corpus: Corpus, transcript: Ints, start: Ints, end: Ints) -> Said:
    """Find who says the words that passages touch; arguments of shape (n_passages,)."""
    words = counted_words(corpus, True)
    first, after = words.touched(words.place(transcript, start), words.place(transcript, end))
    counting = np.flatnonzero(words.turns.counted[words.turn])
    low, high = np.searchsorted(counting, first), np.searchsorted(counting, after)
    counts = high > low
    word = first.copy()
    word[counts] = counting[low[counts]]
    turn = np.full(len(first), -1, dtype=np.int64)
    turn[after > first] = words.turn[word[after > first]]
    return Said(turn, np.where(counts, high - low, after - first))


SPEAKER = ("speaker", "role", "participant", "language")  # what is known of every turn


def speaker_columns(corpus: Corpus, turn: Ints) -> dict[str, Texts]:
    """Return the columns `SPEAKER` of turns, "" for turn -1."""
    return {name: np.append(known_of_turns(corpus, name), NOT_STATED)[turn] for name in SPEAKER}


def chosen(values: list[str], index: Ints) -> Texts:
    """Return some of the values."""
    texts: Texts = np.array(values, dtype=np.object_)[index]
    return texts


def attribute_columns(
    corpus: Corpus, transcript: Ints, turn: Ints, taken: tuple[str, ...]
) -> dict[str, Texts]:
    """Return every attribute as a column.

    One with the name of another column, which is `taken`, stands as `attribute_<name>`.
    """
    return {
        f"attribute_{name}" if name in taken else name: attribute_where(
            corpus, name, transcript, turn
        )
        for name in attribute_names(corpus)
        if name != "language"
    }


# What people look at.

SHOWN = (
    "transcript",
    "start",
    "end",
    "speaker",
    "role",
    "participant",
    "theme",
    "code",
    "text",
    "coder",
    "origin",
    "score",
    "status",
    "evidence",
    "time",
    "language",
    *_FINGERPRINTS,
    "revision",
)


def shown_frame(codings: Codings) -> pd.DataFrame:
    """Return the table of `Codings.frame`: `SHOWN`, and a column an attribute."""
    corpus, coded, rows = codings.corpus, codings.coded, codings.rows
    turn = said_in(corpus, coded.transcript, coded.start, coded.end).turn
    columns = {name: rows[name] for name in rows} | speaker_columns(corpus, turn)
    columns["theme"] = themes_of(codings)
    columns["text"] = pd.Series(passage_texts(codings), dtype=object)
    columns["evidence"] = pd.Series(codings.evidence.describe(), dtype=object)
    frame = pd.DataFrame({name: columns[name] for name in SHOWN})
    said = field_columns(codings)
    more = said | attribute_columns(corpus, coded.transcript, turn, (*SHOWN, *said))
    return frame.assign(**{name: pd.Series(values, dtype=object) for name, values in more.items()})


def field_columns(codings: Codings) -> dict[str, list[str]]:
    """Return what codings say in every field that the codebook declares, or that any of them has.

    A column is called `field.` and the name of the field; "" is nothing said.
    """
    kept = codings.coded.fields or Labels.of("", len(codings))
    said = [read_fields(text) for text in kept.values]
    names = dict.fromkeys([*field_names(codings.codebook), *(name for one in said for name in one)])
    columns = {name: chosen([one.get(name, "") for one in said], kept.which) for name in names}
    return {f"{COLUMN}{name}": values.tolist() for name, values in columns.items()}


def themes_of(codings: Codings) -> pd.Series[str]:
    """Return the theme or family each coding belongs to."""
    tops = [codings.codebook.top(code.id).id for code in codings.codebook]
    return texts_of(Labels.chosen(tops, codings.coded.code))


def passage_texts(codings: Codings) -> list[str]:
    """Return what each coding stands on."""
    coded, texts = codings.coded, [transcript.text for transcript in codings.corpus]
    return [
        texts[transcript][start:end]
        for transcript, start, end in zip(
            coded.transcript.tolist(), coded.start.tolist(), coded.end.tolist(), strict=True
        )
    ]


def codings_html(codings: Codings) -> str:
    """Return codings as a notebook shows them, with the passages of the first ones whole."""
    rows = codings.rows
    turn = said_in(
        codings.corpus, codings.coded.transcript, codings.coded.start, codings.coded.end
    ).turn
    frame = pd.DataFrame(
        {
            "transcript": rows["transcript"],
            "speaker": speaker_columns(codings.corpus, turn)["speaker"],
            "theme": themes_of(codings),
            "code": rows["code"],
            "text": pd.Series(passage_texts(codings), dtype=object),
            "coder": rows["coder"],
            "status": rows["status"],
        }
    )
    table = table_html(frame, caption=repr(codings))
    return styled(table, notes_html((*codings.notes, *codings.problems)))

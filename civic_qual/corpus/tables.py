"""A corpus as tables: a row a turn, a row a transcript, and what a notebook shows of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civic_qual.corpus.attributes import (
    NOT_STATED,
    attribute_names,
    attribute_of_turns,
    known_of_turns,
)
from civic_qual.corpus.counted_words import TurnColumns, turn_columns
from civic_qual.corpus.token_index import token_index
from civic_qual.messages import Message, render
from civic_qual.results import Result
from civic_qual.showing import notes_html, styled, table_html

if TYPE_CHECKING:
    from civic_qual.arrays import Texts
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.transcripts import Transcript, Turn


class Turns(Result):
    """Who says what: a row a turn, with the columns of `Corpus.frame`."""

    _title = Message("Turns")


def turns_table(corpus: Corpus) -> pd.DataFrame:
    """Return one row a turn, with the words of all roles; see `Corpus.frame`."""
    columns = turn_columns(corpus)
    told = {
        "transcript": known_of_turns(corpus, "transcript"),
        "turn": columns.number,
        "start": columns.start,
        "end": columns.end,
        "speaker": columns.speaker,
        "role": columns.role,
        "participant": known_of_turns(corpus, "participant"),
        "language": columns.language,
        "text": _texts([said(one, turn) for one in corpus for turn in one.turns]),
        "seconds": np.array(
            [turn.seconds for one in corpus for turn in one.turns], dtype=np.float64
        ),
        "words": np.diff(token_index(corpus).turn_first),
        "reported": np.array([turn.reported for one in corpus for turn in one.turns], dtype=bool),
    }
    known = {
        name: attribute_of_turns(corpus, name)
        for name in attribute_names(corpus)
        if name not in told
    }
    return pd.DataFrame(told | known)


def said(transcript: Transcript, turn: Turn) -> str:
    """Return what was said in a turn, without label, times and notes."""
    return " ".join(transcript.text[first:after] for first, after in turn.spoken)


def attributes_table(corpus: Corpus) -> pd.DataFrame:
    """Return one row a transcript, one column an attribute of transcripts."""
    rows = [dict(transcript.attributes) for transcript in corpus]
    index = pd.Index([transcript.id for transcript in corpus], name="transcript")
    return pd.DataFrame(rows, index=index).fillna(NOT_STATED)


def _texts(values: list[str]) -> Texts:
    return np.array([*values, None], dtype=object)[:-1]  # an array of texts, even of none


def corpus_html(corpus: Corpus) -> str:
    """Return what a notebook shows: a row a transcript, then what went wrong or was guessed."""
    columns = turn_columns(corpus)
    table = pd.DataFrame(
        {
            "transcript": [one.id for one in corpus],
            "turns": [len(one.turns) for one in corpus],
            "participants": _people_by_transcript(columns, len(corpus)),
            "languages": _languages(corpus),
        }
    )
    known = attributes_table(corpus).reset_index(drop=True)
    table = table.join(known.drop(columns=list(table.columns), errors="ignore"))
    notes = [render(text) for text in (_size(corpus), *corpus.problems, *corpus.notes)]
    return styled(table_html(table), notes_html(notes))


def _people_by_transcript(columns: TurnColumns, size: int) -> list[int]:
    heard = columns.participant >= 0
    pairs = np.column_stack([columns.transcript, columns.participant])[heard]
    people: list[int] = np.bincount(np.unique(pairs, axis=0)[:, 0], minlength=size).tolist()
    return people


def _languages(corpus: Corpus) -> list[str]:
    spoken = [{turn.language: None for turn in one.turns if turn.counted} for one in corpus]
    return [", ".join(filter(None, languages)) for languages in spoken]


def _size(corpus: Corpus) -> str:
    transcripts = Message.plural("{n} transcript", "{n} transcripts", n=len(corpus))
    people = Message.plural("{n} participant", "{n} participants", n=corpus.participants.count)
    return Message("{transcripts}, {people}", transcripts=transcripts, people=people)

"""What the intake doubts, asked worst first, and answered by a click."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict
from itertools import islice
from typing import Any

from pydantic import BaseModel

from civic_qual.calls import no_such
from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.look import FIRST_TURNS
from civic_qual.corpus.intake.people_workbook import stated
from civic_qual.corpus.intake.sureness import unsure
from civic_qual.desk.chosen import chosen
from civic_qual.desk.jobs import Job
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import CodingError, ReadError
from civic_qual.messages import Message, render
from civic_qual.reviewing.room.calls import Calls
from civic_qual.routines.beginning.bringing import bring, not_read
from civic_qual.routines.beginning.doubts import (
    Answer,
    Asked,
    Namesakes,
    asked,
    file_rows,
    namesake_rows,
    namesakes,
    speaker_rows,
    told,
)

MOST = 25  # files shown at once
_MOST_NAMES = 30


class Answered(BaseModel):
    """What a person answered about a file, as the page sends it."""

    transcript: str
    right: bool = True
    language: str = ""
    speakers: dict[str, str] = {}
    same: dict[str, str] = {}


def doubts_left(seat: DeskSeat) -> dict[str, Any]:
    """Say how many files a person must be asked about, and how many were read."""
    corpus = seat.study.corpus
    return {"asked": len(unsure(corpus)), "of": len(corpus), "namesakes": len(namesakes(corpus))}


def doubts(seat: DeskSeat, *, first: int = 0) -> dict[str, Any]:
    """Return what must be asked, the worst first, and what was taken for granted."""
    corpus = seat.study.corpus
    found = asked(corpus)
    names = namesakes(corpus)
    return {
        "asked": len(found),
        "of": len(corpus),
        "files": [_file(one) for one in found[first : first + MOST]],
        "namesakes": [_names(one) for one in names[:_MOST_NAMES]],
        "told": [
            {"say": render(words), "n": len(where), "transcripts": where[:5]}
            for words, where in islice(told(corpus).items(), 60)
        ],
    }


def settle_doubts(seat: DeskSeat, *, answers: list[Answered]) -> dict[str, Any]:
    """Take the answers into the study; return what in them does not fit."""
    given = [Answer(**one.model_dump()) for one in answers]
    book = stated(file_rows(given), speaker_rows(given), name=str(Message("the answers")))
    problems = seat.study.state_people(book, who=seat.coder)
    return {"problems": [render(one) for one in problems], **doubts_left(seat)}


def settle_namesakes(seat: DeskSeat, *, names: list[str], same: bool) -> dict[str, Any]:
    """Take into the study whether speakers of one name are one person."""
    rows = [
        row
        for one in namesakes(seat.study.corpus)
        if one.name in names
        for row in namesake_rows(one, same=same)
    ]
    book = stated(speakers=rows, name=str(Message("the answers")))
    problems = seat.study.state_people(book, who=seat.coder)
    return {"problems": [render(one) for one in problems], **doubts_left(seat)}


def first_turns(seat: DeskSeat, *, transcript: str) -> list[dict[str, str]]:
    """Return the first turns of an interview, as they were read.

    Raises
    ------
    CodingError
        If there is none of that name.
    """
    corpus = seat.study.corpus
    if transcript not in corpus.positions:
        what = Message.in_context("what is not there", "transcript")
        raise CodingError(no_such(what, transcript, corpus.positions))
    one = corpus[transcript]
    return [
        {
            "speaker": turn.speaker,
            "role": turn.role,
            "said": " ".join(one.text[start:end] for start, end in turn.spoken)[:400],
        }
        for turn in one.turns[:FIRST_TURNS]
    ]


def account(seat: DeskSeat) -> dict[str, Any]:
    """Return what came in against what was read: of each file, and files that were not read."""
    frame = seat.study.corpus.intake
    names = ["transcript", "file", "turns", "speakers", "people", "words", "words_outside", "sure"]
    outside = frame["words_outside"].fillna(0).astype(int)
    cells = frame[names].assign(words_outside=outside).astype(object).values.tolist()
    left = not_read(seat.study)
    return {
        "columns": names,
        "rows": cells,
        "words": int(frame["words"].sum()),
        "outside": int(outside.sum()),
        "notes": [render(one) for one in seat.study.corpus.problems],
        "left": [
            {"path": str(path), "name": path.name, "folder": str(path.parent)} for path in left
        ],
    }


def bring_in(seat: DeskSeat, *, path: str, large: bool = False) -> dict[str, Any]:
    """Read a file that the study does not hold yet, and add it; say why if it cannot be."""
    file = chosen(path)
    if file not in not_read(seat.study):
        raise ReadError(
            Message("{file} is not beside the interviews of this study, or was read", file=file)
        )
    added = bring(seat.study, file, large=large, who=seat.coder)
    return {"added": added, **doubts_left(seat)}


def _file(one: Asked) -> dict[str, Any]:
    return {
        "transcript": one.transcript,
        "file": one.file,
        "words": one.words,
        "at_stake": one.at_stake,
        "unread": one.unread,
        "doubts": [_doubt(each) for each in one.doubts],
        "heard": [asdict(each) for each in one.heard],
    }


def _doubt(one: Doubt) -> dict[str, Any]:
    return {
        "say": render(one.message),
        "about": one.about,
        "speakers": list(one.speakers),
    }


def _names(one: Namesakes) -> dict[str, Any]:
    return {"name": one.name, "transcripts": [transcript for transcript, _, _ in one.speakers]}


CALLS = Calls.of(
    doubts_left, doubts, settle_doubts, settle_namesakes, first_turns, account, bring_in
)
JOBS: Mapping[str, Job] = {}

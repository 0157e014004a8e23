"""What the library reads in a file: words, people, roles, whether it is sure, how long it took."""

from __future__ import annotations

import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import civic_qual as cq
from benchmarks.interviewing.model import words_of

Read = list[tuple[str, str]]  # a word, and who says it


@dataclass(frozen=True)
class Reading:
    """What was read of a file; `sure` and `doubt` are None while the library does not say."""

    words: Read
    roles: dict[str, str]
    sure: bool | None = None
    doubt: str = ""
    failed: str = ""
    turns: int = 0
    layout: str = ""
    reported: bool = False


NOTHING: Read = []


def readings(path: Path, files: Sequence[Path]) -> tuple[dict[str, Reading], float]:
    """Read a file or a folder; return the reading of each file by name, and the seconds."""
    begun = time.process_time()
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            corpus = cq.read_corpus(path)
            frame = corpus.frame  # all that a reader does late is done here
    except Exception as error:
        refused = isinstance(error, cq.errors.CivicQualError)
        failed = "refused" if refused else f"crashed: {error!r}"
        seconds = time.process_time() - begun
        return {file.name: Reading(NOTHING, {}, failed=failed) for file in files}, seconds
    seconds = time.process_time() - begun
    people = {
        (one.transcript, one.turn): one.participant
        for one in frame[["transcript", "turn", "participant"]].itertuples()
    }
    found = {}
    for file in files:
        own = [one for one in corpus if Path(one.source).name == file.name]
        found[file.name] = _together(own, people, getattr(corpus, "intake", None))
    return found, seconds


def _together(
    own: list[cq.Transcript], people: dict[tuple[str, int], str], account: object
) -> Reading:
    """Return what was read of a file, be it one transcript or several."""
    words: Read = []
    roles: dict[str, str] = {}
    for transcript in own:
        for number, turn in enumerate(transcript.turns):
            who = people.get((transcript.id, number)) or turn.speaker or f"({turn.role})"
            if turn.role == "interpreter":  # who speaks for a participant, and is another person
                who = f"interpreter {turn.speaker}"
            roles.setdefault(who, turn.role)
            for start, end in turn.spoken:
                words += [(word, who) for word in words_of(transcript.text[start:end])]
    if not own:
        return Reading(words, roles, failed="refused")
    turns = sum(len(one.turns) for one in own)
    reported = all(turn.reported for one in own for turn in one.turns)
    if account is None:
        return Reading(words, roles, turns=turns)
    rows = account[account["transcript"].isin([one.id for one in own])]  # type: ignore[index]
    return Reading(
        words,
        roles,
        sure=bool(rows["sure"].all()),
        doubt=" | ".join(str(one) for one in rows["doubt"] if one),
        turns=turns,
        layout=" | ".join(str(one) for one in rows["layout"]),
        reported=reported,
    )

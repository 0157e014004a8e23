"""What a person states of files and speakers of a study: roles, people, labels, attributes.

Transcripts keep their texts, so that all that was coded stays where it is; what is known of them
is recorded anew, all of one statement in one line of the audit trail.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import fields, replace
from typing import TYPE_CHECKING

from civic_qual.corpus.consent import whole
from civic_qual.corpus.intake.people_workbook import read_people, with_people
from civic_qual.corpus.settings import Settings
from civic_qual.errors import StudyError
from civic_qual.messages import enumerated
from civic_qual.sheets.ids import Ids
from civic_qual.study.acts.settings import record_settings
from civic_qual.study.corpus_records import (
    Speakers,
    notice_of_roles,
    person_of,
    speakers_of,
    version_of,
)
from civic_qual.study.records import Key, Record

if TYPE_CHECKING:
    from pathlib import Path

    import pandas as pd

    from civic_qual.corpus.intake.people_workbook import PeopleWorkbook
    from civic_qual.corpus.model import Corpus, Transcript
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Head, Snapshot


def state_people(
    session: Session, table: str | Path | pd.DataFrame | PeopleWorkbook, *, who: str, why: str
) -> tuple[str, ...]:
    """Record what a people workbook states; return what in it does not fit.

    Raises
    ------
    ReadError
        If the table cannot be read.
    StudyError
        If nothing of it is new and something does not fit.
    """
    with session.recording(who, "state people", {"why": why} if why else {}) as recorder:
        snapshot = session.snapshot()
        book = read_people(table)
        before = _named(snapshot.read_corpus, book)
        now = whole(with_people(before, book))
        problems = tuple(now.problems[len(before.problems) :])
        changed = [name for name in before.positions if _differs(before, now, name)]
        for name in changed:
            heads = snapshot.transcripts[name]
            made = version_of(now[name], _speakers(now, now[name]), _names(heads), recorder.time)
            recorder.add(made)
            if account := now.accounts.get(name):
                recorder.add(notice_of_roles(made, account))
        recorder.add(*_people(snapshot, before, now, recorder.time))
        told = {one.name: getattr(now.settings, one.name) for one in fields(Settings)}
        empty = Settings()
        stated = {name: value for name, value in told.items() if value != getattr(empty, name)}
        record_settings(recorder, snapshot, stated, who=who, why=why)
        if not recorder.new and problems:
            raise StudyError(enumerated(problems, 5))
        recorder.details["transcripts"] = changed if len(changed) < 6 else len(changed)
        return problems


def _named(corpus: Corpus, book: PeopleWorkbook) -> Corpus:
    """Return the part of a corpus of which a workbook tells; all of it if that is not clear."""
    ids = Ids(corpus.positions)
    rows = [row for known in (book.files, book.speakers) for row in known.rows]
    names = {(row["transcript"] and ids.meant(row["transcript"])) or "" for row in rows}
    if "" in names:
        return corpus
    return replace(
        corpus,
        transcripts=tuple(one for one in corpus if one.id in names),
        participants=corpus.participants.within(names),
        accounts={name: one for name, one in corpus.accounts.items() if name in names},
    )


def _differs(before: Corpus, now: Corpus, name: str) -> bool:
    """Whether anything is known of a transcript that was not known."""
    return (
        _known(before[name]) != _known(now[name])
        or before.accounts.get(name) != now.accounts.get(name)
        or _speakers(before, before[name]) != _speakers(now, now[name])
    )


def _known(one: Transcript) -> tuple[object, ...]:
    return one.turns, dict(one.attributes), one.language, one.translation_of


def _speakers(corpus: Corpus, one: Transcript) -> Speakers:
    here = corpus.participants.within({one.id})
    return speakers_of(here).get(one.id, {})


def _people(snapshot: Snapshot, before: Corpus, now: Corpus, time: str) -> Iterator[Record]:
    """Yield what is known of people and was not."""
    for name, known in now.participants.attributes.items():
        if dict(known) != dict(before.participants.attributes.get(name, {})):
            yield person_of(name, known, _names(snapshot.people.get(name, [])), time)


def _names(heads: list[tuple[Key, Head]]) -> str:
    return " ".join(key.hex() for key, _ in heads)

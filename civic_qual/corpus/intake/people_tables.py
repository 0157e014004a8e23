"""`participants.csv`: transcript, speaker, participant, role, speaks_for, and any attribute.

One row a speaker of a transcript; a row whose transcript is empty holds for every transcript
with a speaker of that label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from civic_qual.corpus.intake.attributes import KnownRows, Row, matching_id
from civic_qual.corpus.model import ROLES, Role, Transcript
from civic_qual.corpus.people import Participants, Speaker
from civic_qual.corpus.roles import role_named

_KNOWN = frozenset({"transcript", "speaker", "participant", "role", "speaks_for"})


@dataclass
class Told:
    """What a table of participants tells, and what in it does not fit."""

    roles: dict[Speaker, Role] = field(default_factory=dict)
    declared: dict[Speaker, str] = field(default_factory=dict)
    speaks_for: dict[Speaker, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    problems: list[str] = field(default_factory=list)

    @property
    def participants(self) -> Participants:
        """What is told of participants; who is counted is still to be resolved."""
        return Participants(
            attributes=self.attributes, declared=self.declared, speaks_for=self.speaks_for
        )


def named_speakers(tables: Iterable[KnownRows], transcript: str) -> frozenset[str]:
    """Return the labels that tables name as speakers of a transcript, case-folded."""
    return frozenset(
        _label(row)
        for known in tables
        for row in known.rows
        if not row["transcript"] or matching_id(row["transcript"], (transcript,))
    )


def told_by(
    tables: Iterable[KnownRows], transcripts: Sequence[Transcript], *, complete: bool = True
) -> Told:
    """Match the rows of tables of participants with the speakers of transcripts."""
    told = Told()
    speakers = {
        one.id: {turn.speaker.casefold(): turn.speaker for turn in one.turns} for one in transcripts
    }
    for known in tables:
        for row in known.rows:
            matched = _matched(row, speakers)
            if not matched and (complete or matching_id(row["transcript"], speakers)):
                told.problems.append(f"{known.name}: {_shown(row)} matches no speaker")
            for speaker in matched:
                _tell(told, known.name, row, speaker)
        _settle_speaks_for(told, known.name, speakers)
    return told


def _matched(row: Row, speakers: Mapping[str, Mapping[str, str]]) -> list[Speaker]:
    label = _label(row)
    if not row["transcript"]:
        return [(name, labels[label]) for name, labels in speakers.items() if label in labels]
    name = matching_id(row["transcript"], speakers)
    if name is None or label not in speakers[name]:
        return []
    return [(name, speakers[name][label])]


def _tell(told: Told, table: str, row: Row, speaker: Speaker) -> None:
    written = row.get("role", "")
    role = role_named(written) if written else None
    if written and role is None:
        told.problems.append(
            f"{table}: role {written!r} of {_shown(row)} is none of {', '.join(ROLES)}"
        )
    if role:
        told.roles[speaker] = role
    if row.get("participant"):
        told.declared[speaker] = row["participant"]
    if row.get("speaks_for"):
        told.speaks_for[speaker] = row["speaks_for"]
    _describe(told, table, row, speaker)


def _describe(told: Told, table: str, row: Row, speaker: Speaker) -> None:
    """Keep the attributes of a participant; the first value met counts."""
    if row.get("speaks_for"):  # they are the interpreter's own
        return
    participant = row.get("participant") or "/".join(part for part in speaker if part)
    known = told.attributes.setdefault(participant, {})
    for name, value in row.items():
        if name not in _KNOWN and value and known.setdefault(name, value) != value:
            told.problems.append(
                f"{table}: participant {participant!r} has two values of {name} "
                f"({known[name]}, {value}): the first counts"
            )


def _settle_speaks_for(told: Told, table: str, speakers: Mapping[str, Mapping[str, str]]) -> None:
    """Turn what stands in `speaks_for`, a label or a participant, into a label."""
    for (name, speaker), written in list(told.speaks_for.items()):
        behind = {who: label for (where, label), who in told.declared.items() if where == name}
        label = speakers[name].get(written.casefold()) or behind.get(written)
        if label is None:
            del told.speaks_for[name, speaker]
            told.problems.append(
                f"{table}: {speaker!r} of {name!r} speaks for {written!r}, "
                "who is no speaker of that transcript"
            )
        else:
            told.speaks_for[name, speaker] = label


def _label(row: Row) -> str:
    return row["speaker"].strip().rstrip(":").strip().casefold()


def _shown(row: Row) -> str:
    return f"speaker {row['speaker']!r} of transcript {row['transcript'] or '(all)'!r}"

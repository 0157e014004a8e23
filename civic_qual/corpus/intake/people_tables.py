"""`participants.csv`: transcript, speaker, participant, role, speaks_for, and any attribute.

One row a speaker of a transcript; a row whose transcript is empty holds for every transcript
with a speaker of that label.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from civic_qual.corpus.intake.attributes import KnownRows, Row, matching_id
from civic_qual.corpus.people import Participants, Speaker, role_named
from civic_qual.corpus.transcripts import ROLES, Role, Transcript
from civic_qual.messages import Message, enumerated, quoted

_KNOWN = frozenset({"transcript", "speaker", "participant", "role", "speaks_for"})


@dataclass(kw_only=True)
class Told:
    """What a table of participants tells, and what in it does not fit."""

    roles: dict[Speaker, Role] = field(default_factory=dict)
    declared: dict[Speaker, str] = field(default_factory=dict)
    speaks_for: dict[Speaker, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    undeclared: dict[Speaker, dict[str, str]] = field(default_factory=dict)  # no participant named
    problems: list[str] = field(default_factory=list)

    def participants(
        self, transcripts: Sequence[Transcript], named_in_files: Mapping[Speaker, str]
    ) -> Participants:
        """Return who speaks in transcripts; what a table tells wins over what their files name."""
        known = Participants(
            declared={**named_in_files, **self.declared}, speaks_for=self.speaks_for
        ).resolved(transcripts)
        attributes = {who: dict(facts) for who, facts in self.attributes.items()}
        for speaker, facts in self.undeclared.items():
            if speaker in known.speaks:
                own = attributes.setdefault(known.speaks[speaker], {})
                own.update({name: value for name, value in facts.items() if name not in own})
        return replace(known, attributes=attributes)


def named_speakers(
    tables: Iterable[KnownRows], transcripts: Iterable[str]
) -> dict[str, frozenset[str]]:
    """Return the labels that tables name as speakers of each transcript, case-folded."""
    named: dict[str, set[str]] = {transcript: set() for transcript in transcripts}
    everywhere: set[str] = set()
    for known in tables:
        for row in known.rows:
            transcript = matching_id(row["transcript"], named) if row["transcript"] else None
            labels = everywhere if not row["transcript"] else named.get(transcript or "")
            if labels is not None:
                labels.add(_label(row))
    return {transcript: frozenset(labels | everywhere) for transcript, labels in named.items()}


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
                told.problems.append(
                    Message(
                        "{file}: {speaker} matches no speaker",
                        file=known.name,
                        speaker=_shown(row),
                    )
                )
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
            Message(
                "{file}: role {role} of {speaker} is none of {roles}",
                file=table,
                role=quoted(written),
                speaker=_shown(row),
                roles=enumerated(ROLES),
            )
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
    known = (
        told.attributes.setdefault(participant, {})
        if row.get("participant")
        else told.undeclared.setdefault(speaker, {})
    )
    for name, value in row.items():
        if name not in _KNOWN and value and known.setdefault(name, value) != value:
            told.problems.append(
                Message(
                    "{file}: participant {participant} has two values of {attribute} "
                    "({first}, {second}): the first counts",
                    file=table,
                    participant=quoted(participant),
                    attribute=name,
                    first=known[name],
                    second=value,
                )
            )


def _settle_speaks_for(told: Told, table: str, speakers: Mapping[str, Mapping[str, str]]) -> None:
    """Turn what stands in `speaks_for`, a label or a participant, into a label."""
    behind = {(name, who): label for (name, label), who in told.declared.items()}
    for (name, speaker), written in list(told.speaks_for.items()):
        label = speakers[name].get(written.casefold()) or behind.get((name, written))
        if label is None:
            del told.speaks_for[name, speaker]
            told.problems.append(
                Message(
                    "{file}: {speaker} of {transcript} speaks for {other}, "
                    "who is no speaker of that transcript",
                    file=table,
                    speaker=quoted(speaker),
                    transcript=quoted(name),
                    other=quoted(written),
                )
            )
        else:
            told.speaks_for[name, speaker] = label


def _label(row: Row) -> str:
    return row["speaker"].strip().rstrip(":").strip().casefold()


def _shown(row: Row) -> str:
    return Message(
        "speaker {speaker} of transcript {transcript}",
        speaker=quoted(row["speaker"]),
        transcript=quoted(row["transcript"] or "(all)"),
    )

"""What is known of transcripts and of people beside the texts: attributes and participants.

`attributes.csv` has one row a transcript. Any column is an attribute; `language` declares the
language, and `translation_of` the transcript this one translates.

`participants.csv` has one row a speaker of a transcript: transcript, speaker, participant, role,
speaks_for, and any attribute. A row whose transcript is empty holds for every transcript with a
speaker of that label.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.bounded.files import read_file
from civic_qual.corpus.people import Participants, Speaker, role_named
from civic_qual.corpus.transcripts import ROLES, Role, Transcript
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.sheets.ids import Ids
from civic_qual.sheets.reading import (
    csv_sheet,
    named_columns,
    plain_title,
    word_rows,
    xlsx_sheet,
)
from civic_qual.sheets.workbooks import cell_text
from civic_qual.texts import unaccented

if TYPE_CHECKING:
    import pandas as pd


Row = Mapping[str, str]

# What columns of the people workbook, and of these tables, mean by their titles.
MEANT = {
    name: meaning
    for meaning, names in word_rows("corpus/lists/people_columns.txt").items()
    for name in names
}
_WITH_A_MEANING = frozenset({
    "transcript", "speaker", "participant", "role", "speaks_for", "language", "translation_of",
    "reading",
})  # fmt: skip


@dataclass(frozen=True)
class KnownRows:
    """The rows of a table about transcripts or participants, for messages with its name."""

    name: str
    rows: tuple[Row, ...] = ()
    notes: tuple[str, ...] = ()
    problems: tuple[str, ...] = ()


def rows_of(table: str | Path | pd.DataFrame, name: str, encoding: str | None = None) -> KnownRows:
    """Read a table of attributes or participants: csv, tsv, xlsx, or a DataFrame.

    Raises
    ------
    ReadError
        If it cannot be read, or has no column called transcript (or speaker).
    """
    needed = ["transcript", "speaker"] if name == "participants" else ["transcript"]
    if isinstance(table, str | Path):
        known = _file_rows(Path(table), encoding)
    else:
        titles = _titles([str(title) for title in table.columns])
        rows = [
            dict(zip(titles, map(cell_text, row.values()), strict=True))
            for row in table.to_dict("records")
        ]
        known = KnownRows(name, tuple(rows))
    titles = list(known.rows[0]) if known.rows else needed
    missing = [title for title in needed if title not in titles]
    if missing:
        raise ReadError(
            Message(
                "{file}: no column is called `{column}`; the columns are {columns}",
                file=known.name,
                column=missing[0],
                columns=named_columns(titles),
            )
        )
    return known


def _file_rows(path: Path, encoding: str | None) -> KnownRows:
    try:
        data = read_file(path)
        sheet = xlsx_sheet(data) if path.suffix.casefold() == ".xlsx" else csv_sheet(data, encoding)
    except ReadError as error:
        raise ReadError(Message("{file}: {problem}", file=path.name, problem=error)) from None
    titles = _titles(sheet.titles)
    twice = [title for title in titles if title and titles.count(title) > 1]
    if twice:
        raise ReadError(
            Message(
                "{file}: two columns are called `{column}`; rename one, or take it out",
                file=path.name,
                column=twice[0],
            )
        )
    rows = tuple(
        {title: cell.strip() for title, cell in zip(titles, row, strict=True) if title}
        for row in sheet.rows
    )
    return KnownRows(
        path.name, tuple(row for row in rows if any(row.values())), sheet.notes, sheet.problems
    )


def _titles(titles: Sequence[str]) -> list[str]:
    """Return titles of columns; those with a meaning by its name, also if they are French.

    Examples
    --------
    >>> _titles(["Entretien", "Pays"]), _titles(["Transcript", "interview"])
    (['transcript', 'Pays'], ['transcript', 'interview'])
    """
    own = [title.strip() for title in titles]
    plain = {title.casefold() for title in own}
    return [_title(title, plain) for title in own]


def _title(title: str, others: Collection[str]) -> str:
    if title.casefold() in _WITH_A_MEANING:
        return title.casefold()
    meant = MEANT.get(plain_title(title), "")
    return meant if meant in _WITH_A_MEANING and meant not in others else title


def with_attributes(
    transcripts: Sequence[Transcript],
    known: KnownRows,
    *,
    complete: bool = True,
) -> tuple[list[Transcript], list[str]]:
    """Give transcripts the attributes of a table, which win over those of their files.

    Returns
    -------
    list of Transcript
    list of str
        Problems: rows that match no transcript (if the corpus is `complete`), or one a
        second time.
    """
    indexes = {one.id: index for index, one in enumerate(transcripts)}
    ids = Ids(indexes)
    result = list(transcripts)
    problems: list[str] = []
    seen: set[str] = set()
    for row in known.rows:
        name = ids.meant(row["transcript"])
        if name is None:
            if complete:
                problems.append(_no_transcript(known.name, row["transcript"], ids))
        elif name in seen:
            problems.append(
                Message(
                    "{file}: two rows for {transcript}: the first counts",
                    file=known.name,
                    transcript=quoted(name),
                )
            )
        else:
            seen.add(name)
            result[indexes[name]] = _with(result[indexes[name]], row)
    return result, problems


def _no_transcript(file: str, written: str, ids: Ids) -> str:
    if alike := ids.alike(written):
        return Message(
            "{file}: row {row} matches no transcript; write which of these it is: {names}",
            file=file,
            row=quoted(written),
            names=enumerated(alike, 5),
        )
    return Message("{file}: row {row} matches no transcript", file=file, row=quoted(written))


def _with(one: Transcript, row: Row) -> Transcript:
    fresh = {
        name: value
        for name, value in row.items()
        if value and name not in {"transcript", "translation_of"}
    }
    return replace(
        one,
        attributes={**one.attributes, **fresh},
        translation_of=row.get("translation_of") or one.translation_of,
    )


_KNOWN = frozenset({"transcript", "speaker", "participant", "role", "speaks_for", "same_as"})


@dataclass(kw_only=True)
class Told:
    """What a table of participants tells, and what in it does not fit."""

    roles: dict[Speaker, Role] = field(default_factory=dict)
    declared: dict[Speaker, str] = field(default_factory=dict)
    speaks_for: dict[Speaker, str] = field(default_factory=dict)
    attributes: dict[str, dict[str, str]] = field(default_factory=dict)
    undeclared: dict[Speaker, dict[str, str]] = field(default_factory=dict)  # no participant named
    problems: list[str] = field(default_factory=list)

    @property
    def stated(self) -> set[Speaker]:
        """All speakers of whom anything is told."""
        return {*self.roles, *self.declared, *self.speaks_for, *self.undeclared}

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
    """Return the labels that tables name as speakers of each transcript."""
    named: dict[str, set[str]] = {transcript: set() for transcript in transcripts}
    everywhere: set[str] = set()
    ids = Ids(named)
    for known in tables:
        for row in known.rows:
            transcript = ids.meant(row["transcript"]) if row["transcript"] else None
            labels = everywhere if not row["transcript"] else named.get(transcript or "")
            if labels is not None:
                labels.add(_label(row))
    return {transcript: frozenset(labels | everywhere) for transcript, labels in named.items()}


def told_by(
    tables: Iterable[KnownRows],
    transcripts: Sequence[Transcript],
    *,
    aliases: Mapping[str, Mapping[str, str]] | None = None,
    complete: bool = True,
) -> Told:
    """Match the rows of tables of participants with the speakers of transcripts.

    `aliases` are other labels of speakers, case-folded, by transcript.
    """
    told = Told()
    speakers = {
        one.id: {
            **(aliases or {}).get(one.id, {}),
            **{turn.speaker.casefold(): turn.speaker for turn in one.turns},
        }
        for one in transcripts
    }
    ids = Ids(speakers)
    for known in tables:
        for row in known.rows:
            matched = _matched(row, speakers, ids)
            if not matched and (complete or ids.meant(row["transcript"])):
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


def _matched(row: Row, speakers: Mapping[str, Mapping[str, str]], ids: Ids) -> list[Speaker]:
    label = _label(row)
    if not row["transcript"]:
        return [(name, labels[label]) for name, labels in speakers.items() if label in labels]
    name = ids.meant(row["transcript"])
    meant = _speaker_meant(label, speakers[name]) if name is not None else None
    return [(name, meant)] if name is not None and meant is not None else []


def _speaker_meant(label: str, speakers: Mapping[str, str]) -> str | None:
    """Return the speaker whom a label means, if need be without accents, or None."""
    if label in speakers:
        return speakers[label]
    alike = {name for one, name in speakers.items() if unaccented(one) == unaccented(label)}
    return alike.pop() if len(alike) == 1 else None


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
        label = _speaker_meant(written.casefold(), speakers[name]) or behind.get((name, written))
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

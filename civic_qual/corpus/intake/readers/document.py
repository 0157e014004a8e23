"""What a reader hands back, whatever the format: a normalised text with its turns."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

from civic_qual.corpus.intake.layouts.notes import spoken_pieces
from civic_qual.corpus.transcripts import Role, Turn
from civic_qual.normalise import normalise


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is told of a file before it is read: its encoding, and labels that are speakers."""

    encoding: str | None = None
    speakers: frozenset[str] = frozenset()  # case-folded


DEFAULTS = ReadOptions()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A transcript as its file has it, before anything is known of roles and participants.

    A turn's role is "unknown" unless the file itself states it; `participants` maps speakers
    to the participants a file names beside them; `problems` say what of the file was not read.
    """

    text: str
    turns: tuple[Turn, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    participants: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words somebody says, in a format that keeps them apart from who says them."""

    speaker: str
    words: str
    role: Role = "unknown"
    language: str = ""
    seconds: float | None = None


def built_document(
    utterances: Iterable[Utterance],
    attributes: Mapping[str, str] | None = None,
    participants: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
) -> Document:
    r"""Build the text of a transcript, one `Speaker: words` line an utterance.

    Line breaks inside an utterance become spaces, so that a line is always a turn.

    Examples
    --------
    >>> document = built_document([Utterance("I", "Who came?"), Utterance("", "Nobody.")])
    >>> document.text
    'I: Who came?\nNobody.'
    """
    lines: list[str] = []
    turns: list[Turn] = []
    place = 0
    for one in utterances:
        speaker, words = _one_line(one.speaker), _one_line(one.words)
        label = f"{speaker}: " if speaker else ""
        line = label + words
        if not line:
            continue
        pieces = spoken_pieces(line, len(label), len(line))
        spoken = tuple((place + first, place + last) for first, last in pieces)
        turns.append(
            Turn(
                start=place,
                end=place + len(line),
                spoken=spoken,
                speaker=speaker,
                role=one.role,
                language=one.language,
                seconds=one.seconds,
            )
        )
        lines.append(line)
        place += len(line) + 1
    return Document(
        text="\n".join(lines),
        turns=tuple(turns),
        attributes=attributes or {},
        notes=notes,
        participants=participants or {},
    )


def _one_line(text: str) -> str:
    return " ".join(normalise(text).split())

"""What a reader hands back, whatever the format: a normalised text with its turns.

Formats that keep speakers apart give utterances. Others give a text, and what they know of it
beyond its letters: which lines are headings, what is in bold. Letters that a program broke are put
back before, where the whole file says how; where they cannot be, that is a doubt.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace

from civic_qual.corpus.intake.account import Account, account_of
from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.layouts.lines import Features, Kind
from civic_qual.corpus.intake.layouts.notes import spoken_pieces
from civic_qual.corpus.intake.layouts.turns import Reading, read_layout
from civic_qual.corpus.transcripts import Role, Turn
from civic_qual.messages import Message, count, enumerated, quoted
from civic_qual.texts import normalise, unescaped
from civic_qual.texts.mojibake import Mending, broken_letters, mending_of


@dataclass(frozen=True, slots=True)
class ReadOptions:
    """What is told of a file before it is read: its encoding, and labels that are speakers.

    `known` maps labels, as `label_words.key_of` writes them, to their roles.
    """

    encoding: str | None = None
    known: Mapping[str, Role] = field(default_factory=dict)


DEFAULTS = ReadOptions()


@dataclass(frozen=True, kw_only=True)
class Document:
    """A transcript as its file has it, before anything is known of roles and participants.

    A turn's role is "unknown" unless the file itself states it; `participants` maps speakers
    to the participants a file names beside them; `problems` say what of the file was not read.
    `account` tells how it was read, and what is doubtful; `stated` are roles by speaker that facts
    of the file state, and `aliases` other labels of speakers, case-folded. A table may hold several
    interviews: then they are its `parts`, and beside them it has notes and problems only.
    """

    text: str
    turns: tuple[Turn, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()
    participants: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[str, ...] = ()
    account: Account = field(default_factory=Account)
    stated: Mapping[str, Role] = field(default_factory=dict)
    aliases: Mapping[str, str] = field(default_factory=dict)
    parts: tuple[Part, ...] = ()


@dataclass(frozen=True, slots=True)
class Part:
    """One of several interviews in a file; `own_name`: its name needs none of the file's."""

    name: str
    document: Document
    own_name: bool = False


@dataclass(frozen=True, slots=True)
class Utterance:
    """Words somebody says, in a format that keeps them apart from who says them.

    Words whose `speaker` is None stand in the text, and nobody said them.
    """

    speaker: str | None
    words: str
    role: Role = "unknown"
    language: str = ""
    seconds: float | None = None


def built_document(
    utterances: Iterable[Utterance],
    attributes: Mapping[str, str] | None = None,
    participants: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
    *,
    layout: str = "table",
    doubts: tuple[Doubt, ...] = (),
) -> Document:
    r"""Build the text of a transcript, one `Speaker: words` line an utterance.

    Line breaks inside an utterance become spaces, so that a line is always a turn.

    Examples
    --------
    >>> document = built_document([Utterance("I", "Who came?"), Utterance("", "Nobody.")])
    >>> document.text
    'I: Who came?\nNobody.'
    """
    utterances = list(utterances)
    mending = mending_of(part for one in utterances for part in (one.speaker or "", one.words))
    lines: list[str] = []
    turns: list[Turn] = []
    labels: list[tuple[int, int, Kind]] = []
    place = 0
    for one in utterances:
        speaker, words = _one_line(one.speaker or "", mending), _one_line(one.words, mending)
        label = f"{speaker}: " if speaker else ""
        line = label + words
        if not line:
            continue
        pieces = spoken_pieces(line, len(label), len(line))
        spoken = tuple((place + first, place + last) for first, last in pieces)
        if one.speaker is not None:
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
        labels.append((place, place + len(label), "label"))
        lines.append(line)
        place += len(line) + 1
    text = "\n".join(lines)
    return Document(
        text=text,
        turns=tuple(turns),
        attributes=attributes or {},
        notes=(*notes, mending.note) if mending else notes,
        participants={
            _one_line(speaker, mending): one for speaker, one in (participants or {}).items()
        },
        account=account_of(
            text, turns, layout=layout, kinds=labels, doubts=(*doubts, *doubts_of_letters(text))
        ),
    )


def read_document(
    text: str,
    start: int,
    features: Features,
    options: ReadOptions,
    *,
    attributes: Mapping[str, str] | None = None,
    notes: tuple[str, ...] = (),
) -> Document:
    """Find the turns of a text, and make a document of it."""
    reading: Reading = read_layout(text, start, features=features, known=options.known)
    doubts = (*reading.account.doubts, *doubts_of_letters(text))
    return Document(
        text=text,
        turns=reading.turns,
        attributes=attributes or {},
        notes=notes,
        account=replace(reading.account, doubts=doubts),
        stated=reading.stated,
        aliases=reading.aliases,
    )


def _one_line(text: str, mending: Mending) -> str:
    return " ".join(normalise(unescaped(mending.of(text))).split())


_LOST = "\ufffd"


def doubts_of_letters(text: str) -> tuple[Doubt, ...]:
    """Say that letters of a text are broken or lost, so that rules and labels miss their words."""
    doubts: list[Doubt] = []
    if pairs := broken_letters(text):
        doubts.append(
            Doubt(
                Message.plural(
                    "{number} letter looks broken ({examples}): save the file as UTF-8",
                    "{number} letters look broken ({examples}): save the file as UTF-8",
                    n=len(pairs),
                    number=count(len(pairs)),
                    examples=enumerated([quoted(one) for one in dict.fromkeys(pairs)], 3),
                )
            )
        )
    if lost := text.count(_LOST):
        doubts.append(
            Doubt(
                Message.plural(
                    "{number} letter was lost before it was read: export the transcript again",
                    "{number} letters were lost before it was read: export the transcript again",
                    n=lost,
                    number=count(lost),
                )
            )
        )
    return tuple(doubts)

"""What was said, and by whom: transcripts, their turns, where these stand, in which language.

Every offset counts Unicode code points of `Transcript.text`, the characters of a Python text;
start inclusive, end exclusive. Turns and spoken pieces are disjoint, in order, and inside the
text: words, sentences, segments and codings rest on it, so it is checked whenever a transcript is
made. The language of a turn is the declared one, else detected: one of those expected,
or `und`, which is none of them.

Nothing here changes in place: a correction makes a new transcript. Two of them are equal if all
that they hold is equal. What is worked out of them is kept with them, but neither compared nor
pickled.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields, replace
from functools import cached_property
from types import MappingProxyType
from typing import Any, Literal, get_args

from civic_qual.errors import ReadError
from civic_qual.language.names import code_of_language
from civic_qual.messages import Message, count, quoted
from civic_qual.texts import unaccented

Role = Literal["interviewer", "respondent", "interpreter", "observer", "unknown"]
ROLES: tuple[Role, ...] = get_args(Role)
NOT_COUNTED: frozenset[Role] = frozenset({"interviewer", "observer"})

Span = tuple[int, int]


@dataclass(frozen=True, slots=True, kw_only=True)
class Turn:
    """What one speaker says before another takes over.

    `start` and `end` take in the speaker's label; `spoken` are the pieces that were really
    said (no label, times, bracketed notes or back-channels of others): only they are matched
    and counted, and no phrase crosses from one piece to the next.

    Parameters
    ----------
    start, end
        Where it stands in the text of its transcript: characters from 0, the end exclusive.
    spoken
        The pieces that were really said, each with its start and end.
    speaker
        The name as it stands in the transcript, "" if none does.
    role
        "respondent", "interviewer", "interpreter", "observer" or "unknown".
    language
        ISO 639-1 code of what is said, "und" if it is none of the languages that were looked
        for, "" if nobody looked.
    seconds
        When it begins in the recording, if that is stated.
    reported
        Whether somebody noted what others said and did: it is counted, and nobody's own words.
    """

    start: int
    end: int
    spoken: tuple[Span, ...]
    speaker: str = ""
    role: Role = "unknown"
    language: str = ""
    seconds: float | None = None
    reported: bool = False

    @property
    def counted(self) -> bool:
        """Whether the turn counts by default: all roles but interviewer and observer."""
        return self.role not in NOT_COUNTED


class Travelling:
    """A record that is pickled as its fields, without what was worked out of them."""

    def __getstate__(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}  # type: ignore[arg-type]

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        for name, value in state.items():
            object.__setattr__(self, name, value)


@dataclass(frozen=True, kw_only=True)
class Transcript(Travelling):
    """One interview or group discussion: its text, its turns and what is known about it.

    Parameters
    ----------
    id
        The name of its file, without the ending.
    text
        All of it, as it was read; positions count its characters.
    turns
        In the order of the text; they do not overlap.
    attributes
        What is known of it, such as the country, by name.
    language
        As it was declared; "" if languages were recognised turn by turn.
    source
        The file it was read from.
    translation_of
        The id of the transcript that it translates, "" for an original.

    Raises
    ------
    ReadError
        If turns or spoken pieces overlap, are out of order, or are not inside the text.
    """

    id: str
    text: str
    turns: tuple[Turn, ...]
    attributes: Mapping[str, str] = field(default_factory=dict)
    language: str = ""  # as declared; empty: detected turn by turn
    source: str = ""  # the file it was read from
    translation_of: str = ""

    def __post_init__(self) -> None:
        object.__setattr__(self, "attributes", MappingProxyType(dict(self.attributes)))
        check_offsets(self.id, self.text, self.turns)

    def __hash__(self) -> int:
        return hash((self.id, self.text))

    def __getstate__(self) -> dict[str, Any]:
        return super().__getstate__() | {"attributes": dict(self.attributes)}

    def __setstate__(self, state: Mapping[str, Any]) -> None:
        super().__setstate__({**state, "attributes": MappingProxyType(state["attributes"])})

    @cached_property
    def revision(self) -> str:
        """The first 16 hex digits of the SHA-256 of the text: changed text, another revision."""
        return revision_of(self.text)

    @property
    def invented(self) -> bool:
        """Whether the transcript is marked as invented for demonstration."""
        return str(self.attributes.get("invented", "")).lower() in {"yes", "true", "1"}

    def __repr__(self) -> str:
        return f"Transcript({self.id!r}, {len(self.turns)} turns, {len(self.text):,} characters)"


def revision_of(text: str) -> str:
    """Return what names a text: the first 16 hexadecimal digits of its SHA-256.

    Examples
    --------
    >>> revision_of("Yes")
    '85a39ab345d672ff'
    """
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()[:16]


def check_offsets(transcript: str, text: str, turns: Sequence[Turn]) -> None:
    """Refuse turns and spoken pieces that overlap, are out of order, or leave the text.

    Every transcript that is made is checked. A turn may be empty, and a spoken piece, too.

    Parameters
    ----------
    transcript
        Its id, for the message.
    text, turns
        What it holds.

    Raises
    ------
    ReadError
        If they do; the message says which turn, counted from 1.

    Examples
    --------
    >>> from civic_qual.corpus.model import Turn
    >>> check_offsets("a", "R: Oui.", (Turn(start=0, end=7, spoken=((3, 7),)),))
    >>> check_offsets("a", "R: Oui.", (Turn(start=0, end=7, spoken=((3, 9),)),))
    Traceback (most recent call last):
    ...
    civic_qual.errors.ReadError: transcript 'a', turn 1: the spoken piece 3 to 9 is not inside ...
    """
    size, free = len(text), 0
    for number, turn in enumerate(turns, start=1):
        if not free <= turn.start <= turn.end <= size or not _in_order(turn):
            problem = _wrong_turn(turn, free, size) or _wrong_piece(turn)
            raise ReadError(
                Message(
                    "transcript {transcript}, turn {number}: {problem}",
                    transcript=quoted(transcript),
                    number=number,
                    problem=problem,
                )
            )
        free = turn.end


def _in_order(turn: Turn) -> bool:
    """Whether the spoken pieces of a turn are where they should be."""
    free = turn.start
    for start, end in turn.spoken:
        if not free <= start <= end:
            return False
        free = end
    return free <= turn.end


def _wrong_turn(turn: Turn, free: int, size: int) -> str:
    """Say why a turn is not where it should be, the turn before it ending at `free`."""
    start, end = count(turn.start), count(turn.end)
    if turn.end < turn.start:
        return Message(
            "it ends at character {end}, before it begins at {start}; "
            "count start and end in characters of the text",
            start=start,
            end=end,
        )
    if turn.start < 0 or turn.end > size:
        return Message(
            "characters {start} to {end} are not inside the text, which has {size}; "
            "count start and end in characters of the text",
            start=start,
            end=end,
            size=count(size),
        )
    if turn.start < free:
        return Message(
            "it begins at character {start}, before the turn before it ends at {free}; "
            "turns stand in the order of the text and share no character",
            start=start,
            free=count(free),
        )
    return ""


def _wrong_piece(turn: Turn) -> str:
    """Say which spoken piece of a turn is not where it should be; "" if none."""
    free = turn.start
    for first, last in turn.spoken:
        start, end = count(first), count(last)
        if not turn.start <= first <= last <= turn.end:
            return Message(
                "the spoken piece {start} to {end} is not inside the turn, "
                "which is {first} to {last}",
                start=start,
                end=end,
                first=count(turn.start),
                last=count(turn.end),
            )
        if first < free:
            return Message(
                "the spoken piece {start} to {end} begins before the piece before it ends, at "
                "{free}; pieces stand in the order of the text and share no character",
                start=start,
                end=end,
                free=count(free),
            )
        free = last
    return ""


_CODE = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*")
_SEVERAL = re.compile(r"\s*(?:[/,;+&|]|\band\b|\bet\b)\s*")


@dataclass(frozen=True, slots=True)
class Declared:
    """What an attribute `language` says: one code, or several to detect among."""

    codes: tuple[str, ...]
    note: str = ""


def declared(written: str) -> Declared:
    """Read what is written in an attribute `language`.

    Examples
    --------
    >>> declared("Français").codes, declared("fr-CD").codes, declared("en / fr").codes
    (('fr',), ('fr',), ('en', 'fr'))
    """
    names = [name for name in _SEVERAL.split(unaccented(written.casefold()).strip()) if name]
    codes = tuple(_code(name) for name in names)
    strange = [name for name in names if not code_of_language(name) and not _CODE.fullmatch(name)]
    if not strange:
        return Declared(codes)
    note = Message(
        "language {language} is no language code such as en or fr", language=quoted(written)
    )
    return Declared(codes, note)


def _code(name: str) -> str:
    found = _CODE.fullmatch(name)
    return code_of_language(name) or (found[1] if found else name)


def with_languages(one: Transcript, languages: Sequence[str]) -> tuple[Transcript, str]:
    """Give every turn its language; say what was strange about the declared one."""
    said = declared(one.attributes.get("language", one.language))
    only = said.codes[0] if len(said.codes) == 1 else ""
    if only:
        turns = tuple(replace(turn, language=_stated(turn) or only) for turn in one.turns)
    else:
        turns = _detected(one, said.codes or tuple(languages))
    return replace(one, turns=turns, language=only), said.note


def _stated(turn: Turn) -> str:
    codes = declared(turn.language).codes if turn.language else ()
    return codes[0] if len(codes) == 1 else ""


def _detected(one: Transcript, languages: Sequence[str]) -> tuple[Turn, ...]:
    stated = [_stated(turn) for turn in one.turns]
    if all(stated):
        found = stated
    else:
        from civic_qual.language.detect import detect_turns

        said = [_said(one.text, turn) for turn in one.turns]
        found = detect_turns(said, languages, speakers=[turn.speaker for turn in one.turns])
    return tuple(
        replace(turn, language=told or guess)
        for turn, told, guess in zip(one.turns, stated, found, strict=True)
    )


def _said(text: str, turn: Turn) -> str:
    return " ".join(text[start:end] for start, end in turn.spoken)

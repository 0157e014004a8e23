"""Labels on which a person rules after reading: this one names nobody, that one names somebody.

The text stays as it is; what moves is the border between what is said and who says it.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import replace

from civic_qual.corpus.intake.account import Account
from civic_qual.corpus.intake.layouts.speech import joined
from civic_qual.corpus.transcripts import Span, Transcript, Turn

_BEHIND = r"[ \t\u00a0]*(?:[:：]|\t|[-–—]{1,2}(?=\s)|[.)\]>|](?=\s))[ \t\u00a0]*"
_BEFORE = r"(?:^|(?<=\n))[ \t]*[\[<({*_]*"
_WORD = re.compile(r"[^\W_]+")


def without_label(one: Transcript, labels: Collection[str]) -> Transcript:
    r"""Return a transcript in which labels are part of the speech of whoever spoke before.

    Parameters
    ----------
    one
        As it was read.
    labels
        Of speakers, in small letters.

    Examples
    --------
    >>> turns = (Turn(start=0, end=8, spoken=((3, 8),), speaker="R"),
    ...          Turn(start=9, end=25, spoken=((19, 25),), speaker="Ensuite"))
    >>> one = Transcript(id="a", text="R: Rien.\nEnsuite : partis", turns=turns)
    >>> without_label(one, {"ensuite"}).turns[0].spoken
    ((3, 8), (9, 25))
    """
    turns: list[Turn] = []
    for turn in one.turns:
        if turn.speaker.casefold() not in labels:
            turns.append(turn)
            continue
        spoken = _with_label(one.text, turn)
        if turns:
            before = turns[-1]
            turns[-1] = replace(before, end=turn.end, spoken=(*before.spoken, *spoken))
        else:
            turns.append(replace(turn, speaker="", role="unknown", spoken=spoken))
    return replace(one, turns=joined(turns)) if len(turns) < len(one.turns) else _first(one, turns)


def _first(one: Transcript, turns: Sequence[Turn]) -> Transcript:
    return replace(one, turns=tuple(turns)) if tuple(turns) != one.turns else one


def _with_label(text: str, turn: Turn) -> tuple[Span, ...]:
    """Return the spoken pieces of a turn, its label the beginning of the first."""
    first = turn.spoken[0][0] if turn.spoken else turn.end
    head = text[turn.start : first]
    place = max(head.casefold().find(turn.speaker.casefold()), 0)
    start = turn.start + place
    if not turn.spoken:
        return ((start, turn.end),)
    return ((start, turn.spoken[0][1]), *turn.spoken[1:])


def label_places(one: Transcript, label: str) -> list[Span]:
    r"""Return where a label begins a line of speech, and where the words behind it begin.

    Examples
    --------
    >>> turn = Turn(start=0, end=27, spoken=((3, 27),), speaker="R")
    >>> one = Transcript(id="a", text="R: No one.\nElder: We waited.", turns=(turn,))
    >>> label_places(one, "elder")
    [(11, 18)]
    """
    pattern = re.compile(_BEFORE + re.escape(label) + r"[)\]}>*_]*" + _BEHIND, re.IGNORECASE)
    return [
        (found.start(), found.end())
        for turn in one.turns
        for start, end in turn.spoken
        for found in pattern.finditer(one.text, _line_start(one.text, start), end)
        if found.end() <= end and found.start() >= turn.start
    ]


def _line_start(text: str, start: int) -> int:
    """Return where the line of a piece begins, if nothing but blanks stands before the piece."""
    begins = text.rfind("\n", 0, start) + 1
    return begins if not text[begins:start].strip() else start


def with_label(one: Transcript, label: str) -> Transcript:
    r"""Return a transcript in which a label that was read as speech names who speaks from there on.

    Examples
    --------
    >>> turn = Turn(start=0, end=28, spoken=((3, 28),), speaker="R")
    >>> one = Transcript(id="a", text="R: No one.\nElder: We waited.", turns=(turn,))
    >>> [(turn.speaker, turn.spoken) for turn in with_label(one, "Elder").turns]
    [('R', ((3, 10),)), ('Elder', ((18, 28),))]
    """
    places = label_places(one, label)
    if not places:
        return one
    first = one.text[slice(*places[0])]
    found = re.search(re.escape(label), first, re.IGNORECASE)
    label = found[0] if found else label
    turns = [part for turn in one.turns for part in _cut(one.text, turn, label, places)]
    return replace(one, turns=joined(turns))


def _cut(text: str, turn: Turn, label: str, places: Iterable[Span]) -> Iterator[Turn]:
    """Yield a turn cut where a label begins."""
    here = [place for place in places if turn.start <= place[0] and place[1] <= turn.end]
    if not here:
        yield turn
        return
    ends = [start for start, _ in here[1:]] + [turn.end]
    before = _within(text, turn, turn.start, here[0][0])
    if before:
        yield replace(turn, end=before[-1][1], spoken=before)
    for (start, words), end in zip(here, ends, strict=True):
        spoken = _within(text, turn, words, end)
        last = spoken[-1][1] if spoken else words
        yield replace(
            turn, start=start, end=last, spoken=spoken, speaker=label, role="unknown", seconds=None
        )


def _within(text: str, turn: Turn, first: int, last: int) -> tuple[Span, ...]:
    """Return what of the spoken pieces lies between two places, without blanks at the end."""
    pieces = ((max(start, first), min(end, last)) for start, end in turn.spoken)
    kept = ((start, start + len(text[start:end].rstrip())) for start, end in pieces)
    return tuple((start, end) for start, end in kept if start < end)


def account_moved(
    account: Account, text: str, before: Sequence[Turn], now: Sequence[Turn]
) -> Account:
    """Return an account of the same text in which labels were moved: it still adds up."""
    letters = _letters(text, now) - _letters(text, before)
    words = _words(text, now) - _words(text, before)
    if not letters:
        return account
    return replace(
        account,
        spoken=account.spoken + letters,
        outside=_less(account.outside, letters),
        words_outside=_less(account.words_outside, words),
    )


def _less(outside: Mapping[str, int], moved: int) -> dict[str, int]:
    left = dict(outside)
    left["label"] = left.get("label", 0) - moved
    return {kind: count for kind, count in left.items() if count}


def _letters(text: str, turns: Iterable[Turn]) -> int:
    return sum(len("".join(text[a:b].split())) for turn in turns for a, b in turn.spoken)


def _words(text: str, turns: Iterable[Turn]) -> int:
    return sum(len(_WORD.findall(text[a:b])) for turn in turns for a, b in turn.spoken)

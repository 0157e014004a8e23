"""What came in against what went out: every character of a file is said, or something else.

Characters that are no white space are counted. Those that are said stand in the spoken pieces of
turns; all others are of one kind each, and both add up to the file.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain
from typing import Any

from civic_qual.corpus.intake.layouts.doubts import ABOUT, GRADES, About, Doubt, is_sure
from civic_qual.corpus.intake.layouts.lines import Kind
from civic_qual.corpus.transcripts import Span, Turn
from civic_qual.messages.travelling import message_as_data, message_of_data

_WORD = re.compile(r"[^\W_]+")
_REST: Kind = "note"


Confirmed = tuple[About, str]  # what was stated, of which speaker


@dataclass(frozen=True, kw_only=True)
class Account:
    """How a file was read: its layout, and what of it is nobody's words.

    `spoken` counts the characters that are said, `outside` those that are not, by what they are;
    `words_outside` counts words of the latter. `doubts` are all that reading gave; `confirmed` is
    what a person stated of speakers since, which settles some of them; `same` are the labels, in
    small letters, that a person said to be another form of one.
    """

    layout: str = ""
    spoken: int = 0
    outside: Mapping[str, int] = field(default_factory=dict)
    words_outside: Mapping[str, int] = field(default_factory=dict)
    doubts: tuple[Doubt, ...] = ()
    confirmed: frozenset[Confirmed] = frozenset()
    same: Mapping[str, str] = field(default_factory=dict)

    @property
    def sure(self) -> bool:
        """Whether nobody needs to be asked."""
        return is_sure(self.doubts)

    @property
    def characters(self) -> int:
        """All characters of the file that are no white space."""
        return self.spoken + sum(self.outside.values())


def account_of(
    text: str,
    turns: Sequence[Turn],
    *,
    layout: str = "",
    kinds: Iterable[tuple[int, int, Kind]] = (),
    doubts: Iterable[Doubt] = (),
) -> Account:
    r"""Account for a text; `kinds` tells of stretches, in order, what they are if not said.

    Examples
    --------
    >>> turn = Turn(start=0, end=12, spoken=((3, 7),), speaker="R")
    >>> account = account_of("R: Oui. [rit]", [turn], kinds=[(0, 3, "label")])
    >>> account.spoken, dict(account.outside)
    (4, {'label': 2, 'note': 5})
    """
    said = [span for turn in turns for span in turn.spoken]
    outside: Counter[str] = Counter()
    words: Counter[str] = Counter()
    for start, end, kind in _sorted_out(_gaps(said, len(text)), list(kinds)):
        piece = text[start:end]
        if count := _letters(piece):
            outside[kind] += count
            words[kind] += sum(1 for _ in _WORD.finditer(piece))
    return Account(
        layout=layout,
        spoken=sum(_letters(text[start:end]) for start, end in said),
        outside=dict(outside),
        words_outside={kind: count for kind, count in words.items() if count},
        doubts=tuple(doubts),
    )


def without(account: Account, text: str, pieces: Iterable[Span], kind: Kind) -> Account:
    """Return an account in which some pieces are not said, after all, but of a kind."""
    unsaid = [text[start:end] for start, end in pieces]
    if not unsaid:
        return account
    letters = sum(map(_letters, unsaid))
    words = sum(1 for piece in unsaid for _ in _WORD.finditer(piece))
    return replace(
        account,
        spoken=account.spoken - letters,
        outside={**account.outside, kind: account.outside.get(kind, 0) + letters},
        words_outside={**account.words_outside, kind: account.words_outside.get(kind, 0) + words},
    )


def account_as_data(account: Account) -> dict[str, Any]:
    """Return an account as JSON can hold it."""
    return {
        "layout": account.layout,
        "spoken": account.spoken,
        "outside": dict(account.outside),
        "words_outside": dict(account.words_outside),
        "doubts": [
            [message_as_data(one.message), one.grade, one.about, list(one.speakers)]
            for one in account.doubts
        ],
        "confirmed": sorted(account.confirmed),
    }


def account_of_data(data: Mapping[str, Any]) -> Account:
    """Return the account that data tell of."""
    return Account(
        layout=str(data["layout"]),
        spoken=int(data["spoken"]),
        outside={str(kind): int(count) for kind, count in data["outside"].items()},
        words_outside={str(kind): int(count) for kind, count in data["words_outside"].items()},
        doubts=tuple(
            Doubt(
                message_of_data(message),
                GRADES[GRADES.index(grade)],
                ABOUT[ABOUT.index(about)],
                tuple(map(str, speakers)),
            )
            for message, grade, about, speakers in data["doubts"]
        ),
        confirmed=frozenset(
            (ABOUT[ABOUT.index(about)], str(speaker)) for about, speaker in data["confirmed"]
        ),
    )


def _letters(piece: str) -> int:
    return sum(map(len, piece.split()))


def _gaps(said: Sequence[Span], size: int) -> Iterator[Span]:
    """Yield what stands between the spoken pieces."""
    place = 0
    for start, end in chain(said, [(size, size)]):
        if start > place:
            yield place, start
        place = max(place, end)


def _sorted_out(
    gaps: Iterable[Span], kinds: Sequence[tuple[int, int, Kind]]
) -> Iterator[tuple[int, int, str]]:
    """Cut the gaps where kinds begin and end; what no kind covers is a note."""
    index = 0
    for start, end in gaps:
        place = start
        while index < len(kinds) and kinds[index][1] <= place:
            index += 1
        ahead = index
        while ahead < len(kinds) and kinds[ahead][0] < end:
            first, last, kind = kinds[ahead]
            if first > place:
                yield place, first, _REST
            if min(last, end) > max(first, place):
                yield max(first, place), min(last, end), kind
            place = max(place, min(last, end))
            ahead += 1
        if place < end:
            yield place, end, _REST

"""Whether a hit is denied: negation cues, how far they reach, and what is no negation.

The tables are the whole of it. A cue reaches over words of its own clause only: a full stop,
semicolon, colon or one of the `CLAUSE` words ends its reach.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

from civic_qual.language.words import Word


class Reach(NamedTuple):
    """How many words before and after a cue it denies."""

    before: int
    after: int


# Cue (one to three keys) -> words it reaches to its left and right.
CUES: dict[str, dict[tuple[str, ...], Reach]] = {
    "en": {
        **dict.fromkeys([("not",), ("never",), ("cannot",), ("without",), ("nobody",), ("none",),
                         ("hardly",), ("scarcely",), ("nor",), ("neither",), ("no", "one"),
                         ("no", "longer"), ("stopped",), ("failed", "to"), ("fail", "to"),
                         ("fails", "to"), ("refused", "to"), ("unable", "to")], Reach(0, 6)),
        ("no",): Reach(0, 4),
        ("not", "once"): Reach(6, 6),
        ("nothing",): Reach(3, 6),
    },
    "fr": {
        **dict.fromkeys([("pas",), ("jamais",), ("rien",), ("personne",), ("aucun",), ("aucune",)],
                        Reach(4, 4)),
        **dict.fromkeys([("sans",), ("ni",)], Reach(0, 4)),
        ("ne",): Reach(0, 5),
    },
}

# Keys that look like a cue and deny nothing.
EXCEPTIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "en": (("not", "only"), ("not", "just"), ("no", "doubt"), ("never", "mind"),
           ("why", "not"), ("without", "doubt")),
    "fr": (("pas", "seulement"), ("pas", "que"), ("sans", "doute"), ("sans", "cesse"),
           ("pas", "mal"), ("une", "personne"), ("la", "personne"), ("cette", "personne"),
           ("de", "rien"), ("jamais", "vu")),
}

# The expletive ne: denies nothing after these.
EXPLETIVE = (("avant", "que"), ("de", "peur", "que"), ("crainte", "que"), ("à", "moins", "que"),
             ("plus", "que"), ("moins", "que"))

CLAUSE = {
    "en": frozenset({"but", "because", "although", "though", "while", "so", "if", "when"}),
    "fr": frozenset({"mais", "parce", "car", "alors", "donc", "si", "quand", "puisque"}),
}


def negated(words: Sequence[Word], first: int, last: int, language: str = "en") -> bool:
    """Whether `words[first]` to `words[last]` stand within the reach of a negation.

    Parameters
    ----------
    words : sequence of Word
        The words of one scope, in order.
    first, last : int
        Positions of the hit's first and last word.
    language : str
        `en` or `fr`; other languages have no cues, and nothing is negated.

    Examples
    --------
    >>> from civic_qual.language.words import words
    >>> said = words("They did not come, but they called.")
    >>> negated(said, 3, 3), negated(said, 6, 6)
    (True, False)
    """
    return any(
        _reaches(words, begin, end, reach, first, last, language)
        for begin, end, reach in _cues(words, first, last, language)
    )


def _cues(words: Sequence[Word], first: int, last: int,
          language: str) -> list[tuple[int, int, Reach]]:
    """Return the cues near a hit: position of their first and last word, and their reach."""
    found = []
    for place in range(max(0, first - 8), min(len(words), last + 8)):
        for cue, reach in _candidates(words, place, language):
            end = place + len(cue) - 1
            inside = first <= place <= last
            if not inside and not _excepted(words, place, language):
                found.append((place, end, reach))
    return found


def _candidates(words: Sequence[Word], place: int,
                language: str) -> list[tuple[tuple[str, ...], Reach]]:
    if language == "en" and words[place].key.endswith("n't"):
        return [((words[place].key,), Reach(0, 6))]
    return [(cue, reach) for cue, reach in CUES.get(language, {}).items()
            if _keys(words, place, len(cue)) == cue]


def _keys(words: Sequence[Word], place: int, length: int) -> tuple[str, ...]:
    return tuple(word.key for word in words[place:place + length])


def _excepted(words: Sequence[Word], place: int, language: str) -> bool:
    if any(_keys(words, start, len(phrase)) == phrase
           for phrase in EXCEPTIONS.get(language, ())
           for start in (place, place - 1) if start >= 0):
        return True
    return language == "fr" and words[place].key == "ne" and not _really_ne(words, place)


def _really_ne(words: Sequence[Word], place: int) -> bool:
    """Whether a `ne` denies: not after `avant que`, and not when `que` restricts it."""
    before = _keys(words, max(0, place - 5), place - max(0, place - 5))
    expletive = any(phrase == before[start:start + len(phrase)]
                    for phrase in EXPLETIVE for start in range(len(before)))
    after = _keys(words, place + 1, 5)
    denial = {"pas", "jamais", "rien", "personne", "plus", "aucun", "aucune", "point", "guère"}
    restricted = "que" in after and not denial & set(after)
    return not expletive and not restricted


def _reaches(words: Sequence[Word], begin: int, end: int, reach: Reach, first: int, last: int,
             language: str) -> bool:
    if end < first:
        gap = range(end + 1, first + 1)
        return first - end <= reach.after and _one_clause(words, gap, language)
    gap = range(last + 1, begin + 1)
    return begin - last <= reach.before and _one_clause(words, gap, language)


def _one_clause(words: Sequence[Word], between: range, language: str) -> bool:
    return not any(words[place].hard or words[place].key in CLAUSE[language]
                   for place in between)

"""Whether a hit is denied: by which cue, how far it reaches, and what is no negation.

All words are in `lists/negation_en.csv` and `lists/negation_fr.csv`. A cue reaches words of
its own clause only: punctuation, and the words that begin a clause, end its reach.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import NamedTuple

from civic_qual.language.lemmas import inflected_forms
from civic_qual.language.words import Word

#: How speech recognition writes the n't words that are no other word.
WITHOUT_APOSTROPHE = frozenset(
    f"{verb}nt" for verb in ("did", "does", "do", "is", "are", "was", "were", "has", "have", "had",
                             "could", "would", "should", "must")
)  # fmt: skip


class Row(NamedTuple):
    """One row of a table; each element of `words` is a set of keys, or an ending (`ing`)."""

    kind: str
    words: tuple[frozenset[str] | str, ...]
    before: int
    after: int


@dataclass(frozen=True, eq=False)
class NegationTable:
    """The rows of one language, by the keys their first word may have."""

    rows: dict[str, list[Row]]

    def at(self, keys: Sequence[str], place: int, *kinds: str) -> Iterator[Row]:
        """Yield the rows of some kinds whose words stand at a place, the longest first."""
        for row in self.rows.get(keys[place], ()):
            if row.kind in kinds and _fits(row.words, keys[place : place + len(row.words)]):
                yield row


def key_of(key: str) -> str:
    """Return the key under which the tables know a word: one for all English n't words."""
    return "n't" if key.endswith("n't") or key in WITHOUT_APOSTROPHE else key


@cache
def negation_table(language: str) -> NegationTable | None:
    """Return the table of a language, or None if there is none.

    Examples
    --------
    >>> [row.after for row in negation_table("en").at(["failed", "to", "come"], 0, "turning")]
    [5]
    """
    path = Path(__file__).with_name("lists") / f"negation_{language}.csv"
    if not path.exists():
        return None
    rows: defaultdict[str, list[Row]] = defaultdict(list)
    with path.open(encoding="utf-8", newline="") as file:
        for line in csv.DictReader(file):
            words = tuple(_keys(word, language) for word in line["words"].split())
            row = Row(line["kind"], words, int(line["before"] or 0), int(line["after"] or 0))
            for key in words[0]:
                rows[key].append(row)
    for found in rows.values():
        found.sort(key=lambda row: -len(row.words))
    return NegationTable(dict(rows))


def _keys(word: str, language: str) -> frozenset[str] | str:
    if word.startswith("-"):
        return word[1:]
    if word.endswith("~"):
        return inflected_forms(word[:-1], language)
    return frozenset(word.split("|"))


def _fits(words: tuple[frozenset[str] | str, ...], keys: Sequence[str]) -> bool:
    return len(words) == len(keys) and all(
        key.endswith(word) if isinstance(word, str) else key in word
        for word, key in zip(words, keys, strict=True)
    )


# Words looked at on either side of a hit, and between ne and its partner or what excuses it.
NEAR, NE_NEAR = 16, 8
ASKED = "="
CUES = ("cue", "turning", "partner", "ne", "with ne")


class Cue(NamedTuple):
    """A cue found: the places of its first and last word, its reach, and whether it turns."""

    first: int
    last: int
    before: int
    after: int
    turning: bool


def negated(words: Sequence[Word], first: int, last: int, language: str = "en") -> bool:
    """Whether `words[first]` to `words[last]` stand within the reach of a negation.

    Parameters
    ----------
    words
        The words of one scope, in order. A word with an empty key is one the rule itself asks
        for: it denies nothing, nor does a `ne` it belongs to.
    first, last
        Places of the hit's first and last word.
    language
        `en` or `fr`; other languages have no table, and nothing is negated.

    Examples
    --------
    >>> from civic_qual.language.words import words
    >>> said = words("They did not come, but they called.")
    >>> negated(said, 3, 3), negated(said, 6, 6)
    (True, False)
    >>> negated(words("Avant qu'ils n'arrivent", "fr"), 4, 4, "fr")
    False
    """
    table = negation_table(language)
    if table is None:
        return False
    begin = max(0, first - NEAR)
    near = _Passage(words[begin : last + 1 + NEAR], table)
    return near.denied(first - begin, last - begin)


class _Passage:
    """The words around a hit, and the table they are read with."""

    def __init__(self, words: Sequence[Word], table: NegationTable) -> None:
        self.words = words
        # A word the rule asks for is no cue, but keeps its form: `stopped =coming`.
        self.keys = [key_of(word.key) or ASKED + word.form.casefold() for word in words]
        self.table = table
        self.excused = {
            covered
            for place in range(len(words))
            for row in self._rows(place, "exception")
            if self._joined(place, place + len(row.words) - 1)
            for covered in range(place, place + len(row.words))
        }

    def denied(self, first: int, last: int) -> bool:
        """Whether the words from `first` to `last` are in the reach of a cue."""
        reaching = [
            (distance, cue)
            for cue in self._cues()
            if (distance := self._distance(cue, first, last)) is not None
        ]
        if not reaching:
            return False
        _, nearest = min(reaching)
        # `never failed to come`: the nearer cue is turned round by the other.
        return not (nearest.turning and self.denied(nearest.first, nearest.first))

    def _cues(self) -> list[Cue]:
        """Return all cues of the passage that deny something."""
        found = []
        for place in range(len(self.keys)):
            for row in self._rows(place, *CUES):
                open_end = isinstance(row.words[-1], str)  # the -ing word may be the hit
                end = place + len(row.words) - 1 - open_end
                if self.excused.isdisjoint(range(place, end + 1)) and self._counts(row.kind, place):
                    found.append(Cue(place, end, row.before, row.after, row.kind == "turning"))
        return found

    def _counts(self, kind: str, place: int) -> bool:
        """Whether what looks like a cue is one: French ne, and plus."""
        if kind == "ne":
            return self._ne_denies(place)
        return kind != "with ne" or self._before(place, "ne") is not None

    def _ne_denies(self, place: int) -> bool:
        """Whether a ne denies: by its partner; if it has none, unless something excuses it."""
        partner = self._after(place, "partner")
        if partner is not None:
            return bool(self.words[partner].key) and partner not in self.excused
        that = self._before(place, "restriction")
        if that is not None and self._before(that, "expletive") is not None:
            return False
        before = self._before(place, "partner")
        if before is not None and any(row.after for row in self._rows(before, "partner")):
            return True
        return self._after(place, "restriction") is None

    def _rows(self, place: int, *kinds: str) -> list[Row]:
        """Return the rows of some kinds whose words stand at a place."""
        if self.keys[place] not in self.table.rows:  # most words: it is asked very often
            return []
        return list(self.table.at(self.keys, place, *kinds))

    def _after(self, place: int, kind: str) -> int | None:
        """Return the next word of a kind, in the clause."""
        for other in range(place + 1, min(place + 1 + NE_NEAR, len(self.words))):
            if self.words[other].hard:
                return None
            if any(self.table.at([self.keys[other].removeprefix(ASKED)], 0, kind)):
                return other
            if self._rows(other, "limit"):
                return None
        return None

    def _before(self, place: int, kind: str) -> int | None:
        """Return the last word of a kind, in the clause."""
        for other in range(place - 1, max(-1, place - 1 - NE_NEAR), -1):
            if self.words[other + 1].hard:
                return None
            if self._rows(other, kind):
                return other
            if self._rows(other, "limit"):
                return None
        return None

    def _distance(self, cue: Cue, first: int, last: int) -> int | None:
        """Return how many words a cue stands from a hit, or None if it does not reach it."""
        if cue.last < first:
            begin, end, reach = cue.last, first, cue.after
        elif last < cue.first:
            begin, end, reach = last, cue.first, cue.before
        else:
            return None  # the hit holds the cue
        between = range(begin + 1, end)
        if not self._joined(begin, end) or self._new_clause(cue, between):
            return None
        light = sum(bool(self._rows(place, "light")) for place in between)
        distance = end - begin - light
        return distance if distance <= reach else None

    def _joined(self, begin: int, end: int) -> bool:
        """Whether no punctuation stands between two places."""
        return not any(word.hard for word in self.words[begin + 1 : end + 1])

    def _new_clause(self, cue: Cue, between: range) -> bool:
        """Whether a new clause begins between a cue and a hit, to which no denial is carried."""
        carried = cue.first > 0 and bool(self._rows(cue.first - 1, "carrier"))  # crois pas que
        for place in between:
            if self._rows(place, "carrier"):
                carried = True
            elif not carried and self._begins_clause(place):
                return True
        return False

    def _begins_clause(self, place: int) -> bool:
        """Whether a clause begins at a place."""
        if self._rows(place, "limit"):
            return True
        inverted = place > 0 and self._rows(place - 1, "auxiliary")
        return bool(self._rows(place, "subject")) and not inverted

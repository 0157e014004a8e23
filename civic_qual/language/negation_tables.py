"""The tables of negation, one a language: `negation_en.csv`, `negation_fr.csv`.

Every row is a word or a few, and an example in which the hit stands between asterisks; the
examples are the tests. `word~` stands for any inflected form, `-ing` (`-ons`, `-ez`) for any
word that ends so, `n't` for any English word that does, `a|b` for either. The kinds:

=============  ===================================================================================
cue            denies words `before` and `after` it, counted within its clause
turning        a cue that denies, unless it is itself denied: `never failed to`
ne             the French ne, which needs a partner, or denies alone: `ils ne peuvent venir`
partner        goes with ne, and denies alone if it has a reach: `ils viennent pas`
with ne        denies only where a ne stands before it: `plus`
expletive      before `que`, makes a following ne deny nothing: `avant qu'ils ne viennent`
restriction    after ne without partner, means *only*: `ils ne viennent que le jour`
exception      looks like a cue and denies nothing: `not only`
limit          begins a new clause, which no cue reaches
subject        the same, unless an auxiliary stands before it: `nor do they come`
auxiliary      may stand before its subject
carrier        carries a denial over a limit that follows: `I do not think that they came`
light          does not count as a word when the reach is counted
=============  ===================================================================================
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
    path = Path(__file__).with_name(f"negation_{language}.csv")
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

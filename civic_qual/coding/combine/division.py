"""Who codes what where a model has learned some codes only: the others stay with the rules.

- **The model's codes** are those that it can say are absent: what it read for, and what it read for
  every code below.
- **All other codes are the rules'**, and read for where the rules looked for them.
- **A code below one of the model's** is a finer name of what the model decides on: rules give it
  where the model finds what stands above, so that a theme is counted as the model was judged.
- **A code above one of the model's** is found by either, and read for only where both have read.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass

from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import Codings
from civic_qual.coding.readings import answered_codes, listed_codes
from civic_qual.messages import Message, enumerated, sentences

_MOST = 12  # codes named in a line


@dataclass(frozen=True)
class Division:
    """Who codes what.

    Attributes
    ----------
    codebook
        Whose codes they are.
    model, rules
        The codes of each; no code is of both.
    """

    codebook: Codebook
    model: frozenset[str]
    rules: frozenset[str]

    def decides_above(self, code: str) -> str:
        """Return the nearest code above a code that is the model's; "" if there is none."""
        above = self.codebook[code].parent
        while above and above not in self.model:
            above = self.codebook[above].parent
        return above

    @property
    def apart(self) -> frozenset[str]:
        """The codes of the rules that have nothing to do with what the model decides."""
        return frozenset(
            code
            for code in self.rules
            if not self.decides_above(code)
            and self.model.isdisjoint(self.codebook.with_descendants(code))
        )

    @property
    def within(self) -> frozenset[str]:
        """The codes of the rules that stand below one of the model's."""
        return frozenset(code for code in self.rules if self.decides_above(code))


def division_of(codings: Iterable[Codings], codebook: Codebook) -> Division:
    """Return who codes what, by what the readings of model and rules list."""
    read: dict[str, set[str]] = defaultdict(set)
    for one in codings:
        lists, origins = one.read.codes, one.read.origin
        for which, origin in {*zip(lists.which.tolist(), origins.which.tolist(), strict=True)}:
            read[origins.values[origin]].add(lists.values[which])
    model = frozenset[str]().union(*(answered_codes(one, codebook) for one in read["model"]))
    rules = frozenset[str]().union(*(listed_codes(one, codebook) for one in read["rule"]))
    return Division(codebook, model, rules - model)


def told(division: Division) -> str:
    """Say which codes are whose."""
    if not division.rules:
        return Message(
            "Where no person has read, the model decides; rules only add their reasons to its own."
        )
    model, rules, book = division.model, division.rules, division.codebook
    above = {division.decides_above(code) for code in division.within}
    named = {*_whole(division, model, rules), *above}
    return sentences(
        [
            Message(
                "Where no person has read, the model coded {model}, and the rules coded {rules}.",
                model=enumerated([code for code in book.positions if code in named], _MOST),
                rules=enumerated(_whole(division, rules, model), _MOST),
            ),
            Message(
                "Below {codes} the rules name a code only where the model finds what stands above.",
                codes=enumerated([code for code in book.positions if code in above], _MOST),
            )
            if above
            else "",
        ]
    )


def _whole(division: Division, own: frozenset[str], others: frozenset[str]) -> list[str]:
    """Name codes, but for those above codes of the others; one stands for all below it."""
    book = division.codebook
    whole = {code for code in own if others.isdisjoint(book.with_descendants(code))}
    return [code for code in book.positions if code in whole and book[code].parent not in whole]

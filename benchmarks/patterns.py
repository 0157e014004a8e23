"""The patterns that are sought, drawn from the texts in the proportions of a dictionary.

Half are words, a third phrases of two to four words, the rest beginnings of words. A dictionary
names neither common words only nor rare ones only: words are drawn by the square root of how
often they are said, and none that is said everywhere. Phrases are drawn from places in the
texts, and begin and end with a word of four letters or more. The first 500 of 5,000 patterns
are the 500.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np

from civic_qual.codebook.model import Code, Codebook, Rule
from civic_qual.codebook.rules.tree import Phrase, Tree, Wildcard, Word

Kind = Literal["word", "phrase", "prefix"]
OF_TWENTY: tuple[Kind, ...] = ("word",) * 10 + ("phrase",) * 7 + ("prefix",) * 3
SHORTEST = 4  # letters of a word drawn, or of a beginning
MOST_SAID = 0.001  # of all words: what is said more often is no rule by itself (that, nations)
CODES = 60

# A word, English n't words whole, or whatever else is not one space: no phrase crosses that.
_PIECE = re.compile(r"[^\W_]+(?:(?<=n)['’]t\b)?|[^\w ]|_| {2,}")


@dataclass(frozen=True)
class Pattern:
    """One pattern, in lower case; `text` is that of a prefix without its star."""

    kind: Kind
    text: str

    @property
    def rule(self) -> str:
        """The pattern as a rule of a codebook."""
        return self.text + "*" if self.kind == "prefix" else self.text

    @property
    def tree(self) -> Tree:
        """The rule as a tree: what its text is parsed to."""
        if self.kind == "prefix":
            return Wildcard(self.rule)
        words = tuple(Word(word) for word in self.text.split(" "))
        return Phrase(words) if len(words) > 1 else words[0]


def draw(text: str, number: int, seed: int = 1) -> list[Pattern]:
    """Draw different patterns from a text; fewer than `number` if it has no more."""
    pieces = _PIECE.findall(text.lower())
    rng = np.random.default_rng(seed)
    words = _words(pieces, rng)
    sources: dict[Kind, Iterator[str]] = {
        "word": iter(words),
        "phrase": _phrases(pieces, rng),
        "prefix": _prefixes(words, rng),
    }
    drawn: dict[str, Pattern] = {}
    while len(drawn) < number and sources:
        for kind in (OF_TWENTY[place] for place in rng.permutation(len(OF_TWENTY))):
            fresh = next((one for one in sources.get(kind, ()) if one not in drawn), None)
            if fresh is None:
                sources.pop(kind, None)
            else:
                drawn[fresh] = Pattern(kind, fresh)
    return list(drawn.values())[:number]


def codebook_of(patterns: Sequence[Pattern], language: str = "en", codes: int = CODES) -> Codebook:
    """Return a codebook with a rule a pattern, dealt out to the codes in turn.

    Rule number `i` of the codebook, counted through its codes, is pattern `rule_order(...)[i]`.
    """
    return Codebook(
        "Drawn",
        "1.0",
        (language,),
        tuple(
            Code(
                f"code_{code:02}",
                "theme",
                rules=tuple(
                    Rule(pattern.rule, pattern.tree, language) for pattern in patterns[code::codes]
                ),
            )
            for code in range(min(codes, len(patterns)))
        ),
    )


def rule_order(number: int, codes: int = CODES) -> list[int]:
    """Return which pattern each rule of `codebook_of` is, in the order of the codebook."""
    return [pattern for code in range(codes) for pattern in range(code, number, codes)]


def _usable(piece: str) -> bool:
    return len(piece) >= SHORTEST and piece.isalpha()


def _words(pieces: Sequence[str], rng: np.random.Generator) -> list[str]:
    """Return the words of the text in the order they are drawn in, without replacement."""
    said = Counter(filter(_usable, pieces))
    most = max(MOST_SAID * len(pieces), min(said.values(), default=0))
    words = [word for word, times in said.items() if times <= most]
    times = np.array([said[word] for word in words], float)
    # The order of drawing by weights: the smallest of exponential waiting times comes first.
    waiting = rng.exponential(size=len(words)) / np.sqrt(times)
    return [words[place] for place in np.argsort(waiting)]


def _phrases(pieces: Sequence[str], rng: np.random.Generator) -> Iterator[str]:
    for place in rng.permutation(len(pieces)):
        words = pieces[place : place + int(rng.integers(2, 5))]
        if all(map(str.isalpha, words)) and _usable(words[0]) and _usable(words[-1]) and words[1:]:
            yield " ".join(words)


def _prefixes(words: Sequence[str], rng: np.random.Generator) -> Iterator[str]:
    longer = [word for word in words if len(word) > SHORTEST]
    for place in rng.permutation(len(longer)):
        word = longer[place]
        yield word[: int(rng.integers(SHORTEST, len(word)))]

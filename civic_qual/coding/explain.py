"""Which words a word of a rule reaches, and how often they occur."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING

import pandas as pd

from civic_qual.codebook.rules import parse_rule
from civic_qual.codebook.tree import (
    And,
    Before,
    Exact,
    Gap,
    ListName,
    Near,
    Not,
    NotNear,
    Or,
    Phrase,
    Regex,
    TokenPattern,
    Tree,
    Wildcard,
    Word,
)
from civic_qual.coding.meanings import Leaf, Meaning, Meanings
from civic_qual.coding.scopes import turn_scopes
from civic_qual.errors import CodingError
from civic_qual.language.words import Word as TextWord

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.corpus.model import Corpus


def explain(
    word: str,
    language: str = "en",
    corpus: Corpus | None = None,
    codebook: Codebook | None = None,
) -> pd.DataFrame:
    """List the forms that a word of a rule reaches, and their counts in a corpus.

    Parameters
    ----------
    word
        As in a rule: `protect`, `=Force`, `protect*`, `@peacekeepers`; of a phrase or a longer
        rule, all its words.
    language
        ISO 639-1 code.
    corpus
        Where to count: turns in the language, of roles that count. Wildcards need it.
    codebook
        Whose word lists `@name` means.

    Returns
    -------
    pandas.DataFrame
        `form` and `count`, most frequent first; without a corpus no form is counted.

    Raises
    ------
    RuleError
        If it is no word of a rule.
    CodingError
        If a wildcard is asked for without a corpus, or a list without its codebook.

    Examples
    --------
    >>> list(explain("protect", "en")["form"])
    ['protect', 'protected', 'protecting', 'protects']
    """
    if not re.fullmatch("[a-z]{2,3}", language):
        raise CodingError(f"language={language!r} is no language code; there are en and fr, "
                          "and others by their ISO 639 code, without word forms")
    leaves = set(_leaves(parse_rule(word, language)))
    if corpus is None and any(isinstance(leaf, Wildcard) for leaf in leaves):
        raise CodingError(f"{word} reaches whatever words there are: give a corpus=")
    said = list(_said(corpus, language)) if corpus else []
    meanings = Meanings(language, {one.key for one in said}, codebook.lists if codebook else None)
    reached = [meaning for leaf in leaves for meaning in _all_meanings(leaf, meanings)]
    forms = {form for meaning in reached for form in meaning.keys | meaning.forms}
    counts = Counter(_counted_as(one, reached) for one in said)
    frame = pd.DataFrame({"form": sorted(forms, key=lambda form: (-counts[form], form))})
    count = frame["form"].map(lambda form: counts[form] if corpus else pd.NA)
    return frame.assign(count=count.astype("Int64"))


def _said(corpus: Corpus, language: str) -> Iterator[TextWord]:
    for transcript in corpus:
        for turn in turn_scopes(transcript):
            if turn.counted and turn.language == language:
                yield from turn.whole.words


def _counted_as(word: TextWord, reached: list[Meaning]) -> str:
    """Return the form under which a word of a text is counted, "" if it is not meant."""
    if any(word.key in meaning.keys for meaning in reached):
        return word.key
    return word.form if any(word.form in meaning.forms for meaning in reached) else ""


def _all_meanings(leaf: Leaf, meanings: Meanings) -> Iterator[Meaning]:
    """Yield what a leaf means, and what the words in phrases of its list mean."""
    meaning = meanings.of(leaf)
    yield meaning
    for phrase in {phrase for phrases in meaning.phrases.values() for phrase in phrases}:
        for inner in _leaves(phrase):
            yield from _all_meanings(inner, meanings)


def _leaves(tree: Tree | Gap) -> Iterator[Leaf]:
    match tree:
        case Word() | Exact() | Wildcard() | ListName():
            yield tree
        case Phrase(parts) | Or(parts) | And(parts):
            for part in parts:
                yield from _leaves(part)
        case Not(left, right) | Near(left, right) | Before(left, right) | NotNear(left, right):
            yield from _leaves(left)
            yield from _leaves(right)
        case Gap() | Regex() | TokenPattern():
            return

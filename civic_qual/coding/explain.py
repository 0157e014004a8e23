"""Which words a word of a rule reaches, and how often they occur."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import Exact, ListName, Tree, Wildcard, Word, leaves
from civic_qual.coding.matching.reach import Reach
from civic_qual.coding.matching.wildcards import reached_keys
from civic_qual.coding.matching.word_types import RuleWord, keys_reached
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.token_index import token_index
from civic_qual.corpus.turn_columns import turn_columns
from civic_qual.errors import CodingError

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook


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
        raise CodingError(
            f"language={language!r} is no language code; there are en and fr, "
            "and others by their ISO 639 code, without word forms"
        )
    tree = parse_rule(word, language)
    lists = codebook.lists if codebook else {}
    index = token_index(corpus if corpus else Corpus(()))
    reach = Reach(language, index.vocabulary, lists)
    words = set(_words(tree, reach))
    if corpus is None and any(isinstance(one, Wildcard) for one in words):
        raise CodingError(f"{word} reaches whatever words there are: give a corpus=")
    forms = {one.text for one in words if isinstance(one, Exact)}
    spoken = index.vocabulary.of(language).keys
    keys = {key for one in words for key in _keys(one, language, spoken)}
    counts = _counts(corpus, language, keys, forms) if corpus else Counter()
    frame = pd.DataFrame({"form": sorted(keys | forms, key=lambda form: (-counts[form], form))})
    count = frame["form"].map(lambda form: counts[form] if corpus else pd.NA)
    return frame.assign(count=count.astype("Int64"))


def _counts(corpus: Corpus, language: str, keys: set[str], forms: set[str]) -> Counter[str]:
    """Count the words that are meant: by key, or by form where only that is."""
    index, turns = token_index(corpus), turn_columns(corpus)
    said = index.word[(turns.counted & (turns.language == language))[index.turn]]
    counts: Counter[str] = Counter()
    types, numbers = np.unique(said, return_counts=True)
    for one, number in zip(types.tolist(), numbers.tolist(), strict=True):
        key, form = index.vocabulary.key[one], index.vocabulary.form[one]
        if key in keys or form in forms:
            counts[key if key in keys else form] += number
    return counts


def _keys(word: RuleWord, language: str, spoken: Sequence[str]) -> AbstractSet[str]:
    match word:
        case Word():
            return keys_reached(word, language)
        case Wildcard(pattern):
            return reached_keys(pattern, spoken)
    return frozenset()


def _words(tree: Tree, reach: Reach) -> Iterator[RuleWord]:
    """Yield the words that a rule is made of, those of its lists too."""
    for leaf in leaves(tree):
        if isinstance(leaf, ListName):
            for item in reach.items(leaf.name):
                yield from _words(item, reach)
        elif isinstance(leaf, Word | Exact | Wildcard):
            yield leaf

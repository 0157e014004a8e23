"""Which words a word of a rule reaches, and how often they occur."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from collections.abc import Set as AbstractSet
from typing import TYPE_CHECKING, get_args

import numpy as np
import pandas as pd

from civic_qual.arrays import merged
from civic_qual.calls import helpful
from civic_qual.codebook.model import Rule, Scope
from civic_qual.codebook.rules.parsing import parse_rule
from civic_qual.codebook.rules.tree import Exact, ListName, Tree, Wildcard, Word, leaves
from civic_qual.coding.matching.reach import Lists, Reach, RuleWord, keys_reached, reached_keys
from civic_qual.coding.matching.searching import found
from civic_qual.corpus.counted_words import turn_columns
from civic_qual.corpus.model import Corpus, Span, Transcript, Turn
from civic_qual.corpus.token_index import token_index
from civic_qual.errors import CodingError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.results import Result

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook


def one_turn(
    name: str, text: str, language: str, attributes: dict[str, str] | None = None
) -> Transcript:
    """Return a text as a transcript of one turn, all of it said by a respondent."""
    turn = Turn(
        start=0,
        end=len(text),
        spoken=((0, len(text)),),
        role="respondent",
        language=language,
    )
    return Transcript(
        id=name, text=text, turns=(turn,), attributes=attributes or {}, language=language
    )


def find(
    rule_text: str,
    text: str,
    language: str = "en",
    *,
    within: Scope = "turn",
    unless_negated: bool = False,
    lists: Lists | None = None,
) -> list[Span]:
    """Return the passages of a text that a rule codes; the text counts as one turn.

    Parameters
    ----------
    rule_text
        A rule, as in a codebook.
    text
        Any text; the offsets returned count its code points, end exclusive.
    language
        ISO 639-1 code of both.
    within, unless_negated
        As the options of a rule.
    lists
        Word lists by name and language, as `Codebook.lists`.

    Raises
    ------
    RuleError
        If the rule does not parse.
    CodingError
        If it cannot be run.

    Examples
    --------
    >>> text = "They came too late, as always."
    >>> [text[start:end] for start, end in find("come _1 late", text)]
    ['came too late']
    """
    if within not in get_args(Scope):
        raise CodingError(
            Message(
                "within={within} is none of {scopes}",
                within=quoted(within),
                scopes=enumerated(get_args(Scope)),
            )
        )
    tree = parse_rule(rule_text, language)
    rule = Rule(rule_text, tree, language, within=within, unless_negated=unless_negated)
    findings = found([rule], Corpus((one_turn("", text, language),)), lists)
    for trouble in findings.trouble.values():
        raise CodingError(
            Message("rule {rule}: {trouble}", rule=rule_text, trouble=trouble)
        ) from None
    passages = merged(findings.start, findings.end)
    return list(zip(passages.start.tolist(), passages.end.tolist(), strict=True))


class WordForms(Result):
    """The forms that the words of a rule reach, the most frequent first.

    Columns: form, and count (how often it occurs in turns that count; missing without a corpus).
    """

    _title = Message("Forms that are reached")


@helpful
def explain(
    word: str,
    *,
    language: str = "en",
    corpus: Corpus | None = None,
    codebook: Codebook | None = None,
) -> WordForms:
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
    WordForms
        `form` and `count`, most frequent first; without a corpus no form is counted.

    Raises
    ------
    RuleError
        If it is no word of a rule.
    CodingError
        If a wildcard is asked for without a corpus, or a list without its codebook.

    See Also
    --------
    civic_qual.concordance : Where a rule finds something, with the words around.
    civic_qual.check_codebook : Whether the rules of a codebook find its own examples.

    Examples
    --------
    >>> list(explain("protect", language="en")["form"])
    ['protect', 'protected', 'protecting', 'protects']
    """
    if not re.fullmatch("[a-z]{2,3}", language):
        raise CodingError(
            Message(
                "language={language} is no language code; there are en and fr, and others by "
                "their ISO 639 code, without word forms",
                language=quoted(language),
            )
        )
    tree = parse_rule(word, language)
    lists = codebook.lists if codebook else {}
    index = token_index(corpus if corpus else Corpus(()))
    words = set(_words(tree, Reach(language, index.vocabulary, lists)))
    if corpus is None and any(isinstance(one, Wildcard) for one in words):
        raise CodingError(
            Message("{word} reaches whatever words there are: give a corpus=", word=word)
        )
    forms = {one.text for one in words if isinstance(one, Exact)}
    spoken = index.vocabulary.of(language).keys
    forms |= (keys := {key for one in words for key in _keys(one, language, spoken)})
    if corpus is None:
        return WordForms(_table(dict.fromkeys(sorted(forms))), notes=[_NOT_COUNTED])
    counts = _counts(corpus, language, keys, forms)
    ordered = sorted(forms, key=lambda form: (-counts[form], form))
    return WordForms(_table({form: counts[form] for form in ordered}))


_NOT_COUNTED = Message("No form was counted: give a corpus= to count in.")


def _table(counts: Mapping[str, int | None]) -> pd.DataFrame:
    return pd.DataFrame(
        {"form": list(counts), "count": pd.array(list(counts.values()), dtype="Int64")}
    )


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

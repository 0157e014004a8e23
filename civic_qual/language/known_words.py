"""What the words of a text tell of a language: whether it is spoken there at all.

A word that the dictionary or the list of function words has speaks for the language, one that
nobody knows speaks against it. Names tell nothing, and so do most words of three letters or
fewer: a dictionary of English has `na`, `ti`, `ba` and `ka`, too.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from contextlib import suppress
from functools import cache, lru_cache
from itertools import accumulate

from civic_qual.language.lexicon import language_key, lexicon
from civic_qual.prepared import keep, kept
from civic_qual.sheets.reading import word_rows, words_listed

LEAST = 0.4  # of the words that tell something
_PLAINLY = 0.4  # of all words are function words: then no dictionary is asked
_LEAST_TELLING = 1.5  # words; below, nothing can be said
# Where languages alternate, a turn is in a language if a run of words surely is.
_RUN, _SURELY, _ENOUGH, _MANY = 8, 0.8, 0.25, 30  # words, share, share of the turn, words

# Languages whose function words are listed: they are known surely.
_FUNCTION_WORDS = {
    "en": "language/lists/english_function_words.txt",
    "fr": "language/lists/french_function_words.txt",
}
LISTED = frozenset(_FUNCTION_WORDS)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+|['’])?")
_ELIDED = re.compile(r"\b(?:[ldnsjmtc]|qu|lorsqu|puisqu|jusqu|quelqu)['’]", re.I)
_SIGNS = '.,;:!?…"“”«»()[]–—-'


def fits(text: str, language: str) -> bool | None:
    """Whether a text is in a language as far as its words tell; None where they tell nothing.

    Examples
    --------
    >>> fits("They came at night and burned the market.", "en")
    True
    >>> fits("Waasi walikuja usiku na kuua watu wengi.", "en"), fits("Goma, Bunia.", "en")
    (False, None)
    """
    if _plainly(text, language):
        return True
    weights = told_by_words(text, language)
    known, told = sum(w for w in weights if w > 0), sum(map(abs, weights))
    if told < _LEAST_TELLING:
        return None
    return known >= LEAST * told or _in_runs(weights) >= min(_ENOUGH * len(weights), _MANY)


def told_by_words(text: str, language: str) -> list[float]:
    """Return what each word tells of a language: up to 1 for it, -1 against it, 0 nothing.

    Examples
    --------
    >>> told_by_words("They fled to Nzako, ndiyo.", "en")
    [1, 1, 0.5, 0, -1]
    """
    words = [word[0] for word in _WORD.finditer(_split(text, language))]
    names = not text.isupper()
    return [
        _weight(word, language, name=names and place > 0 and word[0].isupper())
        for place, word in enumerate(words)
    ]


def leaning_to(text: str, language: str) -> float:
    """Return by how many words a text speaks for a language more than against it.

    Examples
    --------
    >>> leaning_to("Oui, bien sûr.", "fr"), leaning_to("Ndiyo, mama.", "fr")
    (2, -2)
    """
    return sum(told_by_words(text, language))


def has_words_of(language: str) -> bool:
    """Whether there is a dictionary by which a language can be known."""
    return bool(_known_words(language))


def _split(text: str, language: str) -> str:
    return _ELIDED.sub(" ", text) if language == "fr" else text


def _plainly(text: str, language: str) -> bool:
    function_words = _function_words(language)
    words = [word.strip(_SIGNS) for word in _split(text, language).casefold().split()]
    return (
        bool(words)
        and len(words) >= _RUN
        and (
            sum(len(word) > 2 and word in function_words for word in words) >= _PLAINLY * len(words)
        )
    )


@lru_cache(maxsize=65_536)
def _weight(written: str, language: str, *, name: bool) -> float:
    word = written.casefold().replace("’", "'")
    if word in _function_words(language) and len(word) > 1:
        return 0.5 if len(word) == 2 else 1
    stem = word.partition("'")[0]
    if len(stem) < 2 or not stem.isalpha():
        return 0
    if stem in _known_words(language):
        return 1 if len(stem) > 3 else 0
    return 0 if name else -1


def _in_runs(weights: Sequence[float]) -> int:
    """Count the words in runs of some length that surely are in the language."""
    known = [0.0, *accumulate(max(weight, 0) for weight in weights)]
    told = [0.0, *accumulate(map(abs, weights))]
    within, counted = 0, 0
    for first in range(len(weights) - _RUN + 1):
        after = first + _RUN
        here = told[after] - told[first]
        if here >= _RUN / 2 and known[after] - known[first] >= _SURELY * here:
            within += after - max(first, counted)
            counted = after
    return within


@cache
def _function_words(language: str) -> frozenset[str]:
    if language not in LISTED:
        return frozenset()
    listed = words_listed(_FUNCTION_WORDS[language])
    spoken = word_rows("language/lists/spoken_words.txt")[language]
    return frozenset(word for row in (*listed, *spoken) for word in row.split("/"))


@cache
def _known_words(language: str) -> frozenset[str]:
    """Return the words of the dictionary alone: they load ten times as fast as all it says."""
    kind = f"words-{language}"
    with suppress(OSError):
        text = kept(kind, language_key(language))
        if text is not None:
            return frozenset(text.split("\n"))
    words = frozenset(lexicon(language).lemma)
    with suppress(OSError):
        keep(kind, language_key(language), "\n".join(sorted(words)))
    return words

"""Inflection: which written forms a word of a rule reaches."""

from __future__ import annotations

import unicodedata
from functools import cache

from civic_qual.language.lexicon import lexicon
from civic_qual.language.words import unaccented


@cache
def lemmas(key: str, language: str = "en") -> frozenset[str]:
    """Return every lemma a form may have, the form itself included.

    Examples
    --------
    >>> sorted(lemmas("knew", "en"))
    ['knew', 'know']
    """
    return frozenset({key, lexicon(language).lemma.get(key, key)})


@cache
def targets(word: str, language: str = "en") -> frozenset[str]:
    """Return what a rule word stands for: itself if it is a headword, else its lemmas.

    Examples
    --------
    >>> sorted(targets("protect", "en")), sorted(targets("protected", "en"))
    (['protect'], ['protect', 'protected'])
    """
    if lexicon(language).headword(word):
        return frozenset({word})
    return lemmas(word, language)


@cache
def inflected_forms(word: str, language: str = "en") -> frozenset[str]:
    """Return the keys of all words of a text that a rule word reaches.

    This is the one definition of matching: a word of a text is met when its key is among these.

    Examples
    --------
    >>> sorted(inflected_forms("protect", "en"))
    ['protect', 'protected', 'protecting', 'protects']
    """
    forms = {word}
    for lemma in targets(word, language):
        forms.update(lexicon(language).forms.get(lemma, ()))
    return frozenset(reached for form in forms for reached in _spellings(form, word, language))


def _spellings(form: str, word: str, language: str) -> set[str]:
    """Return a form and the ways to write it with fewer accents that a text may use."""
    if form.isascii():
        return {form}
    bare = unaccented(form)
    spellings = {form, _first_bare(form)}
    if form == word or not lexicon(language).knows(bare):
        spellings.add(bare)
    return spellings


def _first_bare(form: str) -> str:
    """Return a form without the accent of its first letter (`etat`, as written in capitals)."""
    return unicodedata.normalize("NFC", unaccented(form[0]) + form[1:])

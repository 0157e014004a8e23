"""Inflection: which written forms a word of a rule reaches."""

from __future__ import annotations

import unicodedata
from functools import cache
from types import ModuleType

from civic_qual.language import english, french
from civic_qual.language.lexicon import lexicon
from civic_qual.language.words import unaccented, written_out

_RULES: dict[str, ModuleType] = {"en": english, "fr": french}


@cache
def lemmas(key: str, language: str = "en") -> frozenset[str]:
    """Return every lemma a form may have, the form itself included.

    Examples
    --------
    >>> sorted(lemmas("left", "en"))
    ['leave', 'left']
    >>> sorted(lemmas("tués", "fr"))
    ['tuer', 'tué', 'tués']
    """
    known = lexicon(language).lemma
    possible = {key, known.get(key, key)}
    if language in _RULES:
        possible |= _RULES[language].candidates(key)
    return frozenset(
        lemma for lemma in possible if lemma == key or key in forms_of(lemma, language)
    )


@cache
def targets(word: str, language: str = "en") -> frozenset[str]:
    """Return what a rule word stands for: itself if it is a headword, else its lemmas.

    So `protect` is the verb alone, `left` the adjective alone, and `protected` whatever has that
    form. A participle that is a headword (`blessé`, `déplacé`) means the person, not the verb.

    Examples
    --------
    >>> sorted(targets("protect", "en")), sorted(targets("protected", "en"))
    (['protect'], ['protect', 'protected'])
    >>> sorted(targets("déplacé", "fr"))
    ['déplacé']
    """
    return frozenset({word}) if lexicon(language).headword(word) else lemmas(word, language)


@cache
def forms_of(lemma: str, language: str = "en") -> frozenset[str]:
    """Return the forms of one lemma: those of the dictionary, and those our own tables add.

    Examples
    --------
    >>> sorted(forms_of("wife", "en"))
    ['wife', 'wives']
    """
    forms = {lemma, *lexicon(language).forms.get(lemma, ())}
    if language in _RULES:
        forms |= _RULES[language].paradigm(lemma)
    return frozenset(forms)


@cache
def inflected_forms(word: str, language: str = "en") -> frozenset[str]:
    """Return the keys of all words of a text that a rule word reaches.

    This is the one definition of matching: a word of a text is met when its key is among these.

    Examples
    --------
    >>> sorted(inflected_forms("protect", "en"))
    ['protect', 'protected', 'protecting', 'protects']
    >>> "élevé" in inflected_forms("élève", "fr"), "eleve" in inflected_forms("élève", "fr")
    (False, True)
    """
    word = unicodedata.normalize("NFC", word.casefold())
    forms = {word}.union(*(forms_of(lemma, language) for lemma in targets(word, language)))
    return frozenset(reached for form in forms for reached in _spellings(form, word, language))


def _spellings(form: str, word: str, language: str) -> set[str]:
    """Return the ways a text may write a form: ligatures in two letters, fewer accents."""
    if form.isascii():
        return {form} | _with_ligature(form, language)
    known = lexicon(language)
    bare = unaccented(form)
    capital = unicodedata.normalize("NFC", unaccented(form[0]) + form[1:])  # Etat, Elus
    fewer = {bare, capital} if form == word or not known.knows(bare) else {capital}
    return {form, written_out(form)} | (fewer - known.function_words)


def _with_ligature(form: str, language: str) -> set[str]:
    """Return a form with its ligature, if the dictionary writes it so (`coeur`, `cœur`)."""
    joined = form.replace("oe", "œ")
    return {joined} if joined != form and lexicon(language).knows(joined) else set()

"""Inflection: which written forms a word of a rule reaches.

What was worked out once is kept for the next time (`civic_qual.prepared`): then no dictionary is
loaded for the words of a codebook that was used before.
"""

from __future__ import annotations

import unicodedata
from functools import cache
from itertools import product
from types import ModuleType

from civic_qual.language import english, french
from civic_qual.language.lexicon import language_key, lexicon
from civic_qual.prepared import Table
from civic_qual.texts import unaccented, written_out

MOST_ACCENTS = 6  # of a form, each of which may be missing; of longer ones all are, or none

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
    ready = _prepared(language).get(word)
    if ready is not None:
        return frozenset(ready)
    forms = _worked_out(word, language)
    _prepared(language).add(word, sorted(forms))
    return forms


def keep_forms() -> None:
    """Keep what was worked out of the words of rules, for the next time."""
    for language in _USED:
        _prepared(language).keep()


_USED: set[str] = set()  # languages


@cache
def _prepared(language: str) -> Table:
    """Return the forms by word that were worked out before."""
    _USED.add(language)
    return Table(f"forms-{language}", lambda: language_key(language))


def _worked_out(word: str, language: str) -> frozenset[str]:
    """Return the keys that a word reaches, from the dictionary."""
    known = lexicon(language)
    plain = written_out(word)
    sought = plain if known.knows(plain) and not known.knows(word) else word  # œuvrer, oeuvrer
    meant = targets(sought, language)
    forms = {sought}.union(*(forms_of(lemma, language) for lemma in meant))
    if language == "fr":
        forms |= {one for form in forms for one in french.respelt(form)}
    taken = _forms_of_neighbours(meant, language)
    reached = {one for form in forms for one in _spellings(form, sought, language, taken - forms)}
    return frozenset(reached | {word})


def _forms_of_neighbours(meant: frozenset[str], language: str) -> set[str]:
    """Return all forms of words that differ in a missing accent: of `tacher` for `tâcher`."""
    less = {one for lemma in meant for one in _fewer_accents(lemma)} - meant
    return {form for one in less if lexicon(language).headword(one)
            for form in forms_of(one, language)}  # fmt: skip


def _spellings(form: str, word: str, language: str, taken: set[str]) -> set[str]:
    """Return the ways a text may write a form: ligatures or two letters, fewer accents.

    A form may lose some of its accents, where that makes no other word (`brulé`, `protegé`). It
    may lose the first (a capital: `Etat`) or, if the rule says this very form, all of them,
    even so. Function words are never reached.
    """
    if form.isascii():
        return {form, _joined(form)}
    known = lexicon(language)
    bare = unaccented(form)
    capital = unicodedata.normalize("NFC", unaccented(form[0]) + form[1:])  # Etat, Elus
    allowed = {bare, capital} if form == word else {capital}
    fewer = {one for one in _fewer_accents(form) if not known.knows(one)} - taken | allowed
    spelled = {form} | ((fewer - known.function_words) if bare != form else set())
    return spelled | {written_out(one) for one in spelled} | {_joined(one) for one in spelled}


def _fewer_accents(form: str) -> set[str]:
    """Return a form with some or all of its accents missing."""
    if form.isascii():
        return {form}
    choices = [{letter, unaccented(letter)} for letter in form]
    if sum(len(choice) > 1 for choice in choices) > MOST_ACCENTS:
        return {unaccented(form)}
    return {"".join(letters) for letters in product(*choices)}


def _joined(form: str) -> str:
    """Return a form with its ligature (`coeur`, `cœur`)."""
    return form.replace("oe", "œ")

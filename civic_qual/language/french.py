"""French inflection that the dictionary misses: verbs, plurals, and feminines of people.

The dictionary gives a form one lemma, so `voisine` is of `voisiner` and `votes` of `voter`.
A noun or adjective gets its regular plural and the feminine of its participle back; other
feminines are made only where they are no words of their own (`port` has no `porte`), or listed.
"""

from __future__ import annotations

from functools import cache

from civic_qual.accents import unaccented
from civic_qual.language.french_verbs import conjugated
from civic_qual.language.lexicon import lexicon
from civic_qual.sheets.word_lists import word_pairs

_BEFORE_VOWEL = {"beau": "bel", "vieux": "vieil", "nouveau": "nouvel", "fou": "fol"}

# Endings of people, with their feminine: made of words the dictionary knows not or poorly.
PERSON_ENDINGS = {"teur": "trice", "eur": "euse", "ien": "ienne", "ier": "ière", "ant": "ante"}

# Beginnings that the spelling of 1990 writes with another accent; a rule reaches both.
_SPELLINGS_1990 = {
    "événement": "évènement", "sécheresse": "sècheresse", "allégement": "allègement",
    "réglement": "règlement", "crémerie": "crèmerie", "abrégement": "abrègement",
}  # fmt: skip


def respelt(form: str) -> set[str]:
    """Return a form in the other spelling, of before or after 1990.

    Examples
    --------
    >>> respelt("événements")
    {'évènements'}
    """
    pairs = [*_SPELLINGS_1990.items(), *((new, old) for old, new in _SPELLINGS_1990.items())]
    return {other + form.removeprefix(one) for one, other in pairs if form.startswith(one)}


def paradigm(lemma: str) -> frozenset[str]:
    """Return the inflected forms of a French lemma that the dictionary may not give it.

    Examples
    --------
    >>> sorted(paradigm("veuf"))
    ['veuve', 'veuves']
    >>> "tuées" in paradigm("tuer"), "porte" in paradigm("port")
    (True, False)
    """
    known = lexicon("fr")
    verb = conjugated(lemma)
    if verb or len(lemma) < 3 or lemma in known.function_words:
        return verb
    feminine = _feminine(lemma)
    others = (form for form in known.forms.get(lemma, ()) if form != lemma)
    forms = {further for form in others for further in known.forms.get(form, ())}
    forms |= feminine | {plural for one in {lemma} | feminine for plural in _plurals(one, lemma)}
    if lemma in _BEFORE_VOWEL:
        forms.add(_BEFORE_VOWEL[lemma])
    return frozenset(forms - known.function_words)


def candidates(form: str) -> set[str]:
    """Return lemmas that a form might belong to; `paradigm` decides.

    Examples
    --------
    >>> "aller" in candidates("irons"), "tuer" in candidates("tuées")
    (True, True)
    """
    bare = unaccented(form)
    begins = (bare[:length] for length in range(len(bare) + 1))
    found = {verb for begin in begins for verb in _infinitives().get(begin, ())}
    pairs = listed_feminines().items() | _BEFORE_VOWEL.items()
    found |= {one for one, other in pairs if form.removesuffix("s") == other}
    known = lexicon("fr")
    ends = {form[:-1], form[:-2], form[:-3], form[:-3] + "al", known.lemma.get(form[:-1], "")}
    found |= {
        form.removesuffix("s").removesuffix(feminine) + masculine
        for masculine, feminine in PERSON_ENDINGS.items()
    }
    return found | {end for end in ends if end in known.forms}


@cache
def listed_feminines() -> dict[str, str]:
    """Return masculine → feminine, of people and adjectives."""
    return word_pairs("language/lists/french_feminines.txt")


@cache
def _infinitives() -> dict[str, list[str]]:
    """Return the verbs by how all their forms begin, without accents."""
    verbs: dict[str, list[str]] = {}
    for verb in lexicon("fr").forms:
        if verb in ("être", "avoir", "aller"):
            verbs.setdefault("", []).append(verb)
        elif verb.endswith("er"):
            verbs.setdefault(unaccented(verb)[:-4], []).append(verb)
        elif verb.endswith(("ir", "re", "ïr")):
            verbs.setdefault(unaccented(verb)[:1], []).append(verb)
    return verbs


def _feminine(lemma: str) -> set[str]:
    """Return the feminine of a noun or adjective, where we can tell."""
    listed = listed_feminines().get(lemma)
    if listed:
        return {listed}
    known = lexicon("fr").lemma
    if lemma.endswith("é"):
        feminine = lemma + "e"
        return set() if known.get(feminine) == feminine else {feminine}
    if len(lexicon("fr").forms.get(lemma, ())) < 2 and known.get(lemma, lemma) == lemma:
        for masculine, ending in PERSON_ENDINGS.items():
            if lemma.endswith(masculine):
                feminine = lemma.removesuffix(masculine) + ending
                return set() if feminine in known else {feminine}
    return set()


def _plurals(noun: str, lemma: str) -> set[str]:
    """Return the regular plural of a form of a lemma, unless the dictionary gives it one."""
    plural = noun + "s"
    if noun.endswith(("s", "x", "z")) or noun in _BEFORE_VOWEL.values():
        return set()
    if noun.endswith("al"):
        plural = noun[:-1] + "ux"
    elif noun.endswith(("eau", "eu")):
        plural = noun + "x"
    listed = {noun + "s", noun + "x", noun[:-1] + "ux", noun[:-2] + "ux"}
    return {plural} if listed.isdisjoint(lexicon("fr").forms.get(lemma, ())) else set()

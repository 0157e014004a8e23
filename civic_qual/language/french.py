"""French inflection that the dictionary misses: verbs, plurals, and feminines of people.

The dictionary gives a form one lemma, so `voisine` is of `voisiner` and `votes` of `voter`.
A noun or adjective gets its regular plural and the feminine of its participle back; other
feminines are made only where they are no words of their own (`port` has no `porte`), or listed.
So is `attaque` a noun and never a form of `attaquer`, and `tués` stops at `tué`: here every verb
the dictionary knows is conjugated in full, and gets all its simple forms back.
"""

from __future__ import annotations

import re
from functools import cache

from civic_qual.language.lexicon import lexicon
from civic_qual.sheets.reading import word_lines, word_pairs, word_rows, words_listed
from civic_qual.texts import unaccented

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


PRESENT_ER = ("e", "es", "ent")
FULL_ER = ("ons", "ez", "ais", "ait", "ions", "iez", "aient", "ant", "ai", "as", "a", "âmes",
           "âtes", "èrent", "asse", "asses", "ât", "assions", "assiez", "assent",
           "é", "ée", "és", "ées")  # fmt: skip
IMPERFECT = ("ais", "ait", "ions", "iez", "aient", "ant")
FUTURE = ("ai", "as", "a", "ons", "ez", "ont", "ais", "ait", "ions", "iez", "aient")
SUBJUNCTIVE = ("e", "es", "ent")
# A stem in é or mute e and what may close its syllable: céder, célébrer, léguer, lever, sevrer.
_CLOSED_E = re.compile("(.*)(é(?=[bcdfghjklmnpqrstvz]+u?$)|e(?=(?:[cdglmnprstv]|vr|ch)$))(.+)")
_HATS = {"i": "î", "u": "û", "ï": "ï", "û": "û"}


@cache
def _irregular() -> dict[str, tuple[str, ...]]:
    """Return ending → forms of the same ending, the longest endings first."""
    table = {}
    for line in word_lines("language/lists/french_irregular_verbs.txt"):
        ending, *cells = (cell.strip() for cell in line.split("|"))
        table[ending] = tuple(_conjugation(*cells))
    return dict(sorted(table.items(), key=lambda row: -len(row[0])))


@cache
def _whole() -> dict[str, tuple[str, ...]]:
    """Return verb → forms, of the verbs that follow nobody."""
    return word_rows("language/lists/french_whole_verbs.txt")


@cache
def _other_words() -> frozenset[str]:
    """Return verb forms that are nearly always another word."""
    return frozenset(words_listed("language/lists/french_other_words.txt"))


def _conjugation(
    present: str, participle: str, future: str, past: str, subjunctive: str = ""
) -> set[str]:
    """Return all forms that follow from the principal parts of a verb."""
    forms = set(present.split())
    *_, nous, _, ils = present.split()
    forms |= {nous.removesuffix("ons") + end for end in IMPERFECT}
    forms |= {future + end for end in FUTURE}
    stem = subjunctive or ils.removesuffix("ent")
    forms |= {stem + end for end in SUBJUNCTIVE}
    if subjunctive:
        forms |= {stem + end for end in ("ions", "iez", "ant", "ons", "ez")}
    return forms | _simple_past(past) | _participles(participle)


def _simple_past(stem: str) -> set[str]:
    """Return the simple past and the past subjunctive of a stem in -i, -u or -in."""
    if not stem:
        return set()
    vowel = stem.removesuffix("n")
    hat = vowel[:-1] + _HATS[vowel[-1]] + stem[len(vowel) :]
    plain = ("s", "t", "rent", "sse", "sses", "ssions", "ssiez", "ssent")
    return {stem + end for end in plain} | {hat + end for end in ("mes", "tes", "t")}


def _participles(participle: str) -> set[str]:
    """Return the masculine, feminine and plural forms of a participle."""
    if " " in participle:
        return set(participle.split())
    return {participle, participle + "e", participle + "es", participle.removesuffix("s") + "s"}


@cache
def conjugated(verb: str) -> frozenset[str]:
    """Return the simple forms of a French verb, by its infinitive; nothing if it is none.

    Examples
    --------
    >>> sorted(form for form in conjugated("perdre") if form.startswith("perdu"))
    ['perdu', 'perdue', 'perdues', 'perdus']
    """
    if verb in _whole():
        return frozenset(_whole()[verb]) - _other_words()
    if verb.endswith("er"):
        groups = [_first_group(verb)]
    elif verb.endswith("ir"):
        groups = [_second_group(verb), _third_group(verb)]
    else:
        groups = [_third_group(verb)]
    # `ressortir` has two conjugations, most verbs one, and `hiver` none: the dictionary knows.
    known = lexicon("fr").lemma
    if _new_verb(verb):
        return frozenset(form for form in groups[0] if form not in known) - _other_words()
    forms: set[str] = set()
    for group in groups:
        past = {form for form in group if form.endswith("ait")} - {verb + "ait"}
        if any(known.get(form) == verb for form in past):
            forms |= group
    return frozenset(forms - _other_words())


def _new_verb(verb: str) -> bool:
    """Whether a word in -er is one the dictionary knows not: `bipper`, `whatsapper`."""
    known = lexicon("fr")
    return len(verb) > 4 and verb.endswith("er") and not (known.knows(verb) or verb in known.forms)


def _second_group(verb: str) -> set[str]:
    """Conjugate a verb like finir."""
    stem = verb[:-1]
    present = " ".join(stem + end for end in ("s", "s", "t", "ssons", "ssez", "ssent"))
    return _conjugation(present, stem, verb, stem)


def _third_group(verb: str) -> set[str]:
    """Conjugate a verb as the table says; nothing if it is not there."""
    for ending, forms in _irregular().items():
        if ending == "^" + verb:
            return set(forms)
        if verb.endswith(ending):
            return {verb.removesuffix(ending) + form for form in forms}
    return set()


def _first_group(verb: str) -> set[str]:
    """Conjugate a verb in -er, with the spellings of -ger, -cer, -yer, -eler, céder and lever."""
    stem = verb[:-2]
    soft = {"g": stem + "e", "c": stem[:-1] + "ç"}.get(stem[-1:], stem)
    forms = {(soft if end[0] in "aoâ" else stem) + end for end in FULL_ER}
    for mute in _mute_stems(stem):
        forms |= {mute + end for end in PRESENT_ER}
    future = {"envoyer": {"enverr"}, "renvoyer": {"renverr"}}.get(verb) or {
        mute + "er" for mute in _mute_stems(stem) | ({stem} if "é" in stem[-4:] else set())
    }
    return forms | {one + end for one in future for end in FUTURE}


def _mute_stems(stem: str) -> set[str]:
    """Return the stems of a verb in -er before a mute e: `lèv`, `appell`, `essai`, `cèd`."""
    if stem.endswith(("ay", "oy", "uy")):
        return {stem[:-1] + "i"} | ({stem} if stem.endswith("ay") else set())
    closed = _CLOSED_E.fullmatch(stem)
    if closed is None:
        return {stem}
    head, vowel, tail = closed.groups()
    grave = head + "è" + tail
    if vowel == "é" or tail not in ("l", "t"):
        return {grave}
    known = lexicon("fr").lemma
    doubled = stem + tail
    return {one for one in (grave, doubled) if known.get(one + "e") == stem + "er"} or {grave}

"""French verbs, conjugated in full.

The dictionary gives a form one lemma, so `attaque` is a noun and never a form of `attaquer`,
and `tués` stops at `tué`. Here every verb the dictionary knows gets all its simple forms back.
"""

from __future__ import annotations

import re
from functools import cache

from civic_qual.language.lexicon import lexicon
from civic_qual.sheets.word_lists import word_lines, word_rows, words_listed

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

"""English inflection that the dictionary misses: irregular verbs and plurals, and regular endings.

The dictionary gives a form one lemma, so `left` is an adjective and never a form of `leave`,
and `warning` is a noun. Here each verb and noun gets its own forms back. A regular form is made
only for a lemma the dictionary shows to be a verb, and never when the form is another word's.
"""

from __future__ import annotations

from functools import cache

from civic_qual.language.lexicon import lexicon
from civic_qual.sheets.reading import word_pairs, word_rows

# Regular endings that lead to quite another word.
OTHER_WORDS = frozenset({
    ("ear", "earring"), ("fee", "feed"), ("ceil", "ceiling"), ("dure", "during"),
    ("even", "evening"), ("hip", "hipped"), ("new", "news"),
})  # fmt: skip

VOWELS = "aeiou"
PREFIXES = ("over", "under", "out", "re", "mis", "un", "fore", "up")  # overcome, undergo, rebuild


def paradigm(lemma: str) -> frozenset[str]:
    """Return the inflected forms of an English lemma that the dictionary may not give it.

    Examples
    --------
    >>> sorted(paradigm("leave"))
    ['leaves', 'leaving', 'left']
    >>> sorted(paradigm("wife"))
    ['wives']
    """
    known = lexicon("en")
    past = irregular_past(lemma)
    irregular = irregular_plurals().get(lemma)
    plural = irregular or _with_s(lemma)
    ed, ing = _ended(lemma, "ed"), _ended(lemma, "ing")
    forms = {plural} if irregular else set()
    if past:
        forms |= {*past, plural} | {form for form in ing if len(ing) == 1 or known.knows(form)}
    elif any(known.lemma.get(form) == lemma for form in ed | ing):
        forms |= {form for form in {plural} | ed | ing if _own(form, lemma)}
    elif len(known.forms.get(lemma, ())) < 2 and not known.knows(plural):
        forms |= {plural}  # a word the dictionary does not know, or not in the plural
    return frozenset(form for form in forms if (lemma, form) not in OTHER_WORDS)


def candidates(form: str) -> set[str]:
    """Return lemmas that a form might belong to; `paradigm` decides.

    Examples
    --------
    >>> "leave" in candidates("left"), "deny" in candidates("denied")
    (True, True)
    """
    verbs = irregular_verbs()
    found = {verb for verb, past in verbs.items() if form in past}
    for prefix in PREFIXES:
        if form.startswith(prefix):
            base = form.removeprefix(prefix)
            found |= {prefix + verb for verb, past in verbs.items() if base in past}
    found |= {one for one, many in irregular_plurals().items() if form == many}
    stems = {form[:-cut] + end for cut in (1, 2, 3, 4) for end in ("", "e", "y", "ie")}
    return found | {stem for stem in stems if stem in lexicon("en").forms}


@cache
def irregular_verbs() -> dict[str, tuple[str, ...]]:
    """Return verb → its past and participle forms."""
    return word_rows("language/lists/english_irregular_verbs.txt")


@cache
def irregular_plurals() -> dict[str, str]:
    """Return noun → its plural."""
    return word_pairs("language/lists/english_irregular_plurals.txt")


def irregular_past(lemma: str) -> tuple[str, ...]:
    """Return past and participle forms of an irregular verb, prefixed or not; else nothing."""
    verbs = irregular_verbs()
    if lemma in verbs:
        return verbs[lemma]
    for prefix in PREFIXES:
        base = lemma.removeprefix(prefix)
        if base != lemma and base in verbs:
            return tuple(prefix + form for form in verbs[base])
    return ()


def _own(form: str, lemma: str) -> bool:
    """Say whether a regular form is of the lemma, not of a word like it (`hoped` and `hop`)."""
    # Slips of the dictionary: `travelling` under `travell`, `trafficked` under `traffick`.
    return lexicon("en").lemma.get(form, form) in (lemma, form, lemma + lemma[-1], lemma + "k")


def _with_s(lemma: str) -> str:
    """Return a lemma with the ending -s."""
    if lemma.endswith("y") and lemma[-2:-1] not in VOWELS:
        return lemma[:-1] + "ies"
    return lemma + ("es" if lemma.endswith(("s", "x", "z", "ch", "sh", "o")) else "s")


def _ended(lemma: str, ending: str) -> set[str]:
    """Return the possible spellings of a lemma with the ending -ed or -ing."""
    if lemma.endswith("ie") and ending == "ing":
        return {lemma[:-2] + "ying"}
    if lemma.endswith("e"):
        mute = ending == "ed" or not lemma.endswith(("ee", "oe", "ye"))
        return {(lemma[:-1] if mute else lemma) + ending}
    if lemma.endswith("y") and lemma[-2:-1] not in VOWELS and ending == "ed":
        return {lemma[:-1] + "ied"}
    return {stem + ending for stem in _stems(lemma)}


def _stems(lemma: str) -> set[str]:
    """Return the stems a verb has before -ed and -ing: plain, doubled, or with a k."""
    if lemma.endswith("c"):
        return {lemma + "k"}
    # A stem that would do for another verb in -e is not plain: `breathing` is of `breathe`.
    other = lexicon("en").headword(lemma + "e") and not irregular_past(lemma)
    plain: set[str] = set() if other else {lemma}
    vowels = [place for place, letter in enumerate(lemma) if letter in VOWELS]
    if "qu" in lemma:
        vowels.remove(lemma.index("qu") + 1)
    closed = vowels and vowels[-1] == len(lemma) - 2 and lemma[-1] not in "wxy"
    if not closed or len(lemma) - 3 in vowels:
        return plain
    return {lemma + lemma[-1]} if len(vowels) == 1 else plain | {lemma + lemma[-1]}

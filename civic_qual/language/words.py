"""Words: where each one stands in a text, and the keys by which rules know it.

A word is a maximal run of letters, marks and digits. Apostrophes and hyphens separate words;
what stays whole nevertheless is written down here: dotted acronyms (`U.N.` is `UN`), English
`n't` words, and a few French words. Offsets count Unicode code points of the text given, and
`text[word.start:word.end]` is the word as written.
"""

from __future__ import annotations

import unicodedata
from typing import NamedTuple

import regex

from civic_qual.sheets.reading import words_listed

INVISIBLE = "\u00ad\u200c\u200d\u2060\ufeff"  # soft hyphen, joiners: inside a word they vanish
APOSTROPHES = "'’ʼ‘´`"  # also the wrong keys people press for one
HYPHENS = "-\u2010\u2011"

# What an elided French word stands for; s' is `si` before il and ils.
ELISIONS = {
    "l": "le", "d": "de", "n": "ne", "s": "se", "j": "je", "m": "me", "t": "te", "c": "ce",
    "qu": "que", "lorsqu": "lorsque", "puisqu": "puisque", "jusqu": "jusque",
    "quoiqu": "quoique", "quelqu": "quelque",
}  # fmt: skip
WHOLE_FRENCH = (
    "aujourd'hui", "quelqu'une?", "prud'homm[\\p{L}\\p{M}]+", "presqu'[îi]les?", "peut-[êe]tre",
)  # fmt: skip

_APOSTROPHE = f"[{APOSTROPHES}]"
INSIDE = r"[[\p{L}\p{M}\p{Nd}]--[ʼ]]"
_RUN = rf"[[\p{{L}}\p{{Nd}}]--[ʼ]]{INSIDE}*+(?:[{INVISIBLE}]++{INSIDE}++)*+"
# What is no elision: names (N'Djamena, N'Délé, M'Boki). `j'suis` and `d'la` are, as people speak.
_CONSONANT = r"(?i:[bcçdfgjklmnpqrstvwxz])"
_NAME = (
    rf"(?=[NM]{_APOSTROPHE}(?:{_CONSONANT}|\p{{Lu}}\p{{Ll}}))"
    rf"|(?=[nm]{_APOSTROPHE}(?:(?-i:[BCDGJKPTVWZ])|(?i:dj|dél)))"
)
_ACRONYM = rf"\p{{Lu}}(?:\.\p{{Lu}})+\.?(?!{INSIDE})"
_NOT = rf"(?:(?<=[nN]){_APOSTROPHE}[tT](?!{INSIDE}))?"

# Between two words of a phrase: space, one line break, an apostrophe, or one hyphen that
# touches a word. A hyphen with space on both sides is a dash, and a blank line a paragraph.
_SPACE = rf"(?:(?!\n\s*\n)[\s\u200b\u200e\u200f{INVISIBLE}'’ʼ´`])*"
_GLUE = rf"[{INVISIBLE}'’ʼ´`]*"
SOFT = regex.compile(
    rf"{_SPACE}|{_GLUE}[{HYPHENS}]{_SPACE}|{_SPACE}[{HYPHENS}]{_GLUE}", flags=regex.V1
)
_IL = regex.compile(rf"ils?(?!{INSIDE})", flags=regex.V1 | regex.I)
# After a capital A that begins a sentence: then it is À (`A la base`), as many keyboards write it.
AFTER_A = regex.compile(
    rf"\s(?:la|les?|cause|force|partir|part|chaque|cette?|ces|mon|son|notre|votre|leur|nos"
    rf"|tout|toute|tous|toutes|propos|travers|l{_APOSTROPHE}\p{{Ll}}*)(?!{INSIDE})",
    flags=regex.V1,
)

OPENERS = frozenset(words_listed("language/lists/opening_words.txt"))


class Word(NamedTuple):
    """One word of a text.

    `form` is the word as written: NFC, plain apostrophes, without soft hyphens and the dots of
    acronyms. `key` is its case-folded form, with French elisions mapped to their word. `hard`
    says that no phrase may run from the word before to this one: punctuation, a dash or a blank
    line stands between them, or there is no word before. The last dot of an acronym is
    punctuation before a capitalised word that opens sentences: `the U.N. They came`, but not
    `the U.N. Force came`.
    """

    start: int
    end: int
    form: str
    key: str
    hard: bool


def words(text: str, language: str = "en", start: int = 0, end: int | None = None) -> list[Word]:
    """Return the words of a text, or of the part from `start` to `end`.

    Parameters
    ----------
    text
        Any text; offsets count its code points.
    language
        ISO 639-1 code; it decides about French elisions and English `n't` words.
    start, end
        The part to read, end exclusive; words are cut at its borders.

    Returns
    -------
    list of Word
        In the order of the text.

    Examples
    --------
    >>> [word.form for word in words("The U.N. didn't cease-fire.")]
    ['The', 'UN', "didn't", 'cease', 'fire']
    >>> [word.key for word in words("Aujourd’hui, l'armée n’est pas là.", "fr")]
    ["aujourd'hui", 'le', 'armée', 'ne', 'est', 'pas', 'là']
    """
    stop = len(text) if end is None else end
    found: list[Word] = []
    before, dotted = start, False
    for match in _pattern(language).finditer(text, start, stop):
        first, last = match.span()
        gap = text[before:first]
        hard = not found or (gap != " " and not SOFT.fullmatch(gap))
        if dotted and not hard:
            hard = _begins_sentence(match[0])
        dotted = match.lastgroup == "acronym" and match[0][-1] == "."
        form, key = form_and_key(match[0], match.lastgroup)
        if form == "A" and hard and language == "fr" and AFTER_A.match(text, last, stop):
            key = "à"
        elif key == "se" and form[-1] == "'" and _IL.match(text, last, stop):
            key = "si"
        found.append(Word(first, last, form, key, hard))
        before = last
    return found


def _begins_sentence(written: str) -> bool:
    """Whether a word has a capital and is one of those that open sentences."""
    return written[0].isupper() and written.casefold() in OPENERS


def form_and_key(written: str, kind: str | None) -> tuple[str, str]:
    """Return the form and the key of a word as written."""
    if kind is None and written.isascii():
        return written, written.lower()
    form = unicodedata.normalize("NFC", _replaced(written, INVISIBLE, ""))
    form = _replaced(form, APOSTROPHES, "'")
    if kind == "acronym":
        form = form.replace(".", "")
    key = unicodedata.normalize("NFC", form.casefold())
    return form, ELISIONS[key[:-1]] if kind == "elision" else key


def _replaced(text: str, signs: str, by: str) -> str:
    for sign in signs:  # in long texts without them much quicker than `translate`
        text = text.replace(sign, by)
    return text


def _build(language: str) -> regex.Pattern[str]:
    kinds = [rf"(?P<acronym>{_ACRONYM})"]
    if language == "fr":
        whole = "|".join(WHOLE_FRENCH).replace("'", _APOSTROPHE).replace("-", f"[{HYPHENS}]")
        kinds.append(rf"(?P<whole>(?i:{whole})(?!{INSIDE}))")
        elided = "|".join(sorted(ELISIONS, key=len, reverse=True))
        kinds.append(rf"(?P<elision>(?!{_NAME})(?i:{elided}){_APOSTROPHE})")
    kinds.append(_RUN + (_NOT if language == "en" else ""))
    return regex.compile("|".join(kinds), flags=regex.V1)


_PATTERNS: dict[str, regex.Pattern[str]] = {}


def _pattern(language: str) -> regex.Pattern[str]:
    """Return the pattern of a word; languages without rules of their own share one."""
    kind = language if language in ("en", "fr") else ""
    if kind not in _PATTERNS:
        _PATTERNS[kind] = _build(kind)
    return _PATTERNS[kind]

"""What in a passage may show who speaks: names, places, dates, numbers, units, titles.

Written forms only: what is found is shown to a person, who decides. A list of nothing found is no
promise. Interviews name what they name in the languages of the region, so every capitalised word
that no dictionary knows counts, in the middle of a sentence.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator

from civic_qual.language.lexicon import lexicon
from civic_qual.language.words import words

_MONTHS = (
    "january february march april may june july august september october november december "
    "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
)
_MONTH = "(?:" + "|".join(_MONTHS.split()) + ")"
_RANKS = (
    "battalion|company|brigade|regiment|platoon|squadron|division|bataillon|compagnie|"
    "brigade|régiment|peloton|escadron"
)
_TITLES = (
    "governor|prefect|sub-prefect|minister|ambassador|mayor|commissioner|bishop|archbishop|"
    "imam|sultan|emir|king|spokesman|spokeswoman|spokesperson|force commander|"
    "sector commander|head of office|colonel|general|gouverneur|préfet|sous-préfet|"
    "ministre|ambassadeur|ambassadrice|maire|commissaire|évêque|archevêque|roi|porte-parole|"
    "commandant de la force|chef de bureau|général"
)
_PEOPLES = (
    "fulani|fula|peul|peuls|peulh|dogon|dogons|bambara|tuareg|touareg|songhai|nuer|dinka|"
    "murle|shilluk|hema|lendu|nande|hunde|hutu|tutsi|banyamulenge|twa|gula|runga|zande|"
    "azande|sara|banda|gbaya|kanuri|maba"
)

# Patterns of what is written in one way everywhere; case matters only where it says so.
_PATTERNS: tuple[tuple[str, re.Pattern[str]], ...] = (
    (
        "exact date",
        re.compile(
            rf"\b(?:\d{{1,2}}(?:st|nd|rd|th|er)?\s+(?:of\s+)?{_MONTH}|{_MONTH}\s+(?:the\s+)?\d{{1,2}}"
            r"(?:st|nd|rd|th)?)\b(?:,?\s+\d{4})?"
            r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b",
            re.IGNORECASE,
        ),
    ),
    ("telephone number", re.compile(r"(?<![\w/.-])\+?\d(?:[ .-]?\d){7,13}(?![\w/-])")),
    ("vehicle or other number", re.compile(r"\b[A-Z]{1,4}[ -]?\d{2,5}(?:[ -]?[A-Z]{1,3}|-\d+)?\b")),
    (
        "unit",
        re.compile(
            rf"\b(?:\d+(?:st|nd|rd|th|e|er|ère|ème)\s+(?:{_RANKS})|(?:{_RANKS})\s+(?:n[o°]\s*)?\d+"
            r"|(?-i:[A-Z]{3,}(?:BAT|BATT|FPU|CON|COY)))\b",
            re.IGNORECASE,
        ),
    ),
    ("title that few people hold", re.compile(rf"\b(?:{_TITLES})\b", re.IGNORECASE)),
    ("ethnic group", re.compile(rf"\b(?:{_PEOPLES})\b", re.IGNORECASE)),
    (
        "only one of its kind",
        re.compile(
            r"\b(?:the only|the sole|the first|le seul|la seule|le premier|la première)\s+\w+",
            re.IGNORECASE,
        ),
    ),
)
_ADDRESSED = re.compile(
    r"\b(?:mr|mrs|ms|dr|mme|mlle|m|maman|papa|mama|baba|brother|sister|father|mother|frère|soeur|"
    r"sœur|père|mère|captain|capt|cpt|major|maj|lt|lieutenant|sgt|sergeant|capitaine|sergent|chief|"
    r"chef)\.?\s+$",
    re.IGNORECASE,
)
_BEGINS = re.compile(r"(?:^|[.!?…:;«»“”\"(\[–—]|\n)\s*$")

Entities = Callable[[str, str], list[tuple[str, str]]]


def identifying(
    text: str,
    language: str = "en",
    places: frozenset[str] = frozenset(),
    entities: Entities | None = None,
) -> dict[str, list[str]]:
    """Find what may identify in a passage, by kind, in the order of the text.

    Parameters
    ----------
    text, language
        The passage, and the language it is in.
    places
        Words known to be names of places, case-folded.
    entities
        Finds more: takes text and language, returns pairs of a kind and the words.

    Examples
    --------
    >>> identifying("On 12 March Furaha called +243 812 345 678 from Bunia.", places={"bunia"})
    ... # doctest: +NORMALIZE_WHITESPACE
    {'exact date': ['12 March'], 'telephone number': ['+243 812 345 678'], 'name': ['Furaha'],
     'place': ['Bunia']}
    """
    found: dict[str, list[str]] = {}
    taken: list[tuple[int, int]] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            if not any(start < match.end() and match.start() < end for start, end in taken):
                taken.append(match.span())
                found.setdefault(kind, []).append(match.group())
    for kind, word, span in _names(text, language, places):
        if not any(start < span[1] and span[0] < end for start, end in taken):
            found.setdefault(kind, []).append(word)
    for kind, name in entities(text, language) if entities else ():
        if not any(name in known or known in name for one in found.values() for known in one):
            found.setdefault(kind, []).append(name)
    return {kind: list(dict.fromkeys(each)) for kind, each in found.items()}


def _names(
    text: str, language: str, places: frozenset[str]
) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Yield capitalised words that no dictionary knows, or that follow a form of address."""
    dictionary = lexicon(language)
    for word in words(text, language):
        written = text[word.start : word.end]
        if word.key in places:
            yield "place", written, (word.start, word.end)
        elif written[0].isupper() and (
            _ADDRESSED.search(text[: word.start])
            or not (
                written.isupper()
                or dictionary.knows(word.key)
                or (not dictionary.lemma and _BEGINS.search(text[: word.start]))
            )
        ):
            yield "name", written, (word.start, word.end)

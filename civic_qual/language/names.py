"""What languages are called, and which one a text may be in that nobody reads."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache

from civic_qual.messages import Message
from civic_qual.sheets.reading import word_rows

NEITHER = "und"  # ISO 639-2: undetermined, and none of the languages that were looked for

LANGUAGES: Mapping[str, str] = {
    "am": Message("Amharic"),
    "ar": Message("Arabic"),
    "bm": Message("Bambara"),
    "din": Message("Dinka"),
    "en": Message("English"),
    "es": Message("Spanish"),
    "ff": Message("Fulfulde"),
    "fr": Message("French"),
    "ha": Message("Hausa"),
    "kg": Message("Kikongo"),
    "lg": Message("Luganda"),
    "ln": Message("Lingala"),
    "lua": Message("Tshiluba"),
    "mos": Message("Mooré"),
    "nus": Message("Nuer"),
    "pga": Message("Juba Arabic"),
    "pt": Message("Portuguese"),
    "rw": Message("Kinyarwanda"),
    "sg": Message("Sango"),
    "so": Message("Somali"),
    "sw": Message("Swahili"),
    NEITHER: Message("another language"),
    "wo": Message("Wolof"),
}
_SCRIPTS = {"ar": re.compile(r"[\u0600-\u06ff]"), "am": re.compile(r"[\u1200-\u137f]")}
_WORD = re.compile(r"[^\W\d_]+")
_LEAST, _MARGIN = 0.15, 1.3  # of the words; and so much more than of any other language
_FEWEST = 3  # common words


def code_of_language(name: str) -> str:
    """Return the code of a language that somebody wrote out, "" if it is not known here.

    Examples
    --------
    >>> code_of_language("francais"), code_of_language("juba arabic"), code_of_language("en")
    ('fr', 'pga', '')
    """
    return _codes().get(name, "")


def likely_language(text: str) -> str:
    """Return the code of the language that a text seems to be in; "" if nothing tells.

    English and French are not among them: it is asked of what is in neither.

    Examples
    --------
    >>> likely_language("Waasi walikuja usiku na kuua watu wengi sana hapa kijijini.")
    'sw'
    """
    letters = sum(map(str.isalpha, text))
    for language, script in _SCRIPTS.items():
        if letters and 2 * len(script.findall(text)) > letters:
            return language
    words = _WORD.findall(text.casefold())
    found = sorted(
        ((sum(word in common for word in words), language) for language, common in _common()),
        reverse=True,
    )
    (most, language), (second, _) = found[:2]
    enough = most >= max(_FEWEST, _LEAST * len(words)) and most >= _MARGIN * second
    return language if enough else ""


@cache
def _codes() -> dict[str, str]:
    rows = word_rows("language/lists/language_names.txt")
    return {name.replace("_", " "): code for code, names in rows.items() for name in names}


@cache
def _common() -> list[tuple[str, frozenset[str]]]:
    rows = word_rows("language/lists/common_words.txt")
    return [(language, frozenset(words)) for language, words in rows.items()]

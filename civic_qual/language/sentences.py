"""Sentences: where each begins and ends.

NLTK's Punkt splits, from our own abbreviations and the words that often begin a sentence instead
of trained data, so nothing is downloaded. Three rules of our own follow: a blank line always
ends a sentence, what goes on in lower case goes on, and closing quotation marks stay inside.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from functools import cache
from importlib import import_module
from importlib.util import find_spec
from threading import Lock
from types import ModuleType
from typing import TYPE_CHECKING

import regex

from civic_qual.sheets.reading import words_listed

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer  # type: ignore[import-untyped]

Span = tuple[int, int]

_IMPORTING = Lock()

_LISTS = {"en": "english", "fr": "french"}
ELIDED = {"fr": ("'", "’")}  # Punkt cuts l'art. before the apostrophe
_BLANK_LINE = regex.compile(r"\n[^\S\n]*(?:\n\s*)+")
_PLAIN_END = regex.compile(r"(\p{L}{2,})[.?!](?=\s)")
# At the start of a span: marks that belong to the sentence before, if they are all there is,
# or what shows that the sentence before goes on.
_CLOSING = regex.compile(r"[\s»”’\"')\]]*[»”’\"')\]](?=\s|$)")
_GOES_ON = regex.compile(r"[\s»”’\"')\]—–,;:-]*[\p{Ll},;:]")


def sentences(text: str, language: str = "en") -> list[Span]:
    """Return start and end of each sentence, without the space around it.

    Parameters
    ----------
    text
        Any text; offsets count its code points.
    language
        ISO 639-1 code; it decides about abbreviations.

    Returns
    -------
    list of (int, int)
        In the order of the text, none of them empty.

    Examples
    --------
    >>> text = "Dr. Okello called the U.N. They came at 6 a.m. on Monday."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Dr. Okello called the U.N.', 'They came at 6 a.m. on Monday.']
    """
    spans: list[Span] = []
    for first, last in _paragraphs(text):
        spans += _joined(text, _punkt(language).span_tokenize(text[first:last]), first, last)
    return spans


def _paragraphs(text: str) -> Iterator[Span]:
    """Yield what stands between blank lines."""
    start = 0
    for match in _BLANK_LINE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _joined(text: str, spans: Iterator[Span], first: int, last: int) -> list[Span]:
    """Join what Punkt cut too finely, and trim."""
    kept = [first]
    for begin, _ in itertools.islice(spans, 1, None):
        closing = _CLOSING.match(text, first + begin, last)
        start = closing.end() if closing else first + begin
        if not _GOES_ON.match(text, start, last):
            kept.append(start)
    ends = [*kept[1:], last]
    trimmed = (_trimmed(text, start, end) for start, end in zip(kept, ends, strict=True))
    return [(start, end) for start, end in trimmed if start < end]


def _trimmed(text: str, start: int, end: int) -> Span:
    """Return a span without white space at its ends."""
    part = text[start:end]
    return start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())


def _listed(what: str, language: str) -> list[str]:
    return (
        words_listed(f"language/lists/{_LISTS[language]}_{what}.txt") if language in _LISTS else []
    )


@cache
def _punkt_alone() -> ModuleType:
    """Return NLTK's Punkt without the rest of NLTK.

    NLTK imports all of itself at once, statistics and classifiers included: more than a second.
    So its packages stand empty while Punkt is imported, and are forgotten afterwards: whoever
    imports NLTK later gets the whole of it.
    """
    found = find_spec("nltk")
    if "nltk" in sys.modules or found is None or found.submodule_search_locations is None:
        return import_module("nltk.tokenize.punkt")
    (home, *_) = found.submodule_search_locations
    with _IMPORTING:
        try:
            for name, folder in (("nltk", home), ("nltk.tokenize", f"{home}/tokenize")):
                empty = ModuleType(name)
                empty.__path__ = [folder]
                sys.modules[name] = empty
            return import_module("nltk.tokenize.punkt")
        finally:
            for name in [name for name in sys.modules if name.partition(".")[0] == "nltk"]:
                del sys.modules[name]


@cache
def _punkt(language: str) -> PunktSentenceTokenizer:
    """Return Punkt with our abbreviations and beginners of a language."""
    punkt = _punkt_alone()

    class Marks(punkt.PunktLanguageVars):  # type: ignore[misc, name-defined]
        sent_end_chars = (".", "?", "!", "…", "؟", "۔", "।", "。")

    class Cutter(punkt.PunktSentenceTokenizer):  # type: ignore[misc, name-defined]
        def text_contains_sentbreak(self, text: str) -> bool:
            # Most sentences end in a plain word: no need to annotate what stands around it.
            plain = _PLAIN_END.match(text)
            if plain and plain[1].lower() not in parameters.abbrev_types:
                return True
            return bool(super().text_contains_sentbreak(text))

    beginners = _listed("beginners", language)
    parameters = punkt.PunktParameters()
    parameters.abbrev_types = {
        elided + short
        for short in _listed("abbreviations", language)
        for elided in ("", *ELIDED.get(language, ()))
    }
    parameters.sent_starters = set(beginners)
    for word in beginners:  # words usually in lower case: a capital shows the sentence's beginning
        parameters.ortho_context[word] = punkt._ORTHO_LC
    return Cutter(parameters, lang_vars=Marks())

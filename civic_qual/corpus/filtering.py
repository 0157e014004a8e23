"""Which transcripts of a corpus are chosen: by attributes, or by a function of a transcript."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from typing import TYPE_CHECKING

from civic_qual.calls import offer
from civic_qual.corpus.attributes import NOT_STATED, attribute_names, no_attribute
from civic_qual.errors import TableError
from civic_qual.messages import Message, quoted
from civic_qual.sheets.workbooks import cell_text

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.transcripts import Transcript

Held = list[set[str]]  # the values each transcript of a corpus has


def chosen(
    corpus: Corpus,
    where: Callable[[Transcript], object] | None,
    attributes: Mapping[str, object],
) -> list[Transcript]:
    """Return the transcripts for which all that is asked holds; see `Corpus.filter`.

    Raises
    ------
    TableError
        If an attribute or a value is that of no transcript.
    """
    held = {name: _held(corpus, name) for name in attributes}
    wanted = {name: _wanted(name, told, held[name]) for name, told in attributes.items()}
    return [
        transcript
        for index, transcript in enumerate(corpus)
        if all(held[name][index] & wanted[name] for name in attributes)
        and (where is None or where(transcript))
    ]


def _held(corpus: Corpus, name: str) -> Held:
    """Return the values of an attribute by transcript, those of all who speak in it among them."""
    if name == "transcript":
        return [{one.id} for one in corpus]
    if name == "participant":
        return _people(corpus)
    if name == "language":
        return [{turn.language for turn in one.turns if turn.counted} for one in corpus]
    known = attribute_names(corpus)
    if name not in known:
        raise TableError(no_attribute(name, {*known, "transcript", "participant", "language"}))
    facts = corpus.participants.attributes
    return [
        _stated(one.attributes.get(name), *(facts.get(who, {}).get(name) for who in people))
        for one, people in zip(corpus, _people(corpus), strict=True)
    ]


def _people(corpus: Corpus) -> Held:
    people: dict[str, set[str]] = {one.id: set() for one in corpus}
    for (transcript, _), who in corpus.participants.speaks.items():
        if transcript in people:
            people[transcript].add(who)
    return list(people.values())


def _stated(*values: object) -> set[str]:
    return {text for value in values if (text := cell_text(value))} or {NOT_STATED}


def _wanted(name: str, told: object, held: Held) -> set[str]:
    """Return the values asked for, as texts; all of them must be there."""
    several = told if isinstance(told, Iterable) and not isinstance(told, str) else (told,)
    wanted = {cell_text(value) for value in several}
    there = set().union(*held)
    for value in sorted(wanted - there):
        raise TableError(
            Message(
                "no transcript has {attribute} {value}{offer}",
                attribute=name,
                value=quoted(value),
                offer=offer(value, there - {NOT_STATED}),
            )
        )
    return wanted

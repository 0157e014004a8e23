"""What in the texts of a file can show who somebody is, by itself or beside the interviews."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from civic_qual.language.detect import detect
from civic_qual.language.lexicon import lexicon
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.privacy.leaving.contents import Place
from civic_qual.privacy.leaving.findings import Finding, place_said
from civic_qual.privacy.passages.identifying import (
    DATE,
    NAME,
    NUMBER,
    ONLY_ONE,
    identifying,
    places_named,
)

if TYPE_CHECKING:
    from civic_qual.corpus.model import Corpus

LANGUAGES = ("en", "fr")
_MOST_NAMED, _SHOWN = 8, 12  # words in one finding, and of one passage
_LONGEST = 8  # words of a name
_PIECE = 1_000  # letters
_PATTERNS: dict[str, re.Pattern[str]] = {
    Message("e-mail address"): re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+"),
    Message("coordinates"): re.compile(
        r"[-+]?\d{1,3}\.\d{3,}\s*°?\s*[NSns]?\s*[,;/ ]\s*[-+]?\d{1,3}\.\d{3,}"
        r"|\b\d{1,3}°\s*\d{1,2}['’′]"
    ),
    Message("folder of a computer"): re.compile(
        r"(?:\b[A-Za-z]:\\(?:Users\\)?[^\s\\]+\\|/(?:home|Users)/[^\s/]+/)"
    ),
    Message("number of a device or an account"): re.compile(r"(?<![\d.,])\d{14,19}\b"),
}
_WORD = re.compile(r"[^\W_]+")
_CHANGE = Message("Change it, or make it coarser")
# Numbers and titles are looked for in what people write; a table of counts is full of them.
_OF_PROSE = frozenset({NUMBER, ONLY_ONE})


@dataclass
class Known:
    """What the interviews know: who is in them, where, and which words were said.

    `runs` are all runs of `length` words that were said, each as a number.
    """

    names: dict[str, str] = field(default_factory=dict)
    places: frozenset[str] = frozenset()
    runs: set[int] = field(default_factory=set)
    length: int = 8

    @classmethod
    def of(cls, corpus: Corpus, length: int) -> Known:
        """Gather what a corpus knows."""
        names: dict[str, str] = {}
        runs: set[int] = set()
        for transcript in corpus:
            names |= _telling([transcript.id], Message("interview"))
            names |= _telling({turn.speaker for turn in transcript.turns}, Message("speaker"))
            for turn in transcript.turns:
                for start, end in turn.spoken:
                    said = _keys(transcript.text[start:end])
                    runs.update(_run(said, at, length) for at in range(len(said) - length + 1))
        people = corpus.participants
        names |= _telling(set(people.speaks.values()), Message("participant"))
        for told in people.attributes.values():
            for name, value in told.items():
                if _is_a_key(name):
                    names |= _telling([value], Message("entry of {column}", column=quoted(name)))
        return cls(names, places_named(corpus), runs, length)


def _is_a_key(name: str) -> bool:
    """Whether an attribute is who somebody is: a name, a number to call, a pseudonym."""
    return bool(re.search(r"name|nom\b|pseudonym|alias|phone|tel|contact|mail", name.casefold()))


def _telling(labels: Iterable[str], what: str) -> dict[str, str]:
    """Return labels that tell somebody apart: no words that a dictionary knows."""
    found = {}
    for label in labels:
        keys = _keys(label)
        known = all(
            word.isdigit() or len(word) < 2 or any(lexicon(one).knows(word) for one in LANGUAGES)
            for word in keys
        )
        mixed = any(word.isdigit() or re.search(r"\d", word) for word in keys) and len(label) > 2
        if keys and (not known or (mixed and re.search(r"[^\W\d_]", label))):
            found[" ".join(keys)] = what
    return found


def _keys(text: str) -> list[str]:
    return [word.casefold() for word in _WORD.findall(text)]


def findings_in(
    file: str, texts: Iterable[tuple[Place, str]], known: Known, labels: frozenset[str]
) -> Iterator[Finding]:
    """Yield what identifies in texts: one finding for each kind, at the first place of it.

    `labels` are words of the groups and themes of tables, which name no person.
    """
    by_kind: dict[str, dict[str, Place]] = {}
    seen: set[str] = set()
    for place, text in texts:
        if text in seen or not re.search(r"[^\W_]{2}", text):
            continue
        seen.add(text)
        found = list(_of_the_interviews(text, known))
        for piece in _pieces(text):
            found += _identifying(piece, known, labels)
        for kind, word in found:
            by_kind.setdefault(kind, {}).setdefault(word, place)
    for kind, words in by_kind.items():
        said = enumerated(map(quoted, words), _MOST_NAMED)
        yield Finding(
            file,
            place_said(next(iter(words.values()))),
            str(kind),
            Message("{kind}: {words}", kind=kind, words=said),
            _CHANGE,
        )


def _pieces(text: str) -> Iterator[str]:
    """Cut a long text between words: looking at each word takes what stands before it."""
    start = 0
    while start < len(text):
        end = len(text)
        if end - start > _PIECE:
            space = text.rfind(" ", start, start + _PIECE)
            end = space + 1 if space > start else start + _PIECE
        yield text[start:end]
        start = end


def _identifying(text: str, known: Known, labels: frozenset[str]) -> Iterator[tuple[str, str]]:
    taken = text
    for kind, pattern in _PATTERNS.items():
        for match in pattern.finditer(text):
            yield kind, match.group()
        taken = pattern.sub(lambda match: " " * len(match.group()), taken)
    language = detect(taken, LANGUAGES) or "en"
    other = lexicon("fr" if language == "en" else "en")
    for kind, words in identifying(taken, language=language, places=known.places).items():
        for word in words:
            if word.casefold() in labels or (kind == NAME and other.knows(word.casefold())):
                continue
            if kind == DATE and "civic_qual" in text:
                continue  # the day on which a report was made
            if kind in _OF_PROSE and len(taken.split()) < 4:
                continue
            yield kind, word


def _of_the_interviews(text: str, known: Known) -> Iterator[tuple[str, str]]:
    keys = _keys(text)
    longest = min(max((name.count(" ") + 1 for name in known.names), default=0), _LONGEST)
    for at in range(len(keys)):
        for size in range(1, min(longest, len(keys) - at) + 1):
            name = " ".join(keys[at : at + size])
            if what := known.names.get(name):
                yield Message("{what} of the interviews", what=what), name
    for start, end in _runs(keys, known):
        said = " ".join(keys[start:end][:_SHOWN]) + (" …" if end - start > _SHOWN else "")
        yield Message("words said in an interview, one after the other"), said


def _runs(keys: list[str], known: Known) -> Iterator[tuple[int, int]]:
    """Yield where words stand that were said one after the other."""
    start = -1
    last = len(keys) - known.length
    for at in range(last + 2 if known.runs else 0):
        inside = at <= last and _run(keys, at, known.length) in known.runs
        if inside and start < 0:
            start = at
        elif not inside and start >= 0:
            yield start, at + known.length - 1
            start = -1


def _run(keys: list[str], at: int, length: int) -> int:
    return hash(" ".join(keys[at : at + length]))

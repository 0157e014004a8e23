"""Rules tried while they are written: what they find and lose in a study, and off the subject."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import TYPE_CHECKING, Any, TypeAlias
from weakref import WeakKeyDictionary

import numpy as np

from civic_qual.arrays import Bools, Ints, merged
from civic_qual.codebook.codes import Rule
from civic_qual.codebook.off_subject import off_subject
from civic_qual.coding.check import check_codebook
from civic_qual.coding.explain import one_turn
from civic_qual.coding.matching.searching import found
from civic_qual.coding.readings import answered_codes
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.token_index import token_index
from civic_qual.messages import message_of, render
from civic_qual.reviewing.codebook.seen import HUMAN, quoted_passage

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.columns import CodingColumns, ReadingColumns
    from civic_qual.reviewing.codebook.seen import Seen

MOST = 4_000_000  # characters of transcripts in which rules are tried at once
LISTED = 25  # passages that are shown of each kind

_TRIED: WeakKeyDictionary[Corpus, Corpus] = WeakKeyDictionary()

Lists: TypeAlias = Mapping[str, Any]


@dataclass(frozen=True, kw_only=True)
class Spans:
    """Spans in the places of a corpus, in order and apart."""

    start: Ints
    end: Ints

    @classmethod
    def of(cls, start: Any, end: Any) -> Spans:
        """Return some spans, those that share a character as one."""
        made = merged(np.asarray(start, dtype=np.int64), np.asarray(end, dtype=np.int64))
        order = np.argsort(made.start, kind="stable")
        return cls(start=made.start[order], end=made.end[order])

    def __len__(self) -> int:
        return len(self.start)

    def meets(self, other: Spans) -> Bools:
        """Return which of them share a character with one of others."""
        first = np.searchsorted(other.end, self.start, side="right")
        after = np.searchsorted(other.start, self.end, side="left")
        shares: Bools = first < after
        return shares

    def inside(self, other: Spans) -> Bools:
        """Return which of them lie wholly in one of others."""
        first = np.searchsorted(other.end, self.end, side="left").clip(max=max(len(other) - 1, 0))
        if not len(other):
            return np.zeros(len(self), dtype=np.bool_)
        lies: Bools = (other.start[first] <= self.start) & (self.end <= other.end[first])
        return lies


def tried_in(corpus: Corpus, most: int = MOST) -> Corpus:
    """Return the transcripts in which rules are tried: all, or the first ones of a large corpus.

    The same object for the same corpus, since what is known of its words is kept with it.
    """
    if corpus not in _TRIED:
        lengths = np.cumsum([len(one.text) for one in corpus.transcripts])
        several = max(1, int(np.searchsorted(lengths, most, side="right")))
        cut = several < len(corpus.transcripts)
        _TRIED[corpus] = (
            replace(corpus, transcripts=corpus.transcripts[:several]) if cut else corpus
        )
    return _TRIED[corpus]


def tried_rules(seen: Seen, code: str, rules: Sequence[Rule]) -> dict[str, Any]:
    """Return what rules would find in a study in place of those that a code has, for a page.

    Parameters
    ----------
    seen
        What whoever asks may see of what people coded and read.
    """
    corpus = tried_in(seen.corpus)
    index = token_index(corpus)
    before, _ = _found(seen.codebook[code].rules, corpus, seen.codebook.lists)
    now, troubles = _found(rules, corpus, seen.codebook.lists)
    coded, read = _people(seen, code, corpus, index.origin)
    gained, lost = ~now.meets(before), ~before.meets(now)
    on_coded = now.meets(coded)
    on_read = now.inside(read) & ~on_coded
    missed = ~coded.meets(now)

    def shown(spans: Spans, which: Bools) -> list[dict[str, Any]]:
        return _shown(corpus, index.origin, spans, which, coded, read)

    return {
        "now": len(now),
        "before": len(before),
        "gained": int(gained.sum()),
        "lost": int(lost.sum()),
        "coded": len(coded),
        "coded_found": int((~missed).sum()),
        "read_not_coded": int(on_read.sum()),
        "passages": {
            "found": shown(now, np.ones(len(now), dtype=np.bool_)),
            "gained": shown(now, gained),
            "lost": shown(before, lost),
            "missed": shown(coded, missed),
            "not_coded": shown(now, on_read),
        },
        "troubles": troubles,
        "transcripts": len(corpus.transcripts),
        "of_transcripts": len(seen.corpus.transcripts),
        "own_only": seen.own_only,
    }


def off_the_subject(
    rules: Sequence[Rule], before: Sequence[Rule], lists: Lists, languages: Iterable[str]
) -> list[dict[str, Any]]:
    """Return in how many sentences about something else rules fire, by language, for a page.

    Attributes and speakers that a rule asks for are left aside, since sentences have none.
    """
    told = []
    for language in languages:
        corpus = _sentences(language)
        if corpus is None:
            continue
        own = [replace(one, where=(), speaker=()) for one in rules if one.language == language]
        old = [replace(one, where=(), speaker=()) for one in before if one.language == language]
        spans, _ = _found(own, corpus, lists)
        origin = token_index(corpus).origin
        which = np.searchsorted(origin, spans.start, side="right") - 1
        earlier = np.searchsorted(origin, _found(old, corpus, lists)[0].start, side="right") - 1
        first = {int(one): place for place, one in reversed([*enumerate(which.tolist())])}
        told.append(
            {
                "language": language,
                "of": len(corpus.transcripts),
                "fired": len(first),
                "before": len(np.unique(earlier)),
                "sentences": [
                    quoted_passage(
                        corpus,
                        corpus.transcripts[sentence].id,
                        int(spans.start[place] - origin[sentence]),
                        int(spans.end[place] - origin[sentence]),
                    )
                    for sentence, place in sorted(first.items())[:LISTED]
                ],
            }
        )
    return told


def examples_checked(codebook: Codebook, code: str) -> list[dict[str, Any]]:
    """Return what the rules of a code, and of those below it, make of its examples, for a page."""
    ids = set(codebook.with_descendants(code))
    own = replace(codebook, codes=tuple(one for one in codebook if one.id in ids))
    only = tuple(
        one if one.id == code else replace(one, examples=(), counterexamples=()) for one in own
    )
    return [
        {
            "text": one.text,
            "language": one.language,
            "kind": one.kind,
            "ok": one.ok,
            "fired": render(one.fired),
        }
        for one in check_codebook(replace(own, codes=only)).checked
    ]


@lru_cache(maxsize=4)
def _sentences(language: str) -> Corpus | None:
    """Return the sentences in a language as a corpus, one object always."""
    sentences = off_subject(language)
    if not sentences:
        return None
    return Corpus(
        tuple(
            one_turn(f"{number:04}", sentence, language)
            for number, sentence in enumerate(sentences)
        )
    )


def _found(
    rules: Sequence[Rule], corpus: Corpus, lists: Lists
) -> tuple[Spans, list[dict[str, Any]]]:
    """Return what rules find together, and which of them could not be run to their end, and why."""
    if not rules:
        return Spans.of([], []), []
    findings = found(rules, corpus, lists, keep=False)
    troubles = [
        {"rule": number, "problem": render(message_of(findings.trouble[one]))}
        for number, one in enumerate(findings.sought)
        if one in findings.trouble
    ]
    return Spans.of(findings.start, findings.end), troubles


def _people(seen: Seen, code: str, corpus: Corpus, origin: Ints) -> tuple[Spans, Spans]:
    """Return where people coded a code or one below it, and what they read for it."""
    below = [seen.codebook.positions[one] for one in seen.codebook.with_descendants(code)]
    coded, read = seen.coded, seen.read
    human = coded.origin.among({HUMAN}) & np.isin(coded.code, below)
    considered = {
        written for written in read.codes.values if code in answered_codes(written, seen.codebook)
    }
    was_read = read.origin.among({HUMAN}) & read.codes.among(considered)
    return _placed(coded, human, corpus, origin), _placed(read, was_read, corpus, origin)


def _placed(
    columns: CodingColumns | ReadingColumns, which: Bools, corpus: Corpus, origin: Ints
) -> Spans:
    """Return some codings or readings in the places of the transcripts that are there."""
    which = which & (columns.transcript < len(corpus.transcripts))
    begins = origin[columns.transcript[which]]
    return Spans.of(begins + columns.start[which], begins + columns.end[which])


def _shown(
    corpus: Corpus, origin: Ints, spans: Spans, which: Bools, coded: Spans, read: Spans
) -> list[dict[str, Any]]:
    """Return the first of some passages, each with what people made of it."""
    places = np.flatnonzero(which)[:LISTED]
    some = Spans(start=spans.start[places], end=spans.end[places])
    by_people = np.where(some.meets(coded), "coded", np.where(some.inside(read), "read", "new"))
    numbers = np.searchsorted(origin, some.start, side="right") - 1
    return [
        {
            **quoted_passage(
                corpus,
                corpus.transcripts[number].id,
                int(start - origin[number]),
                int(end - origin[number]),
            ),
            "people": str(people),
        }
        for number, start, end, people in zip(
            numbers.tolist(), some.start.tolist(), some.end.tolist(), by_people, strict=True
        )
    ]

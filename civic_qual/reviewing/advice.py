"""What stands beside a passage that is read: advice of rules, of a model, or of other coders.

One question a code and passage, however often a rule fires there. A blind queue never gets any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import suppress
from dataclasses import replace
from typing import TYPE_CHECKING

from civic_qual.coding.readings import listed_codes, unabridged_codes
from civic_qual.errors import CivicQualError
from civic_qual.reviewing.advisers import (
    NotYetError,
    Saying,
    Sayings,
    by_codebook,
    by_held,
    by_model,
    by_others,
    by_rules,
)
from civic_qual.study.work.queue import Advice

if TYPE_CHECKING:
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Item, Queue, Span


_AHEAD = 24  # passages, or transcripts
_SAYING: Mapping[str, Callable[[Study, Queue, float | None], Mapping[str, Sayings]]] = {
    "rules": by_rules,
    "model": by_model,
    "another_coder": by_others,
}


def with_advice(study: Study, queue: Queue, *, patience: float | None = None) -> Queue:
    """Return a queue with the advice that its coder is shown; of a blind one without any.

    Beside a passage that the coder also reads blind, in another queue, nothing is shown either
    before that queue is revealed.

    Parameters
    ----------
    study
        The study it is of. Its rules, a model that it keeps, or its coders give the advice.
    queue
        As `Study.queue` gives it.
    patience
        How many seconds somebody waits for a machine; None: as long as it takes.

    Raises
    ------
    NotYetError
        If that was too short; what a machine says is worked out meanwhile.
    StudyError, CodingError
        If a model is to be shown and the study has none, and no codings of one.
    """
    said = _SAYING[queue.shown](study, queue, patience) if queue.shown in _SAYING else {}
    wanted = listed_codes(unabridged_codes(queue.codes, study.codebook), study.codebook)
    sight = study.sight(queue.coder)
    seen = {
        item.key: said.get(item.transcript, Sayings())
        for item in queue.items
        if item.placed and sight.sees(item.transcript, item.start, item.end)
    }
    return replace(
        queue,
        items=tuple(
            replace(item, advice=tuple(_advice(item, seen.get(item.key, Sayings()), wanted)))
            for item in queue.items
        ),
    )


def look_ahead(study: Study, queue: Queue) -> None:
    """Let machines begin with what they are asked of the passages that are read next."""
    ahead = [item for item in queue.items if item.placed and not item.read][:_AHEAD]
    if ahead and queue.shown in _SAYING:
        with suppress(NotYetError, CivicQualError):  # which whoever reads on is told
            _SAYING[queue.shown](study, replace(queue, items=tuple(ahead)), 0)


def look_ahead_of(study: Study, transcript: str) -> None:
    """Let machines begin with the transcripts after one, in the order of the corpus."""
    corpus = study.corpus
    here = corpus.positions[transcript]
    ahead = [one.id for one in corpus.transcripts[here + 1 : here + 1 + _AHEAD]]
    with suppress(NotYetError, CivicQualError):
        by_codebook(study, ahead, 0)


def advice_in(study: Study, transcript: str, *, patience: float | None = None) -> list[Advice]:
    """Return what rules say of a transcript, and what a model said that the study holds.

    Words of one turn of which one code is said are one question. Whom it may be shown to says
    `study.sight`.
    """
    one, codebook = study.corpus[transcript], study.codebook
    names, wanted = [transcript], frozenset(codebook.positions)
    rules = by_codebook(study, names, patience) or by_held(study, names, "rule")
    said = [rules, by_held(study, names, "model")]
    told = [sayings for sayings in (of.get(transcript) for of in said) if sayings]
    return [
        advice
        for turn in one.turns
        for sayings in told
        for advice in _on((transcript, one.revision), (turn.start, turn.end), sayings, wanted)
    ]


def _advice(item: Item, said: Sayings, wanted: frozenset[str]) -> Iterator[Advice]:
    """Yield the advice on one passage, one a code whoever gives it, in the order of the text."""
    return _on((item.transcript, item.revision), (item.start, item.end), said, wanted)


def _on(
    where: tuple[str, str], passage: Span, said: Sayings, wanted: Collection[str]
) -> Iterator[Advice]:
    first, last = passage
    here: defaultdict[str, list[Saying]] = defaultdict(list)
    for one in said.on(first, last):
        if one.code in wanted:
            here[one.code].append(one)
    for code, ones in here.items():
        spans = {(max(one.start, first), min(one.end, last)) for one in ones}
        yield Advice(
            transcript=where[0],
            revision=where[1],
            spans=tuple(sorted(spans)),
            code=code,
            origin=ones[0].origin,
            by=", ".join(sorted({one.by for one in ones})),
            score=max(one.score for one in ones),
            why=" … ".join(dict.fromkeys(one.why for one in ones if one.why)),
        )

"""What stands beside a passage that is read: advice of rules, of a model, or of other coders.

One question a code and passage, however often a rule fires there. A blind queue never gets any.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

import numpy as np

from civic_qual.analysis.agreement.disagreements import letters
from civic_qual.analysis.passages.concordance import spans_found
from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.readings import listed_codes, unabridged_codes
from civic_qual.errors import CodingError
from civic_qual.messages import Message
from civic_qual.reviewing.queues import comparable
from civic_qual.study.work.queue import Advice

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.columns import Origin
    from civic_qual.corpus.model import Corpus, Transcript
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Item, Queue

_WORDS = 60  # characters of the words found, in a reason


@dataclass(frozen=True, kw_only=True)
class _Said:
    """What somebody says of some words: which code, who, how sure and why."""

    start: int
    end: int
    code: str
    origin: Origin
    by: str
    score: float
    why: str


_ByTranscript = Mapping[str, Sequence[_Said]]


def with_advice(study: Study, queue: Queue) -> Queue:
    """Return a queue with the advice that its coder is shown; of a blind one without any.

    Beside a passage that the coder also reads blind, in another queue, nothing is shown either
    before that queue is revealed.

    Parameters
    ----------
    study
        The study it is of. Its rules, a model that it keeps, or its coders give the advice.
    queue
        As `Study.queue` gives it.

    Raises
    ------
    StudyError, CodingError
        If a model is to be shown and the study has none, and no codings of one.
    """
    said = _SAYING[queue.shown](study, queue) if queue.shown in _SAYING else {}
    wanted = listed_codes(unabridged_codes(queue.codes, study.codebook), study.codebook)
    sight = study.sight(queue.coder)
    seen = {
        item.key: said.get(item.transcript, ())
        for item in queue.items
        if sight.sees(item.transcript, item.start, item.end)
    }
    return replace(
        queue,
        items=tuple(
            replace(item, advice=tuple(_advice(item, seen.get(item.key, ()), wanted)))
            for item in queue.items
        ),
    )


def _advice(item: Item, said: Sequence[_Said], wanted: frozenset[str]) -> Iterator[Advice]:
    """Yield the advice on one passage, one a code whoever gives it, in the order of the text."""
    if not item.placed:
        return
    here: dict[str, list[_Said]] = defaultdict(list)
    for one in said:
        if one.start < item.end and item.start < one.end and one.code in wanted:
            here[one.code].append(one)
    for code, ones in here.items():
        spans = {(max(one.start, item.start), min(one.end, item.end)) for one in ones}
        yield Advice(
            transcript=item.transcript,
            revision=item.revision,
            spans=tuple(sorted(spans)),
            code=code,
            origin=ones[0].origin,
            by=", ".join(sorted({one.by for one in ones})),
            score=max(one.score for one in ones),
            why=" … ".join(dict.fromkeys(one.why for one in ones if one.why)),
        )


# What rules, models and people say


def _by_rules(study: Study, queue: Queue) -> _ByTranscript:
    corpus, codebook = _of_queue(study, queue), study.codebook
    if queue.kind == "search" and queue.asked:
        return _hits(corpus, queue, codebook)
    if not any(code.rules for code in codebook):
        return _said(_held(study, queue, "rule"), by=str)
    found = RuleCoder(codebook).code(corpus)
    return _said(found, by=lambda _: codebook.rules_fingerprint, quoting=True)


def _by_model(study: Study, queue: Queue) -> _ByTranscript:
    models = study.models
    asked = queue.asked if queue.asked in [*models["model"]] else None
    if name := asked or models.fitting(study.codebook):
        found = study.model(name).code(_of_queue(study, queue), progress=False)
        fingerprint = found.scores.model if found.scores is not None else name
        return _said(found, by=lambda _: fingerprint)
    held = _held(study, queue, "model")
    if not len(held):
        raise CodingError(
            Message(
                "{study} keeps no model whose suggestions could be shown: train one with "
                "civic-qual train, or show what rules find",
                study=study.path,
            )
        )
    return _said(held, by=str)


def _by_others(study: Study, queue: Queue) -> _ByTranscript:
    """Return what other people say: of a disagreement under letters, else under their names."""
    people = comparable(study, [name for name in queue.asked.split(", ") if name] or None)
    shown = letters(people.coders) if queue.kind == "disagreements" else {}
    others = [name for name in people.coders if name != queue.coder]
    if not others:
        return {}
    theirs = people.filter(coder=others, transcript=_transcripts(queue))
    return _said(theirs, by=lambda coder: shown.get(coder, coder))


_SAYING: Mapping[str, Callable[[Study, Queue], _ByTranscript]] = {
    "rules": _by_rules,
    "model": _by_model,
    "another_coder": _by_others,
}


def _said(codings: Codings, *, by: Callable[[str], str], quoting: bool = False) -> _ByTranscript:
    """Return what codings say, by transcript.

    `by` names whose advice it is, by the coder; `quoting` gives the words found as the reason.
    """
    corpus, coded = codings.corpus, codings.coded
    codes = [code.id for code in codings.codebook]
    coders, origins = coded.coder.texts(), coded.origin.texts()
    said: dict[str, list[_Said]] = defaultdict(list)
    for row in np.flatnonzero(~coded.status.among(["rejected"])).tolist():
        transcript = corpus.transcripts[coded.transcript[row]]
        start, end = int(coded.start[row]), int(coded.end[row])
        said[transcript.id].append(
            _Said(
                start=start,
                end=end,
                code=codes[coded.code[row]],
                origin=cast("Origin", origins[row]),
                by=by(coders[row]),
                score=float(coded.score[row]),
                why=_quoted(transcript, start, end) if quoting else "",
            )
        )
    return said


def _hits(corpus: Corpus, queue: Queue, codebook: Codebook) -> _ByTranscript:
    """Return what the rule of a search finds, as advice for its code."""
    said: dict[str, list[_Said]] = defaultdict(list)
    columns = spans_found(corpus, queue.asked, codebook=codebook)
    for which, start, end in zip(*(column.tolist() for column in columns), strict=True):
        transcript = corpus.transcripts[which]
        said[transcript.id].append(
            _Said(
                start=start,
                end=end,
                code=queue.codes,
                origin="rule",
                by=queue.asked,
                score=1.0,
                why=_quoted(transcript, start, end),
            )
        )
    return said


def _quoted(transcript: Transcript, start: int, end: int) -> str:
    words = " ".join(transcript.text[start:end].split())
    return words if len(words) <= _WORDS else words[: _WORDS - 1] + "…"


def _held(study: Study, queue: Queue, origin: Origin) -> Codings:
    """Return what a machine coded in the transcripts of a queue, as the study holds it."""
    held = study.codings(origin=origin)
    here = [name for name in _transcripts(queue) if name in set(held.corpus.positions)]
    return held.filter(transcript=here)


def _of_queue(study: Study, queue: Queue) -> Corpus:
    """Return the corpus of the transcripts of a queue; their words are looked up once for all."""
    corpus = study.corpus
    return corpus.with_transcripts([corpus[name] for name in _transcripts(queue)])


def _transcripts(queue: Queue) -> list[str]:
    """Return the transcripts of the passages that have a place, each once."""
    return list(dict.fromkeys(item.transcript for item in queue.items if item.placed))

"""Who gives advice: the rules of a codebook, a search, a model, other coders.

What a machine says of a transcript depends on the transcript and on the machine alone: it is kept
as long as the study is open, so that whoever reads on does not wait for it again. Who has no
patience gets on without it, and asks again.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import OrderedDict, defaultdict
from collections.abc import Callable, Hashable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor, wait
from dataclasses import dataclass
from functools import cache, partial
from typing import TYPE_CHECKING, Any, TypeAlias, cast
from weakref import WeakKeyDictionary

import numpy as np

from civic_qual.analysis.agreement.disagreements import letters
from civic_qual.analysis.passages.concordance import spans_found
from civic_qual.coding.coders import RuleCoder
from civic_qual.errors import CivicQualError, CodingError
from civic_qual.messages import Message, unless_on_page
from civic_qual.reviewing.queues import comparable
from civic_qual.study.acts.keep import kept_model
from civic_qual.study.records import KeptModel

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.columns import Origin
    from civic_qual.corpus.model import Corpus, Transcript
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Queue

_WORDS = 60  # characters of the words found, in a reason
_MOST = 500_000  # statements that are kept of a study


@dataclass(frozen=True, slots=True, kw_only=True)
class Saying:
    """What somebody says of some words: which code, who, how sure and why."""

    start: int
    end: int
    code: str
    origin: Origin
    by: str
    score: float
    why: str


class Sayings:
    """All that is said of one transcript, in the order of the text."""

    def __init__(self, said: Sequence[Saying] = ()) -> None:
        self.all = sorted(said, key=lambda one: one.start)
        self._longest = max((one.end - one.start for one in self.all), default=0)

    def __len__(self) -> int:
        return len(self.all)

    def on(self, start: int, end: int) -> Iterator[Saying]:
        """Yield what is said of words of a passage."""
        first = bisect_left(self.all, start - self._longest, key=lambda one: one.start)
        for one in self.all[first:]:
            if one.start >= end:
                return
            if one.end > start:
                yield one


_ByTranscript: TypeAlias = Mapping[str, Sayings]


def by_rules(study: Study, queue: Queue, patience: float | None = None) -> _ByTranscript:
    """Return what rules say of the transcripts of a queue: those of a search, or of the codebook.

    Where the codebook has none, what the study holds of rules.
    """
    if queue.kind == "search" and queue.asked:
        return by_search(study, queue, patience)
    names = _transcripts(queue)
    return by_codebook(study, names, patience) or by_held(study, names, "rule")


def by_codebook(study: Study, names: Sequence[str], patience: float | None = None) -> _ByTranscript:
    """Return what the rules of the codebook find in some transcripts."""
    codebook = study.codebook
    if not any(code.rules for code in codebook):
        return {}
    fingerprint = codebook.rules_fingerprint

    def find(corpus: Corpus) -> _ByTranscript:
        found = RuleCoder(codebook).code(corpus)
        return _said(found, by=lambda _: fingerprint, quoting=True)

    return _kept(study, names, ("rules", fingerprint), find, patience)


def by_search(study: Study, queue: Queue, patience: float | None = None) -> _ByTranscript:
    """Return what the rule of a search finds, as advice for its code."""
    codebook, rule, code = study.codebook, queue.asked, queue.codes

    def find(corpus: Corpus) -> _ByTranscript:
        said: defaultdict[str, list[Saying]] = defaultdict(list)
        columns = spans_found(corpus, rule, codebook=codebook)
        for which, start, end in zip(*(column.tolist() for column in columns), strict=True):
            transcript = corpus.transcripts[which]
            said[transcript.id].append(
                Saying(
                    start=start,
                    end=end,
                    code=code,
                    origin="rule",
                    by=rule,
                    score=1.0,
                    why=_quoted(transcript, start, end),
                )
            )
        return _each(said)

    source = ("search", rule, code, codebook.rules_fingerprint)
    return _kept(study, _transcripts(queue), source, find, patience)


def by_model(study: Study, queue: Queue, patience: float | None = None) -> _ByTranscript:
    """Return what a model says: the one that a queue names, else the latest for the codebook.

    Where the study keeps none, what it holds of one.

    Raises
    ------
    CodingError
        If it holds nothing of one, either.
    """
    models, names = _models(study), _transcripts(queue)
    if name := models.named(queue.asked, study):

        def find(corpus: Corpus) -> _ByTranscript:
            found = models.read(name).code(corpus, progress=False)
            fingerprint = found.scores.model if found.scores is not None else name
            return _said(found, by=lambda _: fingerprint)

        return _kept(study, names, ("model", name, models.state), find, patience)
    held = by_held(study, names, "model")
    if not held:
        raise CodingError(
            Message(
                "{study} keeps no model whose suggestions could be shown: {train}, or show what "
                "rules find",
                study=study.path,
                train=unless_on_page(
                    Message("train one with civic-qual train"),
                    Message("train one on the page Model"),
                ),
            )
        )
    return held


def by_held(study: Study, names: Sequence[str], origin: Origin) -> _ByTranscript:
    """Return what a machine coded in some transcripts, as the study holds it."""
    known = study.corpus.positions
    here = [name for name in names if name in known]
    return _said(study.codings(origin=origin, transcript=here), by=str) if here else {}


def by_others(study: Study, queue: Queue, patience: float | None = None) -> _ByTranscript:
    """Return what other people say: of a disagreement under letters, else under their names."""
    del patience  # it is there
    people = comparable(study, [name for name in queue.asked.split(", ") if name] or None)
    shown = letters(people.coders) if queue.kind == "disagreements" else {}
    others = [name for name in people.coders if name != queue.coder]
    if not others:
        return {}
    theirs = people.filter(coder=others, transcript=_transcripts(queue))
    return _said(theirs, by=lambda coder: shown.get(coder, coder))


def _transcripts(queue: Queue) -> list[str]:
    """Return the transcripts of the passages that have a place, each once."""
    return list(dict.fromkeys(item.transcript for item in queue.items if item.placed))


def _said(
    codings: Codings, *, by: Callable[[str], str], quoting: bool = False
) -> dict[str, Sayings]:
    """Return what codings say, by transcript.

    `by` names whose advice it is, by the coder; `quoting` gives the words found as the reason.
    """
    corpus, coded = codings.corpus, codings.coded
    codes = [code.id for code in codings.codebook]
    coders, origins = coded.coder.texts(), coded.origin.texts()
    said: defaultdict[str, list[Saying]] = defaultdict(list)
    for row in np.flatnonzero(~coded.status.among(["rejected"])).tolist():
        transcript = corpus.transcripts[coded.transcript[row]]
        start, end = int(coded.start[row]), int(coded.end[row])
        said[transcript.id].append(
            Saying(
                start=start,
                end=end,
                code=codes[coded.code[row]],
                origin=cast("Origin", origins[row]),
                by=by(coders[row]),
                score=float(coded.score[row]),
                why=_quoted(transcript, start, end) if quoting else "",
            )
        )
    return _each(said)


def _each(said: Mapping[str, Sequence[Saying]]) -> dict[str, Sayings]:
    return {name: Sayings(some) for name, some in said.items()}


def _quoted(transcript: Transcript, start: int, end: int) -> str:
    words = " ".join(transcript.text[start:end].split())
    return words if len(words) <= _WORDS else words[: _WORDS - 1] + "…"


# What machines say, kept


class NotYetError(Exception):
    """What a machine says is still being worked out: who asks again gets it."""


class _Kept:
    """What machines said of transcripts; what was not asked for longest goes first."""

    def __init__(self) -> None:
        self.under_way: dict[Hashable, Future[_ByTranscript]] = {}  # and what could not be done
        self.models: _Models | None = None
        self._said: OrderedDict[Hashable, Sayings] = OrderedDict()
        self._size = 0

    def get(self, key: Hashable) -> Sayings | None:
        """Return what was said, if it is known."""
        if key in self._said:
            self._said.move_to_end(key)
        return self._said.get(key)

    def put(self, key: Hashable, said: Sayings) -> None:
        """Keep what was said."""
        self.under_way.pop(key, None)
        self._said[key] = said
        self._size += 1 + len(said)
        while self._size > _MOST and len(self._said) > 1:
            _, oldest = self._said.popitem(last=False)
            self._size -= 1 + len(oldest)


_KEPT: WeakKeyDictionary[Study, _Kept] = WeakKeyDictionary()


def _kept(
    study: Study,
    names: Sequence[str],
    source: Hashable,
    find: Callable[[Corpus], _ByTranscript],
    patience: float | None,
) -> _ByTranscript:
    """Return what a machine says of some transcripts; of those it was not asked of, all at once.

    Raises
    ------
    NotYetError
        If it takes longer than somebody has patience; it goes on meanwhile.
    """
    kept, corpus = _KEPT.setdefault(study, _Kept()), study.corpus
    keys = {name: (source, corpus[name]) for name in names if name in corpus.positions}
    missing = [name for name, key in keys.items() if kept.get(key) is None]
    waiting = {kept.under_way[keys[name]] for name in missing if keys[name] in kept.under_way}
    fresh = [corpus[name] for name in missing if keys[name] not in kept.under_way]
    if fresh:
        for one in fresh:
            _ = one.text, one.turns  # fetched here, where the file is asked
        work = partial(find, corpus.with_transcripts(fresh))
        future = _pool().submit(work) if patience is not None else _done(work)
        kept.under_way |= dict.fromkeys([(source, one) for one in fresh], future)
        waiting.add(future)
    _, late = wait(waiting, timeout=patience)
    if late:
        raise NotYetError
    for name in missing:
        found = kept.under_way[keys[name]].result()  # or why there is none
        kept.put(keys[name], found.get(name) or Sayings())
    return {name: kept.get(key) or Sayings() for name, key in keys.items()}


def _done(work: Callable[[], _ByTranscript]) -> Future[_ByTranscript]:
    """Return what comes of work that is done here."""
    future: Future[_ByTranscript] = Future()
    try:
        future.set_result(work())
    except CivicQualError as error:
        future.set_exception(error)
    return future


@cache
def _pool() -> ThreadPoolExecutor:
    """Return where machines work while somebody reads on."""
    return ThreadPoolExecutor(1, thread_name_prefix="advice")


class _Models:
    """The models that a study keeps, each read once."""

    def __init__(self, study: Study, state: Any) -> None:
        self.state = state
        self._snapshot = study._session.snapshot()
        self._read: dict[str, ThemeClassifier] = {}
        self._table = study.models

    def named(self, asked: str, study: Study) -> str | None:
        """Return the name of the model that is asked for, else of the latest for the codebook."""
        known = asked in [*self._table["model"]]
        return asked if known else self._table.fitting(study.codebook)

    def read(self, name: str) -> ThemeClassifier:
        """Return a model."""
        if name not in self._read:
            self._read[name] = kept_model(self._snapshot, name, None)
        return self._read[name]


def _models(study: Study) -> _Models:
    kept = _KEPT.setdefault(study, _Kept())
    state = study._session.snapshot().standing.marks[KeptModel]
    if kept.models is None or kept.models.state != state:
        kept.models = _Models(study, state)
    return kept.models

"""What people are given to read: passages found in a study in five ways, and on what terms.

A kept sample names itself. The other ways are here: what a model is unsure of, what coders
disagree on, what a rule finds, whole transcripts. `Study.assign` gives them to coders.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.analysis.passages.concordance import spans_found
from civic_qual.calls import no_such
from civic_qual.coding.blind import blind
from civic_qual.coding.readings import ALL_CODES, counting_unit
from civic_qual.errors import CodingError
from civic_qual.messages import Message, quoted, unless_on_page

if TYPE_CHECKING:
    from civic_qual.arrays import Ints
    from civic_qual.coding.codings import CodedUnit, Codings
    from civic_qual.coding.columns import Shown
    from civic_qual.corpus.segments import Segments, Unit
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import QueueKind

Passage = tuple[str, int, int]  # transcript, start, end


@dataclass(frozen=True, kw_only=True)
class Gathered:
    """Passages for a queue, in the order in which they are read, and how they are read.

    Attributes
    ----------
    kind, unit, codes, shown, asked
        As a `Queue` has them.
    passages
        Transcript, start and end of each.
    """

    kind: QueueKind
    unit: CodedUnit
    codes: str
    shown: Shown
    asked: str
    passages: tuple[Passage, ...]


def searched(
    study: Study,
    rule: str,
    *,
    code: str | None = None,
    language: str | None = None,
    unit: Unit = "turn",
) -> Gathered:
    """Return the passages in which a rule finds words, in the order of the text.

    Parameters
    ----------
    rule
        As in a codebook; an `@list` is one of the study's codebook.
    code
        The code that found words may carry: they are shown as advice, to be accepted or rejected.
        Without one nothing is shown, and the passages are to be coded.
    language
        The language to search; None for all.
    unit
        The passages that are read.

    Raises
    ------
    RuleError
        If the rule does not parse.
    CodingError
        If it cannot be run, finds nothing, or there is no such code.
    """
    corpus, codebook = study.corpus, study.codebook
    if code is not None and code not in codebook:
        raise CodingError(
            no_such(Message.in_context("what is not there", "code"), code, codebook.positions)
        )
    segments = corpus.segments(unit)
    place, starts, _ = spans_found(corpus, rule, codebook=codebook, language=language)
    rows = np.unique(_segments_at(segments, place, starts))
    if not len(rows):
        raise CodingError(
            Message(
                "{rule} finds nothing in these interviews; {tries}",
                rule=quoted(rule),
                tries=unless_on_page(
                    Message(
                        "civic-qual check tries the rules of a codebook, docs/rules.md says how "
                        "they are written"
                    ),
                    Message("on the page Codebook rules are tried while they are written"),
                ),
            )
        )
    return Gathered(
        kind="search",
        unit=unit,
        codes=ALL_CODES if code is None else code,
        shown="blind" if code is None else "rules",
        asked=rule,
        passages=_passages(segments, rows),
    )


def suggested(
    study: Study,
    model: ThemeClassifier,
    *,
    name: str = "",
    n: int = 50,
    shown: Shown = "blind",
) -> Gathered:
    """Return the passages that would teach a model most; `name` is what the study calls it.

    Raises
    ------
    ModelError
        If fewer than one passage is asked for.
    CodingError
        If there is nothing that it has not learned from.
    """
    table = model.suggest(study.corpus, n=n).frame
    if not len(table):
        raise CodingError(
            Message("there is nothing to suggest: the model has learned from every passage")
        )
    rows = table[["transcript", "start", "end"]].itertuples(index=False, name=None)
    return Gathered(
        kind="suggestions",
        unit=model.model_.about.get("unit") or "turn",
        codes=ALL_CODES,
        shown=shown,
        asked=name,
        passages=tuple((str(one), int(start), int(end)) for one, start, end in rows),
    )


def disagreed(
    study: Study, *, coders: Sequence[str] | None = None, unit: Unit | None = None
) -> Gathered:
    """Return the passages on which coders disagree, with what each said shown as P's and Q's.

    Raises
    ------
    EstimateError
        If fewer than two people coded.
    CodingError
        If they agree on everything that both have read.
    """
    people = comparable(study, coders)
    unit = unit or counting_unit(people)
    table = study.disagreements(people, coders=people.coders, unit=unit).frame
    if not len(table):
        raise CodingError(
            Message("there is nothing to settle: the coders agree on all that both have read")
        )
    rows = table[["transcript", "start", "end"]].drop_duplicates().itertuples(index=False)
    return Gathered(
        kind="disagreements",
        unit=unit,
        codes=ALL_CODES,
        shown="another_coder",
        asked=", ".join(coders or ()),
        passages=tuple((str(one), int(start), int(end)) for one, start, end in rows),
    )


def comparable(study: Study, coders: Sequence[str] | None = None) -> Codings:
    """Return what people coded and read without seeing an answer, of some or of all.

    A reference coding that `adjudicate` made of them is left out, unless it is named.
    """
    people = blind(study.codings(origin="human"), "blind").codings
    references = set(study.adjudicated["coder"])
    read = [name for name in people.read.coder.values if name not in references]
    return people.filter(coder=list(coders or read)) if read else people


def whole_transcripts(
    study: Study,
    transcripts: Sequence[str] | None = None,
    *,
    unit: Unit = "turn",
    shown: Shown = "blind",
) -> Gathered:
    """Return all passages of some transcripts, or of all, that count and hold words.

    Raises
    ------
    CodingError
        If there is no such transcript, or nobody speaks in them.
    """
    corpus = study.corpus
    for name in transcripts or ():
        if name not in corpus.positions:
            raise CodingError(
                no_such(
                    Message.in_context("what is not there", "transcript"), name, corpus.positions
                )
            )
    segments = corpus.segments(unit)
    chosen = [corpus.positions[name] for name in transcripts or corpus.positions]
    rows = np.flatnonzero(
        segments.counted & (segments.words > 0) & np.isin(segments.transcript, chosen)
    )
    if not len(rows):
        raise CodingError(Message("nobody who counts says anything in these transcripts"))
    return Gathered(
        kind="transcripts",
        unit=unit,
        codes=ALL_CODES,
        shown=shown,
        asked="",
        passages=_passages(segments, rows),
    )


def _segments_at(segments: Segments, transcript: Ints, start: Ints) -> Ints:
    """Return the row of the segment in which each place lies, of shape (n,); -1 is left out."""
    key = _places(segments, segments.transcript, segments.start)
    order = np.argsort(key, kind="stable")
    wanted = _places(segments, transcript, start)
    rows = order[np.searchsorted(key[order], wanted, side="right") - 1]
    inside = (segments.transcript[rows] == transcript) & (start < segments.end[rows])
    return np.asarray(rows[inside & (segments.start[rows] <= start)], dtype=np.int64)


def _places(segments: Segments, transcript: Ints, start: Ints) -> Ints:
    """Return places of all transcripts on one line: of shape (n,)."""
    longest = 1 + max((len(one.text) for one in segments.corpus), default=0)
    return np.asarray(transcript * longest + start, dtype=np.int64)


def _passages(segments: Segments, rows: Ints) -> tuple[Passage, ...]:
    transcripts = segments.corpus.transcripts
    return tuple(
        (transcripts[segments.transcript[row]].id, int(segments.start[row]), int(segments.end[row]))
        for row in rows.tolist()
    )

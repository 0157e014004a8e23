"""From several coders to one reference coding: what they agree on, and what somebody decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.decisions import Decision, read_decisions
from civic_qual.analysis.agreement.disagreements import (
    DISAGREEMENT_COLUMNS,
    Disagreements,
    listed_disagreements,
)
from civic_qual.analysis.agreement.judgements import Judgements, judgements, people_first
from civic_qual.arrays import Bools, Ints, expanded
from civic_qual.calls import helpful
from civic_qual.coding.blind import most_seen
from civic_qual.coding.carried import Level
from civic_qual.coding.coders import together
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import (
    ReadingColumns,
    coding_columns,
    positions_of,
    reading_columns,
    shown_of,
)
from civic_qual.coding.evidence import TextEvidence
from civic_qual.coding.readings import written_codes
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.messages import Message
from civic_qual.results import Result

DECIDED_COLUMNS = ("transcript", "start", "end", "code", "decision", "decided_by", "why")
_PASSAGE_AND_CODE = ["transcript", "start", "end", "code"]
_AGREED, _READ_BY_ONE = Message("agreed"), Message("read by one only")


class Decided(Result):
    """What stands in a reference coding, and who decided it: a passage and code a row.

    Columns: transcript, start, end, code, decision (yes or no), decided_by, why.
    """

    _title = Message("What was agreed and decided")


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Adjudicated(Codings):
    """Codings of a reference coder, with who decided what and why, and what is left to decide.

    `decided` has one row for every code found and for every disagreement decided; `undecided`
    are the rows of `disagreements` without a decision. What is undecided was not read.
    """

    decided: Decided = field(
        default_factory=lambda: Decided(pd.DataFrame(columns=list(DECIDED_COLUMNS)))
    )
    undecided: Disagreements = field(
        default_factory=lambda: Disagreements(pd.DataFrame(columns=list(DISAGREEMENT_COLUMNS)))
    )


@helpful
def adjudicate(
    codings: Codings | Sequence[Codings],
    decisions: pd.DataFrame | Result | str | Path | None = None,
    *,
    coder: str = "reference",
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    read_by_one: bool = True,
) -> Adjudicated:
    """Make a reference coding of what coders agree on and of what was decided where they do not.

    Parameters
    ----------
    codings, coders, unit, level
        As for `disagreements`, whose table this takes back.
    decisions
        A table, or a file of one (csv, tsv, xlsx), with the columns transcript, start, end, code
        and decision (yes or no; empty for not decided yet), and if known decided_by and why. A
        decision wins over agreement, too.
    coder
        What the reference coder is called.
    read_by_one
        Whether what only one of them has read is taken over as that one coded it.

    Returns
    -------
    Adjudicated
        Codings of one coder, by unit: each passage found carries the code from border to border.
        A passage was read for the codes on which they agree or somebody decided, and for no
        other: what is undecided is neither found nor absent. Readings keep the name of their
        sample, and are as blind as those they rest on; where a machine is among the coders, its
        answer was seen. `decided` tells who decided and why, `undecided` what is left.

    Raises
    ------
    CodingError
        If a decision is neither yes nor no, stands twice, or is of a passage or a code that was
        not compared.
    EstimateError
        If there are fewer than two coders.

    See Also
    --------
    disagreements : List what is to be decided.

    Examples
    --------
    >>> import civic_qual as cq
    >>> both = cq.example_codings()
    >>> table = cq.disagreements(both).frame
    >>> table.loc[0, ["decision", "decided_by", "why"]] = "yes", "Cai", "the patrol took place"
    >>> reference = adjudicate(both, table)
    >>> reference.coders, len(table) - len(reference.undecided)
    (('reference',), 1)
    """
    whole = together(codings)
    names = people_first(whole, coders)
    judged = judgements(whole, coders=names, unit=unit, level=level, own=True)
    chosen = judged.codings
    made = read_decisions(decisions, judged)
    verdicts = _verdicts(judged, made, read_by_one)
    decided = _decided(judged, verdicts, made)
    found = decided[decided["decision"] == "yes"]
    coded, order = coding_columns(
        transcript=positions_of(found["transcript"], chosen.corpus.positions),
        start=found["start"].to_numpy(),
        end=found["end"].to_numpy(),
        code=positions_of(found["code"], chosen.codebook.positions),
        coder=coder,
        origin="human",
        status="accepted",
    )
    reasons = (found["decided_by"] + ": " + found["why"]).str.strip(": ").to_numpy()[order]
    return Adjudicated(
        corpus=chosen.corpus,
        codebook=chosen.codebook,
        coded=coded,
        read=_readings(judged, verdicts.known, coder),
        evidence=TextEvidence(tuple(reasons)),
        decided=Decided(decided),
        undecided=_undecided(listed_disagreements(judged, blind=False), decided),
    )


@dataclass(frozen=True, eq=False)
class _Verdicts:
    """What is known and what is found, each of shape (n_segments, n_rows).

    Found are codes that are known to be there; what is not known was not read, or is open.
    """

    known: Bools
    found: Bools


def _verdicts(judged: Judgements, decisions: Iterable[Decision], read_by_one: bool) -> _Verdicts:
    """Settle what all who read a segment say alike, and what was decided."""
    read = np.sum([one.read for one in judged.by_coder], axis=0)
    said = np.sum([one.matrix.toarray() for one in judged.by_coder], axis=0)
    alike = (said == 0) | (said == read)
    known = alike & (read >= (1 if read_by_one else 2))
    found, undecided = known & (said > 0), ~alike
    for decision in decisions:
        cell = decision.segment, decision.row
        known[cell], undecided[cell], found[cell] = True, False, decision.yes
    _leave_open_what_hangs_on_it(known, found, undecided, judged)
    return _Verdicts(known, found)


def _leave_open_what_hangs_on_it(
    known: Bools, found: Bools, undecided: Bools, judged: Judgements
) -> None:
    """Let no code be absent while one below it is open, nor all below it while it is itself."""
    rows = {row.id: index for index, row in enumerate(judged.rows)}
    for code, row in rows.items():
        family = judged.codings.codebook.with_descendants(code)
        below = [rows[one] for one in family if one != code and one in rows]
        nothing = ~found[:, [row, *below]].any(axis=1)
        known[nothing & undecided[:, below].any(axis=1), row] = False
        known[np.ix_(np.flatnonzero(nothing & undecided[:, row]), np.array(below, int))] = False


def _decided(
    judged: Judgements, verdicts: _Verdicts, decisions: Iterable[Decision]
) -> pd.DataFrame:
    """Return every code found and every decision, with who decided and why."""
    by_cell = {(decision.segment, decision.row): decision for decision in decisions}
    found = zip(*(index.tolist() for index in np.nonzero(verdicts.found)), strict=True)
    segments, rows = judged.segments, []
    for segment, row in sorted({*found, *by_cell}):
        decision = by_cell.get((segment, row))
        who = _who_agreed(judged, segment, row) if decision is None else _who_decided(decision)
        rows.append(
            {
                "transcript": segments.corpus.transcripts[segments.transcript[segment]].id,
                "start": int(segments.start[segment]),
                "end": int(segments.end[segment]),
                "code": judged.rows[row].id,
                "decision": "yes" if verdicts.found[segment, row] else "no",
                **who,
            }
        )
    return pd.DataFrame(rows, columns=list(DECIDED_COLUMNS))


def _who_decided(decision: Decision) -> dict[str, str]:
    return {"decided_by": decision.decided_by, "why": decision.why}


def _who_agreed(judged: Judgements, segment: int, row: int) -> dict[str, str]:
    readers = [
        name
        for name, one in zip(judged.coders, judged.by_coder, strict=True)
        if one.read[segment, row]
    ]
    why = _AGREED if len(readers) > 1 else _READ_BY_ONE
    return {"decided_by": ", ".join(readers), "why": why}


def third_looks(decided: pd.DataFrame) -> pd.DataFrame:
    """Return the rows that somebody decided, without those on which readers simply agreed.

    Parameters
    ----------
    decided
        As `Adjudicated.decided` or `Study.adjudicated` give it.
    """
    return decided[~decided["why"].astype(str).isin([str(_AGREED), str(_READ_BY_ONE)])]


def _readings(judged: Judgements, known: Bools, coder: str) -> ReadingColumns:
    """Return a reading of every segment for the codes that are known of it."""
    ids = np.array([row.id for row in judged.rows], dtype=object)
    rows = np.flatnonzero(known.any(axis=1))
    kinds, kind = np.unique(known[rows], axis=0, return_inverse=True)
    codebook, segments = judged.codings.codebook, judged.segments
    written = [written_codes(ids[codes].tolist(), codebook) for codes in kinds]
    return reading_columns(
        transcript=segments.transcript[rows],
        start=segments.start[rows],
        end=segments.end[rows],
        unit=segments.unit,
        codes=[written[which] for which in kind.reshape(-1).tolist()],
        coder=coder,
        origin="human",
        sample=_samples(judged.codings.read, segments)[rows].tolist(),
        shown=_shown(judged.codings.read, segments)[rows].tolist(),
    )


def _samples(read: ReadingColumns, segments: Segments) -> np.typing.NDArray[np.object_]:
    """Return the sample for which each segment was read; "" for none."""
    names = np.full(len(segments), "", dtype=object)
    named = read.take(~read.sample.among([""]))
    if not len(named):
        return names
    segment, reading = _begun_in(named, segments)
    names[segment] = np.array(named.sample.texts(), dtype=object)[reading]
    return names


def _begun_in(read: ReadingColumns, segments: Segments) -> tuple[Ints, Ints]:
    """Return which segments begin in which reading, as pairs."""
    width = int(max(segments.end.max(initial=0), read.end.max(initial=0))) + 1
    starts = segments.transcript * width + segments.start
    first = np.searchsorted(starts, read.transcript * width + read.start, side="left")
    after = np.searchsorted(starts, read.transcript * width + read.end, side="left")
    return expanded(first, after)


def _shown(read: ReadingColumns, segments: Segments) -> np.typing.NDArray[np.object_]:
    """Return what the readers of each segment saw, where a machine's answer counts as seen."""
    seen = _seen_by_readings(read)
    kinds: list[set[str]] = [set() for _ in range(len(segments))]
    for segment, reading in zip(*_begun_in(read, segments), strict=True):
        kinds[segment].add(seen[reading])
    return np.array([most_seen(one) for one in kinds], dtype=object)


def _seen_by_readings(read: ReadingColumns) -> list[str]:
    answers = {"rule": "rules", "model": "model"}
    return [
        answers.get(origin, shown)
        for origin, shown in zip(read.origin.texts(), shown_of(read).texts(), strict=True)
    ]


def _undecided(listed: Disagreements, decided: pd.DataFrame) -> Disagreements:
    """Return the disagreements on which nobody decided."""
    frame = listed.frame
    known = pd.MultiIndex.from_frame(decided[_PASSAGE_AND_CODE])
    left = ~pd.MultiIndex.from_frame(frame[_PASSAGE_AND_CODE]).isin(known)
    return Disagreements(frame[left].reset_index(drop=True), notes=listed.notes)

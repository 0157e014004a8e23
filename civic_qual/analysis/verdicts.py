"""What is settled of every segment and code, and the coding it makes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.jointly_read import Judgements
from civic_qual.analysis.decisions import Decision
from civic_qual.arrays import expanded
from civic_qual.codebook.model import Codebook
from civic_qual.coding.codings import written_codes
from civic_qual.coding.columns import ReadingColumns, reading_columns
from civic_qual.corpus.segments import Bools, Segments

DECIDED_COLUMNS = ("transcript", "start", "end", "code", "decision", "decided_by", "why")


@dataclass(frozen=True, eq=False)
class Verdicts:
    """What is known, what is found and what is open, each of shape (n_segments, n_rows).

    Found are codes that are known to be there; what is neither known nor open was not read.
    """

    known: Bools
    found: Bools
    open: Bools


def verdicts(
    judged: Judgements, decisions: Iterable[Decision], codebook: Codebook, read_by_one: bool
) -> Verdicts:
    """Settle what all who read a segment say alike, and what was decided."""
    read = np.sum([one.read for one in judged.by_coder], axis=0)
    said = np.sum([one.matrix.toarray() for one in judged.by_coder], axis=0)
    alike = (said == 0) | (said == read)
    known = alike & (read >= (1 if read_by_one else 2))
    found, undecided = known & (said > 0), ~alike
    for one in decisions:
        known[one.segment, one.row], undecided[one.segment, one.row] = True, False
        found[one.segment, one.row] = one.yes
    _leave_open_what_hangs_on_it(known, found, undecided, judged, codebook)
    return Verdicts(known, found, undecided)


def _leave_open_what_hangs_on_it(
    known: Bools, found: Bools, undecided: Bools, judged: Judgements, codebook: Codebook
) -> None:
    """Let no code be absent while one below it is open, nor all below it while it is itself."""
    places = {row.id: place for place, row in enumerate(judged.rows)}
    for code, place in places.items():
        below = [
            places[one] for one in codebook.with_descendants(code) if one != code and one in places
        ]
        nothing = ~found[:, [place, *below]].any(axis=1)
        known[nothing & undecided[:, below].any(axis=1), place] = False
        known[np.ix_(np.flatnonzero(nothing & undecided[:, place]), np.array(below, int))] = False


def decided_table(
    judged: Judgements, settled: Verdicts, decisions: Iterable[Decision]
) -> pd.DataFrame:
    """Return every code found and every decision, with who decided and why."""
    told = {(one.segment, one.row): one for one in decisions}
    cells = {*zip(*(place.tolist() for place in np.nonzero(settled.found)), strict=True), *told}
    segments, rows = judged.segments, []
    for segment, row in sorted(cells):
        one = segments.corpus.transcripts[segments.transcript[segment]]
        decision = told.get((segment, row))
        by, why = (
            (decision.decided_by, decision.why) if decision else _who_agreed(judged, segment, row)
        )
        rows.append(
            (
                one.id,
                int(segments.start[segment]),
                int(segments.end[segment]),
                judged.rows[row].id,
                "yes" if settled.found[segment, row] else "no",
                by,
                why,
            )
        )
    return pd.DataFrame(rows, columns=list(DECIDED_COLUMNS))


def _who_agreed(judged: Judgements, segment: int, row: int) -> tuple[str, str]:
    readers = [
        name
        for name, one in zip(judged.coders, judged.by_coder, strict=True)
        if one.read[segment, row]
    ]
    return ", ".join(readers), "agreed" if len(readers) > 1 else "read by one only"


def settled_readings(
    judged: Judgements, known: Bools, codebook: Codebook, coder: str, read: ReadingColumns
) -> ReadingColumns:
    """Return a reading of every segment for the codes that are known of it."""
    ids = np.array([row.id for row in judged.rows], dtype=object)
    places = np.flatnonzero(known.any(axis=1))
    kinds, kind = np.unique(known[places], axis=0, return_inverse=True)
    written = [written_codes(ids[one].tolist(), codebook) for one in kinds]
    segments = judged.segments
    samples = _samples(read, segments)
    return reading_columns(
        transcript=segments.transcript[places],
        start=segments.start[places],
        end=segments.end[places],
        unit=segments.unit,
        codes=[written[one] for one in kind.reshape(-1).tolist()],
        coder=coder,
        origin="human",
        sample=samples[places].tolist(),
    )


def _samples(read: ReadingColumns, segments: Segments) -> np.typing.NDArray[np.object_]:
    """Return the sample for which each segment was read; "" for none."""
    names = np.full(len(segments), "", dtype=object)
    named = read.take(~read.sample.among([""]))
    if not len(named):
        return names
    width = int(max(segments.end.max(initial=0), named.end.max(initial=0))) + 1
    starts = segments.transcript * width + segments.start
    first = np.searchsorted(starts, named.transcript * width + named.start, side="left")
    after = np.searchsorted(starts, named.transcript * width + named.end, side="left")
    place, whose = expanded(first, after)
    names[place] = np.array(named.sample.texts(), dtype=object)[whose]
    return names

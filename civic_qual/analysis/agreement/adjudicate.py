"""From several coders to one reference coding: what they agree on, and what somebody decided."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from civic_qual.analysis.agreement.disagreements import disagreements
from civic_qual.analysis.agreement.jointly_read import Judgements, judgements, people_first
from civic_qual.analysis.sampling.sample_files import text_frame
from civic_qual.arrays import Bools, expanded
from civic_qual.codebook.model import Codebook
from civic_qual.coding.coders import together
from civic_qual.coding.codings import Codings
from civic_qual.coding.columns import ReadingColumns, coding_columns, positions_of, reading_columns
from civic_qual.coding.evidence import TextEvidence
from civic_qual.coding.readings import counting_unit, written_codes
from civic_qual.coding.theme_rows import Level
from civic_qual.corpus.segments import Segments, Unit
from civic_qual.errors import CodingError
from civic_qual.sheets.cells import cell_text, told_ids

_YES = frozenset({"yes", "y", "true", "1", "oui", "vrai"})
_NO = frozenset({"no", "n", "false", "0", "non", "faux"})
_NEEDED = ("transcript", "start", "end", "code", "decision")


@dataclass(frozen=True)
class Decision:
    """That a segment carries a code or not, by its place and the row of the code."""

    segment: int
    row: int
    yes: bool
    decided_by: str
    why: str


def read_decisions(told: pd.DataFrame | str | Path | None, judged: Judgements) -> list[Decision]:
    """Return the decisions of a table or a file; rows with an empty decision are none yet.

    Raises
    ------
    CodingError
        If a column is missing, a decision is neither yes nor no or stands twice, or a passage or
        a code is not one that was compared.
    """
    if told is None or (table := _table(told)).empty:
        return []
    missing = [name for name in _NEEDED if name not in table]
    if missing:
        raise CodingError(
            f"the decisions have no column {', '.join(missing)}; fill in the table "
            "that disagreements(...) returns"
        )
    places, ids = _places(judged), told_ids(judged.segments.corpus.positions)
    rows = {row.id: place for place, row in enumerate(judged.rows)}
    made: dict[tuple[int, int], Decision] = {}
    for number, row in enumerate(table.to_dict("records")):
        yes = _yes(row["decision"], number)
        if yes is None:
            continue
        name = cell_text(row["transcript"])
        start, end = (cell_text(row[side]).removesuffix(".0") for side in ("start", "end"))
        key = ids.get(name, name), start, end
        if key not in places or row["code"] not in rows:
            raise CodingError(
                f"decision {number}: nobody was asked about {row['code']!r} in "
                f"{key[0]} {key[1]}-{key[2]}; decide by the unit and level in which "
                "the disagreements were listed, on the same revision"
            )
        one = Decision(
            places[key],
            rows[row["code"]],
            yes,
            cell_text(row.get("decided_by")),
            cell_text(row.get("why")),
        )
        if made.setdefault((one.segment, one.row), one).yes != one.yes:
            raise CodingError(
                f"decision {number}: {row['code']} in {key[0]} {key[1]}-{key[2]} is "
                "decided twice, yes and no; keep one of them"
            )
    return list(made.values())


def _table(told: pd.DataFrame | str | Path) -> pd.DataFrame:
    return text_frame(told) if isinstance(told, str | Path) else told


def _places(judged: Judgements) -> dict[tuple[str, str, str], int]:
    segments = judged.segments
    ids = [one.id for one in segments.corpus]
    columns = (segments.transcript.tolist(), segments.start.tolist(), segments.end.tolist())
    return {
        (ids[one], str(start), str(end)): place
        for place, (one, start, end) in enumerate(zip(*columns, strict=True))
    }


def _yes(told: Any, number: int) -> bool | None:
    word = cell_text(told).casefold()
    if word in _YES or word in _NO:
        return word in _YES
    if word:
        raise CodingError(
            f"decision {number}: {word!r} is neither yes nor no; leave it empty if "
            "it is not decided yet"
        )
    return None


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


@dataclass(frozen=True, eq=False, kw_only=True)
class Adjudicated(Codings):
    """Codings of a reference coder, with who decided what and why, and what is left to decide.

    `decided` has one row for every code found and for every disagreement decided; `undecided`
    are the rows of `disagreements` without a decision. What is undecided was not read.
    """

    decided: pd.DataFrame = field(default_factory=lambda: pd.DataFrame(columns=DECIDED_COLUMNS))
    undecided: pd.DataFrame = field(default_factory=pd.DataFrame)


def adjudicate(
    codings: Codings | Sequence[Codings],
    decisions: pd.DataFrame | str | Path | None = None,
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
        sample. `decided` tells who decided and why, `undecided` what is left.

    Raises
    ------
    CodingError
        If a decision is neither yes nor no, stands twice, or is of a passage or a code that was
        not compared.
    EstimateError
        If there are fewer than two coders.

    Examples
    --------
    >>> import civic_qual as cq
    >>> both = cq.example_codings()
    >>> table = cq.disagreements(both)
    >>> table.loc[0, ["decision", "decided_by", "why"]] = "yes", "Cai", "the patrol took place"
    >>> reference = adjudicate(both, table)
    >>> reference.coders, len(table) - len(reference.undecided)
    (('reference',), 1)
    """
    whole = together(codings)
    names = people_first(whole, coders)
    chosen = whole.filter(coder=names)
    by = unit or counting_unit(chosen)
    judged = judgements(chosen, names, by, level, own=True)
    told = read_decisions(decisions, judged)
    settled = verdicts(judged, told, chosen.codebook, read_by_one)
    decided = decided_table(judged, settled, told)
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
        read=settled_readings(judged, settled.known, chosen.codebook, coder, chosen.read),
        evidence=TextEvidence(tuple(reasons)),
        decided=decided,
        undecided=_left(disagreements(chosen, names, by, level, blind=False), decided),
    )


def _left(table: pd.DataFrame, decided: pd.DataFrame) -> pd.DataFrame:
    """Return the disagreements on which nobody decided."""
    place = ["transcript", "start", "end", "code"]
    known = pd.MultiIndex.from_frame(decided[place])
    return table[~pd.MultiIndex.from_frame(table[place]).isin(known)].reset_index(drop=True)

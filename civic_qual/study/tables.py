"""What a study shows of itself as tables: codings with their ids, the trail, what is open."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from civic_qual.analysis.agreement.adjudicate import DECIDED_COLUMNS
from civic_qual.analysis.agreement.disagreements import disagreements
from civic_qual.codebook.changes import Change
from civic_qual.study.records import Coding, KeptSample, Key, Memo, Reading, Record, Ruling

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.theme_rows import Level
    from civic_qual.corpus.segments import Unit
    from civic_qual.study.acts.correct import Placing
    from civic_qual.study.snapshot import Moment
    from civic_qual.study.study import Study
    from civic_qual.study.view import View


def study_disagreements(
    study: Study,
    codings: Codings,
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    blind: bool = True,
) -> pd.DataFrame:
    """Return the disagreements between codings of a study, with its memos.

    A reference coding is no party to them unless it is named.
    """
    if coders is None:
        references = set(study.adjudicated["coder"])
        codings = codings.filter(coder=[one for one in codings.coders if one not in references])
    return disagreements(codings, coders, unit, level, blind, passage_memos(study))


def passage_memos(study: Study) -> pd.DataFrame:
    """Return memos on passages and on codings: transcript, start, end, code, coder, text.

    The code of a memo on a passage is "": it may be about any.
    """
    memos, places = study.memos, ["transcript", "start", "end", "code"]
    on_passages = memos[memos["about"] == "passage"].assign(code="")
    on_codings = memos[memos["about"] == "coding"].drop(columns=["transcript", "start", "end"])
    codings = study.coding_table()[["id", *places]].rename(columns={"id": "target"})
    both = [on_passages, on_codings.merge(codings.astype({"target": str}), on="target")]
    return pd.concat([one[[*places, "coder", "text"]] for one in both], ignore_index=True)


OPEN = ("id", "kind", "transcript", "code", "coder", "passage", "start", "end", "why")
CONFLICT = ("kind", "what", "one", "other", "holds")


def coding_table(moment: Moment, found: View) -> pd.DataFrame:
    """Return one row a coding: its id, the columns of `Codings.frame`, who decided, and why."""
    frame = found.codings.frame
    rows = found.rows.tolist()
    keys = (
        {row: Key(key) for row, key in moment.store.rows(Coding, ("row", "key"), {"row": rows})}
        if rows
        else {}
    )
    decisions = [moment.decided.heads.get(keys[row], ()) for row in rows]
    frame.insert(0, "id", [keys[row].hex() for row in rows])
    frame["decided_by"] = [made[0][1].who if made else "" for made in decisions]
    frame["why"] = [made[0][1].why if made else "" for made in decisions]
    return frame


def audit_table(moment: Moment) -> pd.DataFrame:
    """Return the audit trail up to a moment: a row for everything that was ever done."""
    rows = [
        (
            seq,
            entry.time,
            entry.who,
            entry.action,
            entry.records,
            entry.details,
            recorded,
            key.hex(),
        )
        for seq, key, entry, recorded in moment.store.trail()
        if seq <= moment.line
    ]
    return pd.DataFrame(
        rows, columns=["line", "time", "who", "action", "records", "details", "recorded", "id"]
    )


def unplaced_table(moment: Moment, codings: Iterable[int]) -> pd.DataFrame:
    """Return what has no place in the transcripts or the codebook that hold.

    `codings` are the rows in the file of the codings that have none.
    """
    rows = []
    chosen = {"row": list(codings)}
    for kind in (Coding, Reading, Memo):
        where = chosen if kind is Coding else None
        for _, key, _, record in moment.store.records(kind, moment.line, where):
            if why := _why_open(moment, kind, key, record):
                rows.append(
                    (
                        key.hex(),
                        kind.__name__.lower(),
                        record.transcript,
                        getattr(record, "code", ""),
                        _whose(record),
                        _said(moment, record),
                        record.start,
                        record.end,
                        why,
                    )
                )
    return pd.DataFrame(rows, columns=list(OPEN))


def placing_table(moment: Moment, placings: Sequence[Placing]) -> pd.DataFrame:
    """Return what was found again in a corrected transcript, and what was not, first."""
    rows = []
    for key, record, anchor in placings:
        told = "moved along" if anchor else "not found: place it with study.place, or undo it"
        start, end = (anchor.start, anchor.end) if anchor else (-1, -1)
        rows.append(
            (
                bool(anchor),
                key.hex(),
                type(record).__name__.lower(),
                record.transcript,
                getattr(record, "code", ""),
                _whose(record),
                _said(moment, record),
                start,
                end,
                told,
            )
        )
    frame = pd.DataFrame(rows, columns=["placed", *OPEN])
    return frame.sort_values("placed", kind="stable").drop(columns="placed").reset_index(drop=True)


def changes_table(moment: Moment, changes: Sequence[Change]) -> pd.DataFrame:
    """Return what changed in a codebook, a row each, with how many codings it touches."""
    gone = moment.decided.hidden
    codes = {change.code for change in changes}
    found = moment.store.rows(
        Coding, ("code", "coder", "transcript", "key"), {"code": codes}, moment.line
    )
    rows = []
    for change in changes:
        number = moment.store.number(change.code)
        own = [one for one in found if one[0] == number and one[3] not in gone]
        coders = sorted({moment.store.text(coder) for _, coder, _, _ in own})
        rows.append(
            (
                change.code,
                change.change,
                ", ".join(change.becomes),
                len(own),
                len({transcript for _, _, transcript, _ in own}),
                ", ".join(coders),
                change.look_again,
            )
        )
    return pd.DataFrame(
        rows,
        columns=["code", "change", "becomes", "codings", "transcripts", "coders", "look_again"],
    )


def conflict_table(moment: Moment) -> pd.DataFrame:
    """Return what people decided differently without knowing of each other, a row each.

    A later decision, correction or codebook settles it.
    """
    rows: list[tuple[str, ...]] = []
    for coding, made in moment.decided.heads.items():
        rows += [
            ("decision", coding.hex(), *pair)
            for pair in _against(
                [f"{one.verdict} ({one.who}): {one.why}".removesuffix(": ") for _, one in made]
            )
        ]
    for name, versions in moment.transcripts.items():
        rows += [
            ("transcript", name, *pair)
            for pair in _against([f"revision {one.revision}" for _, one in versions])
        ]
    for name, people in moment.people.items():
        rows += [
            ("participant", name, *pair)
            for pair in _against([f"attributes {key.hex()[:8]}" for key, _ in people])
        ]
    rows += [
        ("codebook", moment.codebook.title, *pair)
        for pair in _against(
            list(
                dict.fromkeys(
                    f"content {one.content_fingerprint}, rules {one.rules_fingerprint}"
                    for _, one in moment.book_heads
                )
            )
        )
    ]
    for name, samples in kept_samples(moment).items():
        rows += [
            ("sample", name, *pair)
            for pair in _against(
                [
                    json.loads(one.header)["frame_hash"]
                    + f", seed {json.loads(one.header)['seed']}"
                    for one in samples
                ]
            )
        ]
    return pd.DataFrame(rows, columns=list(CONFLICT))


def kept_samples(moment: Moment) -> dict[str, list[KeptSample]]:
    """Return the samples that hold, by name; several of one name were drawn apart."""
    found: dict[str, list[KeptSample]] = {}
    for _, key, _, sample in sorted(
        moment.store.records(KeptSample, moment.line), key=lambda one: one[1]
    ):
        if key not in moment.gone:
            found.setdefault(sample.name, []).append(sample)
    return found


def coder_table(moment: Moment) -> pd.DataFrame:
    """Return who coded and read: a row for each coder and origin, with counts."""
    counts: dict[tuple[int, int], list[Any]] = {}
    for place, kind in enumerate((Coding, Reading)):
        for number, origin, key, time in moment.store.rows(
            kind, ("coder", "origin", "key", "time"), until=moment.line
        ):
            if key not in moment.decided.hidden:
                of = counts.setdefault((number, origin), [0, 0, ""])
                of[place] += 1
                of[2] = max(of[2], time)
    text = moment.store.text
    rows = sorted((text(coder), text(origin), *of) for (coder, origin), of in counts.items())
    return pd.DataFrame(rows, columns=["coder", "origin", "codings", "readings", "last"])


def ruling_table(moment: Moment) -> pd.DataFrame:
    """Return what was settled for reference codings: the columns of `Adjudicated.decided`."""
    rows = [one._asdict() for *_, one in moment.store.records(Ruling, moment.line)]
    return pd.DataFrame(rows, columns=["coder", "revision", *DECIDED_COLUMNS])


def sample_table(moment: Moment) -> pd.DataFrame:
    """Return the kept samples, one a row."""
    rows = [
        {"sample": name, **json.loads(one.header)}
        for name, some in kept_samples(moment).items()
        for one in some
    ]
    return pd.DataFrame(rows)


def _against(told: Sequence[str]) -> list[tuple[str, str, str]]:
    """Return what holds against each of the others, if they differ."""
    return [(told[0], other, told[0]) for other in told[1:] if other != told[0]]


def _why_open(moment: Moment, kind: type[Record], key: Key, record: Any) -> str:
    if key in (moment.decided.hidden if kind is Coding else moment.gone):
        return ""
    now = moment.revisions.get(record.transcript, record.revision)
    if record.revision != now and now not in moment.anchors.get(key, {}):
        return "its passage was not found in the corrected transcript: use study.place"
    if kind is Coding and not moment.moves.code(record.code, record.codebook):
        return 'its code is no more in the codebook: study.decide(id, "change", code=...)'
    return ""


def _whose(record: Any) -> str:
    return str(getattr(record, "coder", "") or getattr(record, "who", ""))


def _said(moment: Moment, record: Any) -> str:
    if not record.revision:
        return ""
    return moment.shelf.late.passage(record.revision)[record.start : record.end]

"""Models trained, and what is estimated with them."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

from civic_qual.analysis.tables.groups import ALL_GROUPS, ALWAYS_KNOWN
from civic_qual.coding.carried import ANY_THEME
from civic_qual.coding.scores import COUNTS
from civic_qual.corpus.attributes import groupings
from civic_qual.desk.counts.grids import named, said
from civic_qual.desk.counts.whose import blind_queues, refuse_blind, source_of, why_blind
from civic_qual.desk.jobs import Job, Told
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import CivicQualError
from civic_qual.learning.theme_classifier import ThemeClassifier
from civic_qual.messages import Message, quoted, render
from civic_qual.progress import followed_by
from civic_qual.reviewing.room.calls import Calls
from civic_qual.routines.coding import machine_codings, machine_of
from civic_qual.routines.estimating import ESTIMATES, estimates_of_study, people_of
from civic_qual.routines.keeping import codes_until_now, keep
from civic_qual.routines.team.how_far import samples_so_far
from civic_qual.routines.training import (
    BY_CODE,
    DEFAULT,
    QUALITY,
    gold_of,
    segments_read,
    trained,
)

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.desk.desk import Desk
    from civic_qual.study.study import Study

_SHARES = ("raw", "estimate", "low", "high")
_ABOUT: dict[str, dict[str, Any]] = {}  # what models say of themselves, by the id of their record
_ESTIMATED: WeakKeyDictionary[Desk, dict[str, Any]] = WeakKeyDictionary()


def models(seat: DeskSeat) -> dict[str, Any]:
    """Say which models there are, what codes now, and from what one could learn."""
    study, who = seat.study, seat.coder
    blind = blind_queues(study, who)
    kept = study.models
    told = {
        "why_blind": render(why_blind(blind)),
        "default": DEFAULT,
        "models": [{"model": one.model, "time": one.time, "who": one.who} for one in kept],
    }
    if blind:
        return told
    codes_now, note = _codes_now(study)
    fitting = set(kept.all_fitting(study.codebook))
    return {
        **told,
        "codes_now": codes_now,
        "note": render(note),
        "models": [
            {
                "model": one.model,
                "time": one.time,
                "who": one.who,
                "fits": one.model in fitting,
                **_about(study, one.id, one.model),
            }
            for one in kept
        ],
        "people": _read(study),
        "samples": _samples(study),
        "by": list(dict.fromkeys([*groupings(study.corpus), *ALWAYS_KNOWN])),
    }


def _codes_now(study: Study) -> tuple[str, str]:
    """Return the model that codes, "" for none, and that in words."""
    try:
        machine = machine_of(source_of(study))
    except CivicQualError as error:
        return "", Message("{problem}", problem=error)
    if machine.model is not None:
        return machine.name, Message(
            "The model {name} codes now, and the rules code what it has not learned.",
            name=quoted(machine.name),
        )
    if len(study.models):
        return "", Message(
            "The rules alone code now: the models that are kept have learned no code well enough, "
            "or were made for another version of the codebook. Have more passages read, and train "
            "again."
        )
    if any(code.rules for code in study.codebook):
        return "", Message("No model is kept yet: the rules of the codebook code.")
    return "", Message(
        "No model is kept yet, and the codebook has no rules: nothing codes by itself."
    )


def _read(study: Study) -> list[dict[str, Any]]:
    people = people_of(source_of(study))
    if people is None:
        return []
    return [
        {"name": name, "passages": int(rows.sum())} for name, rows in segments_read(people).items()
    ]


def _samples(study: Study) -> list[dict[str, Any]]:
    names = ("sample", "unit", "drawn", "assigned", "read", "read_twice")
    return [
        {name: render(str(row[name])) for name in names} for row in samples_so_far(study)
    ]  # numbers are said as they stand


def _about(study: Study, record: str, name: str) -> dict[str, Any]:
    """Return what a model says of itself; it is opened once."""
    if record not in _ABOUT:
        try:
            model = study.model(name)
        except CivicQualError as error:
            return {"problem": render(error)}
        about = model.model_.about
        _ABOUT[record] = {
            "counted": len(model.model_.with_status(COUNTS, model.codes_)),
            "trained_on": model.model_.trained_on,
            "f1": about.get(QUALITY) or {},
            "by_code": about.get(BY_CODE) or [],
            "reasons": dict(zip(model.codes_, model.reasons_, strict=True)),
        }
    of = len(study.codebook)
    return {
        **_ABOUT[record],
        "of": of,
        "by_code": _named_codes(_ABOUT[record]["by_code"], study.codebook),
    }


def _named_codes(rows: list[dict[str, Any]], codebook: Codebook) -> list[dict[str, Any]]:
    return [{**row, "name": named(str(row["code"]), codebook)} for row in rows]


def train(study: Study, values: dict[str, Any], told: Told) -> dict[str, Any]:
    """Teach a model what people coded; the study keeps it."""
    who, name = values["who"], values.get("name") or DEFAULT
    refuse_blind(study, who)
    source = source_of(study)
    with followed_by(told):
        told(0, 0, Message("gathering what people coded"))
        before = codes_until_now(source)
        gold = gold_of(source.readers_called(()), source.settled(None))
        told(0, 0, Message("learning"))
        made = trained(gold, ThemeClassifier(progress=True), progress=True)
    kept = keep(study, name, made.model, before=before, who=who)
    return {
        "model": name,
        "kept": bool(kept.id),
        "told": said((*made.told, *made.card.summary, *kept.told)),
        "worse": said(kept.worse),
    }


def estimate(study: Study, values: dict[str, Any], told: Told) -> dict[str, Any]:
    """Correct what a machine counts by a sample that people read."""
    refuse_blind(study, values["who"])
    source, by = source_of(study), values.get("by") or []
    with followed_by(told):
        told(0, 0, Message("coding everything"))
        machine = machine_of(source, rules=bool(values.get("rules")))
        found = machine_codings(source, machine, progress=True)
        told(0, 0, Message("correcting by the sample"))
        tables, problems = estimates_of_study(
            source, found, sample=values.get("sample") or None, by=by
        )
    if not tables and not problems:
        problems = [
            Message(
                "There is no sample that people have read. Draw one on the page Work, have it "
                "read, and come back."
            )
        ]
    table = tables.get(ESTIMATES)
    return {
        "study": str(study.path),
        "sample": values.get("sample") or "",
        "by": by,
        "coded_by": machine.name,
        "held": study.held,
        "time": datetime.now(UTC).isoformat(timespec="seconds"),
        "missing": said(problems),
        "rows": []
        if table is None
        else _share_rows(table.frame.to_dict("records"), study.codebook),
        "notes": [] if table is None else said(table.notes),
    }


def _share_rows(rows: list[dict[Any, Any]], codebook: Codebook) -> list[dict[str, Any]]:
    whole = str(rows[-1]["group"]) if rows else ""  # a name of all groups that is no group's
    return [
        {
            "theme": str(row["theme"]),
            "name": render(Message("Any theme"))
            if row["theme"] == ANY_THEME
            else named(str(row["theme"]), codebook),
            "group": render(ALL_GROUPS) if row["group"] == whole else str(row["group"]),
            "whole": row["group"] == whole,
            "read": int(row["human_n"]),
            **{name: None if row[name] != row[name] else float(row[name]) for name in _SHARES},
            "note": render(row["note"]),
        }
        for row in rows
    ]


def last_estimate(seat: DeskSeat) -> dict[str, Any] | None:
    """Return the last estimate of this study that was made since the desk began; None if none."""
    refuse_blind(seat.study, seat.coder)
    latest = seat.desk.jobs.latest()
    if latest and latest["job"] == "estimate" and latest["state"] == "done":
        _ESTIMATED[seat.desk] = latest["answer"]
    known = _ESTIMATED.get(seat.desk)
    if known is None or known["study"] != str(seat.study.path):
        return None
    return {**known, "changed": known["held"] != seat.study.held}


CALLS = Calls.of(models, last_estimate)
JOBS: Mapping[str, Job] = {"train": train, "estimate": estimate}

"""Settings, people, consent, backups, history, and copies merged."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.corpus.consent import CONSENT, whole
from civic_qual.corpus.intake.people_workbook import stated
from civic_qual.corpus.settings import SETTINGS, setting_written, written_setting
from civic_qual.desk.chosen import chosen
from civic_qual.desk.counts.whose import refuse_blind
from civic_qual.desk.jobs import Job
from civic_qual.desk.pages.closed import in_sight, refuse_line_of_others
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import StudyError
from civic_qual.messages import Message, render
from civic_qual.reviewing.room.calls import Calls
from civic_qual.routines.beginning.making import free_place
from civic_qual.study.acts.backup import backup_of, set_backup
from civic_qual.study.contents.trail import said_action, said_details

if TYPE_CHECKING:
    from civic_qual.desk.jobs import Told
    from civic_qual.study.study import Study

MOST_LINES = 100


def upkeep(seat: DeskSeat) -> dict[str, Any]:
    """Say where the study stands, what is set of it, and what is open."""
    study = seat.study
    backup = backup_of(study.path)
    return {
        "path": str(study.path),
        "interviews": len(study.corpus),
        "people": study.corpus.participants.count,
        "settings": [
            {"name": name, "value": written_setting(study.settings, name), "say": render(meaning)}
            for name, meaning in SETTINGS.items()
        ],
        "backup": str(backup) if backup else "",
        "backed_up": _time_of(backup),
        **open_questions(seat),
    }


def set_settings(seat: DeskSeat, *, values: dict[str, str], why: str = "") -> list[str]:
    """Set what is named; return the names of what was set."""
    told: dict[str, Any] = {}
    empty: dict[str, Any] = {"minimum": None, "languages": (), "release_policy": {}}
    for name, written in values.items():
        if written != written_setting(seat.study.settings, name):
            text = written.strip()
            told[name] = setting_written(name, text) if text else empty.get(name, "")
    if "minimum" in told and told["minimum"] is None:
        raise StudyError(Message("the minimum cannot be emptied again: write 5, the usual one"))
    seat.study.set(**told, who=seat.coder, why=why)
    return list(told)


def people(seat: DeskSeat) -> dict[str, Any]:
    """Return who speaks, in which interviews, and what is known of people and interviews."""
    corpus = whole(seat.study.corpus)
    speaks: dict[str, list[tuple[str, str]]] = {}
    for (transcript, label), name in corpus.participants.speaks.items():
        speaks.setdefault(name, []).append((transcript, label))
    attributes = corpus.participants.attributes
    return {
        "people": [
            {
                "name": name,
                "speaks": [[transcript, label] for transcript, label in where[:6]],
                "n": len(where),
                "known": _known(attributes.get(name, {})),
                "consent": attributes.get(name, {}).get(CONSENT, ""),
            }
            for name, where in sorted(speaks.items())
        ],
        "interviews": [
            {
                "name": one.id,
                "known": _known(one.attributes),
                "consent": one.attributes.get(CONSENT, ""),
            }
            for one in corpus
        ],
        "attributes": {
            "people": [name for name in corpus.participants.attribute_names if name != CONSENT],
            "interviews": [
                name
                for name in dict.fromkeys(name for one in corpus for name in one.attributes)
                if name != CONSENT
            ],
        },
    }


def know(seat: DeskSeat, *, about: str, of: str, values: dict[str, str]) -> list[str]:
    """State attributes of an interview or a person; return what does not fit."""
    values = {key.strip(): value.strip() for key, value in values.items() if value.strip()}
    if about == "transcript":
        book = stated([{"transcript": of, **values}], name=str(Message("what was written")))
    else:
        speaks = whole(seat.study.corpus).participants.speaks
        rows = [
            {"transcript": transcript, "speaker": label, "participant": of, **values}
            for (transcript, label), who in speaks.items()
            if who == of
        ]
        book = stated(speakers=rows, name=str(Message("what was written")))
    return [render(one) for one in seat.study.state_people(book, who=seat.coder)]


def agree(seat: DeskSeat, *, about: str, of: str, consent: str, why: str = "") -> None:
    """Note what a person, or everybody of an interview, agreed to or took back."""
    whose = {"participant" if about == "participant" else "transcript": of}
    seat.study.consent(consent, who=seat.coder, why=why, **whose)


def back_up_now(seat: DeskSeat, *, folder: str) -> dict[str, str]:
    """Copy the study, as it is at this moment, into a folder; say which file that is."""
    day = f"{datetime.now(UTC):%Y-%m-%d}"
    path = free_place(chosen(folder) / f"{seat.study.path.stem} {day}.study")
    seat.study.backup(path)
    return {"path": str(path)}


def back_up_to(seat: DeskSeat, *, folder: str) -> dict[str, str]:
    """Remember the folder in which a copy is renewed whenever the study is closed; "" for none."""
    set_backup(seat.study.path, chosen(folder) if folder.strip() else "")
    backup = backup_of(seat.study.path)
    return {"path": str(backup) if backup else ""}


def history(seat: DeskSeat, *, before: int = 0) -> dict[str, Any]:
    """Return the lines of the audit trail before one, the last first.

    Who works blind, or does not say who they are, sees nothing of what others did in reading.
    """
    blind = not seat.coder or bool(seat.study.sight(seat.coder).blind)
    lines = [line for line in seat.study.audit if in_sight(seat, line, blind=blind)]
    lines = [line for line in lines if not before or line.line < before]
    shown = lines[-MOST_LINES:][::-1]
    return {
        "lines": [
            {
                "line": int(line.line),
                "time": str(line.recorded)[:19] + "Z",
                "who": str(line.who),
                "what": render(said_action(str(line.action))),
                "records": int(line.records),
                # Not who else was given the same passages.
                "details": "" if blind and line.action == "assign" else render(said_details(line)),
            }
            for line in shown
        ],
        "more": len(lines) > len(shown),
        "hidden": blind,
    }


def take_back(seat: DeskSeat, *, line: int, why: str = "") -> int:
    """Take back what a line of the trail brought; return how many records that was."""
    refuse_line_of_others(seat, line)
    return seat.study.undo_line(line, coder=seat.coder, why=why)


def open_questions(seat: DeskSeat) -> dict[str, Any]:
    """Return what people settled apart, and what has no place in the interviews any more."""
    study = seat.study
    sight = study.sight(seat.coder) if seat.coder else None
    conflicts = [
        {
            "kind": str(row.kind),
            "what": str(row.what),
            "one": render(row.one),
            "other": render(row.other),
        }
        for row in study.conflicts
        if (sight and not sight.blind) or row.kind != "decision"
    ]
    lost = study.unplaced.frame
    lost = sight.of_table(lost) if sight is not None else lost[:0]
    return {
        "conflicts": conflicts,
        "unplaced": [
            {
                "id": row["id"],
                "transcript": row["transcript"],
                "code": row["code"],
                "coder": row["coder"],
                "passage": row["passage"][:200],
            }
            for row in lost.to_dict("records")
        ],
    }


def integrity(seat: DeskSeat) -> list[str]:
    """Return what is wrong with the file; an empty list if all is well."""
    return [render(one) for one in seat.study.integrity()]


def merge_copy(study: Study, values: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """Bring in all that another copy of the study holds; say how many conflicts there are."""
    other = chosen(values["path"])
    if not other.is_file():
        raise StudyError(
            Message("{file}: there is no study; look for it with the chooser", file=other)
        )
    who = str(values.get("who", ""))
    told(0, 0, Message("bringing in {file}", file=other.name))
    before = len(study.audit)
    conflicts = study.merge(other, who=who)
    came = len(study.audit) - before
    if who and not study.sight(who).blind:
        return {"conflicts": len(conflicts), "lines": came}
    # Who reads blind is told that something came, and not how much.
    open_ = [one for one in conflicts if one.kind != "decision"]
    return {"conflicts": len(open_), "lines": min(came, 1)}


def export_study(study: Study, values: Mapping[str, Any], told: Told) -> dict[str, Any]:
    """Write all of the study as plain files into a new folder; say where."""
    refuse_blind(study, str(values.get("who", "")))
    folder = chosen(values["folder"]) / f"{study.path.stem}_export"
    folder = free_place(folder)
    told(0, 0, Message("writing {folder}", folder=folder.name))
    study.export(folder)
    return {"path": str(folder)}


def _known(known: Mapping[str, str]) -> dict[str, str]:
    return {name: str(value) for name, value in known.items() if name != CONSENT}


def _time_of(path: Path | None) -> str:
    if path is None or not path.is_file():
        return ""
    return f"{datetime.fromtimestamp(path.stat().st_mtime, UTC):%Y-%m-%dT%H:%M:%SZ}"


CALLS = Calls.of(
    upkeep,
    set_settings,
    people,
    know,
    agree,
    back_up_now,
    back_up_to,
    history,
    take_back,
    open_questions,
    integrity,
)
JOBS: Mapping[str, Job] = {"merge_copy": merge_copy, "export_study": export_study}

"""Reports and what leaves the study."""

from __future__ import annotations

import webbrowser
from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from civic_qual.analysis.tables.groups import ALWAYS_KNOWN
from civic_qual.corpus.attributes import groupings
from civic_qual.corpus.intake.sureness import unsure
from civic_qual.desk.chosen import chosen
from civic_qual.desk.counts.grids import said
from civic_qual.desk.counts.missing import missing, refuse_unsure
from civic_qual.desk.counts.whose import blind_queues, refuse_blind, source_of, why_blind
from civic_qual.desk.jobs import Job, Told
from civic_qual.desk.seat import DeskSeat
from civic_qual.errors import DisclosureError, StudyError
from civic_qual.messages import Message, render
from civic_qual.privacy.policy import checked_minimum, protects
from civic_qual.progress import followed_by
from civic_qual.report.theme_report import REPORT
from civic_qual.reviewing.room.calls import Calls
from civic_qual.routines.coding import machine_codings, machine_of, refuse_groups
from civic_qual.routines.estimating import estimates_of_study
from civic_qual.routines.refreshing import refresh as refreshed
from civic_qual.routines.released import released_before
from civic_qual.routines.results import folder_beside, save_results

if TYPE_CHECKING:
    from civic_qual.corpus.segments import Unit
    from civic_qual.study.study import Study


def report_state(seat: DeskSeat) -> dict[str, Any]:
    """Say what is missing before a report may leave, and what left before."""
    study, who = seat.study, seat.coder
    if blind := blind_queues(study, who):
        return {"why_blind": render(why_blind(blind))}
    corpus, last = study.corpus, study.last_refresh
    by = groupings(corpus)
    return {
        "why_blind": "",
        "protects": protects(corpus),
        "blocked": protects(corpus) and bool(unsure(corpus)),
        "minimum": checked_minimum(None, corpus),
        "missing": [{**one, "say": render(one["say"])} for one in missing(study, corpus)],
        "by": list(dict.fromkeys([*by, *ALWAYS_KNOWN])),
        "usual": "country" if "country" in by else "",
        "refreshed": None if last is None else {"time": last.time, "changed": last.changed},
        "releases": _releases(study),
        "folder": str(study.path.parent.resolve()),
    }


def _releases(study: Study) -> list[dict[str, Any]]:
    frame = study.earlier_releases.frame
    return [
        {
            "name": str(row["name"]),
            "day": str(row["day"]),
            "files": str(row["files"]),
            "by": str(row["by"]),
            "new": int(row["new"]),
            "standing": int(row["standing"]),
            "hidden": int(row["hidden"]),
        }
        for row in frame.to_dict("records")
    ]


def declare_not_given(seat: DeskSeat, *, release: str, why: str = "") -> list[dict[str, Any]]:
    """Record that a release was given to nobody; return those that were."""
    refuse_blind(seat.study, seat.coder)
    seat.study.not_given(release, who=seat.person, why=why)
    return _releases(seat.study)


def open_report(seat: DeskSeat, *, folder: str) -> bool:
    """Open a report of this study in the browser; return whether that could be done.

    Raises
    ------
    StudyError
        If there is none in that folder beside the study.
    """
    refuse_blind(seat.study, seat.coder)
    try:
        place, study = chosen(folder).resolve(), seat.study.path.resolve()
    except RuntimeError as error:  # links that lead to one another
        raise StudyError(Message("{file} is not there", file=folder)) from error
    page = place / REPORT
    beside = place.parent == study.parent and place.name.startswith(f"{study.stem}_")
    if not beside or not page.is_file():
        raise StudyError(Message("{file} is not there", file=page))
    return webbrowser.open(page.as_uri())


def report(study: Study, values: dict[str, Any], told: Told) -> dict[str, Any]:
    """Write the report beside the study as it may leave; the study remembers it."""
    return _report(study, values, told, internal=False)


def report_internal(study: Study, values: dict[str, Any], told: Told) -> dict[str, Any]:
    """Write the report beside the study with everything, for the team alone."""
    return _report(study, values, told, internal=True)


def _report(study: Study, values: dict[str, Any], told: Told, *, internal: bool) -> dict[str, Any]:
    by = tuple(values.get("by") or ())
    unit: Unit = values.get("unit", "turn")
    refuse_blind(study, values["who"])
    source = source_of(study)
    refuse_unsure(source.corpus, internal=internal)
    refuse_groups(source.corpus, by, unit)
    with followed_by(told):
        told(0, 0, Message("coding everything"))
        before = released_before(source, (), internal=internal)
        machine = machine_of(source)
        found = machine_codings(source, machine, progress=True)
        told(0, 0, Message("correcting by the sample"))
        estimates, problems = estimates_of_study(
            source, found, sample=values.get("sample") or None, by=by
        )
        told(0, 0, Message("choosing what can be shown without telling who said it"))
        made = save_results(
            found,
            folder_beside(study.path, "report_internal" if internal else "report"),
            by=by,
            unit=unit,
            internal=internal,
            earlier=before,
            estimates=estimates,
            with_codings=False,
        )
    return {**made.plain(), "internal": internal, "problems": said(problems)}


def refresh(study: Study, values: dict[str, Any], told: Told) -> dict[str, Any]:
    """Train, code, estimate and report anew for the team, and say what changed."""
    refuse_blind(study, values["who"])
    folder = study.path.with_name(f"{study.path.stem}_refreshed")
    with followed_by(told):
        made = refreshed(
            study,
            out=folder,
            by=list(values.get("by") or ()) or None,
            unit=values.get("unit") or "turn",
            sample=values.get("sample") or None,
            who=values["who"],
            progress=True,
        )
    return {
        "folder": str(folder.resolve()),
        "files": [path.name for path in made.files],
        "changed": said(made.changed),
        "told": said(made.told),
    }


def export(study: Study, values: dict[str, Any], told: Told) -> dict[str, Any]:
    """Write a full copy of the study as plain files, for the team alone."""
    refuse_blind(study, values["who"])
    if protects(study.corpus, bool(values.get("internal"))):
        raise DisclosureError(
            Message("an export is a full copy, with all that was said: say that it stays with you")
        )
    told(0, 0, Message("writing"))
    folder = folder_beside(study.path, "export")
    study.export(folder)
    return {
        "folder": str(folder.resolve()),
        "files": sorted(path.name for path in folder.iterdir()),
        "internal": True,
    }


CALLS = Calls.of(report_state, declare_not_given, open_report)
JOBS: Mapping[str, Job] = {
    "report": report,
    "report_internal": report_internal,
    "refresh": refresh,
    "export": export,
}

"""`refresh`: a study trained, coded, estimated and reported anew, and what changed by it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual.analysis.agreement.agreement import agreement
from civic_qual.calls import helpful, names_given
from civic_qual.errors import CivicQualError
from civic_qual.learning.theme_classifier import ThemeClassifier
from civic_qual.messages import Message, moment
from civic_qual.progress import Progress
from civic_qual.routines.changes import changes
from civic_qual.routines.coding import Machine, machine_codings, machine_of
from civic_qual.routines.estimating import ESTIMATES, estimates_of_study, people_of, told_who_read
from civic_qual.routines.keeping import codes_until_now, keep
from civic_qual.routines.results import save_results
from civic_qual.routines.source import Source, refuse_no_study
from civic_qual.routines.training import (
    DEFAULT,
    LEARNED_FROM,
    QUALITY,
    gold_of,
    readers_of,
    segments_read,
    trained,
)
from civic_qual.study.study import Study

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit
    from civic_qual.results import Result
    from civic_qual.routines.training import Gold
    from civic_qual.study.acts.settings import LastRefresh

CARD = "model.card.html"
_SETTINGS = (
    "encoder", "rules", "cache", "penalties", "shrinkage", "most_rows", "landmarks", "seed",
)  # fmt: skip


@dataclass(frozen=True, kw_only=True)
class Refreshed:
    """What a refresh of a study did.

    Attributes
    ----------
    changed
        What changed since the last time, a sentence each.
    told
        What else must be said: what was learned from, what codes, what could not be estimated.
    files
        What was written: none if nothing had changed.
    """

    changed: tuple[str, ...]
    told: tuple[str, ...] = ()
    files: tuple[Path, ...] = ()

    def __str__(self) -> str:
        return "\n".join((*self.changed, *self.told))


@helpful
def refresh(
    study: Study | str | Path,
    *,
    out: str | Path | None = None,
    by: str | Sequence[str] | None = None,
    unit: Unit = "turn",
    sample: str | None = None,
    rules: bool = False,
    who: str = "",
    progress: Progress = False,
) -> Refreshed:
    """Train, code, estimate and report a study anew, and say what changed since the last time.

    A model is trained if people coded since the kept one was; the study keeps it. Then everything
    is coded, the sample estimated, and the report written. All of it is for the study team: what
    leaves the study is a release, and each release narrows what later ones may show.

    Parameters
    ----------
    study
        A study, or its file.
    out
        The folder for report, tables and estimates; `STUDY_refreshed` beside nothing named.
    by, unit
        As `theme_report` takes them.
    sample
        Which sample is estimated; if left out the only one.
    rules
        Whether the rules code alone, and nothing is trained.
    who
        Who does it, for the audit trail.
    progress
        Whether to show it.

    Returns
    -------
    Refreshed
        What changed, what was written. If the study holds what it held the last time, and what was
        written still stands, nothing is done.

    Raises
    ------
    StudyError
        If it is no study.
    CodingError
        If nothing was read.
    WriteError
        If the folder cannot be written.

    See Also
    --------
    release : What leaves a study.

    Examples
    --------
    >>> import tempfile
    >>> import civic_qual as cq
    >>> folder = Path(tempfile.mkdtemp())
    >>> with cq.Study.create(folder / "a.study", cq.example_corpus(),
    ...                      cq.example_codebook()) as study:
    ...     first = refresh(study, out=folder / "out")
    ...     second = refresh(study, out=folder / "out")
    >>> [path.name for path in first.files], second.files
    (['theme_table.csv', 'report.html', 'notes.txt'], ())
    """
    if not isinstance(study, Study):
        refuse_no_study(Path(study))
    opened = study if isinstance(study, Study) else Study(study)
    try:
        folder = Path(out) if out is not None else Path(f"{opened.path.stem}_refreshed")
        source = Source(path=opened.path, study=opened)
        asked = {
            "by": list(names_given(by)), "unit": unit, "sample": sample, "rules": rules,
        }  # fmt: skip
        last = opened.last_refresh
        if last is not None and not last.changed and _stands(last.told, asked, folder):
            return Refreshed(changed=(_nothing(last.time),))
        return _refreshed(source, opened, folder, asked, who=who, progress=progress)
    finally:
        if opened is not study:
            opened.close()


def _stands(told: Mapping[str, Any], asked: dict[str, Any], folder: Path) -> bool:
    """Whether the same was asked for the last time, and what was written then is there."""
    return bool(told["asked"] == asked) and all((folder / name).is_file() for name in told["files"])


def _nothing(time: str) -> str:
    return Message(
        "Nothing has changed since {time} (UTC): nothing was done.",
        time=moment(datetime.fromisoformat(time[:19])),
    )


def _refreshed(
    source: Source,
    study: Study,
    folder: Path,
    asked: dict[str, Any],
    *,
    who: str,
    progress: Progress,
) -> Refreshed:
    held, last = study.held, study.last_refresh  # before anything is read: others may go on coding
    told: list[str] = []
    made: list[str] = []
    people = people_of(source)
    gold = None if people is None else gold_of(people, source.settled(None))
    if gold is not None and not asked["rules"]:
        made, problems = _train(source, study, gold, who=who, progress=progress)
        told += [*gold.told, *problems]
    machine = machine_of(source, rules=asked["rules"])
    told += [machine.told] if machine.told else []
    found = machine_codings(source, machine, progress=bool(progress))
    estimates, problems = estimates_of_study(source, found, sample=asked["sample"], by=asked["by"])
    told += problems
    results = save_results(
        told_who_read(found, people),
        folder,
        by=tuple(asked["by"]),
        unit=asked["unit"],
        internal=True,
        estimates=estimates,
        with_codings=False,
        more={} if machine.model is None else {CARD: machine.model.model_.card_page},
    )
    now = {
        "asked": asked,
        "files": [path.name for path in results.files],
        **told_of(source, people, machine, estimates),
    }
    study.keep_refresh(now, held=held, made=made, who=who)
    changed = _changed(last, now)
    return Refreshed(changed=changed, told=tuple(told), files=results.files)


def _train(
    source: Source, study: Study, gold: Gold, *, who: str, progress: Progress
) -> tuple[list[str], Sequence[str]]:
    """Train a model if people coded since; return its id if it is kept, and what must be said."""
    models, before = study.models, codes_until_now(source)
    kept = [*models["model"]]
    fitting = before.name or models.fitting(source.codebook)
    name = fitting or (kept[-1] if kept else DEFAULT)
    how = before.model or (study.model(name) if kept else ThemeClassifier())
    if fitting and how.model_.about.get(LEARNED_FROM) == gold.fingerprint:
        return [], ()
    settings = {one: getattr(how, one) for one in _SETTINGS}
    try:
        made = trained(gold, ThemeClassifier(**settings, progress=bool(progress)))
    except CivicQualError as error:
        return [], [Message("No model was trained: {problem}", problem=error)]
    what = keep(study, name, made.model, before=before, who=who)
    return [what.id] if what.id else [], what.worse


def told_of(
    source: Source, people: Codings | None, machine: Machine, estimates: dict[str, Result]
) -> dict[str, Any]:
    """Return the figures that the next refresh compares with, in plain values."""
    read = {} if people is None else segments_read(people)
    book = source.codebook
    return {
        "transcripts": len(source.corpus),
        "codebook": {
            "fingerprints": [book.rules_fingerprint, book.content_fingerprint],
            "codes": [code.id for code in book],
        },
        "people": {
            name: [int(rows.sum()), len(people.filter(coder=name))]
            for name, rows in read.items()
            if people is not None
        },
        "passages": int(np.any(list(read.values()), axis=0).sum()) if read else 0,
        "kappa": {} if people is None else _kappas(people),
        "model": _quality(machine),
        "estimates": _shares(estimates.get(ESTIMATES)),
    }


def _kappas(people: Codings) -> dict[str, dict[str, list[Any]]]:
    """Return kappa and the units behind it, by the coders of a pair and by code."""
    people = readers_of(people)
    if len(people.coders) < 2:
        return {}
    try:
        frame = agreement(people, draws=2).frame
    except CivicQualError:  # nothing that two of them read blind
        return {}
    found: dict[str, dict[str, list[Any]]] = {}
    for row in frame.to_dict("records"):
        if len(people.coders) == 2 or str(row["coders"]).count(", ") == 1:
            kappa = [_plain(row["kappa"]), int(row["units"])]
            found.setdefault(str(row["coders"]), {})[str(row["code"])] = kappa
    return found


def _quality(machine: Machine) -> dict[str, Any] | None:
    if machine.model is None:
        return None
    quality = machine.model.model_.about.get(QUALITY) or {}
    return {
        "name": machine.name,
        "fingerprint": machine.model.model_.fingerprint,
        **{name: _plain(quality.get(name)) for name in ("micro", "macro")},
    }


def _shares(table: Result | None) -> dict[str, list[float | None]]:
    """Return share and limits of each theme in all groups together."""
    if table is None:
        return {}
    frame = table.frame
    whole = frame[frame["group"] == frame["group"].iloc[-1]]
    return {
        str(row["theme"]): [_plain(row[name]) for name in ("estimate", "low", "high")]
        for row in whole.to_dict("records")
    }


def _plain(value: Any) -> float | None:
    return None if value is None or value != value else round(float(value), 6)


def _changed(last: LastRefresh | None, now: dict[str, Any]) -> tuple[str, ...]:
    """Say what changed; where nothing can be or need be compared, say that."""
    if last is None or not now.keys() <= last.told.keys():
        return (Message("The first refresh of this study: later ones say what changed since."),)
    found = changes(last.told, now)
    if found:
        return found
    if last.changed:
        return (Message("The study has changed, but none of the figures that are compared."),)
    return (Message("The study has not changed; everything was written again, as asked now."),)

"""Corrected frequencies of a source, and all that is written with them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual.analysis.estimates.estimate_themes import estimate_themes
from civic_qual.analysis.estimates.theme_differences import theme_differences
from civic_qual.errors import CivicQualError, EstimateError
from civic_qual.messages import Message
from civic_qual.privacy.outlet.release import released
from civic_qual.privacy.policy import protects
from civic_qual.routines.training import segments_read

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic_qual.analysis.measures import SegmentMeasureName
    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.coding.codings import Codings
    from civic_qual.privacy.memory.earlier import EarlierReleases
    from civic_qual.privacy.suppressing.protected import Release
    from civic_qual.results import Result
    from civic_qual.routines.source import Source

ESTIMATES, DIFFERENCES, MORE = "estimates.csv", "differences.csv", "how_many_more.csv"


def estimated(
    machine: Codings,
    human: Codings,
    sample: Sample,
    *,
    measure: SegmentMeasureName = "segments",
    width: float | None = None,
    internal: bool = False,
    minimum: int | None = None,
    earlier: EarlierReleases | None = None,
    **how: Any,
) -> tuple[Release, str]:
    """Estimate themes and, between groups, their differences, as one release.

    Parameters
    ----------
    machine, human, sample
        As `estimate_themes` takes them.
    measure
        What shares are of.
    width
        Say too how many more passages it takes until limits are so far apart.
    internal, minimum, earlier
        As `release` takes them.
    **how
        What `estimate_themes`, `theme_differences` and `Sample.how_many_more` take alike: by,
        confidence, level, unread, shown.

    Returns
    -------
    tuple
        The release, of which the first table holds the estimates; and why groups cannot be
        compared, "" if they are.

    Raises
    ------
    EstimateError
        If the numbers could not be defended.
    DisclosureError
        If they cannot be made safe.
    """
    tables, problem = estimate_tables(machine, human, sample, measure=measure, width=width, **how)
    made = released(
        tables,
        minimum=minimum,
        earlier=earlier,
        internal=internal,
        notes=[_told(problem, protected=protects(machine.corpus, internal))] if problem else [],
    )
    return made, problem


def estimate_tables(
    machine: Codings,
    human: Codings,
    sample: Sample,
    *,
    measure: SegmentMeasureName = "segments",
    width: float | None = None,
    **how: Any,
) -> tuple[dict[str, Result], str]:
    """Return what is estimated by the names of files, and why groups cannot be compared.

    Arguments are those of `estimated`.

    Raises
    ------
    EstimateError
        If the numbers could not be defended.
    """
    tables: dict[str, Result] = {
        ESTIMATES: estimate_themes(machine, human, sample, measure=measure, **how)
    }
    problem = ""
    if how.get("by"):
        try:
            tables[DIFFERENCES] = theme_differences(machine, human, sample, measure=measure, **how)
        except EstimateError as error:
            problem = Message("No differences.csv: {problem}", problem=error)
    if width is not None:
        tables[MORE] = sample.how_many_more(machine, human, width=width, **how)
    return tables, problem


def people_of(source: Source) -> Codings | None:
    """Return what people coded and read, but for reference codings; None if nobody did."""
    if not source.everybody.filter(origin="human").coders:
        return None
    return source.readers_called(())


def told_who_read(machine: Codings, people: Codings | None) -> Codings:
    """Return what a machine found, with a note on how many people read how much by hand.

    Their names are not told: a report leaves the study.
    """
    read = {} if people is None else segments_read(people)
    readers = [rows for rows in read.values() if rows.any()]
    if not readers:
        return machine
    note = Message(
        "Coded by hand: {passages}, by {people}. The tables count what the coder named above "
        "found.",
        people=Message.plural("{n} person", "{n} people", n=len(readers)),
        passages=Message.plural(
            "{n} passage", "{n} passages", n=int(np.any(readers, axis=0).sum())
        ),
    )
    return replace(machine, notes=(*machine.notes, note))


def estimates_of_study(
    source: Source, machine: Codings, *, sample: str | None = None, by: Sequence[str] = ()
) -> tuple[dict[str, Result], list[str]]:
    """Return what is estimated of a study as it stands, and what cannot be, with why.

    Parameters
    ----------
    source
        A study.
    machine
        What its model, or its rules, find.
    sample
        The name of a sample; if left out the only one. Without any nothing is estimated.
    by
        The groups.
    """
    people = people_of(source)
    if source.study is None or people is None or not len(people.read):
        return {}, []
    if not sample and not len(source.study.samples):
        return {}, []
    try:
        tables, problem = estimate_tables(
            machine,
            people,
            source.sample(sample),
            settled=source.settled(None),
            by=[*by] or None,
        )
    except CivicQualError as error:
        return {}, [Message("Nothing was estimated: {problem}", problem=error)]
    return tables, [problem] if problem else []


def _told(problem: str, *, protected: bool) -> str:
    """Return why groups are not compared; outside the study without what was counted."""
    if not protected:
        return problem
    return Message("No differences.csv: these groups cannot be compared.")

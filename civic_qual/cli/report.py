"""`civic-qual report`: the report of a study, as it may leave it."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.code import show
from civic_qual.cli.opening import open_study_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import folder_beside, refuse_folder
from civic_qual.cli.telling import tell_machine, tell_minimum, warn
from civic_qual.messages import Message

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.segments import Unit
    from civic_qual.results import Result
    from civic_qual.routines.source import Source


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Write the report of a STUDY: themes, who was asked, and how it came about.\n\n"
        "The model codes that the study keeps, or else the rules. Where a sample has been read, "
        "the estimates are written beside the report. All of it is one release, protected together "
        "with what left the study before; the study remembers it. With --internal everything is "
        "shown, for the study team only."
    ),
    epilog=Message("Example: civic-qual report mali.study --by country --out report/"),
)
@options.study
@options.option(
    "--out",
    type=options.FOLDER,
    help=Message("The folder for the report; STUDY_report if you name none."),
)
@options.by
@options.unit
@options.model
@options.rules
@options.option(
    "--sample",
    metavar=Message("NAME"),
    help=Message("Which sample is estimated, if the study keeps several."),
)
@options.internal
@options.minimum
@options.earlier
@options.quiet
def report(
    study: Path,
    out: Path | None,
    by: tuple[str, ...],
    unit: Unit,
    model: str | None,
    rules: bool,
    sample: str | None,
    internal: bool,
    minimum: int | None,
    earlier: tuple[Path, ...] | None,
    quiet: bool,
) -> None:
    """Write the report of a study."""
    from civic_qual.routines.coding import machine_codings, machine_of, refuse_groups
    from civic_qual.routines.estimating import people_of, told_who_read
    from civic_qual.routines.released import released_before
    from civic_qual.routines.results import save_results

    out = out or folder_beside(study, "report")
    refuse_folder(out)
    options.refuse_rules_and_model(rules, model)
    source = open_study_here(study)
    tell_minimum(source.corpus, minimum)
    by = tuple(dict.fromkeys(by))
    refuse_groups(source.corpus, by, unit)
    before = released_before(source, earlier, internal=internal)
    machine = machine_of(source, model=model, rules=rules)
    tell_machine(machine, quiet=quiet)
    found = machine_codings(source, machine, progress=not quiet)
    results = save_results(
        told_who_read(found, people_of(source)),
        out,
        by=by,
        unit=unit,
        internal=internal,
        minimum=minimum,
        earlier=before,
        estimates=_estimates(source, found, sample, by),
        with_codings=False,
    )
    warn(results.to_the_team)
    if not quiet:
        show(results)


def _estimates(
    source: Source, machine: Codings, sample: str | None, by: tuple[str, ...]
) -> dict[str, Result]:
    """Return the estimates of a sample that was read; say why there are none."""
    from civic_qual.routines.estimating import estimates_of_study

    tables, problems = estimates_of_study(source, machine, sample=sample, by=by)
    warn(problems)
    return tables

"""`civic-qual refresh`: a study trained, coded, estimated and reported anew, and what changed."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import folder_beside, refuse_folder
from civic_qual.cli.telling import note, say, tell_written
from civic_qual.messages import Message

if TYPE_CHECKING:
    from civic_qual.corpus.segments import Unit


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Train, code, estimate and report a STUDY anew, and say what changed since last time.\n\n"
        "A model is trained if people coded since; the study keeps it. Everything that is written "
        "is internal, for the study team: civic-qual report writes what may leave. If nothing has "
        "changed, nothing is done."
    ),
    epilog=Message("Example: civic-qual refresh mali.study"),
)
@options.study
@options.option(
    "--out",
    type=options.FOLDER,
    help=Message("The folder for the results; STUDY_refreshed if you name none."),
)
@options.by
@options.unit
@options.option(
    "--sample",
    metavar=Message("NAME"),
    help=Message("Which sample is estimated, if the study keeps several."),
)
@options.option(
    "--rules",
    is_flag=True,
    help=Message("The rules of the codebook alone: nothing is trained."),
)
@options.who
@options.quiet
def refresh(
    study: Path,
    out: Path | None,
    by: tuple[str, ...],
    unit: Unit,
    sample: str | None,
    rules: bool,
    who: str,
    quiet: bool,
) -> None:
    """Refresh a study, and say what changed."""
    from civic_qual.routines.refreshing import refresh as refreshed

    out = out or folder_beside(study, "refreshed")
    refuse_folder(out)
    made = refreshed(
        study,
        out=out,
        by=list(dict.fromkeys(by)),
        unit=unit,
        sample=sample,
        rules=rules,
        who=who,
        progress=not quiet,
    )
    if quiet:
        return
    for one in made.changed:
        say(one)
    say()
    note(made.told)
    tell_written(made.files)

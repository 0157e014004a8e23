"""`civic-qual import`: a study file made again of the folder that `export` wrote."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.cli import options
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import tell_written
from civic_qual.messages import Message


@click.command(
    "import",
    cls=SpeakingCommand,
    help=Message(
        "Make a study file of a FOLDER that `export` wrote: the same study, its history included."
    ),
    epilog=Message("Example: civic-qual import mali_export/ --out mali.study"),
)
@options.argument(
    "folder", Message("FOLDER"), type=click.Path(exists=True, file_okay=False, path_type=Path)
)
@options.option(
    "--out",
    type=options.ANY,
    help=Message("The study file to make; FOLDER.study if you name none. Nothing may stand there."),
)
@options.quiet
def import_study(folder: Path, out: Path | None, quiet: bool) -> None:
    """Make a study file of a folder."""
    from civic_qual.study.study import Study

    out = out or Path(f"{folder.resolve().name}.study")
    Study.import_folder(folder, out).close()
    if not quiet:
        tell_written([out])

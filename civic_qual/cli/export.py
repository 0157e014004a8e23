"""`civic-qual export`: a study file as a folder of plain files."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.cli import options
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import folder_beside
from civic_qual.cli.telling import say
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Write all of a STUDY as plain files (csv, yaml, txt), from which `import` makes it "
        "again.\n\n"
        "The folder holds everything: transcripts, names of participants, memos, who decided "
        "what. It is no publication; for that, use `civic-qual code`."
    ),
    epilog=Message("Example: civic-qual export mali.study --out mali_export/ --internal"),
)
@options.study
@options.option(
    "--out",
    type=options.FOLDER,
    help=Message("The folder for the files, new or empty; STUDY_export if you name none."),
)
@options.option(
    "--internal",
    is_flag=True,
    help=Message("For the study team only: the folder is a full copy, with all that was said."),
)
@options.quiet
def export(study: Path, out: Path | None, internal: bool, quiet: bool) -> None:
    """Write a study as plain files."""
    from civic_qual.privacy.policy import protects
    from civic_qual.study.study import Study

    out = out or folder_beside(study, "export")
    with Study(study) as opened:
        # Words of an interview leave the study only when asked for, or when nobody said them.
        if protects(opened.corpus, internal):
            raise DisclosureError(
                Message(
                    "an export is a full copy of the study, with all that was said; if it stays "
                    "within the study team, add --internal"
                )
            )
        opened.export(out)
    if not quiet:
        say(
            Message("wrote {folder}: a full copy, to be kept as safe as the interviews", folder=out)
        )

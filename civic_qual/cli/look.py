"""`civic-qual look`: how the files of a folder were read, and a workbook to correct it in."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.telling import note, say, tell_minimum, tell_written, warn
from civic_qual.messages import Message, render


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Look at how the interviews of SOURCE were read, before anything is coded: who speaks, "
        "and what is doubtful (behind a question mark).\n\n"
        "With --by it is also said what a release by an attribute could show: how many people "
        "speak in each group, and which groups would be hidden.\n\n"
        "With --out it is written as one Excel workbook. Correct it there, and save it as "
        "people.xlsx in the folder of the interviews: every command obeys it."
    ),
    epilog=Message("Example: civic-qual look my_interviews/ --out my_interviews/people.xlsx"),
)
@options.source
@options.option(
    "--out",
    type=options.NEW_FILE,
    help=Message("The workbook to write, a .xlsx; if you name none, nothing is written."),
)
@options.by
@options.minimum
@options.reading
def look(source: Path, out: Path | None, by: tuple[str, ...], minimum: int | None) -> None:
    """Show how files were read, and write the workbook."""
    from civic_qual.corpus.intake.sureness import noted_lines
    from civic_qual.routines.beginning.look import look as looked_at

    if out is not None and out.exists():
        raise click.UsageError(
            render(
                Message(
                    "{file} is there already, and may hold corrections: give another name",
                    file=out,
                )
            )
        )
    corpus = open_here(source).corpus
    warn(corpus.problems)
    tell_minimum(corpus, minimum)
    seen = looked_at(corpus, by=tuple(dict.fromkeys(by)) or None, minimum=minimum)
    for line in seen.lines():
        say(line)
    say()
    note(noted_lines(corpus))
    say(
        Message.plural(
            "{n} file, {unsure} to be looked at",
            "{n} files, {unsure} to be looked at",
            n=len(seen.files),
            unsure=int((~seen.files["sure"]).sum()),
        )
    )
    if out is not None:
        seen.to_excel(out)
        tell_written([out])

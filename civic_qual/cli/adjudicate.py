"""`civic-qual adjudicate`: a reference coding of what coders agree on, and of what was decided."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import refuse_folder
from civic_qual.cli.telling import say, tell_reading, tell_written
from civic_qual.messages import Message

if TYPE_CHECKING:
    from civic_qual.coding.carried import Level
    from civic_qual.coding.files.coverage import Coverage
    from civic_qual.corpus.segments import Unit


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Make a reference coding of what the coders of SOURCE agree on, and of DECISIONS where "
        "they do not.\n\n"
        "DECISIONS is the file that `agree --disagreements` wrote, with yes or no in its column "
        "decision; who decided and why are kept. A study keeps the reference coding; of a folder "
        "it is written to a file."
    ),
    epilog=Message("Example: civic-qual adjudicate mali.study disagreements.xlsx --who Cai"),
)
@options.source
@options.argument("decisions", Message("DECISIONS"), type=options.FILE)
@options.codebook
@options.codings
@options.coverage
@options.option("--coder", "coders", multiple=True, help=Message("Only these; repeat it."))
@options.option(
    "--name",
    default="reference",
    show_default=True,
    help=Message("What the reference coding is called."),
)
@options.option(
    "--unit",
    type=options.Names(options.units),
    help=Message("As for agree; what was coded as a whole, or turns, if you name none."),
)
@options.level("code")
@options.option(
    "--out",
    type=options.NEW_FILE,
    help=Message("The file for the reference coding, reference.csv if you name none."),
)
@options.who
@options.reading
@options.quiet
def adjudicate(
    source: Path,
    decisions: Path,
    codebook_file: Path | None,
    codings_files: tuple[Path, ...],
    coverage: Coverage | Path | None,
    coders: tuple[str, ...],
    name: str,
    unit: Unit | None,
    level: Level,
    out: Path | None,
    who: str,
    quiet: bool,
) -> None:
    """Make a reference coding, and keep it or write it."""
    from civic_qual.routines.team.agreeing import reference_coding

    opened = open_here(
        source,
        codebook_file=codebook_file,
        codings_files=codings_files,
        coverage=coverage,
    )
    target = out or (None if opened.study else Path(f"{name}.csv"))
    if target is not None:
        refuse_folder(target.parent)
    tell_reading(opened.corpus, quiet=quiet or opened.study is not None)
    made = reference_coding(opened, decisions, name, coders=coders, unit=unit, level=level)
    if opened.study is not None:
        opened.study.add(made, who=who)
    if target is not None:
        made.to_csv(target)
    if quiet:
        return
    say(
        Message(
            "{name}: {codings} by agreement and decision; {undecided}",
            name=name,
            codings=Message.plural("{n} coding", "{n} codings", n=len(made)),
            undecided=Message.plural(
                "{n} passage is not decided, and was read by nobody",
                "{n} passages are not decided, and were read by nobody",
                n=len(made.undecided),
            ),
        )
    )
    if target is not None:
        tell_written([target])

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
from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted, render

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic_qual.coding.carried import Level
    from civic_qual.coding.files.coverage import Coverage
    from civic_qual.corpus.segments import Unit
    from civic_qual.routines.source import Source
    from civic_qual.study.study import Study


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
    from civic_qual.analysis.agreement.adjudicate import adjudicate as adjudicated

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
    if opened.study is not None:
        _refuse_name(opened.study, name)
    made = adjudicated(
        opened.everybody,
        decisions,
        coder=name,
        coders=list(dict.fromkeys(coders)) or _people(opened),
        unit=unit,
        level=level,
    )
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


def _people(source: Source) -> Sequence[str] | None:
    """Return whose codings are compared: in a study, no reference made before."""
    if source.study is None:
        return None
    made_before = set(source.study.adjudicated["coder"])
    table = source.study.coders
    people = table["coder"][table["origin"] == "human"]
    return [name for name in dict.fromkeys(people) if name not in made_before]


def _refuse_name(study: Study, name: str) -> None:
    """Refuse the name of somebody who has coded: two references would be one coder's."""
    if name in set(study.coders["coder"]):
        raise StudyError(
            render(
                Message(
                    "somebody called {name} has coded in {study} already: choose another name "
                    "with --name, or take that coding back (civic-qual history --undo)",
                    name=quoted(name),
                    study=study.path,
                )
            )
        )

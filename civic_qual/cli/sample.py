"""`civic-qual sample`: draw passages at random for people to code."""

from __future__ import annotations

import re
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import refuse_folder
from civic_qual.cli.telling import say, tell_reading, tell_written
from civic_qual.messages import Message, count, decimal

if TYPE_CHECKING:
    from collections.abc import Mapping

    from civic_qual.analysis.sampling.sample import Sample
    from civic_qual.corpus.segments import Unit
    from civic_qual.results import Result


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Draw a random sample from SOURCE, a study file or transcripts.\n\n"
        "The sample tells of every passage with what probability it was drawn, and holds no word "
        "of the interviews. A study keeps it, and who is to code what of it; civic-qual worksheet "
        "then writes the sheets. Of a folder a worklist for each coder is written, which does not "
        "tell what somebody else codes too."
    ),
    epilog=Message(
        "Example: civic-qual sample mali.study -n 200 --by country --double 0.2 --name first "
        "--coder Awa --coder Issa"
    ),
)
@options.source
@options.option(
    "-n",
    "--number",
    default=200,
    show_default=True,
    help=Message("How many passages; with --interviews how many interviews."),
)
@options.option(
    "--unit",
    default="turn",
    show_default=True,
    type=options.Names(options.units),
    help=Message("What is drawn."),
)
@options.option(
    "--by",
    multiple=True,
    metavar=Message("ATTRIBUTE"),
    help=Message("Give every value of an attribute its share; repeat for several."),
)
@options.option("--interviews", is_flag=True, help=Message("Draw whole interviews."))
@options.option(
    "--rules",
    is_flag=True,
    help=Message("Draw more of what the rules of the codebook find, so that rare codes are met."),
)
@options.codebook
@options.option(
    "--model",
    metavar=Message("FILE|NAME"),
    help=Message(
        "Draw more of what this model scores high, instead: a file, or a model that a study keeps."
    ),
)
@options.option(
    "--seed",
    default=1,
    show_default=True,
    help=Message("The same seed draws the same sample."),
)
@options.option(
    "--double",
    default=0.0,
    show_default=True,
    help=Message("The share that two people are to code, from 0 to 1."),
)
@options.option("--name", help=Message("What the sample is called; readings of it carry the name."))
@options.option(
    "--coder",
    "coders",
    multiple=True,
    help=Message(
        "Who is to code it, each a part; repeat for several. Whoever is named later, with "
        "civic-qual worksheet, gets what is left."
    ),
)
@options.option(
    "--out",
    type=options.NEW_FILE,
    help=Message("The file for the sample, sample.csv if you name none; a study keeps it anyway."),
)
@options.who
@options.reading
@options.quiet
def sample(
    source: Path,
    number: int,
    unit: Unit,
    by: tuple[str, ...],
    interviews: bool,
    rules: bool,
    codebook_file: Path | None,
    model: str | None,
    seed: int,
    double: float,
    name: str | None,
    coders: tuple[str, ...],
    out: Path | None,
    who: str,
    quiet: bool,
) -> None:
    """Draw a sample, keep it or write it."""
    from civic_qual.routines.team.sampling import drawn_sample, given_to

    opened = open_here(source, codebook_file=codebook_file)
    if out is None and opened.study is None:
        out = Path("sample.csv")
    if out is not None:
        refuse_folder(out.parent)
    tell_reading(opened.corpus, quiet=quiet or opened.study is not None)
    drawn = drawn_sample(
        opened,
        rules=rules,
        model=model,
        interviews=interviews,
        progress=not quiet,
        n=number,
        unit=unit,
        by=by or None,
        seed=seed,
        double=double,
        name=name,
    )
    people = list(dict.fromkeys(coders))
    if opened.study is None:
        lists = drawn.worklists(people) if people else {}
        given = {}
    else:
        lists = {}
        opened.study.keep_sample(drawn)
        given = given_to(opened.study, drawn.name, people, who)
    written = [] if out is None else _write(drawn, lists, out)
    if not quiet:
        _show(drawn, written)
        _show_given(source, drawn, given)


def _show_given(source: Path, drawn: Sample, given: Mapping[str, int]) -> None:
    for coder, n in given.items():
        say(
            Message.plural(
                "  {coder}: {n} passage to read",
                "  {coder}: {n} passages to read",
                n=n,
                coder=coder,
            )
        )
    if given:
        say(
            Message(
                "sheets for them: civic-qual worksheet {study} --sample {sample}",
                study=source,
                sample=quote(drawn.name),
            )
        )


def _write(drawn: Sample, lists: Mapping[str, Result], out: Path) -> list[Path]:
    """Write the sample and the worklists, all of them or none; return where."""
    from civic_qual.privacy.outlet.folder import write_internal

    tables = {out: drawn.frame} | {_beside(out, coder): one.frame for coder, one in lists.items()}
    return [*write_internal(tables)]


def _beside(out: Path, coder: str) -> Path:
    """Return the file of a worklist: that of the sample, with the coder's name."""
    return out.with_name(f"{out.stem}_" + re.sub(r"[^\w-]+", "_", coder) + ".csv")


def _show(drawn: Sample, written: list[Path]) -> None:
    from civic_qual.analysis.tables.groups import ALL_GROUPS
    from civic_qual.corpus.segments import units_word

    units = drawn.units
    say(
        Message(
            "{name}: {drawn} of {size} {units} from {transcripts}; {double} for two",
            name=drawn.name,
            drawn=count(len(drawn)),
            size=count(drawn.frame_size),
            units=units_word(drawn.unit),
            transcripts=Message.plural(
                "{n} transcript", "{n} transcripts", n=units["transcript"].nunique()
            ),
            double=count(int(units["double"].sum())),
        )
    )
    for stratum, rows in units.groupby("stratum"):
        name = ALL_GROUPS if stratum == "all" else str(stratum)
        low, high = rows["probability"].min(), rows["probability"].max()
        size = count(len(rows))
        if high - low < 0.0005:
            say(
                Message(
                    "  {stratum}: {n}, each drawn with probability {chance}",
                    stratum=name,
                    n=size,
                    chance=decimal(low, 3),
                )
            )
        else:
            say(
                Message(
                    "  {stratum}: {n}, each drawn with probability {low} to {high}",
                    stratum=name,
                    n=size,
                    low=decimal(low, 3),
                    high=decimal(high, 3),
                )
            )
    tell_written(written)

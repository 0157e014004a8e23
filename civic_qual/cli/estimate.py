"""`civic-qual estimate`: what a machine counts, corrected by a sample that a person coded."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import folder_beside, refuse_folder
from civic_qual.cli.telling import (
    say,
    tell_machine,
    tell_minimum,
    tell_reading,
    tell_table,
    tell_written,
    warn,
)
from civic_qual.messages import Message, count, decimal

if TYPE_CHECKING:
    from civic_qual.analysis.estimates.side_by_side import Unread
    from civic_qual.analysis.measures import SegmentMeasureName
    from civic_qual.coding.blind import Judges
    from civic_qual.coding.carried import Level
    from civic_qual.coding.files.coverage import Coverage
    from civic_qual.privacy.suppressing.protected import Release
    from civic_qual.routines.coding import Machine
    from civic_qual.routines.source import Source

HEADS = {
    "theme": Message("theme"),
    "group": Message("group"),
    "human_n": Message("passages read"),
    "raw": Message("machine"),
    "estimate": Message("estimate"),
    "low": Message("low"),
    "high": Message("high"),
    "note": Message("note"),
}


def measures() -> Sequence[str]:
    """Return what shares can be of."""
    from civic_qual.analysis.measures import segment_measures

    return segment_measures()


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Correct the theme counts of SOURCE, a study file or transcripts, by a sample that a "
        "person coded.\n\n"
        "A study holds codebook, codings and samples; with transcripts each is a file. Writes "
        "estimates.csv, notes.txt and, with --by, differences.csv (with --width, "
        "how_many_more.csv)."
    ),
    epilog=Message(
        "Example: civic-qual estimate interviews/ --codebook codebook.yaml --codings codings.csv "
        "--sample sample.csv --out results/ --by country"
    ),
)
@options.source
@options.codebook
@options.codings
@options.option(
    "--sample",
    metavar=Message("FILE|NAME"),
    help=Message(
        "The sample as it was drawn, a csv file; of a study the name of one that it keeps, if it "
        "keeps several."
    ),
)
@options.model
@options.rules
@options.option(
    "--out",
    type=options.FOLDER,
    help=Message("The folder for the results; SOURCE_estimates if you name none."),
)
@options.by
@options.coverage
@options.coders
@options.settled
@options.level("theme")
@options.option(
    "--measure",
    default="segments",
    show_default=True,
    type=options.Names(measures),
    help=Message("What shares are of; people and interviews need whole interviews drawn."),
)
@options.option(
    "--confidence",
    default=0.95,
    show_default=True,
    type=click.FloatRange(0.5, 0.9999),
    help=Message("Of the limits of each row."),
)
@options.option(
    "--unread",
    default="refuse",
    show_default=True,
    type=click.Choice(("refuse", "ignore")),
    help=Message("Sampled passages that were not read: ignore them only if left by chance."),
)
@options.shown
@options.option(
    "--width",
    type=click.FloatRange(0.001, 0.999),
    help=Message("Say too how many more passages it takes until limits are so far apart."),
)
@options.option(
    "--internal",
    is_flag=True,
    help=Message("For the study team only: groups of few people too."),
)
@options.minimum
@options.earlier
@options.reading
@options.quiet
def estimate(
    source: Path,
    codebook_file: Path | None,
    codings_files: tuple[Path, ...],
    sample: str | None,
    model: str | None,
    rules: bool,
    out: Path | None,
    by: tuple[str, ...],
    coverage: Coverage | Path | None,
    coders: tuple[str, ...],
    settled: str | None,
    level: Level,
    measure: SegmentMeasureName,
    confidence: float,
    unread: Unread,
    shown: Judges,
    width: float | None,
    internal: bool,
    minimum: int | None,
    earlier: tuple[Path, ...] | None,
    quiet: bool,
) -> None:
    """Estimate themes, and write what comes of it."""
    from civic_qual.routines.coding import machine_codings, machine_of
    from civic_qual.routines.estimating import estimated
    from civic_qual.routines.released import released_before

    out = out or folder_beside(source, "estimates")
    refuse_folder(out)
    options.refuse_rules_and_model(rules, model)
    opened = open_here(
        source,
        codebook_file=codebook_file,
        codings_files=codings_files,
        coverage=coverage,
    )
    tell_reading(opened.corpus, quiet=quiet or opened.study is not None)
    tell_minimum(opened.corpus, minimum)
    before = released_before(opened, earlier, internal=internal)
    machine = machine_of(opened, model=model, rules=rules)
    tell_machine(machine, quiet=quiet)
    warn(_what_is_not_corrected(opened, machine))
    people = opened.readers_called(coders)
    warn(opened.what_is_assumed(people))
    made, problem = estimated(
        machine_codings(opened, machine, progress=not quiet),
        people,
        opened.sample(sample),
        coder=coders or None,
        settled=opened.settled(settled),
        measure=measure,
        width=width,
        internal=internal,
        minimum=minimum,
        earlier=before,
        by=by or None,
        confidence=confidence,
        level=level,
        unread=unread,
        shown=shown,
    )
    written = made.save(out)
    warn([problem] if problem else [])
    warn(made.to_the_team)
    if not quiet:
        _show(made, written)


def _what_is_not_corrected(source: Source, machine: Machine) -> list[str]:
    """Return that the codings of a model, which a study holds, are not what is corrected."""
    if source.study is None or machine.model is not None:
        return []
    if "model" not in list(source.study.coders["origin"]):
        return []
    return [
        Message(
            "the study holds codings of a model, but not its scores; this corrects what the "
            "rules find. To correct the model, keep it with civic-qual train, or add --model FILE"
        )
    ]


def _show(made: Release, written: Sequence[Path]) -> None:
    rows = made.tables[0].frame[list(HEADS)].to_dict("records")
    whole = rows[-1]["group"] if rows else ""  # a name of it that is no group's
    tell_table(
        list(HEADS.values()),
        [[_cell(str(name), value, whole) for name, value in row.items()] for row in rows],
        numbers=[name not in ("theme", "group", "note") for name in HEADS],
    )
    for note in made.notes:
        say(note)
    say()
    tell_written(written)


def _cell(name: str, value: Any, whole: str) -> str:
    """Return a cell as it is read; `whole` is the group that is all of them."""
    from civic_qual.analysis.tables.groups import ALL_GROUPS

    if isinstance(value, str):
        return ALL_GROUPS if name == "group" and value == whole == "all" else value
    if value is None or value != value:  # hidden, or NaN, which is not itself
        return "–"
    return count(int(value)) if name == "human_n" else decimal(value, 3)

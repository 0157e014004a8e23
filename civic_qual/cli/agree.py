"""`civic-qual agree`: how far coders agree, and where they do not."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from civic_qual.cli import options
from civic_qual.cli.opening import open_here
from civic_qual.cli.speaking import SpeakingCommand
from civic_qual.cli.targets import refuse_folder
from civic_qual.cli.telling import note, say, tell_reading, tell_table, tell_written
from civic_qual.messages import Message, count, decimal, enumerated

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from civic_qual.analysis.agreement.agreement import Agreement
    from civic_qual.coding.blind import Judges
    from civic_qual.coding.carried import Level
    from civic_qual.coding.files.coverage import Coverage
    from civic_qual.corpus.segments import Unit

COEFFICIENTS = {
    "kappa": Message("kappa"),
    "alpha": Message("alpha"),
    "ac1": Message("AC1"),
}


@click.command(
    cls=SpeakingCommand,
    help=Message(
        "Compare the coders of SOURCE, a study file or transcripts, on what two of them have "
        "read.\n\n"
        "Percent agreement, Cohen's kappa, Krippendorff's alpha and Gwet's AC1, with intervals."
    ),
    epilog=Message(
        "Example: civic-qual agree interviews/ --codings codings.csv --codebook codebook.yaml "
        "--out agreement.csv"
    ),
)
@options.source
@options.codebook
@options.codings
@options.coverage
@options.option(
    "--rules", is_flag=True, help=Message("Compare with what the rules of the codebook find.")
)
@options.option("--coder", "coders", multiple=True, help=Message("Compare only these; repeat it."))
@options.option(
    "--unit",
    type=options.Names(options.units),
    help=Message("What is compared; what was coded as a whole, or turns, if you name none."),
)
@options.level("code")
@options.shown
@options.option(
    "--out", type=options.NEW_FILE, help=Message("Write the whole table too, as a csv or xlsx.")
)
@options.option(
    "--disagreements",
    "listing",
    type=options.NEW_FILE,
    help=Message("Write the passages on which they disagree, as a csv or xlsx to decide in."),
)
@options.option(
    "--agreed",
    is_flag=True,
    help=Message(
        "List there too what all of them found, and a few passages in which nobody did, without "
        "telling who said what: what estimate wants to have settled."
    ),
)
@options.option(
    "--open",
    "is_open",
    is_flag=True,
    help=Message("Name the coders in the disagreements; letters stand for them otherwise."),
)
@options.option(
    "--internal",
    is_flag=True,
    help=Message("For the study team only: disagreements show what was said, and memos."),
)
@options.reading
@options.quiet
def agree(
    source: Path,
    codebook_file: Path | None,
    codings_files: tuple[Path, ...],
    coverage: Coverage | Path | None,
    rules: bool,
    coders: tuple[str, ...],
    unit: Unit | None,
    level: Level,
    shown: Judges,
    out: Path | None,
    listing: Path | None,
    agreed: bool,
    is_open: bool,
    internal: bool,
    quiet: bool,
) -> None:
    """Compare coders, and write where they disagree."""
    from civic_qual.analysis.agreement.agreement import agreement
    from civic_qual.privacy.outlet.folder import write_internal
    from civic_qual.privacy.policy import protects
    from civic_qual.routines.team.agreeing import (
        compared_codings,
        given_and_not_read,
        listed,
        refuse_not_come_back,
    )

    written = [target for target in (out, listing) if target is not None]
    for target in written:
        refuse_folder(target.parent)
    opened = open_here(
        source,
        codebook_file=codebook_file,
        codings_files=codings_files,
        coverage=coverage,
    )
    tell_reading(opened.corpus, quiet=quiet or opened.study is not None)
    codings, names = (
        compared_codings(opened, rules=rules, coders=coders),
        list(dict.fromkeys(coders)) or None,
    )
    refuse_not_come_back(opened, codings)
    table = agreement(codings, coders=names, unit=unit, level=level, shown=shown)
    if out is not None:
        write_internal({out: table.frame}, table.notes)
    if listing is not None:
        how: dict[str, Any] = {"coders": names, "unit": unit, "level": level}
        rows = listed(opened, codings, **how, blind=not is_open, agreed=agreed)
        # Words of an interview leave the study only when asked for, or when nobody said them.
        hidden = [] if not protects(codings.corpus, internal) else ["passage", "memos"]
        write_internal({listing: rows.frame.drop(columns=hidden)})
    if not quiet:
        _show(table)
        note(_waiting(given_and_not_read(opened)))
        tell_written(written)


def _waiting(people: Sequence[str]) -> list[str]:
    if not people:
        return []
    return [Message("Given and not read yet: {people}.", people=enumerated(people))]


def _show(table: Agreement) -> None:
    """Print each group of coders under its heading, and then all that the figures cannot bear."""
    from civic_qual.analysis.agreement.agreement import WHO

    for coders, rows in table.frame.groupby("coders", sort=False):
        defined = [name for name in COEFFICIENTS if rows[name].notna().any()]
        say(Message("{coders} ({who})", coders=str(coders), who=WHO[rows["who"].iloc[0]]))
        tell_table(
            [
                Message("code"),
                Message("passages"),
                Message("agreement"),
                *(COEFFICIENTS[name] for name in defined),
            ],
            [_cells(row, defined) for row in rows.to_dict("records")],
            numbers=[False] + [True] * (2 + len(defined)),
        )
    note(table.notes)
    note(table.reasons())


def _cells(row: Mapping[Any, Any], coefficients: Sequence[str]) -> list[str]:
    from civic_qual.analysis.agreement.agreement import shown_code

    return [
        shown_code(row["code"]),
        count(row["units"]),
        decimal(row["percent"], 2),
        *(
            _with_limits(row[name], row[f"{name}_low"], row[f"{name}_high"])
            for name in coefficients
        ),
    ]


def _with_limits(value: float, low: float, high: float) -> str:
    if value != value:  # NaN is not itself
        return Message("undefined")
    if low != low:
        return decimal(value, 2)
    return Message(
        "{value} [{low}, {high}]",
        value=decimal(value, 2),
        low=decimal(low, 2),
        high=decimal(high, 2),
    )

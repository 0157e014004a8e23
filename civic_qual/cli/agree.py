"""`civic-qual agree`: how far coders agree, and where they do not."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli.code import UNIT_CHOICES
from civic_qual.cli.refusals import refuse_folder
from civic_qual.messages import enumerated

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.coding.codings import Codings
    from civic_qual.coding.theme_rows import Level
    from civic_qual.corpus.segments import Unit
    from civic_qual.study.study import Study

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)
_TARGET = click.Path(dir_okay=False, path_type=Path)


@click.command(
    epilog="Example: civic-qual agree interviews/ --codings codings.csv --codebook"
    " codebook.yaml --out agreement.csv"
)
@click.argument("source", type=click.Path(exists=True, path_type=Path))
@click.option(
    "--codings",
    "files",
    multiple=True,
    type=_FILE,
    help="Codings of the transcripts, a csv or xlsx; repeat for several coders.",
)
@click.option("--codebook", type=_FILE, help="The codebook of the codings, a YAML file.")
@click.option("--rules", is_flag=True, help="Compare with what the rules of the codebook find.")
@click.option("--coder", "coders", multiple=True, help="Compare only these; repeat it.")
@click.option(
    "--unit",
    default="turn",
    show_default=True,
    type=click.Choice(UNIT_CHOICES),
    help="What is compared.",
)
@click.option(
    "--level",
    default="code",
    show_default=True,
    type=click.Choice(("code", "theme")),
    help="Codes, or themes alone.",
)
@click.option("--out", type=_TARGET, help="Write the whole table too, as a csv.")
@click.option(
    "--disagreements",
    "listed",
    type=_TARGET,
    help="Write the passages on which they disagree, as a csv to decide in.",
)
@click.option(
    "--open",
    "is_open",
    is_flag=True,
    help="Name the coders in the disagreements; letters stand for them otherwise.",
)
@click.option(
    "--internal",
    is_flag=True,
    help="For the study team only: disagreements show what was said, and memos.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def agree(
    source: Path,
    files: tuple[Path, ...],
    codebook: Path | None,
    rules: bool,
    coders: tuple[str, ...],
    unit: Unit,
    level: Level,
    out: Path | None,
    listed: Path | None,
    is_open: bool,
    internal: bool,
    quiet: bool,
) -> None:
    """Compare the coders of SOURCE, a study file or transcripts, on what two of them have read.

    Percent agreement, Cohen's kappa, Krippendorff's alpha and Gwet's AC1, with intervals.
    """
    from civic_qual.analysis.agreement.agreement import agreement
    from civic_qual.cli.sources import codings_at

    for target in (out, listed):
        if target is not None:
            refuse_folder(target.parent)
    codings, study = codings_at(source, files, codebook, rules, quiet)
    names = list(dict.fromkeys(coders)) or None
    table = agreement(codings, names, unit, level)
    if out is not None:
        _write(table, out)
    if listed is not None:
        _write(_disagreements(codings, study, names, unit, level, is_open, internal), listed)
    if not quiet:
        _show(table)
        for target in (out, listed):
            if target is not None:
                click.echo(f"wrote {target}")


def _disagreements(
    codings: Codings,
    study: Study | None,
    coders: list[str] | None,
    unit: Unit,
    level: Level,
    is_open: bool,
    internal: bool,
) -> pd.DataFrame:
    from civic_qual.analysis.agreement.disagreements import disagreements
    from civic_qual.study.contents.tables import study_disagreements

    table = (
        disagreements(codings, coders, unit, level, not is_open)
        if study is None
        else study_disagreements(study, codings, coders, unit, level, not is_open)
    )
    # Words of an interview leave the study only when asked for, or when nobody said them.
    return (
        table if internal or codings.corpus.invented else table.drop(columns=["passage", "memos"])
    )


def _write(table: pd.DataFrame, path: Path) -> None:
    from civic_qual.cli.results import for_spreadsheets
    from civic_qual.saving import whole_file

    with whole_file(path) as beside:
        for_spreadsheets(table).to_csv(beside, index=False, encoding="utf-8-sig")


def _show(table: pd.DataFrame) -> None:
    """Print each group of coders under its heading, and then all that the figures cannot bear."""
    for coders, rows in table.groupby("coders", sort=False):
        defined = [name for name in ("kappa", "alpha", "ac1") if rows[name].notna().any()]
        shown = rows[["code", "units"]].assign(
            percent=rows["percent"].map("{:.2f}".format),
            **{
                name: [
                    _with_limits(*row)
                    for row in rows[[name, f"{name}_low", f"{name}_high"]].to_numpy()
                ]
                for name in defined
            },
        )
        click.echo(f"{coders} ({rows['who'].iloc[0]})\n{shown.to_string(index=False)}\n")
    for note in table.attrs["notes"]:
        click.echo(f"note: {note}")
    for reason, codes in _reasons(table).items():
        click.echo(f"note: {reason}: {enumerated(codes, 5)}")


def _reasons(table: pd.DataFrame) -> dict[str, list[str]]:
    """Return the codes of every reason for caution, whatever else is said of them."""
    found: dict[str, list[str]] = {}
    for code, note in zip(table["code"], table["note"], strict=True):
        for reason in note.split("; ") if note else ():
            codes = found.setdefault(re.sub(r" \([\d.]+% yes\)", "", reason), [])
            if code not in codes:
                codes.append(code)
    return found


def _with_limits(value: float, low: float, high: float) -> str:
    if value != value:  # NaN is not itself
        return "undefined"
    return f"{value:.2f}" + ("" if low != low else f" [{low:.2f}, {high:.2f}]")

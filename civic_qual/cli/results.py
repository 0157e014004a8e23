"""What a coding run leaves behind: codings, a table and a report, all of them or none."""

from __future__ import annotations

from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli.refusals import refuse_nothing_read
from civic_qual.errors import WriteError
from civic_qual.saving import whole_file

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.analysis.tables.theme_table import ThemeTable
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit

FILES = ("codings.csv", "theme_table.csv", "report.html")
WITHHELD = (
    "Withheld: codings say passage by passage who said what, and from them every "
    "suppressed number could be counted. For the study team: civic-qual code ... "
    "--internal"
)


@dataclass(frozen=True)
class Request:
    """What the user asked for: where to, broken down by what, counted in what, for whose eyes."""

    folder: Path
    by: tuple[str, ...] = ()
    unit: Unit = "turn"
    internal: bool = False
    minimum: int = 5
    quiet: bool = False


def show_reading(corpus: Corpus, quiet: bool) -> None:
    """Say which files could not be read, and unless quiet what was read and what was guessed."""
    for problem in corpus.problems:
        click.echo(f"warning: {problem}", err=True)
    if quiet:
        return
    for note in corpus.notes:
        click.echo(f"note: {note}", err=True)
    click.echo(
        f"Read {len(corpus)} transcripts, {corpus.participants.count} participants.\n", err=True
    )


def save_results(codings: Codings, request: Request) -> None:
    """Write the three results of codings by one coder, and show the table."""
    from civic_qual.analysis.tables.theme_table import theme_table

    for problem in codings.problems:
        click.echo(f"warning: {problem}", err=True)
    refuse_nothing_read(codings)
    table = theme_table(codings, by=list(request.by) or None, unit=request.unit)
    shown = _save(codings, table, request)
    if not request.quiet:
        _show(shown, request.folder)


def _save(codings: Codings, table: ThemeTable, request: Request) -> ThemeTable:
    """Write the results, and return the table as it was written."""
    from civic_qual.privacy.policy import protects
    from civic_qual.report.theme_report import report_with

    # Table and report are one release: from both together no small cell may be worked out.
    report, (table,) = report_with(
        codings, [table], list(request.by), request.unit, request.internal, request.minimum
    )
    rows = (
        withheld_codings()
        if protects(codings.corpus, request.internal)
        else codings.to_csv_frame(unit=request.unit)
    )
    make_folder(request.folder)
    with ExitStack() as stack:
        codings_csv, table_csv, report_html = (
            stack.enter_context(whole_file(request.folder / name)) for name in FILES
        )
        for_spreadsheets(rows).to_csv(codings_csv, index=False, encoding="utf-8-sig")
        for_spreadsheets(table.long).to_csv(table_csv, index=False, encoding="utf-8-sig")
        report_html.write_text(report.html, encoding="utf-8")
    return table


def withheld_codings() -> pd.DataFrame:
    """Return what stands in codings.csv where it may leave the study: no coding, and why.

    It has a row for every passage, with who said it: whoever has it counts what was suppressed.
    """
    import pandas as pd

    from civic_qual.coding.files.writing import COLUMNS

    row = dict.fromkeys(COLUMNS, "") | {"kind": "withheld", "evidence": WITHHELD}
    return pd.DataFrame([row], columns=list(COLUMNS))


def for_spreadsheets(frame: pd.DataFrame) -> pd.DataFrame:
    """Keep spreadsheets from running what somebody wrote: an apostrophe before =, +, - and @.

    Numbers stay as they are, and so do the names of transcripts, by which rows are read back.
    """
    texts = frame.select_dtypes(include=["object", "string", "category"]).astype("string")
    dangerous = r"^(?=[=+@\t\r-])(?![-+]?[\d.,]+$)"
    return frame.assign(
        **{
            str(name): texts[name].str.replace(dangerous, "'", regex=True)
            for name in texts
            if name != "transcript"
        }
    )


def make_folder(folder: Path) -> None:
    """Make a folder for results, unless it stands."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise WriteError(
            f"{folder}: no folder can be made there ({error.strerror}); choose another with --out"
        ) from error


def _show(table: ThemeTable, folder: Path) -> None:
    click.echo(table.to_text())
    click.echo()
    for name in FILES:
        click.echo(f"wrote {folder / name}")
    if table.marks is not None:
        click.echo(
            "\nProtected: these files may leave the study. Small cells are suppressed, "
            "interviews are not quoted,\nand codings.csv holds no codings. Everything, for "
            "the study team only: --internal"
        )

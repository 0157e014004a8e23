"""`civic-qual export`: a study file as a folder of plain files."""

from __future__ import annotations

from pathlib import Path

import click

from civic_qual.errors import DisclosureError


@click.command(epilog="Example: civic-qual export mali.study --out mali_export/ --internal")
@click.argument("study", type=click.Path(path_type=Path))
@click.option(
    "--out",
    required=True,
    help="The folder for the files; it must be new or empty.",
    type=click.Path(file_okay=False, path_type=Path),
)
@click.option(
    "--internal",
    is_flag=True,
    help="For the study team only: the folder is a full copy, with all that was said.",
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def export(study: Path, out: Path, internal: bool, quiet: bool) -> None:
    """Write all of a STUDY as plain files (csv, yaml, txt), from which `import` makes it again.

    The folder holds everything: transcripts, names of participants, memos, who decided what. It
    is no publication; for that, use `civic-qual code`.
    """
    from civic_qual.study.study import Study

    with Study(study) as opened:
        # Words of an interview leave the study only when asked for, or when nobody said them.
        if not internal and not all(one.invented for one in opened.corpus):
            raise DisclosureError(
                "an export is a full copy of the study, with all that was said; "
                "if it stays within the study team, add --internal"
            )
        opened.export(out)
    if not quiet:
        click.echo(f"wrote {out}: a full copy, to be kept as safe as the interviews")

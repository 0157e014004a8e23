"""`civic-qual import`: a study file made again of the folder that `export` wrote."""

from __future__ import annotations

from pathlib import Path

import click


@click.command("import", epilog="Example: civic-qual import mali_export/ --out mali.study")
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--out",
    required=True,
    help="The study file to make; nothing may stand there.",
    type=click.Path(path_type=Path),
)
@click.option("--quiet", is_flag=True, help="Print nothing but errors and warnings.")
def import_study(folder: Path, out: Path, quiet: bool) -> None:
    """Make a study file of a FOLDER that `export` wrote: the same study, its history included."""
    from civic_qual.study.study import Study

    Study.import_folder(folder, out).close()
    if not quiet:
        click.echo(f"wrote {out}")

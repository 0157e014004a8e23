"""Opening what a command works on, for as long as the command runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

from civic_qual.cli import options
from civic_qual.messages import Message

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic_qual.coding.files.coverage import Coverage
    from civic_qual.routines.source import Source


def open_here(
    path: Path,
    *,
    codebook_file: Path | None = None,
    codings_files: Sequence[Path] = (),
    coverage: Coverage | Path | None = None,
) -> Source:
    """Open a source as `open_source` does; it is closed when the command ends, well or not.

    Its files are read as the options of `options.reading` say.
    """
    from civic_qual.routines.source import open_source

    read_as = options.read_as()
    opened = open_source(
        path,
        codebook_file=codebook_file,
        codings_files=codings_files,
        coverage=coverage,
        **read_as,
    )
    click.get_current_context().call_on_close(opened.close)
    if opened.study is not None and (read_as.get("people") or read_as.get("folders")):
        raise click.UsageError(
            Message(
                "{source} is a study file, which keeps who speaks: --people and --folders are for "
                "folders of interviews",
                source=path,
            )
        )
    return opened


def open_study_here(path: Path) -> Source:
    """Open a study as `open_here` does; refuse what is none.

    Raises
    ------
    StudyError
        If it is no study.
    """
    from civic_qual.routines.source import open_source, refuse_no_study

    refuse_no_study(path)
    opened = open_source(path)
    click.get_current_context().call_on_close(opened.close)
    return opened

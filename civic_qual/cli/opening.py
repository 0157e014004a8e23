"""Opening what a command works on, for as long as the command runs."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

import click

if TYPE_CHECKING:
    from collections.abc import Sequence

    from civic_qual.coding.files.reading import Coverage
    from civic_qual.routines.source import Source


def open_here(
    path: Path,
    *,
    codebook_file: Path | None = None,
    codings_files: Sequence[Path] = (),
    coverage: Coverage = "whole_transcripts",
    large: bool = False,
    encoding: str | None = None,
    people_file: Path | None = None,
) -> Source:
    """Open a source as `open_source` does; it is closed when the command ends, well or not."""
    from civic_qual.routines.source import open_source

    opened = open_source(
        path,
        codebook_file=codebook_file,
        codings_files=codings_files,
        coverage=coverage,
        large=large,
        encoding=encoding,
        people_file=people_file,
    )
    click.get_current_context().call_on_close(opened.close)
    return opened

"""Tables that people filled in or saved again, as text; and samples read from such files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd

from civic_qual.analysis.sampling.sample import Sample
from civic_qual.sheets.reading import sheet_of_file


def read_sample(path: str | Path) -> Sample:
    """Read a sample from a file (csv, tsv, xlsx), also if a spreadsheet saved it again.

    Parameters
    ----------
    path
        What `civic-qual sample` wrote, or `Sample.to_frame()` was written to.

    Raises
    ------
    ReadError
        If the file cannot be read.
    SampleError
        If it holds no sample.

    Examples
    --------
    >>> import tempfile
    >>> import civic_qual as cq
    >>> path = Path(tempfile.mkdtemp()) / "sample.csv"
    >>> cq.draw_sample(cq.example_corpus(), n=10).to_frame().to_csv(path, index=False)
    >>> read_sample(path)
    Sample('simple-turn-10-seed1', 10 of 436 turns, simple)
    """
    return Sample.from_frame(text_frame(path))


def text_frame(path: str | Path) -> pd.DataFrame:
    """Return a table file with all its cells as text, and its titles in small letters.

    Raises
    ------
    ReadError
        If it cannot be read.
    """
    sheet = sheet_of_file(Path(path))
    titles = [title.strip().lower() for title in sheet.titles]
    return pd.DataFrame(list(sheet.rows), columns=titles, dtype=object)

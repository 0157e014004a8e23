"""Samples read from files, whoever saved them again."""

from __future__ import annotations

from pathlib import Path

from civic_qual.analysis.sampling.sample import Sample
from civic_qual.calls import helpful
from civic_qual.sheets.reading import text_frame


@helpful
def read_sample(path: str | Path) -> Sample:
    """Read a sample from a file (csv, tsv, xlsx), also if a spreadsheet saved it again.

    Parameters
    ----------
    path
        What `Sample.to_csv`, `Sample.to_excel` or `civic-qual sample` wrote.

    Returns
    -------
    Sample
        The sample as it was drawn.

    Raises
    ------
    ReadError
        If the file cannot be read.
    SampleError
        If it holds no sample.

    See Also
    --------
    draw_sample : Draw one.

    Examples
    --------
    >>> import tempfile
    >>> import civic_qual as cq
    >>> path = Path(tempfile.mkdtemp()) / "sample.csv"
    >>> cq.draw_sample(cq.example_corpus(), n=10).to_csv(path)
    >>> read_sample(path)
    Sample('simple-turn-10-seed1', 10 of 436 turns, simple)
    """
    return Sample.from_frame(text_frame(path))

"""Tables that people filled in or saved again, as a DataFrame of text."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.sheets.reading import sheet_of_file

if TYPE_CHECKING:
    import pandas as pd


def text_frame(path: str | Path) -> pd.DataFrame:
    """Return a table file with all its cells as text, and its titles in small letters.

    Raises
    ------
    ReadError
        If it cannot be read.
    """
    import pandas as pd

    sheet = sheet_of_file(Path(path))
    titles = [title.strip().lower() for title in sheet.titles]
    return pd.DataFrame(list(sheet.rows), columns=titles, dtype=object)

"""What a cell of a workbook can hold, and a text written into one as nothing but a text."""

from __future__ import annotations

import datetime
import re
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

MOST_LETTERS = 32_767  # of a cell of Excel
_CUT = "[…]"
MADE = datetime.datetime(2000, 1, 1)  # stands in every workbook, so that they are alike
AS_WRITTEN = {
    "in_memory": True,  # temporary files would lie about, and hold what people said
    "strings_to_formulas": False,
    "strings_to_urls": False,
    "strings_to_numbers": False,
}
# What XML cannot hold, and line ends that come back as others.
FORBIDDEN = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufffe\uffff]")


def letters_in_excel(text: str) -> int:
    """Return how many letters a text has as Excel counts them: UTF-16 units.

    Examples
    --------
    >>> letters_in_excel("Oui"), letters_in_excel("😀")
    (3, 2)
    """
    return len(text) if text.isascii() else len(text.encode("utf-16-le", "surrogatepass")) // 2


def write_text(sheet: Worksheet, row: int, column: int, text: str, how: Format) -> bool:
    """Write a text that a cell can hold, as a text whatever it looks like; say whether it is there.

    Rows and columns count from 0.
    """
    if text.startswith("<r>") and text.endswith("</r>"):
        # XlsxWriter takes such a text for XML of its own, unless it comes in pieces.
        return bool(sheet.write_rich_string(row, column, "<", how, text[1:], how) == 0)
    return bool(sheet.write_string(row, column, text, how) == 0)


def that_fits(text: str) -> str:
    r"""Return a text as a cell can hold it; what is cut, or cannot be written, is seen.

    Examples
    --------
    >>> that_fits("Oui.\ufffe"), that_fits("Oui. " * 10_000)[-8:]
    ('Oui.\ufffd', 'Oui. […]')
    """
    plain = text if text.isprintable() else FORBIDDEN.sub("\ufffd", text)
    if letters_in_excel(plain) <= MOST_LETTERS:
        return plain
    return f"{plain[: MOST_LETTERS // 2 - len(_CUT) - 1].rstrip()} {_CUT}"

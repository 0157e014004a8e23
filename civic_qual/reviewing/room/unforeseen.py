"""What nobody foresaw, in words: where it happened, and nothing of an interview."""

from __future__ import annotations

import traceback
from pathlib import Path

from civic_qual.messages import Message


def unforeseen(error: BaseException) -> str:
    """Say that something went wrong which is a fault of this library, and where it is.

    What the error says of itself is left out: it may hold words of an interview.

    Examples
    --------
    >>> try:
    ...     {}["what Awa said"]
    ... except KeyError as error:
    ...     print(unforeseen(error))
    something unforeseen went wrong (KeyError in ..., line 2); what was confirmed is in the study.
    Load the page anew, and tell those who make civic_qual if it comes again
    """
    last = traceback.extract_tb(error.__traceback__)[-1:]
    return Message(
        "something unforeseen went wrong ({kind} in {file}, line {line}); what was confirmed is in "
        "the study. Load the page anew, and tell those who make civic_qual if it comes again",
        kind=type(error).__name__,
        file=Path(last[0].filename).name if last else "?",
        line=(last[0].lineno or 0) if last else 0,
    )

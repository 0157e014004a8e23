"""Openings of lines that come back before a sign: speakers, perhaps, whom no rule separates."""

from __future__ import annotations

import re
from collections import Counter

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.messages import Message, enumerated, quoted

_OPENING = re.compile(
    r"(?P<name>[^\W\d_][\w.'’-]*(?: [\w.'’-]+){0,3})[ \t\u00a0]{0,3}[|;>=~/»→•·^*][ \t\u00a0]"
)
_FEWEST, _MOST = 4, 0.8  # lines that begin so; and of all lines


def openings_again(script: Script) -> Doubt | None:
    r"""Return a doubt about a file in which few openings begin nearly all lines.

    Examples
    --------
    >>> from civic_qual.corpus.intake.layouts.lines import script_of
    >>> text = "Ada | Who came?\nOumar | The boats.\nAda | When?\nOumar | At ten.\n"
    >>> str(openings_again(script_of(text)).message).partition(":")[0]
    "nearly all lines begin with one of few openings, as 'Ada', 'Oumar'"
    """
    found = [_OPENING.match(script.text, line.start, line.end) for line in script.lines]
    names = Counter(one["name"] for one in found if one)
    again = {name: times for name, times in names.items() if times > 1}
    lines = sum(again.values())
    if len(again) < 2 or lines < _FEWEST or lines < _MOST * len(script.lines):
        return None
    return Doubt(
        Message(
            "nearly all lines begin with one of few openings, as {names}: if these are speakers, "
            "write a colon behind them",
            names=enumerated(map(quoted, again), 2),
        )
    )

"""The text of a transcript as a document shows it: its lines that hold something.

Empty lines, which a word processor puts in and takes out, do not count; the way back to every
character of the text is kept.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable
from dataclasses import dataclass
from itertools import pairwise

from civic_qual.corpus.transcripts import Span

MARK = "\u2060"  # nobody sees it: it stands before the words of a suggestion
# What XML cannot hold: half of a pair, and signs that are none.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")


def writable(text: str) -> str:
    r"""Return a text of the same length that XML can hold.

    Examples
    --------
    >>> writable("a\udce9")
    'a\ufffd'
    """
    return _IMPOSSIBLE.sub("\ufffd", text)


@dataclass(frozen=True, eq=False)
class ShownText:
    """Lines of a text, and where they stand in it.

    Attributes
    ----------
    text
        The lines, with a line break between them.
    places
        Where each character of `text` stands in the text it was made of, in order.
    """

    text: str
    places: tuple[int, ...]

    def outside(self, start: int, end: int) -> Span | None:
        r"""Return where characters of `text` stand in the text it was made of; None for no words.

        Examples
        --------
        >>> shown_text("R: Oui.\n\nI: Et?").outside(8, 10)
        (9, 11)
        """
        if not start < end:
            return None
        return self.places[start], self.places[end - 1] + 1

    def inside(self, start: int, end: int) -> Span | None:
        r"""Return where a passage of the text that it was made of stands in `text`; None: nowhere.

        Examples
        --------
        >>> shown_text("R: Oui.\n\nI: Et?").inside(9, 11)
        (8, 10)
        """
        first, last = bisect_left(self.places, start), bisect_left(self.places, end)
        return (first, last) if first < last else None


def shown_text(text: str, without: Iterable[Span] = ()) -> ShownText:
    r"""Return the lines of a text that hold something, without marks and some stretches of it.

    Parameters
    ----------
    text
        Of a transcript, or of a document.
    without
        Stretches that are left out, in order and apart: what a document says besides.

    Examples
    --------
    >>> shown_text("R: Oui.\n \nI: [3] Et?", [(12, 16)]).text
    'R: Oui.\nI: Et?'
    """
    cuts = [(0, 0), *without, (len(text), len(text))]
    kept = [place for (_, start), (end, _) in pairwise(cuts) for place in range(start, end)]
    kept = [place for place in kept if text[place] != MARK]
    plain = writable("".join(text[place] for place in kept))
    places: list[int] = []
    lines: list[str] = []
    begin = 0
    for line in plain.split("\n"):
        end = begin + len(line)
        if line.strip():
            if lines:
                places.append(kept[begin - 1])
            lines.append(line)
            places.extend(kept[begin:end])
        begin = end + 1
    return ShownText("\n".join(lines), tuple(places))

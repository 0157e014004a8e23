"""Words in an output that no message marked, while the pseudo-locale is spoken."""

import re

from civic_qual.messages.pseudo import ACCENTED, END, START

_MARKED = re.compile(f"{START}[^{START}{END}]*{END}")
_WORD = re.compile(r"[^\W\d_]{3,}")


def unmarked_words(output, allowed=()):
    """Return the words of at least 3 letters that stand outside marks, in the order of the output.

    `allowed` are data, which no language changes: codes, attributes, ids, file names, columns.
    Each may be of several words or parts (`plan.threat`, `theme_table.csv`); it is allowed as a
    whole, and so is a word of a marked text that was cut off, since its letters have accents.

    >>> unmarked_words("⟦ţūŕñš ⟧of bria.txt: Not read", allowed=["bria.txt"])
    ['Not', 'read']
    >>> unmarked_words("⟦ţĥē ƒīŕšţ…")
    []
    """
    rest = _MARKED.sub(" ", output)
    for data in sorted(map(str, allowed), key=len, reverse=True):
        if data:
            rest = re.sub(rf"(?<!\w){re.escape(data)}(?!\w)", " ", rest)
    return [word for word in _WORD.findall(rest) if not set(word) <= set(ACCENTED)]

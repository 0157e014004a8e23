"""Files that were read wrongly, for people to look at: the truth and the reading side by side."""

from __future__ import annotations

import shutil
import textwrap
from collections import Counter
from difflib import SequenceMatcher
from itertools import groupby, zip_longest
from pathlib import Path

from benchmarks.interviewing.files import Drawn
from benchmarks.interviewing.judging.comparing import aligned, matched
from benchmarks.interviewing.judging.reading import Reading

WIDTH = 66
Turns = list[tuple[str, str]]


def show(drawn: Drawn, reading: Reading, folder: Path) -> None:
    """Copy a file into a folder; write beside it what was said, and what was read."""
    folder.mkdir(parents=True, exist_ok=True)
    shutil.copy(drawn.path, folder / drawn.path.name)
    interview = drawn.written.interview
    truth = interview.truth if interview else []
    pairs = aligned(truth, reading.words)
    names = matched(Counter((truth[a][1], reading.words[b][1]) for a, b in pairs))
    said = _turns([(word, who) for word, who, _ in truth])
    read = _turns([(word, names.get(who, f"?{who}")) for word, who in reading.words])
    lines = [
        f"layout {drawn.written.layout} {drawn.written.features}; {drawn.written.kind}",
        f"read as {reading.layout or '-'}; sure {reading.sure}; {reading.doubt} {reading.failed}",
        f"speakers {names}; roles {reading.roles}",
        "",
        *_beside(said, read),
    ]
    (folder / f"{drawn.path.name}.beside.txt").write_text("\n".join(lines) + "\n", encoding="utf-8")


def _turns(words: list[tuple[str, str]]) -> Turns:
    return [
        (who, " ".join(word for word, _ in some))
        for who, some in groupby(words, key=lambda one: one[1])
    ]


def _beside(said: Turns, read: Turns) -> list[str]:
    """Return two columns; `!` marks where they differ."""
    found = []
    for same, a, b, c, d in SequenceMatcher(None, said, read, autojunk=False).get_opcodes():
        for one, other in zip_longest(said[a:b], read[c:d], fillvalue=("", "")):
            left, right = _cell(one), _cell(other)
            mark = " " if same == "equal" else "!"
            found += [
                f"{mark} {x:{WIDTH}} | {y}" for x, y in zip_longest(left, right, fillvalue="")
            ]
    return found


def _cell(turn: tuple[str, str]) -> list[str]:
    who, words = turn
    return textwrap.wrap(f"{who}: {words}", WIDTH, subsequent_indent="  ") if who else []

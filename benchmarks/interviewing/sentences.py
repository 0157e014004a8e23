"""Lists of sentences, names and furniture, one file a language, full of the traps of real speech.

`{...}` is filled at random. An `opening` may begin a paragraph, and looks like a label there to who
does not read on; `inside` stands only after other words of the same paragraph.
"""

from __future__ import annotations

from functools import cache
from pathlib import Path

Lists = dict[str, tuple[str, ...]]


@cache
def lists(language: str, which: str = "lists") -> Lists:
    """Return the lists of a language by name: a `#` begins a list, each line is one of it."""
    found: dict[str, list[str]] = {}
    text = Path(__file__).with_name(f"{which}_{language}.txt").read_text(encoding="utf-8")
    name = ""
    for line in text.splitlines():
        if line.startswith("# "):
            name = line[2:]
            found[name] = []
        elif line:
            found[name].append(line)
    return {name: tuple(some) for name, some in found.items()}

"""Tools that others use for the same work, each as fast as a good user would write it.

A peer first brings the patterns into its own form (`ready`), which is not timed; `code` builds
its matcher, finds all spans, overlapping ones too, and counts them, which is.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib.util import find_spec
from typing import Any, Protocol

from benchmarks.automata import PyAhoCorasick, RustAhoCorasick, RustAhoCorasickBytes
from benchmarks.found import Found
from benchmarks.patterns import Pattern
from benchmarks.phrase_matcher import PhraseMatcher
from benchmarks.speeches import Speeches
from benchmarks.word_borders import inside_words


class Peer(Protocol):
    """A tool, the module it needs, and its two steps."""

    name: str
    module: str

    def ready(self, patterns: Sequence[Pattern]) -> Any: ...

    def code(self, form: Any, speeches: Speeches) -> Found: ...


AUTOMATA: tuple[type[Peer], ...] = (RustAhoCorasick, RustAhoCorasickBytes, PyAhoCorasick)


def peers(speeches: Speeches) -> tuple[list[Peer], dict[str, str]]:
    """Return the peers that are installed, and why the others are not measured."""
    inside_words()
    present: list[Peer] = [peer() for peer in AUTOMATA if find_spec(peer.module)]
    missing = {
        peer.name: f"the package {peer.module} is not installed"
        for peer in AUTOMATA
        if not find_spec(peer.module)
    }
    missing["quanteda"] = "it needs R, which this benchmark does not drive, and gives no spans"
    return [*present, PhraseMatcher(speeches)], missing

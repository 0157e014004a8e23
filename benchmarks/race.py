"""One number of patterns: ours and all peers side by side, and whether they found the same."""

from __future__ import annotations

import gc
from collections.abc import Callable, Sequence
from functools import partial
from typing import Any

from benchmarks.engines import running
from benchmarks.equality import compared
from benchmarks.ours import PLAIN, Ours, forget_forms
from benchmarks.patterns import Pattern
from benchmarks.peers import AUTOMATA, Peer
from benchmarks.phrase_matcher import PhraseMatcher
from benchmarks.speeches import Speeches
from benchmarks.timing import interleaved, seconds

Times = dict[str, float]


def race(
    patterns: Sequence[Pattern],
    speeches: Speeches,
    peers: Sequence[Peer],
    engines: Sequence[str],
    rounds: int,
) -> Times:
    """Return the medians of seconds: of each peer by its name, of ours as `portable.first` etc."""
    works: dict[str, Callable[[], Times]] = {}
    for peer in peers:
        works[peer.name] = partial(_peer_times, peer, peer.ready(patterns), speeches)
    for engine in engines:
        works[engine] = partial(_our_times, engine, patterns, speeches)
    gc.collect()
    gc.freeze()  # what stands ready is not gone through again before each measurement
    try:
        return interleaved(works, rounds)
    finally:
        gc.unfreeze()


def _peer_times(peer: Peer, form: Any, speeches: Speeches) -> Times:
    took, _ = seconds(partial(peer.code, form, speeches))
    if isinstance(peer, PhraseMatcher):
        return {peer.name: took, f"{peer.name}_documents_kept": took - peer.reading}
    return {peer.name: took}


def _our_times(engine: str, patterns: Sequence[Pattern], speeches: Speeches) -> Times:
    """Return the times with inflection, the first with forms unknown too, and those without."""
    with running(engine):
        ours, plain = Ours(), Ours(PLAIN)
        form = ours.ready(patterns)
        times = ours.times(form, speeches) | ours.other_times(form, speeches)
        without = plain.times(plain.ready(patterns), speeches)
        forget_forms()
        times["first_forms_unknown"], _ = ours.first(form, speeches)
    times |= {f"{what}_without_inflection": without[what] for what in ("first", "recode")}
    return {f"{engine}.{what}": time for what, time in times.items()}


def equality(
    patterns: Sequence[Pattern], speeches: Speeches, peers: Sequence[Peer]
) -> dict[str, Any]:
    """Compare what is found without inflection, match for match, with each peer's."""
    ours, result = Ours(PLAIN), {}
    found = ours.code(ours.ready(patterns), speeches.corpus(PLAIN), speeches)
    for peer in peers:
        theirs = peer.code(peer.ready(patterns), speeches)
        told = None if isinstance(peer, AUTOMATA) else "it cuts words its own way"
        result[peer.name] = compared(found, theirs, speeches.text, patterns, told)
    return result

"""What the figures of an agreement cannot bear, in words."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from civic_qual.analysis.compared import Compared

# Below these the intervals were not seen to cover: see `python -m benchmarks agreement`.
ENOUGH_INTERVIEWS, ENOUGH_PREVALENCE, ENOUGH_SPREAD = 30, 0.05, 5


def notes_of(one: Compared, coders: Sequence[str]) -> str:
    """Return what to know of a row of agreement, as one line; "" if nothing."""
    return "; ".join(_notes(one, coders))


def _notes(one: Compared, coders: Sequence[str]) -> Iterator[str]:
    if not one.units:
        yield "no passage was read by two of them for this code"
        return
    yield from _degenerate(one, coders)
    interviews = len(one.by_interview.pairable)
    if interviews == 1:
        yield "one interview only: no interval"
    elif interviews < ENOUGH_INTERVIEWS:
        yield (
            f"fewer than {ENOUGH_INTERVIEWS} interviews ({interviews}): "
            "the intervals may be too narrow"
        )
    rarer = min(one.prevalence, 1 - one.prevalence)
    if 0 < rarer < ENOUGH_PREVALENCE:
        what = "rare" if one.prevalence < 0.5 else "nearly everywhere"
        yield f"{what} ({one.prevalence:.1%} yes): the intervals may be too narrow"
    if 0 < one.effective_interviews < ENOUGH_SPREAD and rarer > 0 and interviews > 1:
        yield "found mostly in a few interviews: the intervals may be too narrow"


def _degenerate(one: Compared, coders: Sequence[str]) -> Iterator[str]:
    """Say where a coefficient is undefined, or decided by one coder alone."""
    if one.prevalence in (0, 1):
        what = "nobody found it anywhere" if one.prevalence == 0 else "all found it everywhere"
        yield (
            f"{what}: kappa and alpha are undefined, percent and AC1 only say that nothing varies"
        )
        return
    never = [
        name for name, yes, read in zip(coders, one.yes, one.read, strict=True) if read and not yes
    ]
    if never:
        yield f"{' and '.join(never)} never found it: kappa is 0 or less whatever the others say"

"""How far a study is: what of its samples was read, and how wide the limits of themes still are."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from civic_qual.analysis.estimates.estimate_themes import estimate_themes
from civic_qual.messages import Message
from civic_qual.results import Result
from civic_qual.routines.coding import machine_codings, machine_of
from civic_qual.routines.estimating import people_of
from civic_qual.tidy import frame_of

if TYPE_CHECKING:
    from collections.abc import Iterator

    from civic_qual.routines.source import Source
    from civic_qual.study.study import Study

SAMPLE_COLUMNS = (
    "sample", "design", "unit", "seed", "by", "of", "drawn", "to_read_twice", "assigned", "read",
    "read_twice",
)  # fmt: skip
THEME_COLUMNS = ("theme", "name", "found", "of", "share", "low", "high", "more", "cautious", "note")


class SamplesSoFar(Result):
    """How far samples are, a row a sample.

    Columns: sample, design, unit, seed, by, of (how many passages it was drawn from), drawn,
    to_read_twice, assigned (passages that somebody was given), read (by one at least) and
    read_twice (by two at least).
    """

    _title = Message("Samples so far")


class ThemesSoFar(Result):
    """What a sample says of themes by now, a row a theme.

    Columns: theme, name, found and of (passages in which people found it, of those they read),
    share, low and high (of all passages), more and cautious (how many passages more it takes until
    the limits are as near as wanted: half of the studies like this reach it with the first, nine
    of ten with the second; NaN where not even all passages are enough), note.
    """

    _title = Message("Themes so far")


def samples_so_far(study: Study) -> SamplesSoFar:
    """Return how far every sample of a study is.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> import civic_qual as cq
    >>> path = Path(tempfile.mkdtemp()) / "mali.study"
    >>> with cq.Study.create(path, cq.example_corpus(), cq.example_codebook()) as study:
    ...     study.keep_sample(cq.draw_sample(study.corpus, n=10, double=0.2, name="first"))
    ...     _ = study.assign("first", "first", ["Awa"])
    ...     row = next(iter(samples_so_far(study)))
    >>> row.drawn, row.assigned, row.read
    (10, 10, 0)
    """
    shared = study.queues.frame
    rows = []
    for one in study.samples.frame.to_dict("records"):
        units = study.sample(str(one["sample"])).units
        queues = shared[shared["sample"] == one["sample"]]
        given: Counter[tuple[str, int]] = Counter()
        read: Counter[tuple[str, int]] = Counter()
        for passage, done in _passages(study, queues):
            given[passage] += 1
            read[passage] += done
        rows.append(
            {
                **{name: one[name] for name in ("sample", "design", "unit", "seed", "by")},
                "of": one["frame_size"],
                "drawn": one["size"],
                "to_read_twice": int(units["double"].sum()),
                "assigned": len(given),
                "read": sum(1 for times in read.values() if times),
                "read_twice": sum(1 for times in read.values() if times > 1),
            }
        )
    return SamplesSoFar(pd.DataFrame(rows, columns=list(SAMPLE_COLUMNS)))


def _passages(study: Study, queues: pd.DataFrame) -> Iterator[tuple[tuple[str, int], bool]]:
    """Yield every passage that somebody was given, and whether they have read it, once each."""
    seen: dict[tuple[str, tuple[str, int]], bool] = {}
    for name, coder in queues[["queue", "coder"]].itertuples(index=False):
        for item in study.queue(name, coder).items:
            key = coder, (item.transcript, item.start)
            seen[key] = seen.get(key, False) or item.read
    for (_, passage), done in seen.items():
        yield passage, done


@dataclass(frozen=True, kw_only=True)
class _More:
    """How many passages more a theme takes."""

    more: float
    cautious: float
    note: str


def themes_so_far(source: Source, sample: str, *, points: float = 5.0) -> ThemesSoFar:
    """Return what a sample says of themes by now, and how much more reading narrows that.

    Parameters
    ----------
    source
        A study; its model codes the rest, or its rules.
    sample
        A kept sample.
    points
        How far the limits may be from the middle, in points of percent.

    Raises
    ------
    EstimateError
        If too little was read for any number to be defended.
    StudyError
        If no sample of that name is kept.
    """
    machine = machine_codings(source, machine_of(source))
    people, drawn = people_of(source) or source.people, source.sample(sample)
    estimates = estimate_themes(machine, people, drawn, unread="ignore")
    wanted = drawn.how_many_more(machine, people, width=points / 50, unread="ignore")
    more = {
        str(row["theme"]): _More(
            more=row["simple"], cautious=row["simple_cautious"], note=row["note"]
        )
        for row in wanted.frame.to_dict("records")
    }
    names = {code.id: code.label() for code in source.codebook}
    nothing = _More(more=float("nan"), cautious=float("nan"), note="")
    rows = [
        {
            "theme": row["theme"],
            "name": names.get(str(row["theme"]), row["theme"]),
            "found": row["human_positive"],
            "of": row["human_n"],
            "share": row["estimate"],
            "low": row["low"],
            "high": row["high"],
            **vars(more.get(str(row["theme"]), nothing)),
        }
        for row in estimates.frame.to_dict("records")
    ]
    frame = frame_of(rows, THEME_COLUMNS, texts=["name", "note"])
    return ThemesSoFar(frame, notes=estimates.notes)

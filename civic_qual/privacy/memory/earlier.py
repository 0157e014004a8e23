"""What was released before: nothing, what ledgers tell, or what a study knows."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from civic_qual.calls import helpful
from civic_qual.errors import DisclosureError
from civic_qual.messages import Message, enumerated
from civic_qual.privacy.memory.history import History
from civic_qual.privacy.memory.members import Members, Who
from civic_qual.privacy.memory.published import Published, PublishedReleases, together
from civic_qual.privacy.memory.remembering import Remembering
from civic_qual.results import Result

if TYPE_CHECKING:
    from os import PathLike

    from civic_qual.arrays import Ints

COLUMNS = ("number", "name", "day", "files", "by", "people", "new", "standing", "hidden")


@dataclass(frozen=True, eq=False, kw_only=True, repr=False)
class EarlierReleases(Result):
    """What was released of the same interviews, a row a release, the first one first.

    Columns: number, name, day, files, by (the attributes of its tables), people (how many were
    counted, where that was shown), new (numbers that were said for the first time), standing
    (numbers of earlier releases that it showed with their day) and hidden. It holds no hidden
    number.

    Attributes
    ----------
    history
        All that is remembered.
    first
        Whence it is known that there is none: "stated" by somebody, or "known" from a study.
    keep
        Is given a release, and who counts in it, when its files stand.
    chosen
        The rows that it holds, if not all of them.
    """

    _title = Message("Releases")

    history: History
    first: str
    keep: Callable[[Published, Who | None], None] = field(repr=False)
    chosen: Ints | None = None

    def memory(self, *, minimum: int, name: str = "") -> Remembering:
        """Return the memory of one more release."""
        return Remembering(
            self.history, keep=self.keep, minimum=minimum, name=name, first=self.first
        )

    def with_ledgers(self, *ledgers: Path) -> EarlierReleases:
        """Return these with the releases of other ledgers, of copies that released apart."""
        others = together(map(PublishedReleases.read, ledgers))
        history = self.history.merged(History(others))
        return EarlierReleases(history=history, first=self.first, keep=self.keep)

    @property
    def notes(self) -> tuple[str, ...]:
        """What is not known of them."""
        unknown = self.history.unknown
        if not unknown:
            return ()
        return (
            Message(
                "Given to others, but it is not known which numbers: {names}.",
                names=enumerated(unknown),
            ),
        )

    def _table(self) -> pd.DataFrame:
        rows = [
            {
                "number": number,
                "name": one.name,
                "day": one.date,
                "files": ", ".join(one.written),
                "by": ", ".join(" x ".join(by) for by in one.scope.groupings if by),
                "people": one.people,
                "new": len(one.shown),
                "standing": one.standing,
                "hidden": len(one.granted),
            }
            for number, one in enumerate(self.history.published.releases, start=1)
        ]
        frame = pd.DataFrame(rows, columns=list(COLUMNS))
        frame["people"] = frame["people"].astype("Int64")
        return frame if self.chosen is None else frame.iloc[self.chosen]

    def _take(self, rows: Ints) -> EarlierReleases:
        before = np.arange(len(self.history.published)) if self.chosen is None else self.chosen
        return EarlierReleases(
            history=self.history, first=self.first, keep=self.keep, chosen=before[rows]
        )


@helpful
def earlier_releases(
    *ledgers: str | PathLike[str], members: str | PathLike[str]
) -> EarlierReleases:
    """Say what was released before of interviews that are in no study file.

    From two releases together more can be worked out than from each alone: what those said who
    joined in between. So a release must know of all earlier ones. A study knows them by itself
    (`Study.earlier_releases`).

    Parameters
    ----------
    *ledgers
        The file `release.ledger` of the latest release; of each one, where copies of the study
        were released apart. None at all says: nothing counted from these interviews was given to
        anybody before. That is written into the release.
    members
        The file that knows, sealed, whose words were counted; it is written when a release is
        saved. Keep it with the interviews, and never send it.

    Returns
    -------
    EarlierReleases
        `release(..., earlier=earlier_releases(...))`.

    Raises
    ------
    DisclosureError
        If a file cannot be read, was changed, or an earlier release is missing.

    See Also
    --------
    release : What may leave.

    Examples
    --------
    >>> import tempfile
    >>> from pathlib import Path
    >>> folder = Path(tempfile.mkdtemp())
    >>> none = earlier_releases(members=folder / "interviews.members")
    >>> len(none.frame), none.first
    (0, 'stated')
    """
    place = Path(members)
    published = together(PublishedReleases.read(Path(one)) for one in ledgers)
    known = Members.read(place) if len(published) else Members()
    if not len(published) and place.exists():
        raise DisclosureError(
            Message(
                "{file} knows of earlier releases, so something was given to others before: name "
                "the ledger beside what was released last (release.ledger). If nothing was, "
                "remove this file",
                file=place,
            )
        )

    def keep(line: Published, who: Who | None) -> None:
        History(published, known).and_then(line, who).members.save(place)

    return EarlierReleases(history=History(published, known), first="stated", keep=keep)

"""What a coder may see: in a blind queue nothing of others, neither people nor machines.

Whatever shows a coder something asks here first. A queue is closed as a whole to all who work in
it, since a passage that another one has may still be given to them; it is opened for all at once.
"""

from __future__ import annotations

import sys
import unicodedata
from collections import defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from civic_qual.errors import StudyError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.study.acts.checks import check_coder
from civic_qual.study.records import Anchor, Assignment, Label, Reveal, Version
from civic_qual.study.work.queues import BLIND, given, revealed
from civic_qual.texts.normalising import unaccented

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    import pandas as pd

    from civic_qual.corpus.model import Span
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Snapshot

_UNSEEN = ("Cc", "Cf")  # letters that nobody sees


@dataclass(frozen=True, eq=False, kw_only=True)
class Sight:
    """What one coder may see of what others did.

    Attributes
    ----------
    coder
        Who looks.
    blind
        The blind queues in which they work, as far as these were not revealed. While there are
        any, nothing that sums up the work of others is shown: agreement, progress, disagreements.
    closed
        The passages of these queues, whoever has them, by transcript.
    """

    coder: str
    blind: tuple[str, ...]
    closed: Mapping[str, Sequence[Span]]

    def sees(self, transcript: str, start: int, end: int, *, by: str = "") -> bool:
        """Return whether the coder may see what somebody did to a passage; of their own, always.

        Examples
        --------
        >>> sight = Sight(coder="Awa", blind=("first",), closed={"bria": [(10, 20)]})
        >>> sight.sees("bria", 0, 11, by="Issa"), sight.sees("bria", 0, 11, by="Awa")
        (False, True)
        >>> sight.sees("bria", 20, 30, by="rules"), sight.sees("gao", 10, 20, by="Issa")
        (True, True)
        """
        closed = self.closed.get(transcript, ())
        return by == self.coder or not any(first < end and start < last for first, last in closed)

    def of_table(self, table: pd.DataFrame, *, by: str = "coder") -> pd.DataFrame:
        """Return the rows of a table that the coder may see, by its columns.

        Parameters
        ----------
        table
            With the columns transcript, start and end.
        by
            The column that says who did it.
        """
        names = ["transcript", "start", "end", by]
        rows = zip(*(table[name].tolist() for name in names), strict=True)
        seen = [self.sees(where, start, end, by=who) for where, start, end, who in rows]
        return table[seen]


def sight_of(snapshot: Snapshot, coder: str) -> Sight:
    """Return what a coder may see as the study stands; the same as long as it is the same."""
    marks = snapshot.standing.marks
    state = tuple(marks[kind] for kind in (Assignment, Reveal, Anchor, Version))
    made: Sight = snapshot.cache.keep(("sight", coder, state), lambda: _sight(snapshot, coder))
    return made


def _sight(snapshot: Snapshot, coder: str) -> Sight:
    store = snapshot.store
    all_ = store.columns(Assignment, "key", "queue", "shown", "coder", until=snapshot.line)
    # Whoever writes their name a little otherwise is the same person, and reads blind all the same.
    alike = {one for one in set(all_["coder"]) if _plain(store.text(one)) == _plain(coder)}
    blind = {
        store.text(queue)
        for key, queue, shown, who in zip(
            all_["key"], all_["queue"], all_["shown"], all_["coder"], strict=True
        )
        if who in alike and store.text(shown) == BLIND and key not in snapshot.gone
    }
    blind -= revealed(snapshot)
    closed: defaultdict[str, list[Span]] = defaultdict(list)
    for one in given(snapshot, queue=sorted(blind)) if blind else ():
        record = one.record
        # Of a passage that lost its place nobody knows which words it is: none is shown.
        stands = snapshot.place_of(one.key, record) or (0, sys.maxsize)
        closed[record.transcript].append(stands)
    return Sight(coder=coder, blind=tuple(sorted(blind)), closed=dict(closed))


def _plain(name: str) -> str:
    """Return a name without what people write now so, now so: case, accents, spaces."""
    whole = unicodedata.normalize("NFKC", name)
    seen = "".join(one for one in whole if unicodedata.category(one) not in _UNSEEN)
    return "".join(unaccented(seen.casefold()).split())


def reveal(session: Session, queue: str, *, who: str, why: str) -> str:
    """Record that a blind queue is open; return the id of that.

    Raises
    ------
    StudyError
        If there is none of that name, or it is open.
    """
    check_coder(who)
    with session.recording(who, "reveal", {"queue": queue}) as recorder:
        snapshot = session.snapshot()
        closed = {one.record.queue for one in given(snapshot) if one.record.shown == BLIND}
        closed -= revealed(snapshot)
        if queue not in closed:
            raise StudyError(
                Message(
                    "no blind queue {queue} is there to be opened; there are: {queues}",
                    queue=quoted(queue),
                    queues=enumerated(sorted(closed), empty=Message("none")),
                )
            )
        (key,) = recorder.add(
            Reveal(queue=Label(queue), who=Label(who), why=why, time=recorder.time)
        )
        return key.hex()

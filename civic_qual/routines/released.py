"""What was released before of a source: a study knows it, of a folder it must be said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.errors import DisclosureError
from civic_qual.privacy.memory.earlier import EarlierReleases, earlier_releases
from civic_qual.privacy.outlet.release import NOT_SAID
from civic_qual.privacy.policy import protects

if TYPE_CHECKING:
    from civic_qual.routines.source import Source

MEMBERS = ".members"  # of interviews/ it is interviews.members, beside them


def released_before(
    source: Source, ledgers: Sequence[Path] | None, *, internal: bool = False
) -> EarlierReleases | None:
    """Return what was released before of a source; None where nothing needs protection.

    Parameters
    ----------
    source
        Interviews, or a study.
    ledgers
        Those of earlier releases; none at all says that nothing was given to others, and None that
        nothing was said. With a study: those of copies that released apart.
    internal
        Whether what is made stays with the study team.

    Raises
    ------
    DisclosureError
        If nothing was said, or a ledger cannot be read.
    """
    if not protects(source.corpus, internal):
        return None
    if source.study is not None:
        return source.study.earlier_releases.with_ledgers(*(ledgers or ()))
    if ledgers is None:
        raise DisclosureError(NOT_SAID)
    return earlier_releases(*ledgers, members=source.path.with_name(source.path.name + MEMBERS))

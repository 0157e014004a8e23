"""A coding sheet that came back, compared with the study it was made from."""

from __future__ import annotations

from collections.abc import Collection
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.reviewing.sheet.files import is_coding_sheet, returned_sheet
from civic_qual.study.work.queues import given
from civic_qual.study.work.said import said_in

if TYPE_CHECKING:
    from civic_qual.reviewing.returned import Returned
    from civic_qual.reviewing.sheet.files import Advised
    from civic_qual.study.snapshot import Snapshot
    from civic_qual.study.study import Study


def read_sheet(
    path: str | Path,
    study: Study,
    *,
    coder: str | None = None,
    advised: Advised | None = None,
    encoding: str | None = None,
) -> Returned:
    """Return what a coding sheet says that the study does not have yet, and what to ask about.

    Parameters
    ----------
    path
        The file: .xlsx, .ods, .csv or .tsv, whatever program saved it.
    study
        The study.
    coder
        Whose rows those are that lost their keys, if the file does not tell.
    advised
        Puts advice beside the passages of a queue, where the file lost what was suggested.
    encoding
        Of csv; guessed if None.

    Raises
    ------
    ReadError
        If the file cannot be read, or is no coding sheet.
    """
    snapshot = study._session.snapshot()
    return returned_sheet(
        Path(path),
        corpus=study.corpus,
        codebook=study.codebook,
        versions={key.hex() for key, _ in snapshot.books},
        queues=lambda keys: [study.queue(*whose) for whose in _whose(snapshot, keys)],
        said=lambda queue: said_in(study._session, queue),
        coder=coder or "",
        advised=advised,
        encoding=encoding,
    )


def _whose(snapshot: Snapshot, keys: Collection[str]) -> list[tuple[str, str]]:
    """Return queue and coder of the passages that keys are of; of all, where these are of none."""
    known = given(snapshot, item=keys) if keys else []
    return sorted({(one.record.queue, one.record.coder) for one in known or given(snapshot)})


def is_sheet(path: str | Path) -> bool:
    """Whether a file is a coding sheet, by what it says of itself or by its heads."""
    return is_coding_sheet(Path(path))

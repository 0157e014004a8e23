"""A code that is made while reading: in the codebook's next version, with where it came from."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.new_codes import code_called, with_new_code
from civic_qual.errors import StudyError
from civic_qual.messages import Message, quoted
from civic_qual.study.acts.add import book_version
from civic_qual.study.acts.checks import check_coder, check_passage
from civic_qual.study.snapshot import read_codebook_text

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.study.session import Session
    from civic_qual.study.snapshot import Snapshot


def new_code(
    session: Session,
    name: str,
    *,
    who: str,
    why: str = "",
    by: str = "",
    passage: tuple[str, int, int] | None = None,
    **said: Any,
) -> str:
    """Record a code that somebody made, unless it is there; return its id.

    Parameters
    ----------
    by
        Who brought it in for them.
    passage
        Transcript, start and end of what it was made from.
    **said
        What else is said of it, as `with_new_code` takes it.

    Raises
    ------
    CodebookError
        If a code is called nearly so, or it cannot be.
    CodingError
        If there is no such passage, or nobody stands for it.
    StudyError
        If the code was there once, and was taken out of the codebook.
    """
    check_coder(who)
    with session.reading() as snapshot:
        if passage is not None:
            check_passage(snapshot, *passage)
        made, code = _with(snapshot, name, said)
        if made is snapshot.codebook:
            return code
    details = {"code": code, "why": why, "by": by}
    if passage is not None:
        details |= {"transcript": passage[0], "place": f"{passage[1]}-{passage[2]}"}
    told = {name: value for name, value in details.items() if value}
    with session.recording(who, "new code", told) as recorder:
        snapshot = session.snapshot()  # what somebody else did meanwhile holds
        made, code = _with(snapshot, name, said)
        if made is not snapshot.codebook:
            before = " ".join(key.hex() for key, _ in snapshot.book_heads)
            recorder.add(book_version(made, supersedes=before, time=recorder.time))
        return code


def _with(snapshot: Snapshot, name: str, said: dict[str, Any]) -> tuple[Codebook, str]:
    """Return the codebook with the code, and its id; one of an earlier version is followed."""
    if not code_called(snapshot.codebook, name):
        for code, version in _earlier(snapshot, name):
            if now := snapshot.moves.code(code, version):
                return snapshot.codebook, now
            raise StudyError(
                Message(
                    "the code {name} was in the codebook before, and was taken out; take another "
                    "one, or another name",
                    name=quoted(name),
                )
            )
    return with_new_code(snapshot.codebook, name, **said)


def _earlier(snapshot: Snapshot, name: str) -> Iterator[tuple[str, str]]:
    """Yield the codes of that name in earlier versions, each with the version, the latest first."""
    for key, book in reversed(snapshot.books):
        if code := code_called(read_codebook_text(book.text), name):
            yield code, key.hex()

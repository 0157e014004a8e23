"""The third sheet of a coding sheet: how to fill it in, in plain words."""

from __future__ import annotations

from collections.abc import Iterator

from civic_qual.messages import Message, unless_on_page
from civic_qual.results import INTERNAL

_READS = unless_on_page(
    Message("reads it with: civic-qual add STUDY FILE"), Message("reads it back on the page Work")
)


def help_lines(
    *,
    coder: str,
    queue: str,
    passages: int,
    advised: bool,
    parts: bool,
    fields: bool,
    asked: str = "",
) -> Iterator[str]:
    """Yield the paragraphs, the first one a heading.

    Parameters
    ----------
    coder, queue, passages
        Whose sheet it is, of which queue, with how many passages.
    advised
        Whether suggestions are shown.
    parts
        Whether there are passages in several parts.
    fields
        Whether codes ask for something beside the passage.
    asked
        The codes that it is read for, if these are not all.
    """
    yield Message.plural(
        "{n} passage for {coder} ({queue})",
        "{n} passages for {coder} ({queue})",
        n=passages,
        coder=coder,
        queue=queue,
    )
    if asked:
        yield read_for_only(asked)
    yield INTERNAL
    yield Message("It holds words of interviews: send it only as your team has agreed.")
    yield Message(
        "Read a passage, then choose its codes in the columns of codes, one in each. You can type "
        "them, too: the id or the name. If you need more than four, write several into one cell, "
        "with a semicolon between."
    )
    yield from _nothing_here(asked)
    if advised:
        yield Message(
            "Beside some passages stand suggestions. Answer each of them with yes or no; a row "
            "with an open one counts as not read. Codes that nobody suggested go into the columns "
            "of codes."
        )
    if fields:
        yield Message(
            "Some codes ask for something besides: the columns that begin with 'field'. What "
            "stands there is said of all codes of the row that ask for it."
        )
    if parts:
        yield Message(
            "Long passages stand in several rows, 1/3, 2/3, 3/3. Answer each row; the passage "
            "counts as read when all of them are answered."
        )
    yield Message(
        "A code that is missing in the codebook you can make: write 'new: name', or 'new: name = "
        "what it means'."
    )
    yield Message("What you write under 'memo' is kept as your note on the passage.")
    yield Message(
        "The key in the first column says which passage a row is: leave it as it is. You may hide "
        "columns, filter and sort whole rows. Never sort one column by itself."
    )
    yield Message("Do not type into the passage: changes of its words are not taken over.")
    yield Message(
        "When you are done, or want to hand in what you have, send the file back. Whoever keeps "
        "the study {reads}. You can correct the sheet and hand it "
        "in again: only what you changed is changed in the study.",
        reads=_READS,
    )


def read_for_only(asked: str) -> str:
    """Say for which codes a sheet is read."""
    return Message("Read these passages for: {codes} only.", codes=asked)


def _nothing_here(asked: str) -> Iterator[str]:
    """Yield when a row counts as read that names no code."""
    if asked:
        yield Message(
            "If a passage carries none of these codes, write yes under 'nothing here': it is said "
            "of these codes only, and what you coded there before stays. Other codes that you "
            "write are taken over, too."
        )
        yield Message(
            "A row without codes and without this yes counts as not read, so you can stop anywhere "
            "and go on tomorrow."
        )
    else:
        yield Message(
            "If a passage carries no code, write yes under 'nothing here'. A row without codes and "
            "without this yes counts as not read, so you can stop anywhere and go on tomorrow."
        )

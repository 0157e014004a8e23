"""Sheets and documents for people to code in: passages chosen, given to coders, and written."""

from __future__ import annotations

from collections.abc import Sequence
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.calls import helpful, names_given
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, quoted, typed, unless_on_page
from civic_qual.messages.catalogues import language_now
from civic_qual.results import Result
from civic_qual.reviewing.coming_back import BroughtIn, brought_in, sorted_out
from civic_qual.reviewing.giving import Work, given, planned, unread
from civic_qual.reviewing.written import targets, write_queues

if TYPE_CHECKING:
    from civic_qual.coding.columns import Shown
    from civic_qual.corpus.segments import Unit
    from civic_qual.learning.theme_classifier import ThemeClassifier
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Queue

_COLUMNS = ("queue", "kind", "coder", "passages", "shown", "file")


class Worksheets(Result):
    """Sheets and documents that were written, a file a row.

    Columns: queue, kind, coder, passages (how many are to be read), shown (what stands beside them:
    "blind" is nothing), file (of documents their folder).
    """

    _title = Message("Worksheets")


@helpful
def worksheet(
    study: Study,
    coders: str | Sequence[str] | None = None,
    path: str | PathLike[str] | None = None,
    *,
    sample: str | None = None,
    search: str | None = None,
    suggest: int | None = None,
    disagreements: bool = False,
    transcripts: bool | str | Sequence[str] = False,
    code: str | None = None,
    model: str | ThemeClassifier | None = None,
    name: str | None = None,
    shown: Shown | None = None,
    unit: Unit | None = None,
    share: bool = False,
    again: bool = False,
    word: bool = False,
    language: str | None = None,
    who: str = "",
) -> Worksheets:
    """Give coders passages to read, and write them as sheets for Excel, or as Word documents.

    What is to be read is named in one of five ways: a `sample`, a `search`, `suggest`,
    `disagreements` or `transcripts`. Whoever was given it before gets a file of what is left.

    Parameters
    ----------
    study
        The study. It keeps who was given what.
    coders
        Who codes. If nobody is named, all who were given it before.
    path
        A file that ends in .xlsx, or a folder for Word documents; of several coders each gets one
        of the name with theirs in it. If none is named, a sheet in the current folder.
    sample
        A kept sample, by its name. If nothing at all is named, the one of a study with just one.
    search
        A rule, as in a codebook: the passages in which it finds words.
    suggest
        How many passages that would teach a model most.
    disagreements
        Whether passages are read on which coders disagree. What they said stands beside, under
        letters.
    transcripts
        True for whole transcripts, or some by their ids.
    code
        Read for this code alone. What a search found is then shown, to be accepted or rejected.
    model
        The model that suggests: by the name that the study keeps it by, or itself.
    name
        What the queue is called; if left out the sample, the rule, or what kind it is.
    shown
        What stands beside the passages: "blind" (nothing), "rules" or "model". A sample is always
        read blind.
    unit
        Of a search and of transcripts: what is read as a whole.
    share
        Whether coders share the passages, each reading a part; else each reads all. A sample is
        always shared, and who reads what twice is drawn with it.
    again
        Whether to write what was read already, too.
    word
        Whether to write Word documents.
    language
        Of heads and help; the one that is spoken if left out.
    who
        Who gives it, for the audit trail.

    Returns
    -------
    Worksheets
        A row a file.

    Raises
    ------
    NotNamedError
        If it is not said what is to be read, or by whom.
    StudyError, SampleError, CodingError, RuleError
        If there is no such thing, or nothing of it is left.
    WriteError
        If a file stands there already: it may hold somebody's work.

    See Also
    --------
    read_worksheets : Read them back.
    civic_qual.draw_sample : Passages by which frequencies can be estimated.

    Examples
    --------
    >>> import tempfile
    >>> import civic_qual as cq
    >>> folder = Path(tempfile.mkdtemp())
    >>> study = cq.Study.create(folder / "a.study", cq.example_corpus(), cq.example_codebook())
    >>> study.keep_sample(cq.draw_sample(study.corpus, n=20, double=0.2, name="first"))
    >>> cq.worksheet(study, ["Awa", "Issa"], folder / "first.xlsx")["passages"].tolist()
    [12, 12]
    >>> study.close()
    """
    import pandas as pd

    work = Work(
        study=study,
        sample=sample,
        search=search,
        suggest=suggest,
        disagreements=disagreements,
        transcripts=transcripts,
        code=code,
        model=model,
        name=name,
        shown=shown,
        unit=unit,
    )
    plan = planned(work, names_given(coders))
    files = targets(plan.name, plan.people, path, word=word)
    queues = dict(zip(files, given(plan, share=share, who=who), strict=True))
    left = {file: queue if again else unread(queue) for file, queue in queues.items()}
    done = [_all_read(queue) for file, queue in queues.items() if not left[file].items]
    left = {file: queue for file, queue in left.items() if queue.items}
    said = write_queues(study, left, language=language or language_now())
    rows = [
        {
            "queue": queue.name,
            "kind": queue.kind,
            "coder": queue.coder,
            "passages": len(queue.items),
            "shown": queue.shown,
            "file": str(file),
        }
        for file, queue in left.items()
    ]
    return Worksheets(pd.DataFrame(rows, columns=list(_COLUMNS)), notes=[*said, *done])


def _all_read(queue: Queue) -> str:
    return Message(
        "{coder} has read all of {queue}: no file was written. {again} writes what was read, too.",
        coder=queue.coder,
        queue=quoted(queue.name),
        again=typed("again=True", "--again", Message("“with what was read already”")),
    )


class ReadBack(Result):
    """What sheets and documents brought into a study, a file a row.

    Columns: file, coders, rows (passages in it), read (how many of them it says were read), and how
    much of it the study did not have: new_readings, codes (given), rejected (suggestions), changed,
    taken_off, memos, new_codes (made while reading), asked (what a person should look at). The
    notes say that line by line.
    """

    _title = Message("Read back")


@helpful
def read_worksheets(
    study: Study,
    files: str | PathLike[str] | Sequence[str | PathLike[str]],
    *,
    coder: str | None = None,
    language: str | None = None,
    who: str = "",
) -> ReadBack:
    """Read back sheets and documents that coders have worked in.

    A passage counts as read if codes or "nothing here" stand beside it; in a document as far as
    its head says. To read the same file again does no harm; corrected, what it says now holds.

    Parameters
    ----------
    study
        The study that gave them out.
    files
        Files, or folders of them.
    coder
        Whose work it is, where a row does not tell.
    language
        Of the names of codes that were made while reading; the first of the codebook if left out.
    who
        Who brings them, for the audit trail: what they say stays the work of the coder.

    Returns
    -------
    ReadBack
        A row a file. Its notes say, by file, row and column, what was not understood.

    Raises
    ------
    ReadError
        If a file is no sheet or document that was written for a coder, or cannot be read.

    See Also
    --------
    worksheet : Write them.
    agreement : How far coders agree.
    """
    import pandas as pd

    given = [files] if isinstance(files, str | PathLike) else list(files)
    found = sorted_out(map(Path, given))
    if found.others or not found.ours:
        raise ReadError(
            Message(
                "{files}: no sheet or document that was written for a coder{add}",
                add=unless_on_page(
                    Message(
                        "; transcripts and tables of codings are added with {add}",
                        add=typed("study.add(...)", "civic-qual add"),
                    ),
                    "",
                ),
                files=enumerated(map(str, found.others or given), 3),
            )
        )
    came = [brought_in(study, file, coder=coder, language=language, by=who) for file in found.ours]
    return ReadBack(
        pd.DataFrame([_row(one) for one in came], columns=list(_BACK)),
        notes=[line for one in came for line in one.told],
    )


_BACK = (
    "file",
    "coders",
    "rows",
    "read",
    "new_readings",
    "codes",
    "rejected",
    "changed",
    "taken_off",
    "memos",
    "new_codes",
    "asked",
)


def _row(one: BroughtIn) -> dict[str, object]:
    return {
        "file": one.file.name,
        "coders": ", ".join(one.coders),
        "rows": one.rows,
        "read": one.read,
        "new_readings": one.done["read"],
        "codes": one.done["coded"],
        "rejected": one.done["rejected"],
        "changed": one.done["changed"],
        "taken_off": one.done["taken_off"],
        "memos": one.done["memos"],
        "new_codes": " ".join(one.new_codes),
        "asked": len(one.told),
    }

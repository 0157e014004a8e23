"""Sheets and documents that come back: found among other files, read, brought into the study."""

from __future__ import annotations

import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from civic_qual.messages import Message
from civic_qual.reviewing.advice import with_advice
from civic_qual.reviewing.made_codes import make_new_codes
from civic_qual.study.work.acts import (
    Accept,
    Act,
    ChangeCoding,
    CodePassage,
    Done,
    NoteMemo,
    ReadItem,
    Reject,
    Uncode,
)

if TYPE_CHECKING:
    from civic_qual.reviewing.returned import Returned
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Item

SHEETS, DOCUMENTS = (
    frozenset({".xlsx", ".xlsm", ".ods", ".csv", ".tsv"}),
    frozenset({".docx", ".odt"}),
)
_PACKED = (SHEETS | DOCUMENTS) - {".csv", ".tsv"}


@dataclass(frozen=True, kw_only=True)
class BroughtIn:
    """What one file brought into a study.

    Attributes
    ----------
    file, coders
        Which, and whose work it holds.
    rows, read
        How many passages of queues it holds, and how many of them it says were read.
    done
        How many of each came about that the study did not have: read, coded, rejected, changed,
        taken_off, memos.
    new_codes
        The ids of codes that were made while reading.
    told
        What was not understood, each with its place.
    """

    file: Path
    coders: tuple[str, ...]
    rows: int
    read: int
    done: Counter[str] = field(default_factory=Counter)
    new_codes: tuple[str, ...] = ()
    told: tuple[str, ...] = ()


class SortedOut(NamedTuple):
    """Paths that somebody named: sheets and documents of ours, what lies beside them, others."""

    ours: list[Path]
    beside: list[Path]
    others: list[Path]


def sorted_out(paths: Iterable[Path]) -> SortedOut:
    """Tell sheets and documents of ours from all else.

    A folder is looked into, with the folders in it. One in which something of ours lies is no
    folder of interviews: what else is in it is left alone.
    """
    ours: list[Path] = []
    beside: list[Path] = []
    others: list[Path] = []
    for path in paths:
        if not path.is_dir():
            (ours if is_ours(path) else others).append(path)
            continue
        inside = sorted(one for one in path.rglob("*") if _is_plain(one))
        back = [one for one in inside if is_ours(one)]
        if back:
            back += [one for one in inside if _is_cut_off(one)]  # may be a coder's: it is told
            ours += back
            beside += [one for one in inside if one not in set(back)]
        else:
            others.append(path)
    return SortedOut(list(dict.fromkeys(ours)), beside, others)


def is_ours(path: Path) -> bool:
    """Return whether a file is a sheet or a document that was written for a coder."""
    match path.suffix.lower():
        case suffix if suffix in SHEETS:
            from civic_qual.reviewing.sheet.reading import is_sheet

            return is_sheet(path)
        case suffix if suffix in DOCUMENTS:
            from civic_qual.reviewing.word.reading import is_document

            return is_document(path)
    return False


def brought_in(
    study: Study,
    path: Path,
    *,
    coder: str | None = None,
    language: str | None = None,
    encoding: str | None = None,
    by: str = "",
) -> BroughtIn:
    """Read a sheet or a document, and bring what it says into the study.

    Parameters
    ----------
    coder
        Whose work it is, where the file does not tell.
    language
        Of the names of codes that were made while reading.
    encoding
        Of csv; guessed if None.
    by
        Who brings it, for the audit trail: what it says stays the work of the coder.

    Raises
    ------
    ReadError
        If the file cannot be read at all.
    """
    returned = _read(study, path, coder, encoding)
    counted: Counter[str] = Counter()
    told = [*returned.told]
    for (queue, who), acts in returned.acts.items():
        answers = study.act(list(acts), coder=who, queue=queue, by=by)
        told += _count(counted, path, acts, answers, study.queue(queue, who).items)
    made = make_new_codes(study, returned.new_codes, language=language, by=by)
    counted["coded"] += sum(not (one.refused or one.repeated) for one in made.done)
    told += [*made.told, *(_refused(path, one) for one in made.done if one.refused)]
    coders = [who for _, who in returned.acts] + [one.coder for one in returned.new_codes]
    return BroughtIn(
        file=path,
        coders=tuple(dict.fromkeys(coders)),
        rows=returned.rows,
        read=returned.read,
        done=+counted,
        new_codes=made.codes,
        told=tuple(told),
    )


def _read(study: Study, path: Path, coder: str | None, encoding: str | None) -> Returned:
    if path.suffix.lower() in DOCUMENTS:
        from civic_qual.reviewing.word.reading import read_document

        return read_document(path, study, coder=coder)
    from civic_qual.reviewing.sheet.reading import read_sheet

    return read_sheet(
        path,
        study,
        coder=coder,
        advised=lambda queue: with_advice(study, queue),
        encoding=encoding,
    )


_COUNTED: dict[type[Act], str] = {
    ReadItem: "read",
    CodePassage: "coded",
    Accept: "coded",
    Reject: "rejected",
    ChangeCoding: "changed",
    Uncode: "taken_off",
    NoteMemo: "memos",
}


def _count(
    counted: Counter[str],
    path: Path,
    acts: Sequence[Act],
    answers: Sequence[Done],
    items: Sequence[Item],
) -> Iterator[str]:
    """Count what came about, a code of a passage once, and yield what did not."""
    coded: set[tuple[str, str]] = set()
    for act, answer in zip(acts, answers, strict=True):
        if answer.refused:
            yield _refused(path, answer)
        elif not answer.repeated and type(act) in _COUNTED:
            if isinstance(act, CodePassage | Accept):
                question = _question(act, items)
                if question in coded:
                    continue
                coded.add(question)
            counted[_COUNTED[type(act)]] += 1


def _question(act: CodePassage | Accept, items: Sequence[Item]) -> tuple[str, str]:
    """Return the passage of the queue in which an act codes, and the code."""
    if isinstance(act, Accept):
        transcript, code, (start, end) = act.advice.transcript, act.advice.code, act.advice.spans[0]
    else:
        transcript, code, start, end = act.transcript, act.code, act.start, act.end
    for item in items:
        if item.transcript == transcript and item.start < end and start < item.end:
            return item.key, code
    return act.id, code


def _refused(path: Path, answer: Done) -> str:
    return Message("{file}: {problem}", file=path.name, problem=answer.refused)


def _is_cut_off(path: Path) -> bool:
    """Whether a workbook or a document did not arrive whole, so that nobody knows whose it is."""
    return path.suffix.lower() in _PACKED and not zipfile.is_zipfile(path)


def _is_plain(path: Path) -> bool:
    return path.is_file() and not path.is_symlink() and not path.name.startswith(("~$", "."))

"""A coding sheet read back, whatever became of it: acts to be done, and what to ask about.

Rows are known by their keys, columns by their names; what is not understood is told by row and
column, and left out. A row without an answer was not read: nothing is decided by silence.
"""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.bounded.files import read_file
from civic_qual.codebook.fields import field_names
from civic_qual.errors import ReadError
from civic_qual.messages import Message, enumerated, quoted
from civic_qual.reviewing.act_ids import ActIds
from civic_qual.reviewing.codes_meant import CodeNames, folded_name
from civic_qual.reviewing.returned import NewCode, Returned
from civic_qual.reviewing.sheet.answers import answer_of
from civic_qual.reviewing.sheet.asked import asked_codes
from civic_qual.reviewing.sheet.columns import CODE_COLUMNS, Column, column_meant
from civic_qual.reviewing.sheet.deciding import decided, memo_acts
from civic_qual.reviewing.sheet.finding import (
    Found,
    Known,
    found_rows,
    is_head,
    kinds_of,
    letters_of,
)
from civic_qual.reviewing.sheet.grouping import FileFacts, Passage, ReadRow, passages_of
from civic_qual.reviewing.sheet.matching import Matching, Places
from civic_qual.reviewing.sheet.shown import advice_of_text, is_shown_sheet, shown_texts
from civic_qual.reviewing.sheet.told import Told, told_lines, where
from civic_qual.reviewing.sheet.writing import PROPERTY
from civic_qual.sheets.spreadsheets import Spreadsheet, read_spreadsheet
from civic_qual.study.work.keys import as_key

if TYPE_CHECKING:
    from civic_qual.codebook.model import Codebook
    from civic_qual.corpus.model import Corpus
    from civic_qual.reviewing.sheet.finding import Cell, FoundRow
    from civic_qual.study.work.acts import Act
    from civic_qual.study.work.queue import Advice, Queue
    from civic_qual.study.work.said import Said

_LONGEST_HEAD, _HEAD_ROWS = 60, 40
_ONLY_OURS = {"key", "passage", "nothing"}
_SOME = 10  # rows named in a line
Advised = Callable[["Queue"], "Queue"]
SaidOf = Callable[["Queue"], "Said"]
QueuesOf = Callable[[Collection[str]], Sequence["Queue"]]


def returned_sheet(
    path: Path,
    *,
    corpus: Corpus,
    codebook: Codebook,
    versions: Collection[str],
    queues: QueuesOf,
    said: SaidOf,
    coder: str = "",
    advised: Advised | None = None,
    encoding: str | None = None,
) -> Returned:
    """Return what a sheet says, compared with what stands.

    Parameters
    ----------
    path
        The file: .xlsx, .ods, .csv or .tsv.
    corpus, codebook
        What may be read, and for which codes.
    versions
        The names of all versions of the codebook there were.
    queues
        Returns the queues that some keys are of; all queues, if it is asked about none.
    said
        What the coder of a queue said of its passages before.
    coder
        Whose rows those are that have no key.
    advised
        Puts advice beside the passages of a queue, where the sheet lost what was suggested.
    encoding
        Of csv, if somebody named it.

    Raises
    ------
    ReadError
        If the file cannot be read, or is no coding sheet.
    """
    try:
        told = read_spreadsheet(read_file(path), _is_title, encoding)
        return _File(
            path.name,
            told,
            Places(corpus, queues(_keys(told))),
            codebook,
            versions,
            said,
            coder,
            advised,
        ).returned()
    except ReadError as error:
        raise ReadError(Message("{file}: {problem}", file=path.name, problem=error)) from None


def _keys(file: Spreadsheet) -> set[str]:
    """Return all keys that stand in a file, wherever they do."""
    cells = (cell for sheet in file.sheets for _, row in sheet.rows for cell in row)
    short = {cell.split()[0] for cell in cells if cell.strip() and len(cell) <= _LONGEST_HEAD}
    return {as_key(word.lstrip("#")) for word in short} - {""}


def _is_title(cell: str) -> bool:
    return len(cell) <= _LONGEST_HEAD and column_meant(cell) is not None


def is_coding_sheet(path: Path) -> bool:
    """Whether a file is a coding sheet, by what it says of itself, or by its heads and keys."""
    try:
        told = read_spreadsheet(read_file(path), _is_title)
    except ReadError:
        return False
    if PROPERTY in told.properties:
        return True
    heads = [
        kinds_of(cells)
        for sheet in told.sheets
        for _, cells in sheet.rows[:_HEAD_ROWS]
        if is_head(cells)
    ]
    # Tables of interviews have columns of these names, too, but neither keys nor such ticks.
    return bool(heads) and (bool(_keys(told)) or any(kinds >= _ONLY_OURS for kinds in heads))


class _File:
    """One file that came back."""

    def __init__(
        self,
        name: str,
        file: Spreadsheet,
        places: Places,
        codebook: Codebook,
        versions: Collection[str],
        said: SaidOf,
        coder: str,
        advised: Advised | None,
    ) -> None:
        self.name, self.file, self.places, self.codebook = name, file, places, codebook
        self.versions, self.coder, self.advised = versions, coder, advised
        self.names = CodeNames(codebook)
        self._said_of = said
        self._of_codes: dict[str, frozenset[str] | None] = {}
        self._known: dict[tuple[str, str], Said] = {}
        self.told: list[Told] = []
        self.fates: Counter[str] = Counter()
        self.acts: defaultdict[tuple[str, str], list[Act]] = defaultdict(list)
        self.new: list[NewCode] = []
        self.elsewhere: list[int] = []  # rows whose passages carry more than they name
        self.emptied: list[int] = []  # rows without an answer, whose passages were read before

    def returned(self) -> Returned:
        """Return what the file says."""
        rows = list(self._of_passages())
        for passage in passages_of(rows, self.places, self._facts):
            self._take(passage)
        return Returned(
            acts={whose: acts for whose, acts in self.acts.items() if acts},
            told=[*self._about_file(rows), *told_lines(self.told)],
            rows=sum(self.fates.values()),
            read=self.fates["read"],
            unread=self.fates["unread"],
            asked=self.fates["asked"],
            new_codes=self.new,
        )

    @cached_property
    def found(self) -> Found:
        known = Known(
            fields=tuple(field_names(self.codebook)),
            names=self.names,
            is_passage=self._is_passage,
        )
        sheets = [sheet for sheet in self.file.sheets if not is_shown_sheet(sheet)]
        found = found_rows(sheets, known)
        if not found.rows and not found.columns:
            raise ReadError(
                Message(
                    "it is no coding sheet: no row has the columns 'key' and 'passage'; put back "
                    "the names of the columns as they were"
                )
            )
        return found

    def _is_passage(self, key: str, words: str) -> bool:
        """Whether words are those of a passage; of the one whose key is written, if one is."""
        found = self.places.of_words(words)
        named = as_key(key.split()[0]) if key.strip() else ""
        return any(one == named for one, _ in found) if named else bool(found)

    @cached_property
    def order(self) -> Mapping[int, int]:
        return {id(row): place for place, row in enumerate(self.found.rows)}

    @cached_property
    def told_of_itself(self) -> Mapping[str, str]:
        """What the file says of itself: whose it is, and which codes it lists."""
        try:
            said = json.loads(self.file.properties.get(PROPERTY, "{}"))
        except (ValueError, RecursionError):
            return {}
        known = said if isinstance(said, dict) else {}
        return {name: value for name, value in known.items() if isinstance(value, str)}

    @property
    def listed(self) -> str:
        """The version of the codebook that the sheet listed; "" if it does not say."""
        return self.told_of_itself.get("codebook", "")

    # Rows

    def _of_passages(self) -> Iterator[ReadRow]:
        """Yield the rows that are of a passage; tell of the others."""
        matching = Matching(
            self.places,
            coder=self.told_of_itself.get("coder", ""),
            queue=self.told_of_itself.get("queue", ""),
            only=self.coder,
            rows=self.found.rows,
        )
        for row in self.found.rows:
            matched = matching.match(row)
            if matched.problem:
                self.fates["asked"] += 1
                self._tell(row, matched.problem, next((one for _, one in row.of("key")), None))
                continue
            asked = self._asked(self.places.by_key[matched.key].queue)
            answer = answer_of(row, self.names, self.codebook, asked)
            yield ReadRow(row=row, matched=matched, answer=answer)

    def _take(self, passage: Passage) -> None:
        """Take over what is said of a passage."""
        self.fates.update(passage.fates)
        for remark in passage.remarks:
            self._tell(remark.row, remark.message, remark.cell)
        for one in passage.rows:
            for problem in one.answer.remarks:
                self._tell(one.row, problem.message, problem.cell)
        queue = passage.place.queue
        acts = self.acts[queue.name, queue.coder]
        standing = self._standing(queue)
        if passage.answer is None:
            if standing.read.get(passage.place.item.key) and {*passage.fates} == {"unread"}:
                self.emptied.append(passage.rows[0].row.line)
            for part in passage.noted:
                acts += memo_acts(passage.place.item, part, standing, answered=False)
            return
        said = decided(passage.answer, standing, self.names.called, self._asked(queue))
        acts += said.acts
        first = passage.by_part[0].row
        for line in said.told:
            self._tell(first, line)
        if said.elsewhere:
            self.elsewhere.append(first.line)
        for one in passage.by_part.values():
            self.new += self._new_codes(passage, one, standing)

    def _new_codes(self, passage: Passage, one: ReadRow, standing: Said) -> Iterator[NewCode]:
        item, queue = passage.place.item, passage.place.queue
        start, end = self.places.parts(item.key)[one.matched.part]
        for new, cell in one.answer.new:
            said = (item.key, one.matched.part, "new", folded_name(new.name))
            yield NewCode(
                name=new.name,
                definition=new.definition,
                parent=new.parent,
                anyway=new.anyway,
                queue=queue.name,
                coder=queue.coder,
                transcript=item.transcript,
                revision=item.revision,
                start=item.start + start,
                end=item.start + end,
                location=self._where(one.row, cell),
                act=ActIds("sheet", standing.done).fresh(*said),
            )

    def _asked(self, queue: Queue) -> frozenset[str] | None:
        if queue.codes not in self._of_codes:
            self._of_codes[queue.codes] = asked_codes(queue, self.codebook)
        return self._of_codes[queue.codes]

    def _standing(self, queue: Queue) -> Said:
        whose = queue.name, queue.coder
        if whose not in self._known:
            self._known[whose] = self._said_of(queue)
        return self._known[whose]

    # What counts for all rows

    @cached_property
    def _facts(self) -> FileFacts:
        columns = self.found.columns
        codes = [Column("code", str(number)) for number in range(1, CODE_COLUMNS + 1)]
        return FileFacts(
            advice=self._advice,
            codebook=self.listed if self.listed in self.versions else "",
            whole=all(column in columns for column in codes),
            has_memo=Column("memo") in columns,
        )

    @cached_property
    def _shown(self) -> Mapping[str, dict[int, Advice]]:
        shown: defaultdict[str, dict[int, Advice]] = defaultdict(dict)
        for (key, number), text in shown_texts(self.file.sheets).items():
            place = self.places.by_key.get(key)
            advice = advice_of_text(text, place.item.transcript) if place else None
            if advice:
                shown[key][number] = advice
        return shown

    @cached_property
    def _again(self) -> Mapping[str, dict[int, Advice]]:
        """Advice made once more, where the sheet lost what was suggested."""
        answered = {column.kind for column in self.found.columns} & {"answer", "suggestion"}
        if not answered or self.advised is None:
            return {}
        return {
            item.key: dict(enumerate(item.advice, start=1))
            for queue in self.places.queues
            for item in self.advised(queue).items
        }

    def _advice(self, key: str) -> Mapping[int, Advice]:
        """Return what was suggested beside a passage; of a blind queue nothing."""
        if self.places.by_key[key].queue.shown == "blind":
            return {}
        return self._shown.get(key) or self._again.get(key, {})

    # What is told

    def _tell(self, row: FoundRow, message: str, cell: Cell | None = None) -> None:
        at = self._at(row.sheet)
        self.told.append(Told(self.order[id(row)], at, row.line, cell, message))

    def _where(self, row: FoundRow, cell: Cell | None = None) -> str:
        return where(self._at(row.sheet), row.line, cell)

    def _at(self, sheet: str) -> str:
        """Return the file, with the sheet where several of it have rows."""
        if not sheet or len({row.sheet for row in self.found.rows}) < 2:
            return self.name
        return Message("{file}, sheet {sheet}", file=self.name, sheet=quoted(sheet))

    def _about_file(self, rows: Sequence[ReadRow]) -> Iterator[str]:
        """Yield what is to be said of the file as a whole."""
        for sheet, line in self.found.told:
            where = (
                Message("{file}, sheet {sheet}", file=self.name, sheet=quoted(sheet))
                if sheet and len(self.file.sheets) > 1
                else self.name
            )
            yield Message("{where}: {problem}", where=where, problem=line)
        for line in (*self.file.notes, *self._seen(rows)):
            yield Message("{where}: {problem}", where=self.name, problem=line)

    def _seen(self, rows: Sequence[ReadRow]) -> Iterator[str]:
        """Yield what was seen in several rows, one line each."""
        if self.listed not in ("", *self.versions) and self.fates["read"]:
            yield Message(
                "the sheet lists the codes of a codebook that this study never had; what was read "
                "counts as read by the codebook that holds now"
            )
        if edited := [one.row.line for one in rows if one.matched.edited]:
            yield Message.plural(
                "the words of a passage are others than in the study (row {rows}): those of the "
                "study count",
                "the words of {n} passages are others than in the study (rows {rows}): those of "
                "the study count",
                n=len(edited),
                rows=enumerated(edited, _SOME),
            )
        if found := [one.row.line for one in rows if one.matched.found]:
            yield Message.plural(
                "a key was lost, and the passage found by its words (row {rows})",
                "{n} keys were lost, and the passages found by their words (rows {rows})",
                n=len(found),
                rows=enumerated(found, _SOME),
            )
        if hidden := [row.line for row in self.found.rows if row.hidden]:
            yield Message.plural(
                "{n} row is hidden by a filter or by hand, and was read, too (row {rows})",
                "{n} rows are hidden by a filter or by hand, and were read, too (rows {rows})",
                n=len(hidden),
                rows=enumerated(hidden, _SOME),
            )
        yield from self._stays()
        if self.file.comments:
            yield Message.plural(
                "{n} comment at a cell was not read; write it under 'memo'",
                "{n} comments at cells were not read; write them under 'memo'",
                n=self.file.comments,
            )
        yield from self._joined()

    def _stays(self) -> Iterator[str]:
        """Yield what the study holds although the rows do not say it."""
        if self.elsewhere:
            yield Message.plural(
                "a passage carries codes that its row does not name; they were coded elsewhere, "
                "and stay (row {rows})",
                "{n} passages carry codes that their rows do not name; they were coded elsewhere, "
                "and stay (rows {rows})",
                n=len(self.elsewhere),
                rows=enumerated(self.elsewhere, _SOME),
            )
        if self.emptied:
            yield Message.plural(
                "{n} row is empty, and its passage was read before; what the study holds of it "
                "stays (row {rows})",
                "{n} rows are empty, and their passages were read before; what the study holds of "
                "them stays (rows {rows})",
                n=len(self.emptied),
                rows=enumerated(self.emptied, _SOME),
            )

    def _joined(self) -> Iterator[str]:
        """Yield where cells of several rows were made one, so that all but the first are empty."""
        lines: defaultdict[str, set[int]] = defaultdict(set)
        for row in self.found.rows:
            lines[row.sheet].add(row.line)
        for sheet in self.file.sheets:
            for top, left, bottom, right in sheet.merged:
                if len(lines[sheet.name].intersection(range(top, bottom + 1))) > 1:
                    yield Message(
                        "the cells {first}:{last} are joined; what stands there was read for row "
                        "{row} only: split them, and fill in each row",
                        first=Message("{column}{row}", column=letters_of(left), row=top),
                        last=Message("{column}{row}", column=letters_of(right), row=bottom),
                        row=top,
                    )

"""The coding sheet written: passages to read, the codebook beside them, and how to fill it in.

A person fills it in with Excel or LibreOffice; `civic_qual.reviewing.sheet.reading` reads it back.
It holds words of interviews: it is for the study team, and says so. A blind queue shows nothing of
what others, or machines, said of its passages.
"""

from __future__ import annotations

import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from civic_qual.codebook.fields import CodeField, fields_of
from civic_qual.messages import Message, decimal, render, sentences
from civic_qual.results import INTERNAL
from civic_qual.reviewing.codes_meant import entry_of
from civic_qual.reviewing.sheet.asked import asked_codes, asked_text
from civic_qual.reviewing.sheet.columns import CODE_COLUMNS, Column, columns_of
from civic_qual.reviewing.sheet.help import help_lines, read_for_only
from civic_qual.reviewing.sheet.passages import WIDTH, Beside, Passages, lines_of, parts_of
from civic_qual.reviewing.sheet.prefilled import Cells, prefilled
from civic_qual.reviewing.sheet.shown import SHOWN_SHEET, advice_as_text
from civic_qual.sheets.cells import (
    AS_WRITTEN,
    MADE,
    that_fits,
    write_text,
)
from civic_qual.study.work.said import said_in

if TYPE_CHECKING:
    from xlsxwriter import Workbook
    from xlsxwriter.worksheet import Worksheet

    from civic_qual.codebook.model import Code, Codebook
    from civic_qual.corpus.model import Corpus
    from civic_qual.study.study import Study
    from civic_qual.study.work.queue import Advice, Item, Queue

PROPERTY, VERSION = "civic_qual_sheet", 1
_LIST = "codes"  # the name of the list of codes
_WIDTHS: Mapping[str, int] = {
    "key": 10,
    "transcript": 14,
    "speaker": 9,
    "question": 26,
    "before": 22,
    "passage": 62,
    "after": 22,
    "suggestion": 26,
    "answer": 8,
    "code": 20,
    "field": 14,
    "nothing": 9,
    "memo": 28,
}
_LINES = {"bottom": 1, "bottom_color": "#C8CCD0", "left": 1, "left_color": "#C8CCD0"}
_FORMATS: Mapping[str, dict[str, object]] = {
    "head": {"bold": True, "text_wrap": True, "bottom": 1},
    "known": {"bg_color": "#F2F3F5", "font_color": "#444444", **_LINES},
    "passage": {"bg_color": "#F2F3F5", **_LINES},
    "free": {"locked": False, **_LINES},
    "text": {},
    "theme": {"bold": True},
    "wrong": {"bg_color": "#FFD9D0"},
}
_LINE, _HIGHEST = 13.2, 409.0  # points: of a line, and of a row at most
_LONGEST_HEADER = 250  # letters that Excel takes at the head of a printed page
_LETTERS = 1.15  # of the letters of a sheet stand where a column counts one
_OPTIONS = {
    "autofilter": True,
    "sort": True,
    "format_columns": True,
    "format_rows": True,
    "format_cells": True,
}
_FREE = ("code", "field", "nothing", "answer", "memo")


def sheet_of(study: Study, queue: Queue, *, language: str = "en") -> CodingSheet:
    """Return the sheet of a queue, with what its coder said before.

    Parameters
    ----------
    study, queue
        What is read, and by whom; advice stands beside its passages if it is to be shown.
    language
        Of the sheet: "en" or "fr".
    """
    corpus, codebook = study.corpus, study.codebook
    said = said_in(study._session, queue)
    return CodingSheet(
        corpus=corpus,
        codebook=codebook,
        queue=queue,
        language=language,
        answers=prefilled(queue, said, corpus, codebook, language),
    )


@dataclass(frozen=True, eq=False, kw_only=True)
class CodingSheet:
    """A sheet for one coder, to be filled in and read back.

    Parameters
    ----------
    corpus, codebook, queue
        What is read, for which codes, and by whom.
    language
        Of the sheet: "en" or "fr".
    answers
        What the coder said already: cells by column, by key and part of the passage.
    """

    corpus: Corpus
    codebook: Codebook
    queue: Queue
    language: str = "en"
    answers: Mapping[tuple[str, int], Cells] = field(default_factory=dict)

    def save(self, path: str | Path) -> None:
        """Write the sheet as an Excel workbook.

        See Also
        --------
        civic_qual.privacy.outlet.folder.write_internal : So that nobody else can read it.
        """
        Path(path).write_bytes(self.written())

    def written(self) -> bytes:
        """Return the workbook; the same sheet gives the same bytes."""
        from xlsxwriter import Workbook

        made = io.BytesIO()
        book = Workbook(made, AS_WRITTEN)
        _Writer(self, book).write()
        book.close()
        return made.getvalue()

    @cached_property
    def items(self) -> list[Item]:
        """The passages that can be read: they have a place in the corpus."""
        return [one for one in self.queue.items if one.placed and one.transcript in self.corpus]

    @cached_property
    def left_out(self) -> tuple[str, ...]:
        """What of the queue is not on the sheet, for the person who asked for it."""
        missing = len(self.queue.items) - len(self.items)
        if not missing:
            return ()
        return (
            Message.plural(
                "{n} passage of {coder} is not on the sheet: its transcript was corrected, and "
                "its words are not there any more",
                "{n} passages of {coder} are not on the sheet: their transcripts were corrected, "
                "and their words are not there any more",
                n=missing,
                coder=self.queue.coder,
            ),
        )

    def advice(self, item: Item) -> tuple[Advice, ...]:
        """Return what is shown beside a passage: one question a code; of a blind queue nothing."""
        return () if self.queue.shown == "blind" else item.advice

    @cached_property
    def columns(self) -> list[Column]:
        """The columns of the first sheet."""
        most = max((len(self.advice(item)) for item in self.items), default=0)
        return columns_of(self.fields, most)

    @cached_property
    def asked(self) -> frozenset[str] | None:
        """The codes that it is read for; None if these are all."""
        return asked_codes(self.queue, self.codebook)

    @cached_property
    def asked_text(self) -> str:
        """These codes as a line names them; "" if these are all."""
        return asked_text(self.asked, self.codebook, self.language) if self.asked else ""

    @cached_property
    def codes(self) -> list[Code]:
        """The codes in the order of the list: those that it is read for, then the others."""
        asked = self.asked or frozenset()
        return sorted(self.codebook, key=lambda code: code.id not in asked)

    @cached_property
    def fields(self) -> dict[str, CodeField]:
        """The fields that codes declare, by name."""
        return {
            name: one
            for code in self.codebook
            for name, one in fields_of(self.codebook, code.id).items()
        }


class _Writer:
    """Writes the sheets of a workbook."""

    def __init__(self, sheet: CodingSheet, book: Workbook) -> None:
        self.sheet, self.book = sheet, book
        usual = {"valign": "top", "text_wrap": True, "font_size": 10, "num_format": "@"}
        self.formats = {name: book.add_format(usual | how) for name, how in _FORMATS.items()}
        self.place = {column: index for index, column in enumerate(sheet.columns)}
        self.parted = False

    def say(self, message: str) -> str:
        return render(message, self.sheet.language)

    def write(self) -> None:
        sheet, queue = self.sheet, self.sheet.queue
        self.book.set_properties({"created": MADE, "comments": self.say(INTERNAL)})
        told = {
            "version": VERSION,
            "queue": queue.name,
            "coder": queue.coder,
            "codebook": queue.codebook,
        }
        self.book.set_custom_property(PROPERTY, json.dumps(told, ensure_ascii=False))
        passages = self.book.add_worksheet(self.say(Message("passages")))
        codes = self.book.add_worksheet(self.say(_CODES))
        help_sheet = self.book.add_worksheet(self.say(Message("help")))
        rows = self._passages(passages)
        self._codes(codes)
        self._rails(passages, codes, rows)
        self._help(help_sheet)
        if any(sheet.advice(item) for item in sheet.items):
            self._shown(self.book.add_worksheet(SHOWN_SHEET))

    def _text(self, at: Worksheet, row: int, column: int, text: str, how: str) -> None:
        if text:
            write_text(at, row, column, that_fits(text), self.formats[how])

    # Passages

    def _passages(self, at: Worksheet) -> int:
        """Write a row a passage, or several of a long one; return how many rows there are."""
        for column, index in self.place.items():
            free = self.formats["free"] if column.kind in _FREE else self.formats["known"]
            at.set_column(index, index, _WIDTHS[column.kind], free)
            self._text(at, 0, index, column.head(self.sheet.language), "head")
        shown = Passages(self.sheet.corpus)
        at.set_row(0, 2 * _LINE + 3)
        row = 0
        for item in self.sheet.items:
            parts = parts_of(shown.text(item))
            self.parted |= len(parts) > 1
            for number, part in enumerate(parts, start=1):
                row += 1
                beside = shown.beside(item, part)
                key = item.key if len(parts) == 1 else f"{item.key} {number}/{len(parts)}"
                self._known(at, row, "key", key)
                self._known(at, row, "transcript", item.transcript)
                for kind in ("speaker", "question", "before", "passage", "after"):
                    self._known(at, row, kind, getattr(beside, kind))
                if number == 1:
                    self._suggested(at, row, item)
                self._answered(at, row, item, number)
                at.set_row(row, self._height(item, beside, number))
        return row

    def _height(self, item: Item, beside: Beside, number: int) -> float:
        """Return how high the row of a passage must be to show all."""
        shown = [
            (getattr(beside, kind), _WIDTHS[kind])
            for kind in ("speaker", "question", "before", "after")
        ]
        for advice in self.sheet.advice(item) if number == 1 else ():
            shown.append((self._suggestion(advice), _WIDTHS["suggestion"]))
        return _high(max(2, lines_of(that_fits(beside.passage), WIDTH)), shown)

    def _known(self, at: Worksheet, row: int, kind: Any, text: str) -> None:
        how = "passage" if kind == "passage" else "known"
        self._text(at, row, self.place[Column(kind)], text, how)

    def _suggested(self, at: Worksheet, row: int, item: Item) -> None:
        for number, advice in enumerate(self.sheet.advice(item), start=1):
            index = self.place[Column("suggestion", str(number))]
            self._text(at, row, index, self._suggestion(advice), "known")

    def _suggestion(self, advice: Advice) -> str:
        """Return a suggestion as a cell shows it: the code, the words, who says so."""
        text = self.sheet.corpus[advice.transcript].text
        found = [" ".join(text[start:end].split())[:80] for start, end in advice.spans[:3]]
        words = [f"“{one}”" for one in found if one]
        known = advice.code in self.sheet.codebook
        entry = entry_of(self.sheet.codebook[advice.code], self.sheet.language) if known else ""
        by = {"rule": Message("a rule"), "model": Message("a model"), "human": advice.by}
        said = by.get(advice.origin, advice.by)
        if advice.origin != "human":
            said = Message("{who}, {score}", who=said, score=decimal(advice.score, 2))
        return "\n".join([entry or advice.code, *words, self.say(said)])

    def _answered(self, at: Worksheet, row: int, item: Item, number: int) -> None:
        for column, text in self.sheet.answers.get((item.key, number - 1), {}).items():
            if column in self.place:
                self._text(at, row, self.place[column], text, "free")

    # What helps to fill it in

    def _rails(self, at: Worksheet, codes: Worksheet, rows: int) -> None:
        """Give columns their lists, and the sheet its filter, its frozen head and its rails."""
        last = max(rows, 1)
        first_code, last_code = (
            self.place[Column("code", str(number))] for number in (1, CODE_COLUMNS)
        )
        nothing = self.place[Column("nothing")]
        name = codes.get_name()
        listed = len(self.sheet.asked or self.sheet.codes)
        self.book.define_name(_LIST, f"='{name}'!$A$2:$A${listed + 1}")
        self._list(at, (first_code, last_code, last), f"={_LIST}", self._hint(_CHOOSE))
        yes, no = self.say(Message("yes")), self.say(Message("no"))
        none = _NONE_OF_THESE if self.sheet.asked else Message("yes: this passage carries no code.")
        self._list(at, (nothing, nothing, last), [yes], self._hint(none))
        for column, index in self.place.items():
            if column.kind == "answer":
                self._list(at, (index, index, last), [yes, no], Message("Does the code hold here?"))
        self._field_lists(at, codes, last)
        columns = [_letters(one) for one in (first_code, last_code, nothing)]
        at.conditional_format(
            *(1, first_code, last, nothing),
            {
                "type": "formula",
                "criteria": f'=AND(${columns[2]}2<>"",COUNTA(${columns[0]}2:${columns[1]}2)>0)',
                "format": self.formats["wrong"],
            },
        )
        at.autofilter(0, 0, last, len(self.place) - 1)
        at.freeze_panes(1, 1)
        at.set_zoom(85)
        at.set_landscape()
        at.fit_to_pages(1, 0)
        at.repeat_rows(0)
        if self.sheet.asked_text:
            head = self.say(read_for_only(self.sheet.asked_text)).replace("&", "&&")
            at.set_header(f"&L{head[:_LONGEST_HEADER]}")
        at.set_footer(f"&L{self.say(INTERNAL)}&R&P/&N")
        at.protect("", _OPTIONS)

    def _hint(self, hint: str) -> str:
        """Return what is said at a cell, with the codes that the sheet is read for before it."""
        asked = self.sheet.asked_text
        return sentences([read_for_only(asked), hint]) if asked else hint

    def _list(
        self, at: Worksheet, where: tuple[int, int, int], source: str | list[str], hint: str
    ) -> None:
        first, last, rows = where
        at.data_validation(
            *(1, first, rows, last),
            {
                "validate": "list",
                "source": source,
                "error_type": "warning",
                "error_message": self.say(_NOT_LISTED)[:255],
                "ignore_blank": True,
                "input_message": self.say(hint)[:255],
            },
        )

    def _field_lists(self, at: Worksheet, codes: Worksheet, last: int) -> None:
        """Write what fields may be beside the codes, and offer it."""
        column = len(_ABOUT_CODES)
        for name, one in self.sheet.fields.items():
            if not one.one_of:
                continue
            column += 1
            codes.set_column(column, column, 20)
            self._text(codes, 0, column, Column("field", name).head(self.sheet.language), "head")
            for row, value in enumerate(one.one_of, start=1):
                self._text(codes, row, column, value, "text")
            letters, place = _letters(column), self.place[Column("field", name)]
            source = f"='{codes.get_name()}'!${letters}$2:${letters}${len(one.one_of) + 1}"
            self._list(at, (place, place, last), source, Message("Choose what the code asks for."))

    # The codebook, and help

    def _codes(self, at: Worksheet) -> None:
        at.set_column(0, 0, 34)
        at.set_column(1, len(_ABOUT_CODES) - 1, 44)
        for column, head in enumerate(_ABOUT_CODES):
            self._text(at, 0, column, self.say(head), "head")
        for row, code in enumerate(self.sheet.codes, start=1):
            how = "text" if code.parent else "theme"
            self._text(at, row, 0, entry_of(code, self.sheet.language), how)
            about = self._about(code)
            for column, text in enumerate(about, start=1):
                self._text(at, row, column, text, "text")
            at.set_row(row, _high(1, [(text, 44) for text in about]))
        at.freeze_panes(1, 1)
        at.set_landscape()
        at.fit_to_pages(1, 0)
        at.protect("", _OPTIONS)

    def _about(self, code: Code) -> list[str]:
        language = self.sheet.language
        asked = fields_of(self.sheet.codebook, code.id).values()
        return [
            *(
                texts.get(language) or next(iter(texts.values()), "")
                for texts in (code.definition, code.include, code.exclude)
            ),
            _examples(code.examples, language),
            _examples(code.counterexamples, language),
            "\n".join(_asked(one) for one in asked),
        ]

    def _help(self, at: Worksheet) -> None:
        at.set_column(0, 0, 80)
        lines = help_lines(
            coder=self.sheet.queue.coder,
            queue=self.sheet.queue.name,
            passages=len(self.sheet.items),
            advised=any(column.kind == "answer" for column in self.sheet.columns),
            parts=self.parted,
            fields=bool(self.sheet.fields),
            asked=self.sheet.asked_text,
        )
        for row, line in enumerate(lines):
            self._text(at, row, 0, self.say(line), "theme" if row == 0 else "text")
            at.set_row(row, _high(1, [(self.say(line), 70)]) + _LINE / 2)
        at.fit_to_pages(1, 0)
        at.protect("", _OPTIONS)

    def _shown(self, at: Worksheet) -> None:
        """Keep what was suggested: an answer is on just that."""
        row = 0
        for item in self.sheet.items:
            for number, advice in enumerate(self.sheet.advice(item), start=1):
                self._text(at, row, 0, item.key, "text")
                self._text(at, row, 1, str(number), "text")
                self._text(at, row, 2, advice_as_text(advice), "text")
                row += 1
        at.hide()


_CODES = Message("codes")
_CHOOSE = Message("Choose a code, or type its id or its name. Several: with ; between them.")
_NONE_OF_THESE = Message("yes: this passage carries none of these.")
_NOT_LISTED = Message(
    "This is not in the list as it stands. An id, a name, or several with ; between them are fine, "
    "too: keep them."
)
_ABOUT_CODES = (
    Message.in_context("the head of a column of a codebook", "code"),
    Message.in_context("the head of a column of a codebook", "definition"),
    Message.in_context("the head of a column of a codebook", "include"),
    Message.in_context("the head of a column of a codebook", "exclude"),
    Message.in_context("the head of a column of a codebook", "examples"),
    Message.in_context("the head of a column of a codebook", "not this code"),
    Message.in_context("the head of a column of a codebook", "say besides"),
)


def _high(least: int, shown: Iterable[tuple[str, float]]) -> float:
    """Return the height of a row of texts in columns: LibreOffice does not find it by itself."""
    lines = [lines_of(that_fits(text), int(width * _LETTERS)) for text, width in shown]
    return min(max([least, *lines]) * _LINE + 3, _HIGHEST)


def _asked(one: CodeField) -> str:
    return f"{one.name}: {', '.join(one.one_of)}" if one.one_of else one.name


def _examples(examples: Iterable[Any], language: str) -> str:
    """Return examples of a code, those in the language of the sheet first."""
    every: Sequence[Any] = sorted(examples, key=lambda one: one.language != language)
    return "\n".join(f"– {' '.join(one.text.split())}" for one in every[:4])


def _letters(column: int) -> str:
    from xlsxwriter.utility import xl_col_to_name

    return str(xl_col_to_name(column))

"""One random file: an interview (or none), a layout, a format, written down and checked."""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks.interviewing import others, rows
from benchmarks.interviewing.formats import documents, sheets, subtitles, texts
from benchmarks.interviewing.formats.checked import check
from benchmarks.interviewing.furniture import head, with_furniture
from benchmarks.interviewing.layouts import UNLABELLED, Layout, layout_for, structure_for
from benchmarks.interviewing.layouts import written as laid_out
from benchmarks.interviewing.model import Written
from benchmarks.interviewing.talk import KINDS, interview
from benchmarks.interviewing.words import Words

FORMATS = ("txt", "md", "docx", "docx table", "odt", "odt table", "csv", "xlsx", "vtt", "srt")
PROSE = ("txt", "md", "docx", "odt")
BARE = ("one side", "guide", "bold questions")  # nothing stands before an answer


@dataclass(frozen=True)
class Drawn:
    """A file, what was written into it, and by what it is counted."""

    path: Path
    written: Written
    format: str
    words: str


def interview_file(
    folder: Path,
    name: str,
    form: str,
    *,
    source: str,
    language: str,
    seed: str,
    prose: Sequence[str] = (),
    rounds: int = 0,
) -> Drawn:
    """Write a random interview, long if `rounds` of questions are; one seed gives one file."""
    words = Words(random.Random(seed), language, source, prose, rounds)
    path = folder / f"{name}.{form.partition(' ')[0]}"
    if form in ("vtt", "srt"):
        file = _subtitled(words, path)
    elif form in ("csv", "xlsx") or form.endswith("table"):
        file = _tabled(words, form, path)
    else:
        file = _paragraphs(words, form, path)
    check(file, path)
    return Drawn(path, file, form, source)


def other_file(folder: Path, name: str, kind: str, *, language: str, seed: str) -> Drawn:
    """Write a file that is no interview, in a format that people write such things in."""
    draw = random.Random(seed)
    words = Words(draw, language, "own")
    file = others.other(words, kind)
    form = draw.choice(PROSE)
    path = folder / f"{name}.{form}"
    _save(file, form, path, words, Layout("none", spaced=draw.random() < 0.7))
    check(file, path)
    return Drawn(path, file, form, "own")


def _subtitled(words: Words, path: Path) -> Written:
    talk, manner = interview(words, words.draw.choice(KINDS))
    blocks, layout, captions, style = subtitles.written(talk, words, path.suffix[1:])
    subtitles.save(captions, style, path, words)
    return Written(blocks, layout, talk, talk.kind, words.language, {"labels": manner})


def _tabled(words: Words, form: str, path: Path) -> Written:
    draw = words.draw
    sheet = form in ("csv", "xlsx")
    kind = draw.choice(KINDS)
    headed = sheet or draw.random() < 0.6
    pairs = kind == "two people" and draw.random() < 0.5 and not sheet
    talk, manner = interview(words, kind, single=pairs, mumbles=not pairs)
    features = {"labels": manner, "header": str(headed)}
    if pairs:
        blocks, layout = rows.question_rows(talk, draw, headed=headed), "table of questions"
    else:
        blocks, features = rows.rows(talk, words, headed=headed)
        layout = "sheet" if sheet else "table"
    if not sheet:
        blocks = head(talk, words, named=not pairs) + blocks
    file = Written(blocks, layout, talk, kind, words.language, {**features, "labels": manner})
    _save(file, form, path, words, Layout(layout))
    return file


def _paragraphs(words: Words, form: str, path: Path) -> Written:
    draw = words.draw
    kind = draw.choice(KINDS)
    bold = form != "txt"
    structure = structure_for(kind, draw, bold=bold)
    unlabelled = structure in UNLABELLED
    talk, manner = interview(
        words,
        kind,
        single=structure == "one side",
        mumbles=not unlabelled,
        named=structure not in BARE,
    )
    layout = layout_for(talk, structure, manner, draw, bold=bold, wraps=form == "txt")
    turns = laid_out(talk, layout, words)
    named = structure in ("labels", "label line")
    blocks = with_furniture(turns, talk, words, named=named)
    features = {**layout.features, "labels": manner if named else "none"}
    file = Written(blocks, layout.name, talk, kind, words.language, features)
    _save(file, form, path, words, layout)
    return file


def _save(file: Written, form: str, path: Path, words: Words, layout: Layout) -> None:
    if form == "txt":
        texts.write_txt(
            file, path, words, spaced=layout.spaced, wrap=layout.wrap, indent=layout.indent
        )
    elif form == "md":
        texts.write_md(file, path, words, spaced=layout.spaced, outside=words.draw.random() < 0.4)
    elif form == "csv":
        sheets.write_csv(file, path, words)
    elif form == "xlsx":
        sheets.write_xlsx(file, path, words)
    elif form.startswith("docx"):
        documents.write_docx(file, path, words)
    else:
        documents.write_odt(file, path, words)

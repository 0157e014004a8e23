"""Whether a file is an interview at all, or a questionnaire, an agenda, notes or a report.

Any text can be cut into turns. Features of the whole file tell of those in which nobody was heard:
questions below each other and blanks to fill in; the hours of a programme; paragraphs or bullets
that tell what others said, without an I, a you or a question. Such a file is read all the same, and
doubted.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

from civic_qual.corpus.intake.layouts.doubts import (
    Doubt,
    looks_like_agenda,
    looks_like_notes,
    looks_like_questionnaire,
    looks_like_report,
)
from civic_qual.corpus.intake.layouts.lines import Script
from civic_qual.corpus.intake.questions import asking, ends_with_mark
from civic_qual.sheets.reading import word_rows

_LOOKED_AT = 50_000  # characters: a file shows its kind in them
_TITLE_LINES, _LONGEST_TITLE = 4, 90
_WORDS = word_rows("corpus/lists/genres.txt")


@dataclass(frozen=True)
class Genre:
    """What a file looks like, other than an interview; `reported` if it tells what others said."""

    doubt: Doubt
    reported: bool = False


def genre_of(script: Script, *, labelled: bool, known: bool = False) -> Genre | None:
    r"""Return what a file looks like if that is something other than an interview.

    `labelled` says that it was read as somebody's words whom a label names: then it is no report
    only because nobody in it says I; `known`, that the words of a label tell that it is somebody.
    Other labels of notes are their topics.

    Examples
    --------
    >>> from civic_qual.corpus.intake.layouts.lines import script_of
    >>> form = "1. Your age?\n____\n2. Your trade?\n____\n3. Your village?\n____\n4. Since when?"
    >>> str(genre_of(script_of(form), labelled=False).doubt.message).partition(" (")[0]
    'this looks like a questionnaire'
    >>> answered = "1. Your age?\nForty.\n2. Your trade?\nI sew.\n3. Since when?\nAlways."
    >>> genre_of(script_of(answered), labelled=False) is None
    True
    """
    page = _Page.of(script)
    if doubt := _questionnaire(page) or _agenda(page):
        return Genre(doubt)
    account = _account(page, labelled)
    return Genre(account, reported=not (known if page.notes else labelled)) if account else None


@dataclass(frozen=True)
class _Page:
    """What stands in the lines of a file."""

    lines: tuple[str, ...]  # those that hold letters, or a blank to fill in

    @classmethod
    def of(cls, script: Script) -> _Page:
        lines, size = [], 0
        for index in range(len(script.lines)):
            line = script.line(index)[: _LOOKED_AT - size]
            size += len(line)
            if any(map(str.isalnum, line)) or _BLANK.search(line) or _BOX.search(line):
                lines.append(line)
            if size >= _LOOKED_AT:
                break
        return cls(tuple(lines))

    @cached_property
    def asked(self) -> list[bool]:
        """Which lines are questions."""
        return [_is_question(line) for line in self.lines]

    @cached_property
    def blanks(self) -> list[bool]:
        """Which lines are there to be filled in, or are answers to choose from."""
        options = _options_below(self.lines, self.asked)
        return [
            not asked and (index in options or _is_blank(line))
            for index, (line, asked) in enumerate(zip(self.lines, self.asked, strict=True))
        ]

    @cached_property
    def words(self) -> int:
        return sum(len(line.split()) for line in self.lines)

    @property
    def without_titles(self) -> tuple[str, ...]:
        """The lines but for those at the top that are no sentences: titles and facts."""
        top = [line for line in self.lines[:_TITLE_LINES] if _SENTENCE_END.search(line)]
        return (*top, *self.lines[_TITLE_LINES:])

    @cached_property
    def notes(self) -> bool:
        """Whether the top says that these are notes, or who was present."""
        return self.titled("notes") or any(_PRESENT.match(line) for line in self.lines)

    def titled(self, genre: str) -> bool:
        """Whether a line at the top has a word of a genre, and is no sentence."""
        return any(
            _TITLED[genre].search(line)
            for line in self.lines[:_TITLE_LINES]
            if len(line) <= _LONGEST_TITLE and not _SENTENCE_END.search(line)
        )


def _any_of(genre: str) -> str:
    return "|".join(
        re.escape(one.replace("_", " ")).replace("'", "['’]")
        for one in sorted(_WORDS[genre], key=len, reverse=True)
    )


_SENTENCE_END = re.compile(r"[.?!…][\s\"'”»)\]*_]*$")
_TITLED = {
    "agenda": re.compile(rf"^\W*(?:{_any_of('agenda')})\b|\b(?:{_any_of('agenda')})\W*$", re.I),
    "report": re.compile(rf"\b(?:{_any_of('report')})\b", re.I),
    "notes": re.compile(rf"\b(?:{_any_of('notes')})\b", re.I),
}


# Questionnaires

_FEWEST_QUESTIONS, _FEWEST_BLANKS = 4, 3
_ANSWERED = 0.35  # of the questions; an interpreter asks each of them again
_MOSTLY_ASKED, _MOSTLY_BLANK, _SOME_BLANK = 0.5, 0.3, 0.2  # of the lines
_LONGEST_BLANK, _FEW_WORDS = 160, 6
_BLANK = re.compile(r"_{3,}|\.{6,}|…{3,}")
_BOX = re.compile(r"[☐☑☒□■◻◯○❑❏▢]|\[ {0,3}\]|\( {0,3}\)")
_BOX_FIRST = re.compile(rf"[-•*\s]*(?:{_BOX.pattern})")
_OPTIONS = re.compile(r"[^/|]{1,40}(?:(?: / |\|)[^/|]{1,40}){2,}")
_SCALE = re.compile(r"(?<!\d)1\D{1,30}2\D{1,30}3\D{1,30}4(?!\d)")
_OPTION = re.compile(r"[-•*\s]*\(?(?P<letter>[1-9a-i])[.)][ \t]+\S", re.I)
_FILL = re.compile(rf"\b(?:{_any_of('fill')})(?![^\W\d_])", re.I)
_FILL_WITHIN = 40  # characters
_NUMBERED = re.compile(r"(?:Q(?:uestion)?[ .]?)?\d{1,3}(?:\.\d{1,2})?[a-z]?[ \t\u00a0]?[.):]", re.I)


def _questionnaire(page: _Page) -> Doubt | None:
    questions, blanks = sum(page.asked), sum(page.blanks)
    few_answers = _answered(page) <= _ANSWERED * max(questions, blanks)
    total = len(page.lines)
    guide = questions >= _FEWEST_QUESTIONS and questions + blanks >= _MOSTLY_ASKED * total
    least = _SOME_BLANK if questions >= _FEWEST_QUESTIONS else _MOSTLY_BLANK
    form = blanks >= max(_FEWEST_BLANKS, least * total)
    if few_answers and (guide or form):
        return looks_like_questionnaire(questions, blanks)
    return None


def _answered(page: _Page) -> int:
    """Return how many questions have something below them that is neither question nor blank."""
    free = [not (asked or blank) for asked, blank in zip(page.asked, page.blanks, strict=True)]
    return sum(asked and below for asked, below in zip(page.asked, free[1:], strict=False))


def _is_question(line: str) -> bool:
    if ends_with_mark(line[-10:]):
        return True
    number = _NUMBERED.match(line)
    return number is not None and asking(line, number.end(), len(line)) > 0


def _is_blank(line: str) -> bool:
    """Whether a line is a blank, a box, a scale, a choice, or tells how to fill it in."""
    if len(line) > _LONGEST_BLANK:
        return False
    blank = _BLANK.search(line)
    if blank and len(_BLANK.sub(" ", line).split()) <= _FEW_WORDS:
        return True
    if _BOX_FIRST.match(line) or len(_BOX.findall(line)) > 1 or _SCALE.search(line):
        return True
    return bool(_FILL.search(line, 0, _FILL_WITHIN) or _OPTIONS.fullmatch(line))


def _options_below(lines: Sequence[str], asked: Sequence[bool]) -> set[int]:
    """Return the lines below questions that count from 1 or a: answers to choose from."""
    found: set[int] = set()
    for index in (index for index, one in enumerate(asked) if one):
        run: list[int] = []
        for below in range(index + 1, len(lines)):
            option = _OPTION.match(lines[below])
            letters = "123456789"[len(run) :][:1] + "abcdefghi"[len(run) :][:1]
            if asked[below] or not option or option["letter"].lower() not in letters:
                break
            run.append(below)
        if len(run) > 1:
            found.update(run)
    return found


# Agendas

_FEWEST_ITEMS, _MOSTLY_ITEMS, _SENTENCES = 3, 0.4, 0.4
_LONGEST_ITEM = 16  # words
_MOST_WORDS = 800  # of an agenda without hours
_EARLIEST, _LATEST, _MINUTES = 6, 23, 5
_HOUR = re.compile(
    r"[-•*|\s]*(?:from |de |à )?(?P<hour>\d{1,2})[ \u00a0]?"
    r"(?:[:.h][ \u00a0]?(?P<minute>\d{2})(?![:.]?\d)|h\b|[ap]\.?m\b\.?)",
    re.I,
)
_ITEM = re.compile(r"(?:\d{1,2}|[ivx]{1,4}|[a-z])[.)][ \t]+|[-•*–—][ \t]+", re.I)


def _agenda(page: _Page) -> Doubt | None:
    titled = page.titled("agenda")
    items = [line for line in page.lines if _is_timed(line, at_least=0 if titled else _EARLIEST)]
    if not items and titled and page.words <= _MOST_WORDS:
        items = [line for line in page.lines if _ITEM.match(line)]
    short = all(len(line.split()) <= _LONGEST_ITEM for line in items)
    sentences = sum(bool(_SENTENCE_END.search(line)) for line in items)
    enough = len(items) >= max(_FEWEST_ITEMS, _MOSTLY_ITEMS * len(page.lines))
    if enough and short and sentences <= _SENTENCES * len(items):
        return looks_like_agenda(len(items))
    return None


def _is_timed(line: str, at_least: int) -> bool:
    """Whether a line begins with the hour of a programme, as transcripts' stamps seldom look."""
    found = _HOUR.match(line)
    if not found or not at_least <= int(found["hour"]) <= _LATEST:
        return False
    return int(found["minute"] or 0) % _MINUTES == 0


# Notes and reports

_FEWEST_WORDS, _MANY_WORDS = 25, 100
_MOST_ASKED = 0.05  # of the lines
_MOST_SPEAKING = 0.004  # of the words are an I, a we or a you
_LEAST_TELLING = 0.012  # of the words begin what others said
_LEAST_COMMON = 0.05  # of the words are the commonest of a language known here
_BULLETED = 0.3  # of the lines
_SPEAKS = re.compile(rf"(?<![\w’'-])(?:{_any_of('speaker')})(?![\w-])", re.I)
_TELLS = re.compile(rf"\b(?:{_any_of('told')})\b", re.I)
_COMMON = re.compile(rf"\b(?:{_any_of('common')})\b", re.I)
_PRESENT = re.compile(rf"\W*(?:{_any_of('present')})[ \u00a0]?:", re.I)
_BULLET = re.compile(r"[-•*–—▪◦·][ \t\u00a0]+\w")
_INITIAL = re.compile(r"(?<!\w)[^\W\d_]\.")  # `I. Falk` does not speak of himself
_QUOTED = re.compile(r"“[^“”]{0,400}”|«[^«»]{0,400}»|\"[^\"]{0,400}\"")  # over wrapped lines


def _account(page: _Page, labelled: bool) -> Doubt | None:
    """Doubt paragraphs or bullets in which nobody asks or says I, and that tell of others."""
    if page.words < _FEWEST_WORDS or sum(page.asked) > _MOST_ASKED * len(page.lines):
        return None
    unquoted = _QUOTED.sub(" ", "\n".join(page.without_titles))
    own = _INITIAL.sub(" ", unquoted).split("\n")
    if _times(_SPEAKS, own) > _MOST_SPEAKING * page.words:
        return None
    # In other languages nobody says I or we, either.
    known = _times(_COMMON, own) >= _LEAST_COMMON * page.words
    bulleted = sum(bool(_BULLET.match(line)) for line in own) >= _BULLETED * len(own)
    if (known and bulleted) or page.notes:
        return looks_like_notes()
    telling = _times(_TELLS, own) >= _LEAST_TELLING * page.words
    third = known and not labelled and page.words >= _MANY_WORDS
    return looks_like_report() if third or telling or page.titled("report") else None


def _times(pattern: re.Pattern[str], lines: Iterable[str]) -> int:
    return sum(1 for line in lines for _ in pattern.finditer(line))

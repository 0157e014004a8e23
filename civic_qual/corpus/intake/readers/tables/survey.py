"""Surveys: a row a respondent, questions as columns, as KoboToolbox and form programs export them.

Each row is a transcript: a question is its interviewer's turn, the answer its respondent's. Columns
of short answers are attributes. What a program wrote for itself, and what tells who somebody is, is
left out and named.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import Literal

from civic_qual.corpus.intake.layouts.doubts import Doubt
from civic_qual.corpus.intake.questions import LAST_ASKS, asking, ends_with_mark
from civic_qual.corpus.intake.readers.document import Document, Part, Utterance, built_document
from civic_qual.corpus.intake.readers.tables.grids import Row
from civic_qual.corpus.intake.readers.tables.holdings import TITLE_ROWS
from civic_qual.messages import Message
from civic_qual.sheets.reading import column_kind, named_columns, plain_title, word_rows

Use = Literal["question", "attribute", "name", "system", "person", "choice", "empty"]

_LISTS = {
    kind: frozenset(names) for kind, names in word_rows("corpus/lists/survey_columns.txt").items()
}
_WEAK = _LISTS["weak"]
_NAMES = word_rows("corpus/lists/survey_columns.txt")["name"]
_PEOPLE = word_rows("corpus/lists/survey_columns.txt")["people"]
_FEWEST_SYSTEM = 2
_OPEN_WORDS, _LONG_ANSWER = 4, 8  # mean, and most, words of an open answer
_SHORT_ANSWER = 60  # characters of an attribute
_ASKING = 0.1  # of the cells below a question that may be questions themselves
_NUMBERED = re.compile(
    r"(?:Q(?:uestion)?[ .]?)?\d{1,3}[a-z]?[ .):_-]+(?=\S+ \S+ \S)", re.IGNORECASE
)
_IMPORT_ID = '{"ImportId"'
_SECOND_TITLES = frozenset({"", "response", "open-ended response", "réponse", "réponse ouverte"})
_ANSWER_NUMBER = re.compile(r"[-+]?\d[\d.,: /T+-]*Z?")
_YES = frozenset({"0", "1", "true", "false", "oui", "non", "yes", "no", ""})


@dataclass(frozen=True)
class Survey:
    """The titles of a survey, its rows, and what each column is used for.

    `keys` are what a program calls its columns, and mostly their titles, too.
    """

    keys: Row
    titles: Row
    rows: tuple[Row, ...]
    uses: tuple[Use, ...] = ()
    system: bool = False

    @cached_property
    def all_titles(self) -> frozenset[str]:
        """Its titles, to be looked up."""
        return frozenset(self.titles)

    def of(self, use: Use) -> list[int]:
        """Return the columns of a use."""
        return [place for place, one in enumerate(self.uses) if one == use]


def survey_of(rows: Sequence[Row]) -> Survey | None:
    """Return a sheet as a survey, or None if it is none."""
    heads = _heads(rows)
    for head, titles in enumerate(rows[:TITLE_ROWS]):
        system = _is_of_a_program(titles)
        if not system and (head not in heads or not _asks_in_titles(titles, rows[head + 1 :])):
            continue
        survey = _with_second_titles(Survey(titles, titles, tuple(rows[head + 1 :]), system=system))
        uses = tuple(_use(survey, place) for place in range(len(titles)))
        survey = replace(survey, uses=uses)
        if survey.of("question"):
            return survey
    return None


def _heads(rows: Sequence[Row]) -> set[int]:
    """Return which rows may hold the titles: the first, or the one below the names of sections."""
    first = next((i for i, row in enumerate(rows) if sum(map(bool, row)) > 1), 0)
    below = rows[first + 1] if first + 1 < len(rows) else ()
    sections = "" in rows[first] and sum(map(bool, below)) > sum(map(bool, rows[first]))
    return {first, first + 1} if sections else {first}


def _is_of_a_program(titles: Row) -> bool:
    plain = [_plain(title) for title in titles]
    strong = sum(title in _LISTS["system"] for title in plain)
    return strong > 0 and strong + sum(title in _WEAK for title in plain) >= _FEWEST_SYSTEM


def is_repeated_group(titles: Row) -> bool:
    """Whether a sheet holds answers that belong to the rows of another one."""
    return any(_plain(title) in _LISTS["group"] for title in titles)


def _plain(title: str) -> str:
    bare = title.strip()
    plain = plain_title(bare)
    return "_" + plain if bare.startswith("_") else plain


def _asks_in_titles(titles: Row, below: Sequence[Row]) -> bool:
    """Whether a row may be one of titles, and one of them is a question."""
    if sum(map(bool, titles)) < 2 or not below:
        return False
    again = any(
        title and any(row[place] == title for row in below) for place, title in enumerate(titles)
    )
    return not again and any(_is_question(title) for title in titles)


def _is_question(title: str) -> bool:
    words = len(title.split())
    return (
        ends_with_mark(title)
        or (words > 2 and asking(title, 0, len(title)) >= LAST_ASKS)
        or bool(_NUMBERED.match(title))
    )


def _with_second_titles(survey: Survey) -> Survey:
    """Take rows below the titles that belong to them: Qualtrics writes three, SurveyMonkey two."""
    rows = survey.rows
    if len(rows) > 1 and any(cell.startswith(_IMPORT_ID) for cell in rows[1]):
        return replace(survey, titles=rows[0], rows=rows[2:])
    if (
        rows
        and sum(cell.casefold() in _SECOND_TITLES - {""} for cell in rows[0]) > 0
        and all(
            cell.casefold() in _SECOND_TITLES or not survey.titles[place]
            for place, cell in enumerate(rows[0])
        )
    ):
        return replace(survey, rows=rows[1:])
    return survey


def _use(survey: Survey, place: int) -> Use:
    """Return what a column is used for, by its title and its cells."""
    title = survey.titles[place]
    answers = [row[place] for row in survey.rows if row[place]]
    plain = _plain(survey.keys[place])
    if not answers or not title:
        return "empty"
    if plain in _LISTS["name"] or column_kind(title) == "participant":
        return "name"
    if plain in _LISTS["system"] or (survey.system and plain in _WEAK):
        return "system"
    if _tells_who(title) or _last(title).startswith("_"):
        return "person"
    if _is_choice(survey, place):
        return "choice"
    words = [len(answer.split()) for answer in answers]
    is_open = sum(words) / len(words) >= _OPEN_WORDS or max(words) >= _LONG_ANSWER
    asked = sum(ends_with_mark(answer) for answer in answers)
    if is_open and asked <= max(1, _ASKING * len(answers)):
        return "question"
    if is_open or max(map(len, answers)) > _SHORT_ANSWER:
        return "question" if survey.system else "empty"
    numbers = all(_ANSWER_NUMBER.fullmatch(answer) for answer in answers)
    distinct = len({answer.casefold() for answer in answers})
    if not numbers and len(answers) > 9 and distinct > 0.9 * len(answers):
        return "question" if _is_question(title) else "person"
    return "attribute"


def _tells_who(title: str) -> bool:
    """Whether a title asks for a name, a number or an address of somebody."""
    plain = _plain(_last(title)).strip("_")
    words = set(plain.split("_"))
    named = plain in _LISTS["person"] or bool(words & _LISTS["telling"])
    return named and not words & _LISTS["area"]


def _is_choice(survey: Survey, place: int) -> bool:
    """Whether a column says whether one of several answers to another question was chosen."""
    above, slash, _ = survey.titles[place].rpartition("/")
    values = {row[place].casefold() for row in survey.rows} if slash else set()
    return bool(slash) and values <= _YES and above in survey.all_titles


def _last(title: str) -> str:
    """Return a title without the groups in which KoboToolbox puts it: `needs/water/why`."""
    parts = title.split("/")
    grouped = len(parts) > 1 and all(part and " " not in part for part in parts[:-1])
    return parts[-1].strip() if grouped else title


# Its transcripts


def document_of_survey(survey: Survey) -> Document:
    """Build a transcript of each row that answers an open question."""
    questions, attributes = survey.of("question"), survey.of("attribute")
    person = _person_column(survey)
    parts = [
        Part(
            name,
            _answers(survey, row, questions, attributes, row[person] if person is not None else ""),
        )
        for name, row in zip(_row_names(survey), survey.rows, strict=True)
        if any(row[place] for place in questions)
    ]
    return Document(text="", turns=(), parts=tuple(parts), notes=tuple(_notes(survey, len(parts))))


def _answers(
    survey: Survey,
    row: Row,
    questions: Sequence[int],
    attributes: Sequence[int],
    participant: str,
) -> Document:
    utterances = [
        one
        for place in questions
        if row[place]
        for one in (
            Utterance("Interviewer", _last(survey.titles[place]), "interviewer"),
            Utterance("Respondent", row[place], "respondent"),
        )
    ]
    told = {_last(survey.titles[place]): row[place] for place in attributes if row[place]}
    people = {"Respondent": participant} if participant else {}
    return built_document(utterances, told, people, layout="survey", doubts=(_ROW_A_PERSON,))


def _person_column(survey: Survey) -> int | None:
    """Return the column of codes of those who answer: in several rows it may be the same one.

    Names of people are no codes: participants stand in tables that leave the study.
    """
    told = {_plain(key): place for place, key in enumerate(survey.keys)}
    for place in (told[name] for name in _PEOPLE if name in told):
        if all(any(sign.isdigit() for sign in row[place]) for row in survey.rows if row[place]):
            return place
    return None


_ROW_A_PERSON = Doubt(
    Message("each row is read as a respondent's answers to the questions above the columns"), "told"
)


def _row_names(survey: Survey) -> list[str]:
    """Return what each row is called by: the best column that tells all rows apart, or a number."""
    told = {_plain(key): place for place, key in enumerate(survey.keys)}
    for name in _NAMES:
        if name in told:
            cells = [row[told[name]] for row in survey.rows]
            if all(cells) and len({cell.casefold() for cell in cells}) == len(cells):
                return cells
    return [str(number) for number in range(1, len(survey.rows) + 1)]


def _notes(survey: Survey, read: int) -> Iterator[str]:
    if empty := len(survey.rows) - read:
        yield Message.plural(
            "{n} row answers no open question and was left out",
            "{n} rows answer no open question and were left out",
            n=empty,
        )
    if people := survey.of("person"):
        yield Message(
            "columns that may tell who somebody is were left out: {columns}",
            columns=named_columns([survey.titles[place] for place in people], 20),
        )
    if system := survey.of("system"):
        yield Message.plural(
            "{n} column that a program wrote for itself was left out",
            "{n} columns that a program wrote for itself were left out",
            n=len(system),
        )
    if choices := survey.of("choice"):
        yield Message.plural(
            "{n} column of a choice among several was left out: the whole answer stands in another",
            "{n} columns of choices among several were left out: the whole answers stand in others",
            n=len(choices),
        )

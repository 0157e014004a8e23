"""A study of interviews with strange letters, shared out to two people, and their sheets."""

from dataclasses import dataclass

import openpyxl
import pytest

import civic_qual as cq
from civic_qual.reviewing.sheet.reading import read_sheet
from civic_qual.reviewing.sheet.writing import sheet_of

CODEBOOK = """\
title: Small
version: "1"
languages: [en, fr]
codes:
  - id: perf
    name: {en: Performance, fr: Conduite}
    definition: {en: How peacekeepers act, fr: Comment agissent les casques bleus}
    children:
      - id: perf.late
        name: {en: "Lateness, \\"too late\\"", fr: "Retard, « trop tard »"}
        definition: {en: They come too late, fr: Ils viennent trop tard}
        examples:
          en: [They came when all was over.]
          fr: [Ils sont venus quand tout était fini.]
  - id: crop
    name: {en: Crops, fr: Récoltes}
  - id: plea
    name: {en: Plea, fr: Demande}
    fields:
      addressee: {one_of: [mission, government, armed group]}
      wish: text
  - id: fear
    name: {en: Fear, fr: Peur}
"""

ONE = """\
Interviewer: Did they come late?
Respondent: Yes, they came late. Always too late. 😀👩🏽‍🌾 And nobody asked why.
Interviewer: And then?
Respondent: =SUM(A1) said the officer; he had a café in Gaó, with e\u0301 and n\u0303.
Interviewer: What else?
Respondent: We planted maize, and maize again.
Interviewer: وماذا حدث بعد ذلك؟
Respondent: جاء الجنود ليلاً وأحرقوا السوق كله.
Interviewer: And the people?
Respondent: - We fled. +223 76 00 00 00 was the number to call, @night.
"""
TWO = """\
Interviewer: What did the patrol do?
Respondent: It was too late for the maize.
Interviewer: Why?
Respondent: The patrol slept. <r>And so did we.</r>
Interviewer: Was that all?
Respondent: Yes.
Interviewer: Nothing more?
Respondent: 3-4 times a month, from 1/2 to 3/4, on 2024-05-01.
Interviewer: And what do you ask for?
Respondent: That the government comes, and the mission with it; "soon", they said.
"""


@dataclass
class Work:
    """A study that is shared out, and what is done with its sheets."""

    study: cq.Study
    folder: object
    name: str = "s"

    def sheet(self, coder="Awa", language="en", file=None):
        """Write the sheet of a coder; return the file."""
        path = self.folder / (file or f"{coder}.xlsx")
        sheet_of(self.study, self.study.queue(self.name, coder), language=language).save(path)
        return path

    def add(self, path, **more):
        """Read a file, and do what it says; nothing may be refused."""
        returned = read_sheet(path, self.study, **more)
        assert returned.read + returned.unread + returned.asked == returned.rows
        for (queue, coder), acts in returned.acts.items():
            done = self.study.act(acts, coder=coder, queue=queue)
            assert [one.refused for one in done if one.refused] == []
            assert not any(one.repeated for one in done)
        return returned

    def items(self, coder="Awa"):
        """Return key and passage of what a coder was given."""
        return {
            item.key: (item.transcript, item.start, item.end)
            for item in self.study.queue(self.name, coder).items
        }


@pytest.fixture
def work(tmp_path):
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "one.txt").write_text(ONE, encoding="utf-8")
    (tmp_path / "talks" / "two.txt").write_text(TWO, encoding="utf-8")
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, encoding="utf-8")
    corpus = cq.read_corpus(tmp_path / "talks", languages=("en",))
    codebook = cq.read_codebook(tmp_path / "codebook.yaml")
    with cq.Study.create(tmp_path / "small.study", corpus, codebook) as study:
        segments = corpus.segments("turn").frame
        said = segments[segments["counted"]][["transcript", "start", "end"]]
        study.assign("s", said, ["Awa", "Issa"], kind="transcripts", shown="blind")
        yield Work(study, tmp_path)


class Sheet:
    """A workbook as a person has it before them: cells by the head of their column."""

    def __init__(self, path, sheet=0):
        self.path = path
        self.book = openpyxl.load_workbook(path)
        self.sheet = self.book.worksheets[sheet]

    @property
    def heads(self):
        return [cell.value for cell in self.sheet[1]]

    def cell(self, row, head):
        return self.sheet.cell(row, self.heads.index(head) + 1)

    def write(self, row, **cells):
        """Write into a row; `code_1` is the head `code 1`."""
        for head, value in cells.items():
            self.cell(row, head.replace("_", " ")).value = value

    def row_of(self, words):
        """Return the row of the passage that has these words."""
        place = self.heads.index("passage") + 1
        (row,) = [
            row
            for row in range(2, self.sheet.max_row + 1)
            if words in str(self.sheet.cell(row, place).value)
        ]
        return row

    def key(self, row):
        return self.sheet.cell(row, 1).value

    def save(self, path=None):
        self.book.save(path or self.path)
        return path or self.path


@pytest.fixture
def opened():
    return Sheet

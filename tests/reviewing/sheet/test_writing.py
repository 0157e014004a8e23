"""What a coding sheet shows, and what it must not show."""

import io
import re
import zipfile
from dataclasses import replace

import openpyxl
import pytest

import civic_qual as cq
from civic_qual.privacy.outlet.folder import write_internal
from civic_qual.reviewing.sheet.columns import Column, column_meant, columns_of
from civic_qual.reviewing.sheet.passages import MOST_LINES, WIDTH, lines_of, parts_of
from civic_qual.reviewing.sheet.writing import CodingSheet, sheet_of
from civic_qual.study.work.queue import Advice, Item, Queue


def book_of(sheet):
    return openpyxl.load_workbook(io.BytesIO(sheet.written()))


def made(codebook_text, text, tmp_path, *, language="en", **more):
    """Return the sheet of a corpus of one interview, all its passages given to Awa."""
    folder = tmp_path / "talk"
    folder.mkdir(exist_ok=True)
    (folder / "a.txt").write_text(text, encoding="utf-8")
    (tmp_path / "book.yaml").write_text(codebook_text, encoding="utf-8")
    corpus, codebook = (
        cq.read_corpus(folder, languages=("en",)),
        cq.read_codebook(tmp_path / "book.yaml"),
    )
    items = [
        Item(
            key=f"BCDFGH{number}",
            transcript="a",
            revision=corpus["a"].revision,
            start=turn.start,
            end=turn.end,
        )
        for number, turn in enumerate(corpus["a"].turns)
        if turn.counted
    ]
    terms = {
        "kind": "sample",
        "unit": "turn",
        "codes": "*",
        "sample": "s",
        "shown": "blind",
        **more,
    }
    queue = Queue(name="s", coder="Awa", items=tuple(items), **terms)
    return CodingSheet(corpus=corpus, codebook=codebook, queue=queue, language=language)


BOOK = "title: T\nversion: '1'\nlanguages: [en]\ncodes:\n  - id: a\n    name: {en: Water}\n"


def test_a_row_a_passage_with_what_was_said_around_it(work):
    sheet = book_of(sheet_of(work.study, work.study.queue("s", "Awa")))["passages"]
    heads = [cell.value for cell in sheet[1]]
    assert heads[:7] == [
        *("key", "transcript", "speaker", "question before", "before", "passage", "after")
    ]
    rows = [
        dict(zip(heads, [cell.value for cell in row], strict=True))
        for row in sheet.iter_rows(min_row=2)
    ]
    assert len(rows) == 10
    row = next(row for row in rows if "planted" in row["passage"])
    assert row["passage"] == "Respondent: We planted maize, and maize again."
    assert row["speaker"] == "Respondent"
    assert row["question before"] == "What else?"
    assert row["before"].startswith("Respondent: =SUM(A1) said the officer")
    assert row["after"] == "Interviewer: وماذا حدث بعد ذلك؟"
    assert {row["passage"][:11] for row in rows} == {"Respondent:"}


def test_every_text_is_a_text(work):
    book = book_of(sheet_of(work.study, work.study.queue("s", "Awa")))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}  # texts, and cells that hold nothing
    values = {cell.value for sheet in book for row in sheet.iter_rows() for cell in row}
    assert not any(isinstance(value, (int, float, bool)) for value in values)


def test_heads_stay_columns_are_protected_and_answers_are_free(work):
    sheet = book_of(sheet_of(work.study, work.study.queue("s", "Awa")))["passages"]
    heads = [cell.value for cell in sheet[1]]
    assert sheet.freeze_panes == "B2"
    assert sheet.auto_filter.ref == "A1:O11"
    assert sheet.protection.sheet
    free = {
        heads[column.min - 1]
        for column in sheet.column_dimensions.values()
        if not column.protection.locked
        for column.min in range(column.min, column.max + 1)
    }
    assert free == {
        *("code 1", "code 2", "code 3", "code 4", "field: addressee", "field: wish"),
        *("nothing here", "memo"),
    }
    assert all(cell.alignment.wrap_text for row in sheet.iter_rows() for cell in row if cell.value)


def test_lists_to_choose_from(work):
    book = book_of(sheet_of(work.study, work.study.queue("s", "Awa"), language="fr"))
    sheet, codes = book["passages"], book["codes"]
    assert book.defined_names["codes"].attr_text == "'codes'!$A$2:$A$6"
    assert [cell.value for cell in codes["A"]][1:] == [
        *("perf · Conduite", "perf.late · Retard, « trop tard »", "crop · Récoltes"),
        *("plea · Demande", "fear · Peur"),
    ]
    rules = {str(rule.sqref): rule for rule in sheet.data_validations.dataValidation}
    assert rules["H2:K11"].formula1 == "codes"
    assert rules["N2:N11"].formula1 == '"oui"'
    assert {rule.errorStyle for rule in rules.values()} == {"warning"}
    assert rules["L2:L11"].formula1.startswith("'codes'!$")
    assert [cell.value for cell in codes["B"]][2] == "Ils viennent trop tard"
    assert "Ils sont venus quand tout était fini." in [cell.value for cell in codes["E"]][2]


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_head_is_known_again(language):
    for column in columns_of(["level", "to_whom"], 3):
        assert column_meant(column.head(language), ["level", "to_whom"]) == column
        assert column_meant(column.head(language).upper(), ["level", "to_whom"]) == column
    assert column_meant("code.1") == Column("code", "1")


def test_help_says_whose_it_is_and_that_it_is_internal(work):
    book = book_of(sheet_of(work.study, work.study.queue("s", "Awa")))
    lines = [cell.value for cell in book["help"]["A"]]
    assert lines[:2] == [
        "10 passages for Awa (s)",
        "Internal: not protected. For the study team only.",
    ]
    french = book_of(sheet_of(work.study, work.study.queue("s", "Awa"), language="fr"))
    assert "«\u00a0rien ici\u00a0»" in " ".join(cell.value for cell in french["aide"]["A"])
    assert book["passages"].oddFooter.left.text.startswith("Internal")


def test_it_is_written_for_its_owner_only(work, tmp_path):
    path = tmp_path / "x.xlsx"
    write_internal({path: sheet_of(work.study, work.study.queue("s", "Awa")).save})
    assert path.stat().st_mode & 0o077 == 0


def advised(work, shown):
    """Return a queue with advice beside its passages."""
    queue = work.study.queue("s", "Awa")
    items = tuple(
        replace(
            item,
            advice=(
                Advice(
                    transcript=item.transcript,
                    revision=item.revision,
                    spans=((item.start + 12, item.start + 15),),
                    code="crop",
                    origin="model",
                    by="SECRETMODEL",
                    score=0.875,
                    why="SECRETWHY",
                ),
            ),
        )
        for item in queue.items
    )
    return replace(queue, items=items, shown=shown)


def test_a_blind_sheet_shows_no_advice_wherever_one_looks(work):
    blind = sheet_of(work.study, advised(work, "blind")).written()
    plain = sheet_of(work.study, work.study.queue("s", "Awa")).written()
    assert blind == plain  # byte by byte
    with zipfile.ZipFile(io.BytesIO(blind)) as archive:
        every = b"".join(map(archive.read, archive.namelist())).decode()
    assert not re.search("SECRET|0.875|suggestion|model", every)


def test_advice_is_shown_where_the_queue_is_not_blind(work):
    book = book_of(sheet_of(work.study, advised(work, "model")))
    sheet = book["passages"]
    heads = [cell.value for cell in sheet[1]]
    row = dict(zip(heads, [cell.value for cell in sheet[2]], strict=True))
    assert row["suggestion 1"].split("\n") == ["crop · Crops", "“Yes”", "a model, 0.88"]
    assert row["yes or no 1"] is None
    assert book["shown"].sheet_state == "hidden"


def test_two_hundred_codes_with_quotes_in_their_names(tmp_path):
    codes = "".join(
        f"  - id: c{number}\n    name: {{en: '\"No\" {number}, said ''they''; & <b>'}}\n"
        for number in range(200)
    )
    sheet = made(BOOK.partition("  - id")[0] + codes, "R: They left.\nI: Why?\n", tmp_path)
    book = book_of(sheet)
    assert book.defined_names["codes"].attr_text == "'codes'!$A$2:$A$201"
    assert book["codes"]["A201"].value == "c199 · \"No\" 199, said 'they'; & <b>"


def test_long_passages_stand_in_several_rows_and_nothing_is_cut(tmp_path):
    words = "They came at night, and we fled 😀. " * 1500  # more than a cell of Excel holds
    sheet = made(BOOK, f"R: {words}\nI: Why?\nR: Yes.\n", tmp_path)
    rows = list(book_of(sheet)["passages"].iter_rows(min_row=2, values_only=True))
    keys = [row[0] for row in rows]
    assert len(keys) > 20
    assert keys[0] == f"BCDFGH0 1/{len(keys) - 1}"
    assert keys[-1] == "BCDFGH2"
    shown = " ".join(row[5] for row in rows[:-1])
    assert shown == f"R: {words.strip()}"
    assert all(lines_of(row[5], WIDTH) <= MOST_LINES for row in rows)


def test_parts_are_the_whole_and_cut_no_letter():
    for text in (
        "a" * 9000,
        "😀" * 9000,
        "é\u0301" * 5000,
        "\n".join(["x"] * 400),
        "👩🏽‍🌾" * 3000,
    ):
        parts = parts_of(text)
        assert "".join(text[start:end] for start, end in parts) == text
        assert all(start < end for start, end in parts)
    joined = [
        text[start] for text in ("é\u0301" * 5000, "👩🏽‍🌾" * 3000) for start, _ in parts_of(text)
    ]
    assert not {"\u0301", "\u200d", "\U0001f3fd"} & set(joined)


def test_who_did_not_agree_is_not_shown(tmp_path):
    (tmp_path / "talk").mkdir()
    (tmp_path / "talk" / "a.txt").write_text(
        "Ali: First words.\nBintou: Secret words.\nAli: Last words.\n", encoding="utf-8"
    )
    (tmp_path / "talk" / "participants.csv").write_text(
        "participant,transcript,speaker,consent\np1,a,Ali,quote\np2,a,Bintou,withdrawn\n",
        encoding="utf-8",
    )
    (tmp_path / "book.yaml").write_text(BOOK, encoding="utf-8")
    corpus = cq.read_corpus(tmp_path / "talk", languages=("en",))
    assert corpus.withheld
    text = corpus["a"].text
    whole = Item(key="BCDFGH2", transcript="a", revision="", start=0, end=len(text))
    last = Item(
        key="BCDFGH3", transcript="a", revision="", start=text.index("Ali: Last"), end=len(text)
    )
    terms = {"kind": "transcripts", "unit": "turn", "codes": "*", "sample": "", "shown": "blind"}
    queue = Queue(name="s", coder="Awa", items=(whole, last), **terms)
    codebook = cq.read_codebook(tmp_path / "book.yaml")
    book = book_of(CodingSheet(corpus=corpus, codebook=codebook, queue=queue))
    rows = list(book["passages"].iter_rows(min_row=2, values_only=True))
    assert rows[0][5].replace("▪", "") == "Ali: First words.\n  \nAli: Last words."
    assert not any("Secret" in str(cell) for row in rows for cell in row)


def test_a_sheet_for_one_code_says_so_and_offers_it_alone(work):
    said = work.study.corpus.segments("turn").frame
    said = said[said["counted"]][["transcript", "start", "end"]]
    work.study.assign("late", said, ["Awa"], kind="transcripts", codes="perf", shown="blind")
    book = book_of(sheet_of(work.study, work.study.queue("late", "Awa")))
    lines = [cell.value for cell in book["help"]["A"]]
    assert lines[1] == "Read these passages for: Performance (perf) only."
    assert any("none of these codes" in line for line in lines)
    assert not any("carries no code" in line for line in lines)
    assert book.defined_names["codes"].attr_text == "'codes'!$A$2:$A$3"
    names = [cell.value.split(" ")[0] for cell in book["codes"]["A"]][1:]
    assert names == ["perf", "perf.late", "crop", "plea", "fear"]
    rules = {str(one.sqref): one for one in book["passages"].data_validations.dataValidation}
    assert rules["H2:K11"].prompt.startswith(lines[1])
    assert rules["N2:N11"].prompt == f"{lines[1]} yes: this passage carries none of these."
    assert book["passages"].oddHeader.left.text == lines[1]

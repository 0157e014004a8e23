"""`civic-qual sample`, `worksheet` and `add`: from a study to sheets, and back into it.

Sheets are filled by openpyxl, as a person fills them. What came of it is counted by sqlite in the
study's file.
"""

import re
import sqlite3
from contextlib import closing

import openpyxl
import pandas as pd
import pytest

import civic_qual as cq
from benchmarks.documents.pen import Pen
from tests.cli.conftest import CODEBOOK

SAID = [
    "They came late that night.",
    "We planted maize this year.",
    "The patrol was late, and it was dark.",
    "Nobody asked us anything.",
    "They came late again.",
]


@pytest.fixture
def study(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "talks").mkdir()
    for name, shift in (("one", 0), ("two", 2)):
        turns = [f"Interviewer: And then?\nRespondent: {said}\n" for said in SAID[shift:]]
        (tmp_path / "talks" / f"{name}.txt").write_text("".join(turns), encoding="utf-8")
    (tmp_path / "book.yaml").write_text(
        CODEBOOK.replace("languages: [en]", "languages: [en, fr]").replace(
            "{en: Response}", "{en: Response, fr: Réponse}"
        ),
        encoding="utf-8",
    )
    corpus = cq.read_corpus(tmp_path / "talks", languages=("en",))
    with cq.Study.create(tmp_path / "a.study", corpus, cq.read_codebook(tmp_path / "book.yaml")):
        pass
    return tmp_path / "a.study"


def fill(path, answers, column="code 1"):
    """Write answers into a sheet, by what the passage holds; return how many rows were met."""
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    heads = {str(cell.value): cell.column for cell in sheet[1]}
    met = 0
    for row in range(2, sheet.max_row + 1):
        passage = str(sheet.cell(row, heads["passage"]).value)
        for words, answer in answers.items():
            if words in passage:
                sheet.cell(row, heads["nothing here" if answer == "yes" else column]).value = answer
                met += 1
    book.save(path)
    return met


def counted(path, coder):
    """Return how many codings and readings of a coder stand in the file of a study."""
    with closing(sqlite3.connect(path)) as file:
        gone = "SELECT subject FROM undo"
        who = f"coder = (SELECT number FROM label WHERE text = '{coder}')"
        return tuple(
            file.execute(
                f"SELECT count(*) FROM {table} WHERE {who} AND key NOT IN ({gone})"
            ).fetchone()[0]
            for table in ("coding", "reading")
        )


def test_two_coders_from_a_sample_to_figures(civic_qual, study, tmp_path):
    drawn = civic_qual(
        "sample", study, "-n", 8, "--double", 1, "--name", "s", "--coder", "Awa", "--coder", "Issa"
    )
    assert (drawn.status, drawn.err) == (0, "")
    assert "Awa: 8 passages to read" in drawn.out
    assert not list(tmp_path.glob("*.csv"))  # no list of bare places
    wrote = civic_qual("worksheet", study, "--sample", "s", "--out", "sheets.xlsx")
    assert (wrote.status, wrote.err) == (0, "")
    awa, issa = tmp_path / "sheets_Awa.xlsx", tmp_path / "sheets_Issa.xlsx"
    assert awa.stat().st_mode & 0o777 == 0o600

    nothing = civic_qual("add", study, awa, issa)
    assert nothing.status == 0
    assert "0 of 8 passages read" in nothing.out
    assert counted(study, "Awa") == counted(study, "Issa") == (0, 0)

    late = {"came late": "perf.response", "planted": "yes", "asked": "yes", "dark": "Response"}
    assert fill(awa, late) == 8
    assert fill(issa, {"came late": "Réponse", "planted": "yes", "asked": "yes"}) == 6
    added = civic_qual("add", study, awa, issa)
    assert (added.status, added.err) == (0, "")
    assert "sheets_Awa.xlsx (Awa): 8 of 8 passages read. New: 8 read, 5 codes given" in added.out
    assert "s, Issa: 6 of 8 read" in added.out
    assert counted(study, "Awa") == (5, 8)
    assert counted(study, "Issa") == (3, 6)

    table = civic_qual("agree", study, "--out", "a.csv")
    assert table.status == 0, table.err
    agreement = pd.read_csv(tmp_path / "a.csv", encoding="utf-8-sig").set_index("code")
    assert agreement.loc["perf.response", "units"] == 6  # what both have read
    assert agreement.loc["perf.response", "percent"] == 1

    shown = civic_qual("worksheet", study)
    assert re.search(r"s +Issa +8 +6 +2 +nothing \(blind\)", shown.out)


def test_the_history_says_who_brought_a_file_and_the_work_stays_the_coders(
    civic_qual, study, tmp_path
):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--sample", "s", "--out", "s.xlsx")
    fill(tmp_path / "s.xlsx", {"came late": "perf.response", "dark": "new: Darkness"})
    assert civic_qual("add", study, tmp_path / "s.xlsx", "--who", "Cheffe").status == 0
    assert counted(study, "Awa")[0] == 5
    with closing(sqlite3.connect(study)) as file:
        ((people, total),) = file.execute(
            "SELECT count(*), total(who = 'Awa') FROM audit WHERE details LIKE '%\"Cheffe\"%'"
        ).fetchall()
    assert (people, total) == (4, 4)  # acts, the code that was made, and what it codes
    told = civic_qual("history", study)
    assert told.out.count("by: Cheffe") == 4


def test_who_comes_later_gets_what_is_left(civic_qual, study):
    civic_qual("sample", study, "-n", 6, "--double", "0.5", "--name", "s", "--coder", "Awa")
    with cq.Study(study) as opened:
        mine = [item.key for item in opened.queue("s", "Awa").items]
    later = civic_qual("worksheet", study, "--coder", "Issa", "--out", "issa.xlsx")
    assert (later.status, later.err) == (0, "")
    assert "s, Issa: 3 passages to read" in later.out  # the second readings
    with cq.Study(study) as opened:
        assert [item.key for item in opened.queue("s", "Awa").items] == mine
    nothing = civic_qual("worksheet", study, "--coder", "Moussa")
    assert nothing.status == 1
    assert "nothing of the sample 's' is left for Moussa" in nothing.err


def test_what_is_left_comes_in_another_sheet_and_nothing_is_written_over(
    civic_qual, study, tmp_path
):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    fill(tmp_path / "awa.xlsx", {"came late": "perf"})
    again = civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    assert again.status == 1
    assert "may hold somebody's work" in again.err
    civic_qual("add", study, "awa.xlsx")
    left = civic_qual("worksheet", study, "--out", "left.xlsx", "--coder", "Awa")
    assert "s, Awa: 5 passages to read" in left.out
    fill(tmp_path / "left.xlsx", dict.fromkeys(["planted", "asked", "dark"], "yes"))
    assert "5 of 5 passages read" in civic_qual("add", study, "left.xlsx").out
    done = civic_qual("worksheet", study, "--out", "none.xlsx", "--coder", "Awa")
    assert done.status == 0
    assert "Awa has read all of 's'" in done.out
    assert not (tmp_path / "none.xlsx").exists()
    whole = civic_qual("worksheet", study, "--out", "all.xlsx", "--coder", "Awa", "--again")
    assert "8 passages to read" in whole.out


def test_slips_are_told_by_row_and_column_and_the_rest_is_read(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    fill(tmp_path / "awa.xlsx", {"came late": "perf.respnse", "planted": "yes"})
    added = civic_qual("add", study, "awa.xlsx")
    assert added.status == 0
    rows = re.findall(r"warning: awa\.xlsx, row (\d+), column \w+ \(code 1\)", added.err)
    assert len(rows) == 3
    assert "did you mean 'perf.response" in added.err
    assert counted(study, "Awa") == (0, 1)


def test_one_slip_in_many_rows_is_told_once(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    assert fill(tmp_path / "awa.xlsx", {"": "perf.respnse"}) == 8
    added = civic_qual("add", study, "awa.xlsx")
    (line,) = added.err.splitlines()
    assert re.match(r"warning: awa\.xlsx, rows 2-9, column \w+ \(code 1\): 'perf.respnse'", line)


def test_the_sheet_of_another_study_is_told_once(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    fill(tmp_path / "awa.xlsx", {"": "yes"})
    (tmp_path / "other.txt").write_text(
        "Interviewer: Well?\nRespondent: They helped us.\n", encoding="utf-8"
    )
    civic_qual("new", "other.study", "other.txt", "--codebook", "book.yaml")
    added = civic_qual("add", "other.study", "awa.xlsx")
    (line,) = added.err.splitlines()
    assert "rows 2-9" in line
    assert "of no passage of this study" in line


def test_added_again_and_corrected(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    fill(tmp_path / "awa.xlsx", {"came late": "perf.response"})
    civic_qual("add", study, "awa.xlsx")
    again = civic_qual("add", study, "awa.xlsx")
    assert "New: nothing" in again.out
    fill(tmp_path / "awa.xlsx", {"came late": "perf"})
    changed = civic_qual("add", study, "awa.xlsx")
    assert "3 codes given, 3 codes taken off" in changed.out
    assert counted(study, "Awa") == (3, 3)


def test_a_code_made_while_reading(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    fill(
        tmp_path / "awa.xlsx",
        {"dark": "new: perf > Darkness = it was dark, or night", "came late": "perf.response"},
    )
    fill(tmp_path / "awa.xlsx", {"planted": "new: Responses"}, column="code 2")
    added = civic_qual("add", study, "awa.xlsx")
    assert "new codes: perf.darkness" in added.out
    assert "Responses" in added.err  # is nearly the Response that there is
    assert "new!: Responses" in added.err
    assert counted(study, "Awa") == (5, 5)  # Darkness twice; "planted" waits for an answer
    with cq.Study(study) as opened:
        assert opened.codebook["perf.darkness"].definition["en"] == "it was dark, or night"
        read = set(opened.codings().readings["codes"])
        assert read == {"perf perf.response"}  # nothing was read for what was made later
        assert opened.codings().frame["code"].tolist().count("perf.darkness") == 2
    again = civic_qual("add", study, "awa.xlsx")
    assert "new codes" not in again.out
    assert counted(study, "Awa") == (5, 5)
    assert "new code" in civic_qual("history", study).out
    more = civic_qual(
        "worksheet", study, "--sample", "s", "--code", "perf.darkness", "--coder", "Awa"
    )
    assert "s, perf.darkness, Awa: 8 passages to read" in more.out


def test_folders_of_sheets_and_what_lies_beside(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa", "--coder", "Issa")
    (tmp_path / "back").mkdir()
    civic_qual("worksheet", study, "--out", "back/s.xlsx")
    (tmp_path / "back" / "notes.txt").write_text("Awa was ill.", encoding="utf-8")
    (tmp_path / "more").mkdir()
    (tmp_path / "more" / "three.txt").write_text(
        "Interviewer: Well?\nRespondent: They helped us.\n", encoding="utf-8"
    )
    added = civic_qual("add", study, "back", "more")
    assert added.status == 0
    assert "notes.txt: not written for a coder, and left alone" in added.err
    assert added.out.count("passages read") == 2
    with cq.Study(study) as opened:
        assert [one.id for one in opened.corpus] == ["one", "three", "two"]


def test_one_damaged_file_stops_no_other(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    fill(tmp_path / "awa.xlsx", {"came late": "perf"})
    whole = (tmp_path / "awa.xlsx").read_bytes()
    (tmp_path / "bad.xlsx").write_bytes(whole[: len(whole) // 2])
    added = civic_qual("add", study, "bad.xlsx", "awa.xlsx")
    assert counted(study, "Awa") == (3, 3), added
    assert "bad.xlsx" in added.err
    assert "Traceback" not in added.err


def test_a_sheet_cut_off_on_its_way_is_told_in_a_folder_too(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa", "--coder", "Issa")
    (tmp_path / "back").mkdir()
    civic_qual("worksheet", study, "--out", "back/s.xlsx")
    fill(tmp_path / "back" / "s_Awa.xlsx", {"": "yes"})
    whole = (tmp_path / "back" / "s_Issa.xlsx").read_bytes()
    (tmp_path / "back" / "s_Issa.xlsx").write_bytes(whole[: len(whole) // 2])
    added = civic_qual("add", study, "back")
    assert "s_Issa.xlsx: this is not a complete" in added.err
    assert "left alone" not in added.err
    assert counted(study, "Awa") == (0, 4)


def test_rows_emptied_after_they_were_read_are_told_and_stay(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    fill(tmp_path / "awa.xlsx", {"": "yes"})
    civic_qual("add", study, "awa.xlsx")
    book = openpyxl.load_workbook(tmp_path / "awa.xlsx")
    heads = {str(cell.value): cell.column for cell in book.worksheets[0][1]}
    for row in (3, 4):
        book.worksheets[0].cell(row, heads["nothing here"]).value = None
    book.save(tmp_path / "awa.xlsx")
    (line,) = civic_qual("add", study, "awa.xlsx").err.splitlines()
    assert "2 rows are empty, and their passages were read before" in line
    assert "(rows 3, 4)" in line
    assert counted(study, "Awa") == (0, 8)


def test_a_memo_that_is_taken_out_is_told(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    fill(tmp_path / "awa.xlsx", {"": "yes"})
    fill(tmp_path / "awa.xlsx", {"planted": "Is it so?"}, column="memo")
    assert "1 memo" in civic_qual("add", study, "awa.xlsx").out
    fill(tmp_path / "awa.xlsx", {"planted": None}, column="memo")
    (line,) = civic_qual("add", study, "awa.xlsx").err.splitlines()
    assert re.search(r"row \d: its memo is empty now, and was taken off", line)


def test_a_search_by_a_rule(civic_qual, study, tmp_path):
    wrote = civic_qual(
        "worksheet", study, "--search", "late", "--code", "perf.response", "--coder", "Awa"
    )
    assert (wrote.status, wrote.err) == (0, "")
    assert "perf.response: late, Awa: 5 passages to read" in wrote.out
    (file,) = tmp_path.glob("*.xlsx")
    cells = [cell.value for row in openpyxl.load_workbook(file).worksheets[0] for cell in row]
    assert any("suggestion" in str(cell) for cell in cells)
    again = civic_qual("worksheet", study, "--search", "late AND (", "--coder", "Awa")
    assert again.status == 1
    assert "Traceback" not in again.err


def test_words_of_the_call_that_do_not_go_together(civic_qual, study):
    for arguments, status, said in (
        (["--search", "late", "--transcripts", "--coder", "Awa"], 2, "one way"),
        (["--coder", "Awa"], 2, "what is to be read"),
        (["--transcripts", "--out", "x.docx", "--coder", "Awa"], 1, "folder"),
        (["--transcripts"], 2, "who codes"),
        (["--transcript", "tow", "--coder", "Awa"], 1, "two"),
    ):
        done = civic_qual("worksheet", study, *arguments)
        assert (done.status, said in done.err) == (status, True), (arguments, done)


def test_a_blind_queue_is_opened_for_all(civic_qual, study):
    civic_qual("sample", study, "-n", 6, "--name", "s", "--coder", "Awa")
    assert civic_qual("worksheet", study, "--reveal", "s").status == 1  # nobody does it
    opened = civic_qual("worksheet", study, "--reveal", "s", "--who", "Cai")
    assert (opened.status, opened.err) == (0, "")
    assert re.search(r"s +Awa +6 +0 +6 +what others say", civic_qual("worksheet", study).out)
    assert "no blind queue" in civic_qual("worksheet", study, "--reveal", "s", "--who", "Cai").err


def test_agreement_in_a_study_gives_no_advice_on_coverage(civic_qual, study):
    with cq.Study(study) as opened:
        for coder, names in (("Awa", ["one", "two"]), ("Issa", ["one"])):
            for name in names:
                turn = opened.corpus[name].turns[1]
                opened.code(name, turn.start, turn.end, "perf.response", coder=coder)
                opened.read(name, coder=coder)
    told = civic_qual("agree", study)
    assert told.status == 0, told.err
    assert "coverage" not in told.out + told.err


def test_agreement_of_nobody_tells_how_sheets_come_in(civic_qual, study):
    for call in (("agree", study), ("worksheet", study, "--disagreements", "--coder", "Awa")):
        refused = civic_qual(*call)
        assert refused.status == 1
        assert "civic-qual add" in refused.err
        assert "of a folder, repeat --codings" in refused.err
        civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    refused = civic_qual("agree", study)  # now somebody was given something
    assert refused.status == 1
    assert "given to Awa (8 passages), and nothing of it has come back" in refused.err
    assert f"civic-qual add {study} FILE" in refused.err


def test_what_is_shown_beside_a_queue_is_not_changed_in_silence(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    refused = civic_qual("worksheet", study, "--sample", "s", "--coder", "Awa", "--shown", "rules")
    assert (refused.status, refused.out) == (1, "")
    assert "a sample is read blind" in refused.err
    civic_qual("worksheet", study, "--transcripts", "--coder", "Awa")
    again = ("worksheet", study, "--transcripts", "--coder", "Awa", "--out", "again.xlsx")
    refused = civic_qual(*again, "--shown", "rules")
    assert refused.status == 1
    assert "with something else beside the passages" in refused.err
    assert not (tmp_path / "again.xlsx").exists()
    assert civic_qual(*again, "--shown", "blind").status == 0


def test_the_encoding_of_a_sheet_as_csv_is_the_one_that_was_named(civic_qual, study, tmp_path):
    civic_qual("sample", study, "-n", 8, "--name", "s", "--coder", "Awa")
    civic_qual("worksheet", study, "--out", "awa.xlsx", "--coder", "Awa")
    fill(tmp_path / "awa.xlsx", {"planted": "R\u00e9ponse"})
    rows = pd.read_excel(tmp_path / "awa.xlsx", dtype=str)
    rows.to_csv(tmp_path / "awa.csv", index=False, encoding="mac_roman")
    added = civic_qual("add", study, "awa.csv", "--encoding", "mac_roman")
    assert (added.status, added.err) == (0, "")
    assert counted(study, "Awa") == (1, 1)


def test_a_code_on_two_pieces_of_a_passage_is_one_code_given(civic_qual, study, tmp_path):
    civic_qual("worksheet", study, "--transcripts", "--coder", "Awa", "--word", "--out", "awa")
    for path in sorted((tmp_path / "awa").glob("*.docx")):
        pen = Pen(path, author="Awa")
        lines = ["".join(line.itertext()) for line in pen.lines()]
        row = next(n for n, line in enumerate(lines) if "patrol was late" in line)
        for words in ("patrol", "dark"):
            place = f"Respondent: {SAID[2]}".index(words)
            pen.comment("perf.response", (row, place), (row, place + len(words)))
        pen.fill(0, "all")
        pen.save(path)
    added = civic_qual("add", study, tmp_path / "awa")
    assert added.out.count("1 code given") == 2
    assert counted(study, "Awa")[0] == 4


def test_an_empty_study_says_what_to_do(civic_qual, study):
    shown = civic_qual("worksheet", study)
    assert shown.status == 0
    assert "civic-qual sample" in shown.out

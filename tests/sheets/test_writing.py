"""Tables on disk come back as they were, hold no formula, and are whole or not there."""

import csv
import datetime
import io
import math
import shutil
import subprocess
import zipfile
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from civic_qual.errors import WriteError
from civic_qual.sheets.reading import guarded, sheet_of_file, unguarded
from civic_qual.sheets.writing import write_sheet, write_workbook

HOSTILE = [
    "=1+1",
    "+1+1",
    "-1+1",
    "@SUM(A1)",
    "\t=1+1",
    " =1+1",
    "'=1+1",
    "''=1+1",
    "＝1+1",
    "a;=1+1",
    "line\n=1+1",
    '=HYPERLINK("http://x","y")',
    "=cmd|' /C calc'!A0",
    "<r>no</r>",
    "<r><t>x</t></r>",
    "http://example.org",
    "_x000D_",
    "_x003D_1+1",
    "TRUE",
    "1e5",
    "001",
    " led and trailed ",
    'été, "dit-il"; x',
    "a\tb",
    "𝄞 عربي",
    "&amp; <b>",
]
# Texts as transcripts hold them: no control characters but tab and line feed.
texts = st.text(
    st.characters(exclude_categories=["Cs", "Cc", "Cn"], include_characters="\t\n"), max_size=30
).filter(lambda text: "x005F_" not in text)
tricky = st.text(st.sampled_from("=+-@'\t\n; a1,.\"<>_x"), max_size=8)


@pytest.fixture
def folder(tmp_path):
    return tmp_path


def rows_of_csv(path, separator=","):
    """Read a file as the standard library does."""
    text = path.read_bytes().decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def cells_of_workbook(path, sheet=0):
    book = openpyxl.load_workbook(path)
    return [[(cell.value, cell.data_type) for cell in row] for row in book.worksheets[sheet].rows]


def opens_a_formula(text):
    """Whether a spreadsheet that cuts cells at any separator would begin a formula."""
    if text.replace(",", "").replace(".", "").lstrip("+-").isdigit():
        return False
    pieces = text.replace(";", "\n").replace("\t", "\n").split("\n")
    return any(piece.strip()[:1] in tuple("=+-@＝＋－＠") for piece in pieces if piece.strip())


@given(st.one_of(texts, tricky))
def test_what_is_guarded_opens_no_formula_and_comes_back(text):
    assert unguarded(guarded(text)) == text
    assert not opens_a_formula(guarded(text))


@given(st.one_of(texts, tricky))
def test_what_opens_no_formula_stays_as_it_is(text):
    if not opens_a_formula(text) and not any(sign in text for sign in "=+-@＝＋－＠"):
        assert guarded(text) == text


@pytest.mark.parametrize("text", ["-3.5", "+4", "-1,5", "1.234,5", "tis", "'tis", "a=b", "5-6"])
def test_numbers_and_plain_texts_get_no_apostrophe(text):
    assert guarded(text) == text


@pytest.mark.parametrize(("suffix", "separator"), [(".csv", ","), (".tsv", "\t")])
@given(st.lists(st.tuples(st.one_of(texts, tricky), tricky), min_size=1, max_size=5))
def test_texts_in_csv_come_back(suffix, separator, tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("sheets") / f"table{suffix}"
    write_sheet(pd.DataFrame(rows, columns=["one", "=two"], dtype=object), path)
    head, *read = rows_of_csv(path, separator)
    assert [unguarded(cell) for cell in head] == ["one", "=two"]
    assert [tuple(map(unguarded, row)) for row in read] == rows
    assert not any(opens_a_formula(cell) for row in read for cell in row)


@given(st.lists(st.tuples(st.one_of(texts, tricky), tricky), min_size=1, max_size=5))
def test_texts_in_workbooks_come_back_as_texts(tmp_path_factory, rows):
    path = tmp_path_factory.mktemp("sheets") / "table.xlsx"
    frame = pd.DataFrame(rows, columns=["one", "=two"], dtype=object).assign(last="-")
    write_sheet(frame, path)
    head, *read = cells_of_workbook(path)
    assert [cell for cell, _ in head] == ["one", "=two", "last"]
    assert [tuple(cell or "" for cell, _ in row) for row in read] == [(*row, "-") for row in rows]
    assert {kind for row in [head, *read] for cell, kind in row if cell is not None} == {"s"}


numbers = st.one_of(
    st.floats(-9.9e307, 9.9e307),
    st.integers(-(10**15) + 1, 10**15 - 1),
    st.booleans(),
    st.none(),
    st.dates(datetime.date(1900, 3, 1), datetime.date(9999, 12, 31)),
    st.datetimes(datetime.datetime(1900, 3, 1)).map(lambda moment: moment.replace(microsecond=0)),
)


@given(st.lists(numbers, min_size=1, max_size=5))
def test_values_in_workbooks_come_back_as_what_they_were(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("sheets") / "table.xlsx"
    write_sheet(pd.DataFrame({"x": pd.Series(values, dtype=object), "y": "-"}), path)
    for wanted, row in zip(values, cells_of_workbook(path)[1:], strict=True):
        found, kind = row[0]
        if isinstance(wanted, bool) or wanted is None:
            assert found is wanted
        elif isinstance(wanted, datetime.datetime):
            assert abs(found - wanted) < datetime.timedelta(seconds=1)
        elif isinstance(wanted, datetime.date):
            assert found.date() == wanted
        else:
            assert kind == "n"
            assert math.isclose(found, wanted, rel_tol=1e-15)  # Excel keeps no more


@given(st.lists(st.one_of(st.floats(), st.integers()), min_size=1, max_size=5))
def test_numbers_in_csv_come_back_exactly(tmp_path_factory, values):
    path = tmp_path_factory.mktemp("sheets") / "table.csv"
    write_sheet(pd.DataFrame({"x": pd.Series(values, dtype=object), "y": "a"}), path)
    for wanted, (cell, _) in zip(values, rows_of_csv(path)[1:], strict=True):
        if isinstance(wanted, float):
            assert float(cell or "nan") == wanted or math.isnan(wanted)
        else:
            assert int(cell) == wanted


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_our_own_readers_read_hostile_texts_back(folder, suffix):
    plain = [text for text in HOSTILE if text == text.strip()]
    write_sheet(pd.DataFrame({"text": plain, "=id": plain}), folder / f"t{suffix}")
    sheet = sheet_of_file(folder / f"t{suffix}")
    assert list(sheet.titles) == ["text", "=id"]
    assert list(sheet.rows) == [(text, text) for text in plain]


def opened_by_libreoffice(source, kind, suffix):
    """Convert a table with LibreOffice, which cuts CSV at all separators and runs formulas."""
    folder = source.parent
    eager = ["--infilter=CSV:44/59/9,34,76,1,,0,false,true,false,false,false,-1,true"]
    subprocess.run(
        [
            "soffice",
            "--headless",
            f"-env:UserInstallation=file://{folder}/profile",
            *(eager if source.suffix == ".csv" else []),
            "--convert-to",
            kind,
            "--outdir",
            folder / "opened",
            source,
        ],
        check=True,
        capture_output=True,
    )
    return folder / "opened" / f"{source.stem}{suffix}"


def has_calc(soffice):
    """Whether LibreOffice is there with the part that opens tables: Writer comes alone, too."""
    # The library stands beside the program, or beside its folder.
    return bool(soffice) and any(Path(soffice).resolve().parent.parent.glob("*/*sclo.*"))


needs_libreoffice = pytest.mark.skipif(
    not has_calc(shutil.which("soffice")), reason="LibreOffice Calc is not installed"
)


@pytest.mark.parametrize("library", ["libsclo.so", "sclo.dll"])
def test_libreoffice_is_asked_only_where_it_opens_tables(tmp_path, library):
    program = tmp_path / "program"
    program.mkdir()
    (program / "soffice").touch()
    (program / "libswlo.so").touch()
    assert not has_calc(None)
    assert not has_calc(program / "soffice")
    (program / library).touch()
    assert has_calc(program / "soffice")


@needs_libreoffice
@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_libreoffice_finds_texts_and_no_formula(folder, suffix):
    source = folder / f"table{suffix}"
    write_sheet(pd.DataFrame({"=text": HOSTILE, "n": np.arange(len(HOSTILE)) / 4}), source)
    opened = opened_by_libreoffice(source, "fods", ".fods").read_text(encoding="utf-8")
    assert "été" in opened
    assert "table:formula" not in opened
    assert 'office:value="0.25"' in opened


@needs_libreoffice
def test_libreoffice_would_have_run_what_is_not_guarded(folder):
    (folder / "bare.csv").write_text("text\n=1+1\n", encoding="utf-8-sig")
    opened = opened_by_libreoffice(folder / "bare.csv", "fods", ".fods")
    assert "table:formula" in opened.read_text(encoding="utf-8")


@needs_libreoffice
def test_texts_of_a_workbook_survive_being_saved_by_libreoffice(folder):
    write_sheet(pd.DataFrame({"=text": HOSTILE}), folder / "table.xlsx")
    saved = opened_by_libreoffice(folder / "table.xlsx", "xlsx:Calc MS Excel 2007 XML", ".xlsx")
    assert [row[0][0] for row in cells_of_workbook(saved)] == ["=text", *HOSTILE]


def test_a_workbook_looks_tidy(folder):
    frame = pd.DataFrame({"theme": ["plan"], "text": ["word " * 40], "n": [3]})
    write_sheet(frame, folder / "t.xlsx", ["First.", "=Second"], name="Themes: a/b")
    book = openpyxl.load_workbook(folder / "t.xlsx")
    assert book.sheetnames == ["Themes a b", "notes"]
    sheet, notes = book.worksheets
    assert sheet.freeze_panes == "A2"
    assert all(cell.font.bold for cell in sheet[1])
    assert sheet["B2"].alignment.wrap_text
    assert not sheet["A2"].alignment.wrap_text
    assert 30 < sheet.column_dimensions["B"].width < 80
    assert [cell.value for cell in notes["A"]] == ["notes", "First.", "=Second"]
    assert {cell.data_type for cell in notes["A"]} == {"s"}


def test_several_tables_and_notes_in_one_workbook(folder):
    frame = pd.DataFrame({"n": [1]})
    names = ["a" * 40, "A" * 40, "notes", "history", "'x'", ""]
    write_workbook(dict.fromkeys(names, frame), folder / "t.xlsx", ["said"])
    book = openpyxl.load_workbook(folder / "t.xlsx")
    assert len({name.casefold() for name in book.sheetnames}) == len(book.sheetnames) == 7
    assert all(1 <= len(name) <= 31 for name in book.sheetnames)
    assert book.worksheets[-1]["A2"].value == "said"


def test_notes_of_a_csv_file_stand_beside_it(folder):
    write_sheet(pd.DataFrame({"n": [1]}), folder / "t.csv", ["Café.", "Two."])
    assert (folder / "t.notes.txt").read_text(encoding="utf-8-sig") == "Café.\nTwo.\n"
    assert rows_of_csv(folder / "t.csv") == [["n"], ["1"]]


def test_accents_open_in_excel(folder):
    write_sheet(pd.DataFrame({"n": ["é"]}), folder / "t.csv")
    assert (folder / "t.csv").read_bytes() == b"\xef\xbb\xbfn\n\xc3\xa9\n"


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_labels_become_columns_and_numbered_rows_do_not(folder, suffix):
    columns = pd.MultiIndex.from_product([["CAR"], ["men", "women"]])
    wide = pd.DataFrame([[1, 2]], pd.Index(["=plan"], name="theme"), columns)
    write_sheet(wide, folder / f"wide{suffix}")
    write_sheet(pd.DataFrame({"n": [1, 2]}).iloc[[1]], folder / f"plain{suffix}")
    found = sheet_of_file(folder / f"wide{suffix}")
    assert list(found.titles) == ["theme", "CAR / men", "CAR / women"]
    assert list(found.rows[0]) == ["=plan", "1", "2"]
    assert sheet_of_file(folder / f"plain{suffix}").titles == ("n",)


def test_all_kinds_of_columns_of_pandas(folder):
    frame = pd.DataFrame(
        {
            "category": pd.Categorical(["a", None]),
            "string": pd.array(["b", None], "string"),
            "integer": pd.array([1, None], "Int64"),
            "flag": pd.array([True, None], "boolean"),
            "time": pd.to_datetime(["2022-05-01", None]),
            "float32": np.array([0.5, np.nan], "f4"),
            "zone": pd.to_datetime(["2022-05-01 09:00", None]).tz_localize("UTC"),
            "object": [np.int64(3), np.float64("nan")],
            "none": [None, None],
            "large": [2**60, 1],
            "infinite": [np.inf, -np.inf],
            "old": [datetime.date(1066, 1, 2)] * 2,
        }
    )
    write_sheet(frame, folder / "t.xlsx")
    _, first, second = cells_of_workbook(folder / "t.xlsx")
    assert [cell for cell, _ in first] == [
        "a",
        "b",
        1,
        True,
        datetime.datetime(2022, 5, 1),
        0.5,
        "2022-05-01T09:00:00+00:00",
        3,
        None,
        str(2**60),
        "inf",
        "1066-01-02",
    ]
    assert [cell for cell, _ in second] == [None] * 9 + [1, "-inf", "1066-01-02"]
    write_sheet(frame, folder / "t.csv")
    assert rows_of_csv(folder / "t.csv")[1:] == [
        [
            "a",
            "b",
            "1",
            "True",
            "2022-05-01",
            "0.5",
            "2022-05-01T09:00:00+00:00",
            "3.0",
            "",
            str(2**60),
            "inf",
            "1066-01-02",
        ],
        ["", "", "", "", "", "", "", "", "", "1", "-inf", "1066-01-02"],
    ]


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_the_same_table_gives_the_same_file(folder, suffix):
    frame = pd.DataFrame({"text": HOSTILE, "n": range(len(HOSTILE))})
    for name in ("one", "two"):
        write_sheet(frame, folder / (name + suffix), ["said"])
    assert (folder / f"one{suffix}").read_bytes() == (folder / f"two{suffix}").read_bytes()
    if suffix == ".xlsx":
        with zipfile.ZipFile(folder / "one.xlsx") as archive:
            assert {one.date_time for one in archive.infolist()} == {(1980, 1, 1, 0, 0, 0)}
            assert b"2000-01-01" in archive.read("docProps/core.xml")


@pytest.mark.parametrize("suffix", [".csv", ".tsv", ".xlsx"])
@pytest.mark.parametrize("letter", ["\x00", "\x07", "\r", "\x0b", "\x9f", "\ud800", "\uffff"])
def test_what_no_spreadsheet_keeps_is_refused_with_its_place(folder, suffix, letter):
    frame = pd.DataFrame({"text": ["fine", f"bad{letter}"]})
    (folder / f"t{suffix}").write_text("as it was")
    with pytest.raises(WriteError, match=rf"column 'text', row 3: .*U\+{ord(letter):04X}"):
        write_sheet(frame, folder / f"t{suffix}", ["said"])
    assert [one.name for one in folder.iterdir()] == [f"t{suffix}"]
    assert (folder / f"t{suffix}").read_text() == "as it was"


@pytest.mark.parametrize(
    ("text", "why"),
    [("a" * 32_768, "32,768 letters"), ("𝄞" * 16_384, "16,384 letters"), ("_x005F_", "x005F_")],
)
def test_what_a_cell_of_excel_cannot_hold_is_refused_and_csv_offered(folder, text, why):
    frame = pd.DataFrame({"text": [text]})
    with pytest.raises(WriteError, match=f"{why}.*csv"):
        write_sheet(frame, folder / "t.xlsx")
    write_sheet(frame, folder / "t.csv")
    assert sheet_of_file(folder / "t.csv").rows == ((text,),)


@pytest.mark.parametrize("text", ["a" * 32_767, "𝄞" * 16_383])
def test_the_longest_text_fits(folder, text):
    write_sheet(pd.DataFrame({"text": [text]}), folder / "t.xlsx")
    assert cells_of_workbook(folder / "t.xlsx")[1][0][0] == text


def test_more_rows_than_a_sheet_holds_are_refused(folder):
    with pytest.raises(WriteError, match=r"1,048,576 rows and 1 columns.*\.csv"):
        write_sheet(pd.DataFrame({"n": np.zeros(1_048_576)}), folder / "t.xlsx")
    with pytest.raises(WriteError, match="16,385 columns"):
        write_sheet(pd.DataFrame(np.zeros((1, 16_385))), folder / "t.xlsx")


@pytest.mark.parametrize("name", ["t.xls", "t", "t.ods"])
def test_other_endings_are_refused(folder, name):
    with pytest.raises(WriteError, match=r"\.csv, \.tsv or \.xlsx"):
        write_sheet(pd.DataFrame({"n": [1]}), folder / name)
    with pytest.raises(WriteError, match=r"\.xlsx file"):
        write_workbook({"a": pd.DataFrame({"n": [1]})}, folder / name)


def test_nothing_is_left_where_the_folder_is_missing(folder):
    with pytest.raises(WriteError, match="make the folder"):
        write_sheet(pd.DataFrame({"n": [1]}), folder / "no" / "t.xlsx")
    assert not list(folder.iterdir())


@pytest.mark.parametrize("suffix", [".csv", ".xlsx"])
def test_empty_tables_keep_their_heads(folder, suffix):
    write_sheet(pd.DataFrame({"text": [], "n": []}), folder / f"t{suffix}")
    assert sheet_of_file(folder / f"t{suffix}").titles == ("text", "n")


def test_moments_finer_than_excel_keeps_are_texts(folder):
    fine = datetime.datetime(2022, 5, 1, 9, 0, 0, 123456)
    write_sheet(pd.DataFrame({"t": [fine, fine.replace(microsecond=0)]}), folder / "t.xlsx")
    assert [cell for row in cells_of_workbook(folder / "t.xlsx")[1:] for cell, _ in row] == [
        "2022-05-01T09:00:00.123456",
        datetime.datetime(2022, 5, 1, 9),
    ]


def test_a_table_is_not_changed_by_being_written(folder):
    frame = pd.DataFrame({"text": HOSTILE}, index=pd.Index(range(len(HOSTILE)), name="=i"))
    before = frame.copy(deep=True)
    write_sheet(frame, folder / "t.xlsx")
    write_sheet(frame, folder / "t.csv")
    pd.testing.assert_frame_equal(frame, before)

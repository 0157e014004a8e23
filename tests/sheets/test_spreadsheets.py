"""What spreadsheet programs keep, read with what they did to it."""

import io
import zipfile

import openpyxl
import pytest

from civic_qual.errors import ReadError
from civic_qual.sheets.spreadsheets import read_spreadsheet

NAMESPACES = " ".join(
    f'xmlns:{name}="urn:oasis:names:tc:opendocument:xmlns:{name}:1.0"'
    for name in ("office", "table", "text", "meta")
)


def ods(content, meta=""):
    """Return a spreadsheet as LibreOffice would pack it."""
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("mimetype", "application/vnd.oasis.opendocument.spreadsheet")
        archive.writestr(
            "content.xml",
            f"<office:document-content {NAMESPACES}><office:body><office:spreadsheet>{content}"
            "</office:spreadsheet></office:body></office:document-content>",
        )
        archive.writestr(
            "meta.xml", f"<office:document-meta {NAMESPACES}>{meta}</office:document-meta>"
        )
    return made.getvalue()


def cell(text, more=""):
    return f"<table:table-cell {more}><text:p>{text}</text:p></table:table-cell>"


def xlsx(change):
    book = openpyxl.Workbook()
    change(book)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def read(data):
    return read_spreadsheet(data, lambda title: title in ("key", "passage"))


def row(*cells, more=""):
    return f"<table:table-row {more}>{''.join(cells)}</table:table-row>"


def table(*rows, name="a"):
    return f"<table:table table:name='{name}'>{''.join(rows)}</table:table>"


def empty(times):
    return f"<table:table-cell table:number-columns-repeated='{times}'/>"


def test_rows_and_cells_of_open_document():
    lines = (
        "<table:table-cell><text:p>one</text:p><text:p>two <text:span>three</text:span></text:p>"
        "<office:annotation><text:p>a remark</text:p></office:annotation></table:table-cell>"
    )
    made = table(
        row(cell("key"), cell("passage")),
        row(more="table:number-rows-repeated='3'"),
        row(
            *(cell("x<text:s text:c='2'/>y"), empty(2), lines, empty(16000)),
            more="table:visibility='filter'",
        ),
        row(
            cell("4,5", "office:value-type='float' office:value='4.5'"),
            cell("1/5", "office:value-type='date' office:date-value='2026-05-01'"),
            cell("TRUE", "office:value-type='boolean'"),
            more="table:number-rows-repeated='2'",
        ),
        row(empty(1), more="table:number-rows-repeated='1048000'"),
        name="A&amp;B",
    )
    told = read(ods(made, "<meta:user-defined meta:name='a'>b</meta:user-defined>"))
    (sheet,) = told.sheets
    assert sheet.name == "A&B"
    assert sheet.rows == (
        (1, ("key", "passage", "", "")),
        (5, ("x  y", "", "", "one\ntwo three")),
        (6, ("4.5", "2026-05-01", "TRUE", "")),
        (7, ("4.5", "2026-05-01", "TRUE", "")),
    )
    assert sheet.hidden == {5}
    assert sheet.marked == {
        (6, 1): "number", (6, 2): "date", (7, 1): "number", (7, 2): "date",
    }  # fmt: skip
    assert told.properties == {"a": "b"}
    assert told.comments == 1


def test_joined_cells_of_open_document():
    spanned = "table:number-rows-spanned='2' table:number-columns-spanned='3'"
    covered = "<table:covered-table-cell/>"
    made = table(row(cell("x", spanned), covered, covered), row(covered, cell("y")))
    (sheet,) = read(ods(made)).sheets
    assert sheet.merged == ((1, 1, 2, 3),)
    assert sheet.rows == ((1, ("x", "")), (2, ("", "y")))


@pytest.mark.parametrize(
    "made",
    [
        table(row(cell("x"), more="table:number-rows-repeated='9000000'")),
        table(row(cell("x", "table:number-columns-repeated='99999'"))),
        table(row(empty(99999), cell("x"))),
    ],
)
def test_what_claims_too_much_is_refused(made):
    with pytest.raises(ReadError, match="copy the table"):
        read(ods(made))


def test_a_workbook_with_what_was_done_to_it():
    def change(book):
        sheet = book.active
        sheet.append(["key", "passage", None])
        sheet.append([1, "a_x0041_b", True])
        sheet.append([2.5, None, "c"])
        sheet["B3"] = openpyxl.utils.datetime.from_excel(45000)
        sheet.row_dimensions[3].hidden = True
        sheet.merge_cells("A5:B6")
        sheet["C3"].comment = openpyxl.comments.Comment("look", "me")
        book.create_sheet("empty")

    told = read(xlsx(change))
    (sheet,) = told.sheets
    assert sheet.rows[1] == (2, ("1", "aAb", "True"))
    assert sheet.rows[2] == (3, ("2.5", "2023-03-15", "c"))
    assert sheet.hidden == {3}
    assert sheet.merged == ((5, 1, 6, 2),)
    assert sheet.marked == {(2, 1): "number", (3, 1): "number", (3, 2): "date"}
    assert told.comments == 1


def test_a_formula_that_nobody_computed_is_told():
    def change(book):
        book.active.append(["key", "=A1"])

    assert "never computed" in read(xlsx(change)).notes[0]


@pytest.mark.parametrize("between", [",", ";", "\t", "|"])
def test_csv(between):
    lines = ["", f'"key"{between}passage', f'a{between}"one, two; three\tfour|\nfive ""six"""', ""]
    (sheet,) = read("\r\n".join(lines).encode("utf-8-sig")).sheets
    assert sheet.rows == ((2, ("key", "passage")), (3, ("a", 'one, two; three\tfour|\nfive "six"')))


def test_csv_in_an_old_encoding_says_so():
    told = read("key;passage\na;été à Gao\n".encode("cp1252"))
    assert told.sheets[0].rows[1] == (2, ("a", "été à Gao"))
    assert told.notes


def test_csv_with_a_quote_that_never_ends_is_refused():
    with pytest.raises(ReadError, match="row 2 is not even"):
        read(b'key,passage\na,"never ends\nb,c\n')


def test_what_is_no_spreadsheet_is_refused():
    with pytest.raises(ReadError, match="format of before 2007"):
        read(b"\xd0\xcf\x11\xe0" + bytes(100))
    with pytest.raises(ReadError, match="damaged"):
        read(b"PK\x03\x04" + bytes(100))
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w") as archive:
        archive.writestr("word/document.xml", "<a/>")
    with pytest.raises(ReadError):
        read(made.getvalue())
    assert read(b"").sheets == ()

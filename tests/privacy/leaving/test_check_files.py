"""Files about to leave, made by other programs and by hand: what stands in them is found.

The documents were made by LibreOffice from `memo.fodt` and `table.fods`, with tracked changes,
comments, hidden words, rows and sheets. Hidden numbers are worked out a second time by trying all
tables of whole numbers.
"""

import csv
import io
import itertools
import json
import os
import random
import shutil
import zipfile
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font

import civic_qual as cq
from civic_qual.corpus.transcripts import Transcript
from tests.cli.conftest import called

DOCUMENTS = Path(__file__).parent / "documents"


def kinds(checked):
    return {row.kind for row in checked}


def said(checked, kind):
    return " ".join(row.what for row in checked if row.kind == kind)


@pytest.mark.parametrize(
    ("name", "found"),
    [
        ("memo.docx", {"author", "own_property", "comment", "tracked_change"}),
        ("memo.odt", {"author", "own_property", "comment", "tracked_change", "thumbnail"}),
    ],
)
def test_a_document_of_a_writer(name, found):
    checked = cq.check_files(DOCUMENTS / name)
    assert kinds(checked) >= found | {"e-mail address", "coordinates", "telephone number", "name"}
    assert "Ibrahima Kone" in said(checked, "deleted_text")
    assert "white words of Aissata" in said(checked, "hidden_text")
    assert "hidden words of Boubacar" in said(checked, "hidden_text")
    assert "Mariama Sow" in said(checked, "author")
    assert "Douentza" in said(checked, "name")  # in a comment
    assert not checked.ok


def test_rich_text():
    checked = cq.check_files(DOCUMENTS / "memo.rtf")
    found = {"author", "comment", "tracked_change", "hidden_text", "telephone number"}
    assert kinds(checked) >= found
    assert "Mariama Sow" in said(checked, "author")


@pytest.mark.parametrize("name", ["table.xlsx", "table.ods"])
def test_a_workbook_of_a_spreadsheet(name):
    checked = cq.check_files(DOCUMENTS / name)
    assert kinds(checked) >= {
        "author", "comment", "hidden_sheet", "hidden_row_or_column", "formula", "name",
    }  # fmt: skip
    assert "'Key'" in " ".join(row.place for row in checked if row.kind == "hidden_sheet")
    assert "'reprisals' in 'north': 2" in said(checked, "worked_out")


def test_a_pdf_of_a_writer():
    checked = cq.check_files(DOCUMENTS / "memo.pdf")
    assert kinds(checked) >= {"author", "telephone number", "e-mail address"}


def test_a_workbook_by_hand(tmp_path):
    book = openpyxl.Workbook()
    sheet = book.active
    sheet["A1"], sheet["B2"] = "theme", "seen"
    sheet["A2"].font = Font(color="FFFFFFFF")
    sheet["A2"] = "unseen Aissata"
    sheet["A3"].comment = Comment("ask Boubacar", "Mariama")
    sheet.column_dimensions["B"].hidden = True
    book.create_sheet("secret").sheet_state = "veryHidden"
    book.properties.lastModifiedBy = "Ousmane Bah"
    book.save(tmp_path / "made.xlsx")
    with zipfile.ZipFile(tmp_path / "made.xlsx", "a") as archive:
        archive.writestr("xl/pivotCache/pivotCacheRecords1.xml", "<a/>")
        archive.writestr("xl/externalLinks/externalLink1.xml", "<a/>")
        archive.writestr("xl/printerSettings/printerSettings1.bin", b"Office")
    checked = cq.check_files(tmp_path / "made.xlsx")
    assert kinds(checked) >= {
        "hidden_text", "comment", "hidden_row_or_column", "hidden_sheet", "author", "pivot_cache",
        "linked_workbook", "printer",
    }  # fmt: skip
    assert "Ousmane Bah" in said(checked, "author")


def picture():
    from PIL import Image

    image, exif = Image.new("RGB", (8, 8)), Image.Exif()
    exif.get_ifd(0x8825)[1], exif.get_ifd(0x8825)[2] = "N", (14.0, 21.0, 7.5)
    exif[0x013B] = "Mariama Sow"
    data = io.BytesIO()
    image.save(data, "JPEG", exif=exif)
    return data.getvalue()


def test_pictures_tell_where_they_were_taken(tmp_path):
    import base64

    import docx

    (tmp_path / "photo.jpg").write_bytes(picture())
    document = docx.Document()
    document.add_picture(str(tmp_path / "photo.jpg"))
    document.save(tmp_path / "photo.docx")
    code = base64.b64encode(picture()).decode()
    (tmp_path / "photo.html").write_text(f'<html><img src="data:image/jpeg;base64,{code}"></html>')
    for name in ("photo.jpg", "photo.docx", "photo.html"):
        checked = cq.check_files(tmp_path / name)
        assert "place_of_a_picture" in kinds(checked), name
        assert "Mariama Sow" in said(checked, "author"), name


def test_a_page_hides_nothing(tmp_path):
    (tmp_path / "page.html").write_text(
        '<html><head><meta name="author" content="Mariama Sow"></head><body><p>Seen</p>'
        '<p style="display: none">unseen Aissata</p><!-- ask Boubacar -->'
        '<span style="color:#fff">white words</span><a href="file:///home/mariama/x.docx">x</a>'
    )
    checked = cq.check_files(tmp_path / "page.html")
    assert kinds(checked) >= {"author", "hidden_text", "comment", "path"}
    assert "unseen Aissata" in said(checked, "hidden_text")
    assert "white words" in said(checked, "hidden_text")


def pdf(stream, *more):
    """Write a PDF file by hand."""
    objects = [
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 300 300]/Contents 4 0 R"
        b"/Resources<</Font<</F 5 0 R>>>>" + b"".join(more) + b">>",
        b"<</Length %d>>stream\n%s\nendstream" % (len(stream), stream),
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    ]
    data, at = b"%PDF-1.4\n", []
    for number, one in enumerate(objects, 1):
        at.append(len(data))
        data += b"%d 0 obj%s endobj\n" % (number, one)
    table = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(at) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in at)
    return data + b"trailer<</Size %d/Root 1 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (
        len(at) + 1,
        table,
    )


def test_a_bar_hides_from_the_eye_only(tmp_path):
    words = b"BT /F 12 Tf 20 100 Td (It was Ibrahima who said so) Tj ET "
    bar = b"0 0 0 rg 15 95 200 20 re f"
    (tmp_path / "bar.pdf").write_bytes(pdf(words + bar))
    assert "Ibrahima" in said(cq.check_files(tmp_path / "bar.pdf"), "text_under_a_bar")
    white = b"0 0 0 rg 15 95 200 20 re f 1 1 1 rg " + words  # a heading on a dark ground
    (tmp_path / "head.pdf").write_bytes(pdf(white))
    assert "text_under_a_bar" not in kinds(cq.check_files(tmp_path / "head.pdf"))


def test_a_pdf_that_was_changed_and_has_notes(tmp_path):
    note = b"/Annots[<</Type/Annot/Subtype/Text/Rect[0 0 9 9]/Contents(ask Boubacar)>>]"
    data = pdf(b"BT /F 12 Tf (x) Tj ET", note)
    (tmp_path / "noted.pdf").write_bytes(data + data[data.index(b"xref") :])
    assert kinds(cq.check_files(tmp_path / "noted.pdf")) >= {"comment", "earlier_version"}


# What nobody can look into


def test_what_cannot_be_looked_into_is_named(tmp_path):
    (tmp_path / "cut.docx").write_bytes(zipped({"word/document.xml": b"<w:p"})[:90])
    (tmp_path / "bomb.docx").write_bytes(zipped({"word/document.xml": b" " * 80_000_000}))
    (tmp_path / "deep.docx").write_bytes(zipped({"word/document.xml": b"<a>" * 5000}))
    entity = b'<!DOCTYPE a [<!ENTITY x "yyyy">]><a>&x;</a>'
    (tmp_path / "entity.docx").write_bytes(zipped({"word/document.xml": entity}))
    (tmp_path / "cut.pdf").write_bytes(b"%PDF-1.7\n1 0 obj")
    (tmp_path / "old.doc").write_bytes(b"\xd0\xcf\x11\xe0" + b"\0" * 600)
    (tmp_path / "sound.bin").write_bytes(bytes(range(256)) * 20)
    (tmp_path / "cut.jpg").write_bytes(picture()[:60])
    if os.name != "nt":
        (tmp_path / "link.txt").symlink_to("/etc/hostname")
        os.mkfifo(tmp_path / "pipe.txt")
    checked = cq.check_files(tmp_path)
    unread = {row.file for row in checked if row.kind == "not_looked_into"}
    assert unread == {path.name for path in tmp_path.iterdir()}


def zipped(parts):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def test_white_letters_on_a_dark_ground_are_seen(tmp_path):
    import docx
    from docx.oxml import parse_xml
    from docx.shared import RGBColor

    document = docx.Document()
    table = document.add_table(1, 2)
    for cell, shade in zip(table.rows[0].cells, ("1F3864", ""), strict=True):
        run = cell.paragraphs[0].add_run(f"white on {shade or 'nothing'}")
        run.font.color.rgb = RGBColor(255, 255, 255)
        if shade:
            space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
            told = f'<w:shd xmlns:w="{space}" w:val="clear" w:fill="{shade}"/>'
            cell._tc.get_or_add_tcPr().append(parse_xml(told))
    document.save(tmp_path / "heads.docx")
    assert said(cq.check_files(tmp_path / "heads.docx"), "hidden_text").count("white on") == 1


# Beside the interviews


def interviews():
    lines = [
        "Fatoumata Dicko: They came at night and took the cattle of my uncle across the river.",
        "Interviewer: And then?",
        "Fatoumata Dicko: We never saw the patrol again.",
    ]
    return "\n".join(lines)


def test_words_and_names_of_the_interviews(tmp_path):
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "mopti_07.txt").write_text(interviews())
    corpus = cq.read_corpus(tmp_path / "talks")
    assert isinstance(corpus["mopti_07"], Transcript)
    (tmp_path / "out.txt").write_text(
        "One said: they took the cattle of my uncle across the river.\n"
        "See mopti_07; Dicko, Fatoumata Dicko.\nWe never saw them.\n"
    )
    checked = cq.check_files(tmp_path / "out.txt", corpus=corpus)
    assert "took the cattle of my uncle across the river" in " ".join(checked["what"])
    assert "speaker of the interviews: 'fatoumata dicko'" in " ".join(checked["what"])
    assert "interview of the interviews" in " ".join(checked["what"])
    short = cq.check_files(tmp_path / "out.txt", corpus=corpus, words=12)
    assert "took the cattle" not in " ".join(short["what"])


# What is internal


def test_what_is_marked_internal(tmp_path):
    corpus = cq.example_corpus()
    some = corpus.filter(transcript=[one.id for one in corpus][:2])
    machine = cq.RuleCoder(cq.example_codebook()).code(some)
    cq.theme_table(machine, by="country").to_excel(tmp_path / "table.xlsx")
    cq.theme_table(machine, by="country").to_csv(tmp_path / "table.csv")
    machine.to_csv(tmp_path / "codings.csv")
    for name in ("table.xlsx", "table.csv"):
        assert "internal" in kinds(cq.check_files(tmp_path / name)), name
    assert "codings" in kinds(cq.check_files(tmp_path / "codings.csv"))
    shutil.copy(tmp_path / "table.csv", tmp_path / "french.csv")
    (tmp_path / "french.notes.txt").write_text("Interne : non protégé. À l'équipe de l'étude")
    (tmp_path / "people.csv").write_text("transcript,participant,role\nt1,P01,respondent\n")
    assert "people" in kinds(cq.check_files(tmp_path / "people.csv"))


def test_an_interview_is_known_for_one(tmp_path):
    turns = "Interviewer: And then?\nFatoumata: We left.\n"
    (tmp_path / "talk.txt").write_text(turns * 4)
    (tmp_path / "list.txt").write_text("Place: Gao\nDate: May\nNote: none\nPlace: Mopti\n")
    assert "interview" in kinds(cq.check_files(tmp_path / "talk.txt"))
    assert "interview" not in kinds(cq.check_files(tmp_path / "list.txt"))


# Hidden numbers


def tidy(path, counts, columns, hidden):
    """Write counts as `theme_table.csv` has them: a column `all` is the sum of the others."""
    rows = [["theme", "code", "name", "country", "margin", "count", "denominator", "value"]]
    for theme, line in counts.items():
        for column, n in zip([*columns, "all"], [*line, sum(line)], strict=True):
            told = "suppressed" if (theme, column) in hidden else n
            rows.append([theme, "", theme, column, column == "all", told, 40, ""])
    with path.open("w", newline="") as file:
        csv.writer(file).writerows(rows)


def by_brute_force(counts, columns, hidden, minimum):
    """Return what can be worked out: hidden cells whose values in all tables lie close together."""
    told = {}
    for theme, line in counts.items():
        cells = dict(zip([*columns, "all"], [*line, sum(line)], strict=True))
        gone = [column for column in cells if (theme, column) in hidden]
        values = {column: set() for column in gone}
        for tried in itertools.product(range(41), repeat=len(gone)):
            whole = cells | dict(zip(gone, tried, strict=True))
            if whole["all"] == sum(n for column, n in whole.items() if column != "all"):
                for column in gone:
                    values[column].add(whole[column])
        for column, seen in values.items():
            if max(seen) - min(seen) < minimum:
                told[theme, column] = (min(seen), max(seen))
    return told


@pytest.mark.parametrize("seed", range(12))
def test_hidden_numbers_are_worked_out_as_all_tables_tell(tmp_path, seed):
    chance = random.Random(seed)
    columns = ["CAR", "DRC", "Mali"]
    counts = {f"theme {n}": [chance.randrange(0, 9) for _ in columns] for n in range(4)}
    cells = [(theme, column) for theme in counts for column in [*columns, "all"]]
    hidden = {cell for cell in cells if chance.random() < 0.3}
    hidden -= {(theme, "Mali") for theme in counts if sum(cell[0] == theme for cell in hidden) > 3}
    tidy(tmp_path / "table.csv", counts, columns, hidden)
    found = said(cq.check_files(tmp_path / "table.csv"), "worked_out")
    expected = by_brute_force(counts, columns, hidden, 5)
    for theme, column in hidden:
        assert (f"'{theme}' in '{column}'" in found) == ((theme, column) in expected), found
    for (theme, column), (low, high) in expected.items():
        told = str(low) if low == high else f"{low} to {high}"
        assert f"'{theme}' in '{column}': {told}" in found


def test_two_files_tell_together_what_each_hides(tmp_path):
    counts, columns = {"a": [9, 8, 7], "b": [6, 12, 9], "c": [20, 8, 3]}, ["CAR", "DRC", "Mali"]
    tidy(tmp_path / "one.csv", counts, columns, {("a", "CAR"), ("a", "DRC")})
    tidy(tmp_path / "two.csv", counts, columns, {("a", "Mali"), ("a", "DRC")})
    alone = [cq.check_files(tmp_path / name) for name in ("one.csv", "two.csv")]
    assert not any("worked_out" in kinds(one) for one in alone)
    both = cq.check_files([tmp_path / "one.csv", tmp_path / "two.csv"])
    assert "'a' in 'CAR'" in said(both, "told_elsewhere")
    assert "'a' in 'DRC': 8" in said(both, "worked_out")
    assert "small_number" in kinds(both)  # 'c' in 'Mali'


HTML = """<html><table><caption>People</caption><tr><th>theme</th><th>CAR</th><th>DRC</th>
<th>all</th></tr><tr><td></td><td>n = 20</td><td>n = {n}</td><td>n = {all}</td></tr>
<tr><th>patrols</th><td>14 (70%)</td><td>11</td><td>25</td></tr>
<tr><th>reprisals</th><td>supprimé</td><td>12</td><td>17</td></tr></table></html>"""


def test_crossed_tables_and_grown_corpora(tmp_path):
    (tmp_path / "may.html").write_text(HTML.format(n=20, all=40), encoding="utf-8")
    (tmp_path / "june.html").write_text(HTML.format(n=21, all=41), encoding="utf-8")
    may = cq.check_files(tmp_path / "may.html")
    assert "'reprisals' in 'CAR': 5" in said(may, "worked_out")
    both = cq.check_files(tmp_path)
    assert "differs by 1" in said(both, "two_releases")


def test_what_the_product_protected_is_let_through(tmp_path, big):
    before = cq.earlier_releases(members=tmp_path / "big.members")
    safe = cq.release(big, by="country", earlier=before)
    safe.save(tmp_path / "out")
    checked = cq.check_files(tmp_path / "out")
    assert kinds(checked) & {"worked_out", "told_elsewhere", "small_number", "codings"} == set()
    cq.theme_table(big, by="country").to_csv(tmp_path / "out" / "inside.csv")
    checked = cq.check_files(tmp_path / "out")
    assert {"told_elsewhere", "internal"} <= kinds(checked)


@pytest.fixture
def big(tmp_path):
    """Codings of forty short interviews of three countries, which nobody made up."""
    folder = tmp_path / "talks"
    folder.mkdir()
    chance = random.Random(3)
    rows = ["transcript,country"]
    for number in range(40):
        said = [chance.choice(["They came late.", "We planted maize.", "A patrol came."])] * 2
        text = "".join(f"Respondent: {one}\nInterviewer: And?\n" for one in said)
        (folder / f"t{number}.txt").write_text(text)
        rows.append(f"t{number},{'CAR' if number < 3 else 'DRC' if number < 18 else 'Mali'}")
    (folder / "attributes.csv").write_text("\n".join(rows))
    book = tmp_path / "book.yaml"
    book.write_text(
        "title: T\nlanguages: [en]\ncodes:\n"
        "  - {id: late, name: {en: Late}, rules: {en: came late}}\n"
        "  - {id: patrol, name: {en: Patrols}, rules: {en: patrol}}\n"
    )
    return cq.RuleCoder(cq.read_codebook(book)).code(cq.read_corpus(folder))


def test_themes_and_codes_bound_each_other(tmp_path):
    """A theme is found no more often than its codes together, and no less than each."""
    rows = [["theme", "code", "name", "country", "margin", "count", "denominator", "value"]]
    for code, name, car, drc, both in (
        ("", "Plan", "suppressed", 20, "suppressed"),
        ("p.a", "Patrols", 14, 11, 25),
        ("p.b", "Bases", 2, 12, 14),
    ):
        for column, n in zip(("CAR", "DRC", "all"), (car, drc, both), strict=True):
            rows.append(["p", code, name, column, column == "all", n, 40, ""])
    with (tmp_path / "table.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    found = said(cq.check_files(tmp_path / "table.csv"), "worked_out")
    assert "'Plan' in 'CAR': 14 to 16" in found  # between its largest code and both together
    assert "'Plan' in 'all': 34 to 36" in found


def test_estimates_tell_counts(tmp_path):
    counts, columns = {"a": [9, 8, 7], "b": [6, 12, 9], "c": [20, 8, 30]}, ["CAR", "DRC", "Mali"]
    tidy(tmp_path / "table.csv", counts, columns, {("a", "CAR"), ("a", "DRC")})
    rows = [["theme", "group", "units", "human_n", "human_positive", "raw", "estimate"]]
    for theme, line in counts.items():
        for column, n in zip([*columns, "all"], [*line, sum(line)], strict=True):
            rows.append([theme, column, 40, 20, "", n / 40, 0.3])
    with (tmp_path / "estimates.csv").open("w", newline="") as file:
        csv.writer(file).writerows(rows)
    assert "told_elsewhere" not in kinds(cq.check_files(tmp_path / "table.csv"))
    both = cq.check_files(tmp_path)
    assert "hides what estimates.csv shows: 'a' in 'CAR', 'a' in 'DRC'" in said(
        both, "told_elsewhere"
    )


def test_a_table_in_a_word_document(tmp_path):
    import docx

    document = docx.Document()
    table = document.add_table(0, 4)
    for row in (["theme", "women", "men", "all"], ["a", "9", "8", "17"], ["b", "*", "14", "16"]):
        for cell, text in zip(table.add_row().cells, row, strict=True):
            cell.text = text
    document.save(tmp_path / "table.docx")
    assert "'b' in 'women': 2" in said(cq.check_files(tmp_path / "table.docx"), "worked_out")


def test_ledgers_that_do_not_know_each_other(tmp_path):
    for name, lines in (("a", "12"), ("b", "123"), ("c", "9")):
        told = [{"line": one, "previous": [], "granted": [], "shown": []} for one in lines]
        text = "".join(json.dumps(one) + "\n" for one in told)
        (tmp_path / f"{name}.ledger").write_text(text)
    grown = cq.check_files([tmp_path / "a.ledger", tmp_path / "b.ledger"])
    apart = cq.check_files([tmp_path / "a.ledger", tmp_path / "c.ledger"])
    assert "two_releases" not in kinds(grown)
    assert "two_releases" in kinds(apart)


def test_who_was_counted_stays(tmp_path):
    from civic_qual.privacy.memory.members import Members, Sealed

    Members({"a" * 64: {"people": Sealed(b"k" * 32, ())}}).save(tmp_path / "talks.members")
    shutil.copy(tmp_path / "talks.members", tmp_path / "members.json")
    for name in ("talks.members", "members.json"):
        assert "members" in kinds(cq.check_files(tmp_path / name))


# The command


def test_the_command_ends_with_one_if_something_is_to_be_looked_at(tmp_path):
    (tmp_path / "plain.txt").write_text("nothing in it\n")
    (tmp_path / "call.txt").write_text("call +243 812 345 678\n")
    good, bad = called("check", tmp_path / "plain.txt"), called("check", tmp_path)
    assert (good.status, bad.status) == (0, 1)
    assert "nothing found" in good.out
    assert "call.txt:\n  line 1: telephone number: '+243 812 345 678'" in bad.out
    assert "may be there all the same" in bad.out.splitlines()[-1]
    assert called("check", tmp_path / "plain.txt", "--quiet").out == ""


def test_years_are_no_telephone_number(tmp_path):
    (tmp_path / "years.txt").write_text("seen in 2016-2024, or on 2024 5678\n")
    assert "'2016-2024'" not in " ".join(cq.check_files(tmp_path / "years.txt")["what"])


def test_a_long_line_is_looked_at_whole(tmp_path):
    (tmp_path / "long.txt").write_text("nothing here " * 40_000 + "Call Furaha Dicko")
    assert "'Furaha', 'Dicko'" in said(cq.check_files(tmp_path / "long.txt"), "name")


def test_the_command_compares_with_interviews(tmp_path):
    (tmp_path / "talks").mkdir()
    (tmp_path / "talks" / "one.txt").write_text(interviews())
    (tmp_path / "out.txt").write_text("they took the cattle of my uncle across the river\n")
    done = called("check", tmp_path / "out.txt", "--source", tmp_path / "talks")
    assert done.status == 1
    assert "words said in an interview" in done.out


def test_files_that_are_not_there(tmp_path):
    with pytest.raises(cq.CivicQualError, match="no such file"):
        cq.check_files(tmp_path / "nothing.txt")
    with pytest.raises(cq.CivicQualError, match="no file to look at"):
        cq.check_files([])
    with pytest.raises(cq.CivicQualError, match="2 or more"):
        cq.check_files(DOCUMENTS / "memo.pdf", words=1)

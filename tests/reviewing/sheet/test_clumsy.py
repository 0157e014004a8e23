"""Sheets that came back in a state: what they say is right, or asked about by row and column."""

import csv
import datetime
import random

import openpyxl
import pytest

from civic_qual.reviewing.sheet.reading import is_sheet
from tests.reviewing.sheet import recount


def told(returned, words):
    """Return the lines that say something."""
    return [line for line in returned.told if words in line]


def values(sheet):
    """Return a sheet as rows of values."""
    return [[cell.value for cell in row] for row in sheet.sheet.iter_rows()]


def saved(path, *sheets):
    """Write rows into a new workbook, without any style; return the file."""
    book = openpyxl.Workbook()
    book.remove(book.active)
    for name, rows in sheets:
        made = book.create_sheet(name)
        for row in rows:
            made.append(row)
    book.save(path)
    return path


@pytest.fixture
def filled(work, opened):
    """A sheet that says five things, and what these are, by passage."""
    sheet = opened(work.sheet())
    said = {
        "came late": {"perf.late", "fear"},
        "planted": {"crop"},
        "أحرقوا": {"fear"},
        "slept": set(),
        "government comes": {"perf"},
    }
    sheet.write(sheet.row_of("came late"), code_1="perf.late", code_2="fear · Fear")
    sheet.write(sheet.row_of("planted"), code_1="Crops")
    sheet.write(sheet.row_of("أحرقوا"), code_3="PEUR")
    sheet.write(sheet.row_of("slept"), nothing_here="yes")
    sheet.write(sheet.row_of("government comes"), code_4="perf")
    items = work.items()
    by_words = {words: items[sheet.key(sheet.row_of(words))] for words in said}
    return sheet, {by_words[words]: codes for words, codes in said.items()}


def holds(work, said, coder="Awa"):
    """Check that the study holds just what was said."""
    assert recount.read(work.study.path, coder) == sorted(said)
    assert recount.coded(work.study.path, coder) == {
        passage: codes for passage, codes in said.items() if codes
    }


def test_columns_moved_rows_sorted_a_title_above_and_no_styles(work, filled, tmp_path):
    sheet, said = filled
    head, *rows = values(sheet)
    order = list(range(len(head)))
    random.Random(3).shuffle(order)
    rows.sort(key=lambda row: str(row[5]))
    lines = [["Coding of Awa"], [], *([row[one] for one in order] for row in [head, *rows])]
    returned = work.add(saved(tmp_path / "moved.xlsx", ("Feuil1", lines)))
    assert returned.told == []
    holds(work, said)


def test_heads_sorted_into_the_rows(work, filled, tmp_path):
    sheet, said = filled
    head, *rows = values(sheet)
    lines = [*rows[:4], head, *rows[4:]]
    work.add(saved(tmp_path / "sorted.xlsx", ("passages", lines)))
    holds(work, said)


def test_rows_deleted_were_not_read(work, filled):
    sheet, said = filled
    row = sheet.row_of("planted")
    gone = work.items()[sheet.key(row)]
    sheet.sheet.delete_rows(row)
    returned = work.add(sheet.save())
    assert returned.rows == 9
    holds(work, {passage: codes for passage, codes in said.items() if passage != gone})


def test_hidden_rows_are_read_and_said(work, filled):
    sheet, said = filled
    row = sheet.row_of("planted")
    sheet.sheet.row_dimensions[row].hidden = True
    sheet.sheet.column_dimensions["H"].hidden = True
    returned = work.add(sheet.save())
    assert told(returned, "1 row is hidden") == [
        f"Awa.xlsx: 1 row is hidden by a filter or by hand, and was read, too (row {row})"
    ]
    holds(work, said)


def test_renamed_columns_are_known_by_what_they_hold(work, filled):
    sheet, said = filled
    for head, name in [
        ("key", "N°"),
        ("code 1", "Thème principal"),
        ("code 2", "second one"),
        ("nothing here", "vide ?"),
        ("memo", "to discuss"),
        ("passage", "What was said"),
    ]:
        sheet.cell(1, head).value = name
    sheet.sheet.cell(2, sheet.heads.index("to discuss") + 1).value = "ask Issa"
    returned = work.add(sheet.save())
    assert len(told(returned, "was read as")) == 6
    holds(work, said)
    assert work.study.memos.frame["text"].tolist() == ["ask Issa"]


def test_a_missing_row_of_heads(work, filled, tmp_path):
    sheet, said = filled
    _, *rows = values(sheet)
    returned = work.add(saved(tmp_path / "headless.xlsx", ("Sheet1", rows)))
    assert told(returned, "names of the columns is missing")
    # Two columns of codes that hold what columns of codes hold; "yes" is a tick.
    holds(work, said)


def test_french_and_english_names_ids_case_and_accents(work, opened):
    sheet = opened(work.sheet(language="fr"))
    assert "rien ici" in sheet.heads
    written = [
        "CONDUITE",
        "retard, « trop tard »",
        "Récoltes",
        "recoltes ",
        "crop · Crops",
        "crop · Récoltes",
        "Perf.Late",
        'lateness, "too late"',
        "peur;  Crops",
        "peur, perf",
    ]
    expected = [
        {"perf"},
        {"perf.late"},
        {"crop"},
        {"crop"},
        {"crop"},
        {"crop"},
        {"perf.late"},
        {"perf.late"},
        {"fear", "crop"},
        {"fear", "perf"},
    ]
    for row, text in enumerate(written, start=2):
        sheet.write(row, code_1=text)
    items = work.items()
    returned = work.add(sheet.save())
    assert returned.told == []
    said = {items[sheet.key(row)]: codes for row, codes in enumerate(expected, start=2)}
    holds(work, said)


def test_a_typo_is_told_with_the_nearest_code_and_nothing_of_the_row_is_done(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop", code_2="perf.lat")
    sheet.write(4, code_1="crop")
    returned = work.add(sheet.save())
    assert returned.told == [
        "Awa.xlsx, row 3, column I (code 2): 'perf.lat' is no code; did you mean "
        "'perf.late · Lateness, \"too late\"'?"
    ]
    assert (returned.read, returned.unread, returned.asked) == (1, 8, 1)
    holds(work, {work.items()[sheet.key(4)]: {"crop"}})
    sheet.write(3, code_2="perf.late")
    assert work.add(sheet.save()).told == []
    items = work.items()
    holds(work, {items[sheet.key(4)]: {"crop"}, items[sheet.key(3)]: {"crop", "perf.late"}})


def test_codes_and_nothing_here_is_asked_about(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop", nothing_here="x")
    returned = work.add(sheet.save())
    assert returned.asked == 1
    assert "row 3, column N (nothing here): the row names codes and says" in returned.told[0]
    holds(work, {})


@pytest.mark.parametrize("tick", ["yes", "Yes ", "OUI", "x", "X", 1, True, "vrai", "✓", "ok"])
def test_ways_to_say_yes(work, opened, tick):
    sheet = opened(work.sheet())
    sheet.write(3, nothing_here=tick)
    assert work.add(sheet.save()).read == 1


def test_what_is_neither_yes_nor_no_is_told(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, nothing_here="perhaps")
    sheet.write(4, nothing_here="no")
    returned = work.add(sheet.save())
    assert (returned.read, returned.unread, returned.asked) == (0, 9, 1)
    assert "row 3, column N (nothing here): 'perhaps' is neither yes nor no" in returned.told[0]
    assert (
        "row 4: it says that something is here, and names no code; the row was" in returned.told[1]
    )


def test_a_memo_alone_is_kept_and_is_no_reading(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, memo="look at this again: - why?")
    returned = work.add(sheet.save())
    assert (returned.read, returned.unread) == (0, 10)
    assert returned.told == [
        "Awa.xlsx, row 3: it has a memo and no answer: the memo is kept, the row was not read"
    ]
    assert work.study.memos.frame["text"].tolist() == ["look at this again: - why?"]
    holds(work, {})
    assert work.add(sheet.path).acts == {}


def test_fields(work, opened):
    sheet = opened(work.sheet())
    heads = dict(zip(sheet.heads, range(1, 99), strict=False))
    rows = {
        2: ("plea", "Mission", "more patrols"),
        3: ("plea", "minister", ""),
        4: ("crop", "mission", ""),
        5: (None, "mission", ""),
    }
    for row, (code, addressee, wish) in rows.items():
        sheet.write(row, code_1=code)
        sheet.sheet.cell(row, heads["field: addressee"]).value = addressee
        sheet.sheet.cell(row, heads["field: wish"]).value = wish or None
    returned = work.add(sheet.save())
    assert [line.rpartition("): ")[2].rpartition("row 5: ")[2] for line in returned.told] == [
        "field addressee cannot be 'minister'; it is 'mission', 'government' or 'armed group'",
        "no code of this row asks for 'addressee'; write it beside one that does, or take it out",
        "it says something in a field, and names no code; the row was not read",
    ]
    (fields,) = [row[0] for row in recount.rows(work.study.path, "coding", "fields")]
    assert fields == '{"addressee":"mission","wish":"more patrols"}'
    sheet.sheet.cell(2, heads["field: addressee"]).value = "government"
    work.add(sheet.save())
    (fields,) = [row[0] for row in recount.rows(work.study.path, "coding", "fields")]
    assert fields == '{"addressee":"government","wish":"more patrols"}'


def test_two_coders_in_one_file(work, opened, tmp_path):
    awa, issa = opened(work.sheet()), opened(work.sheet("Issa"))
    awa.write(3, code_1="crop")
    issa.write(3, code_1="fear")
    issa.write(4, nothing_here="yes")
    lines = [*values(awa), *values(issa)[1:]]
    returned = work.add(saved(tmp_path / "both.xlsx", ("passages", lines)))
    assert (returned.rows, returned.read) == (20, 3)
    holds(work, {work.items()[awa.key(3)]: {"crop"}})
    theirs = work.items("Issa")
    holds(work, {theirs[issa.key(3)]: {"fear"}, theirs[issa.key(4)]: set()}, "Issa")


def test_two_coders_below_each_other_with_their_heads_and_on_two_sheets(work, opened, tmp_path):
    awa, issa = opened(work.sheet()), opened(work.sheet("Issa", language="fr"))
    awa.write(3, code_1="crop")
    issa.write(3, code_1="peur")
    moved = [row[::-1] for row in values(issa)]
    lines = [*values(awa), [], moved[0], *moved[1:]]
    work.add(saved(tmp_path / "both.xlsx", ("passages", lines)))
    holds(work, {work.items()[awa.key(3)]: {"crop"}})
    holds(work, {work.items("Issa")[issa.key(3)]: {"fear"}}, "Issa")
    again = saved(tmp_path / "two.xlsx", ("Awa", values(awa)), ("Issa", values(issa)))
    assert work.add(again).acts == {}


def test_split_files_come_together(work, filled, tmp_path):
    sheet, said = filled
    head, *rows = values(sheet)
    for number, part in enumerate((rows[:5], rows[5:])):
        work.add(saved(tmp_path / f"{number}.xlsx", ("passages", [head, *part])))
    holds(work, said)


def test_added_rows_are_asked_about(work, filled, tmp_path):
    sheet, said = filled
    lines = [*values(sheet), [None, "one", None, None, None, "my own row", None, "crop"]]
    returned = work.add(saved(tmp_path / "added.xlsx", ("passages", lines)))
    assert returned.asked == 1
    assert returned.told == [
        "added.xlsx, row 12: it has no key, and no passage of the study has these words; a row "
        "that was added is not read"
    ]
    holds(work, said)


def test_a_lost_key_is_found_by_the_words(work, filled):
    sheet, said = filled
    row = sheet.row_of("planted")
    sheet.write(row, key=None)
    returned = work.add(sheet.save())
    assert told(returned, "a key was lost, and the passage found by its words")
    holds(work, said)


def test_a_mistyped_key_is_found_by_the_words(work, filled):
    sheet, said = filled
    row = sheet.row_of("planted")
    sheet.write(row, key="B0")
    work.add(sheet.save())
    holds(work, said)


def test_all_keys_lost_belong_to_whom_the_file_says_or_nobody(work, filled, tmp_path):
    sheet, said = filled
    lines = values(sheet)
    for row in lines[1:]:
        row[0] = None
    path = saved(tmp_path / "keyless.xlsx", ("passages", lines))
    returned = work.add(path)
    assert returned.asked == 10  # Issa was given the same passages, and no property says whose
    holds(work, {})
    work.add(path, coder="Awa")
    holds(work, said)


def test_an_edited_passage_is_read_and_told(work, filled):
    sheet, said = filled
    row = sheet.row_of("planted")
    sheet.write(row, passage="We planted sorghum.")
    returned = work.add(sheet.save())
    assert told(returned, f"the words of a passage are others than in the study (row {row})")
    holds(work, said)


def test_keys_sorted_away_from_their_passages_are_asked_about(work, filled):
    sheet, _ = filled
    keys = [sheet.key(row) for row in range(2, 12)]
    for row, key in enumerate(sorted(keys), start=2):
        sheet.write(row, key=key)
    moved = sum(one != other for one, other in zip(keys, sorted(keys), strict=True))
    returned = work.add(sheet.save())
    assert returned.asked == moved
    assert len(told(returned, "stands beside the words of another passage")) == moved


def test_a_passage_in_two_rows(work, opened, tmp_path):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop")
    sheet.write(4, nothing_here="yes")
    head, *rows = values(sheet)
    copied = [list(rows[1]), list(rows[2]), list(rows[3])]
    copied[1][13], copied[1][7] = None, "fear"
    path = saved(tmp_path / "twice.xlsx", ("passages", [head, *rows, *copied]))
    returned = work.add(path)
    assert (returned.rows, returned.read, returned.unread, returned.asked) == (13, 2, 9, 2)
    assert "row 13: passage" in returned.told[0]
    assert "stands in row 4, too" in returned.told[0]
    holds(work, {work.items()[sheet.key(3)]: {"crop"}})


def test_dates_and_numbers(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1=datetime.datetime(2026, 3, 4))
    sheet.write(4, code_1="crop", memo=datetime.datetime(2026, 3, 4))
    sheet.write(5, code_1=12.5)
    for row in range(2, 12):
        sheet.write(row, transcript=row)
        sheet.cell(row, "key").number_format = "dd/mm/yyyy"
    returned = work.add(sheet.save())
    assert returned.read == 1
    assert "row 3, column H (code 1): a date stands here (2026-03-04)" in returned.told[0]
    assert "row 4, column" in returned.told[1]
    assert "row 5, column H (code 1): '12.5' is no code" in returned.told[2]


def test_joined_cells_are_told(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop")
    sheet.sheet.merge_cells("H3:H5")
    returned = work.add(sheet.save())
    assert told(returned, "the cells H3:H5 are joined")
    holds(work, {work.items()[sheet.key(3)]: {"crop"}})


def test_a_sheet_of_notes_and_a_column_of_notes_are_told(work, filled, tmp_path):
    sheet, said = filled
    lines = values(sheet)
    for number, row in enumerate(lines):
        row.insert(3, "my notes" if not number else f"note {number}")
    notes = [["to ask"], [f"{lines[1][0]} is strange"], ["code", "fear"]]
    returned = work.add(saved(tmp_path / "notes.xlsx", ("passages", lines), ("notes", notes)))
    assert told(returned, "not of the sheet, and were not read: 'my notes'")
    assert told(returned, "sheet 'notes': this sheet holds no passages, and was not read")
    holds(work, said)


def test_csv_with_commas_semicolons_tabs_and_old_encodings(work, filled, tmp_path):
    sheet, said = filled
    for number, (between, encoding) in enumerate(
        [(",", "utf-8-sig"), (";", "utf-8"), ("\t", "utf-16")]
    ):
        path = tmp_path / f"{number}.csv"
        with path.open("w", encoding=encoding, newline="") as file:
            file.write("sep=;\r\n" if between == ";" else "")
            csv.writer(file, delimiter=between).writerows(
                [["" if cell is None else cell for cell in row] for row in values(sheet)]
            )
        returned = work.add(path)
        assert returned.read == 5
        holds(work, said)


def test_a_file_of_another_study_or_none(work, tmp_path):
    import civic_qual as cq

    path = saved(tmp_path / "other.xlsx", ("a", [["name", "age"], ["x", 3]]))
    with pytest.raises(cq.CivicQualError, match="no coding sheet"):
        work.add(path)
    (tmp_path / "broken.xlsx").write_bytes(b"PK\x03\x04 nothing")
    with pytest.raises(cq.CivicQualError, match="not a complete"):
        work.add(tmp_path / "broken.xlsx")
    with pytest.raises(cq.CivicQualError, match="no such file"):
        work.add(tmp_path / "nowhere.xlsx")
    head = ["key", "passage", "code 1"]
    other = saved(tmp_path / "strange.xlsx", ("a", [head, ["CFMHBV5", "They left.", "crop"]]))
    returned = work.add(other)
    assert returned.asked == 1


def test_a_new_code_is_given_back_and_the_row_is_read(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop", code_2="new: Night watch = people stay awake, in turns")
    returned = work.add(sheet.save())
    (new,) = returned.new_codes
    assert (new.name, new.definition, new.coder) == (
        "Night watch",
        "people stay awake, in turns",
        "Awa",
    )
    assert (new.transcript, new.start, new.end) == work.items()[sheet.key(3)]
    assert new.location == "Awa.xlsx, row 3, column I (code 2)"
    holds(work, {work.items()[sheet.key(3)]: {"crop"}})


def test_a_memo_in_a_copied_row_is_kept(work, opened, tmp_path):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop", memo="one")
    head, *rows = values(sheet)
    copied = list(rows[1])
    copied[-1] = "two"
    returned = work.add(saved(tmp_path / "copied.xlsx", ("passages", [head, *rows, copied])))
    assert (returned.rows, returned.read) == (11, 2)
    assert work.study.memos.frame["text"].tolist() == ["one\ntwo"]


def test_the_codebook_of_another_study_is_told(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop")
    (said,) = sheet.book.custom_doc_props.props
    said.value = said.value.replace('"codebook": "', '"codebook": "ff')
    returned = work.add(sheet.save())
    assert "a codebook that this study never had" in returned.told[0]
    assert returned.read == 1


def test_a_protected_sheet_copied_into_another_workbook(work, filled, tmp_path):
    sheet, said = filled
    book = openpyxl.Workbook()
    made = book.create_sheet("Copie de passages")
    for row in sheet.sheet.iter_rows():
        for cell in row:
            if cell.value is not None:
                made.cell(cell.row, cell.column).value = cell.value
    book.defined_names["codes"] = openpyxl.workbook.defined_name.DefinedName(
        "codes", attr_text="[1]codes!$A$2:$A$6"
    )
    book.active.append(["My week"])
    book.save(tmp_path / "copy.xlsx")
    work.add(tmp_path / "copy.xlsx")
    holds(work, said)


def test_is_sheet(filled, tmp_path):
    sheet, _ = filled
    path = sheet.save()
    assert is_sheet(path)
    assert is_sheet(saved(tmp_path / "plain.xlsx", ("x", values(sheet))))
    assert not is_sheet(saved(tmp_path / "other.xlsx", ("x", [["transcript", "text"], ["a", "b"]])))
    assert not is_sheet(tmp_path / "nowhere.xlsx")
    keyless = values(sheet)
    for row in keyless[1:]:
        row[0] = None
    assert is_sheet(saved(tmp_path / "keyless.xlsx", ("x", keyless)))
    interviews = [
        ["KEY", "transcript", "speaker", "question", "text", "notes", "code"],
        ["uuid:1", "a", "P1", "Who came?", "They came.", "calm", "12"],
    ]
    assert not is_sheet(saved(tmp_path / "interviews.xlsx", ("x", interviews)))
    (tmp_path / "a.txt").write_text("R: Hello, they said; and came.\n", encoding="utf-8")
    assert not is_sheet(tmp_path / "a.txt")

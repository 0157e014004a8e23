"""What a coding run leaves behind agrees, file for file, with a count of the interviews by hand."""

import csv
from html.parser import HTMLParser

import pytest

from civic_qual.errors import WriteError
from civic_qual.privacy.memory.earlier import earlier_releases
from civic_qual.routines.coding import machine_codings
from civic_qual.routines.results import CODINGS, TABLE, save_results
from civic_qual.routines.source import open_source
from tests.routines.conftest import MARKS, answers, counted, read


@pytest.fixture
def codings(talks):
    return machine_codings(open_source(talks))


class Rows(HTMLParser):
    """The rows of all tables of a page, as texts."""

    def __init__(self, page):
        super().__init__()
        self.rows, self._cell = [], False
        self.feed(page)

    def handle_starttag(self, tag, _):
        if tag == "tr":
            self.rows.append([])
        self._cell = tag in ("td", "th")
        if self._cell and self.rows:
            self.rows[-1].append("")

    def handle_endtag(self, tag):
        self._cell = self._cell and tag not in ("td", "th")

    def handle_data(self, data):
        if self._cell and self.rows and self.rows[-1]:
            self.rows[-1][-1] += data


def test_the_table_in_its_file_is_the_count_by_hand(talks, codings, tmp_path):
    save_results(codings, tmp_path / "out", by=("country",), internal=True)
    found, out_of = counted(talks)
    told = {
        (row["theme"], row["country"]): (int(row["count"]), int(row["denominator"]))
        for row in read(tmp_path / "out" / "theme_table.csv")
        if row["theme"] in MARKS
    }
    assert told == {key: (found[key], out_of[key[1]]) for key in found}


def test_any_theme_counts_an_answer_once(talks, codings, tmp_path):
    save_results(codings, tmp_path / "out", internal=True)
    (told,) = (
        row for row in read(tmp_path / "out" / "theme_table.csv") if row["theme"] == "any theme"
    )
    marked = [said for *_, said in answers(talks) if any(one in said for one in MARKS.values())]
    assert int(told["count"]) == len(marked)


def test_codings_in_their_file_are_where_the_words_are(talks, codings, tmp_path):
    save_results(codings, tmp_path / "out", internal=True)
    rows = read(tmp_path / "out" / "codings.csv")
    told = {
        (row["transcript"], int(row["start"]), int(row["end"]), row["code"])
        for row in rows
        if row["kind"] == "coding"
    }
    assert told == {
        (transcript, start + said.index(words), start + said.index(words) + len(words), code)
        for transcript, _, start, _, said in answers(talks)
        for code, words in MARKS.items()
        if words in said
    }
    assert sum(row["kind"] == "reading" for row in rows) == len(list(answers(talks)))


def test_the_report_shows_the_same_numbers(talks, codings, tmp_path):
    save_results(codings, tmp_path / "out", by=("country",), internal=True)
    found, out_of = counted(talks)
    page = (tmp_path / "out" / "report.html").read_text(encoding="utf-8")
    for code, name in (("perf", "Performance"), ("crop", "Crops")):
        wanted = [
            f"{found[code, group]} ({found[code, group] / out_of[group]:.0%})"
            for group in ("CAR", "Mali", "all")
        ]
        shown = [row for row in Rows(page).rows if row and row[0].strip() == name]
        assert any([cell.strip() for cell in row[1:4]] == wanted for row in shown), shown


def test_what_may_leave_holds_no_passage(codings, tmp_path):
    none = earlier_releases(members=tmp_path / "members")
    results = save_results(codings, tmp_path / "out", by=("country",), earlier=none)
    assert results.protected
    assert [row["kind"] for row in read(tmp_path / "out" / "codings.csv")] == ["withheld"]
    for path in results.files:
        assert "came late" not in path.read_text(encoding="utf-8-sig")


def test_what_few_people_stand_behind_is_hidden(talks, tmp_path):
    """Of twelve interviews three are of Chad: the minimum is five."""
    lines = (talks / "attributes.csv").read_text(encoding="utf-8")
    for number in (9, 10, 11):
        lines = lines.replace(f"t{number},CAR", f"t{number},Chad")
    (talks / "attributes.csv").write_text(lines, encoding="utf-8")
    codings = machine_codings(open_source(talks))
    none = earlier_releases(members=tmp_path / "members")
    save_results(codings, tmp_path / "out", by=("country",), earlier=none)
    told = {
        (row["theme"], row["country"]): row["count"]
        for row in read(tmp_path / "out" / "theme_table.csv")
    }
    assert not told.get(("perf", "Chad"), "").isdigit()
    open_to_all = earlier_releases(members=tmp_path / "others")
    save_results(codings, tmp_path / "out", by=("country",), minimum=1, earlier=open_to_all)
    found, _ = counted(talks)
    (chad,) = (
        row["count"]
        for row in read(tmp_path / "out" / "theme_table.csv")
        if (row["theme"], row["country"]) == ("perf", "Chad")
    )
    assert int(chad) == found["perf", "Chad"]


def test_all_files_are_written_or_none(codings, tmp_path):
    out = tmp_path / "out"
    save_results(codings, out, internal=True)
    before = {name: (out / name).read_bytes() for name in (CODINGS, TABLE)}
    (out / "report.html").unlink()
    (out / "report.html").mkdir()
    with pytest.raises(WriteError):
        save_results(codings.filter(code="perf"), out, internal=True)
    assert {name: (out / name).read_bytes() for name in before} == before


def test_files_are_tables_a_spreadsheet_reads(codings, tmp_path):
    save_results(codings, tmp_path / "out", internal=True)
    for name in (CODINGS, TABLE):
        raw = (tmp_path / "out" / name).read_bytes()
        assert raw.startswith(b"\xef\xbb\xbf")  # accents are read by what it begins with
        rows = list(csv.reader(raw.decode("utf-8-sig").splitlines()))
        assert {len(row) for row in rows} == {len(rows[0])}


def test_no_folder_can_be_made_where_a_file_stands(codings, tmp_path):
    (tmp_path / "file").write_text("kept", encoding="utf-8")
    none = earlier_releases(members=tmp_path / "members")
    with pytest.raises(WriteError, match="choose another with --out"):
        save_results(codings, tmp_path / "file" / "out", earlier=none)
    assert (tmp_path / "file").read_text(encoding="utf-8") == "kept"

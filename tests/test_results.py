"""Results: the table stays what it is, notes and the way back stay with it, misses are answered."""

import copy
import dataclasses
import html.parser
import pickle
import subprocess
import sys
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from multiprocessing import get_context
from pathlib import Path

import numpy as np
import openpyxl
import pandas as pd
import pytest

from civic_qual.errors import TableError, WriteError
from civic_qual.results import BY_ITSELF, INTERNAL, Passages, Result, Row

LONG = "Il a dit que les voitures ne passent pas là-bas. " * 20


class Counts(Result):
    """A kind with a way back."""

    _title = "Passages by theme"

    def __init__(self, frame, *, notes=(), said=None):
        super().__init__(frame, notes=notes)
        self._said = said or {}

    def passages(self, theme, group):
        """Return what was said."""
        return Passages(pd.DataFrame({"transcript": ["t"], "text": [self._said[theme, group]]}))


class Leaving(Result):
    """A kind made to leave the study."""

    _leaves = True


@dataclass(frozen=True, eq=False, repr=False, kw_only=True)
class Grid(Result):
    """A kind whose frame is worked out from something else, and that shows a grid of its own."""

    rows: tuple[str, ...]
    count: np.ndarray

    def _table(self):
        return pd.DataFrame({"n": self.count}, pd.Index(self.rows, name="theme"))

    @property
    def notes(self):
        return (f"{self.count.sum()} passages.",)

    @property
    def long(self):
        return self.frame.reset_index().assign(of=10)

    def _take(self, rows):
        chosen = tuple(self.rows[row] for row in rows)
        return dataclasses.replace(self, rows=chosen, count=self.count[rows])

    def _body_html(self):
        return "<table>grid</table>"


@pytest.fixture
def counts():
    frame = pd.DataFrame(
        {
            "theme": ["plan", "harm", "plan", "eng"],
            "group": ["CAR", "CAR", "Mali", "Mali"],
            "found": [3, 1, 2, 0],
            "share": [0.5, 0.25, np.nan, 0.0],
        }
    )
    return Counts(frame, notes=["Counted by turn.", "a < b"], said={("plan", "CAR"): LONG})


@pytest.fixture
def wide():
    columns = pd.MultiIndex.from_tuples([("CAR", "men"), ("CAR", "women"), ("all", "")])
    return Result(
        pd.DataFrame([[1, 2, 3], [0, 1, 1]], pd.Index(["plan", "harm"], name="theme"), columns)
    )


# The table is what it was


def test_nothing_a_user_does_to_a_frame_changes_the_result(counts):
    before = counts.frame
    taken = counts.frame
    taken.loc[0, "theme"] = "changed"
    taken["more"] = 1
    taken.iloc[:, 2] = 9
    column = counts["share"]
    column[:] = 0
    del counts.long["theme"]
    pd.testing.assert_frame_equal(counts.frame, before)


def test_nothing_done_to_the_frame_it_was_made_of_changes_the_result():
    frame = pd.DataFrame({"n": [1, 2]})
    frame.attrs["notes"] = ["old"]
    result = Result(frame)
    frame.loc[0, "n"] = 9
    assert result["n"].tolist() == [1, 2]
    assert type(result.frame) is pd.DataFrame
    assert result.frame.attrs == {}


def test_choosing_rows_leaves_the_result_as_it_was(counts):
    before = counts.frame
    part = counts.only(theme="plan")
    taken = part.frame
    taken.loc[:, "found"] = 0
    assert part["found"].tolist() == [3, 2]
    counts.sort_values("found")
    pd.testing.assert_frame_equal(counts.frame, before)


# Rows and columns


@pytest.mark.parametrize(
    ("chosen", "rows"),
    [
        (lambda one: one.only(theme="plan"), [0, 2]),
        (lambda one: one.only(theme=["plan", "eng"], group="Mali"), [2, 3]),
        (lambda one: one.only(theme=pd.Series(["harm"])), [1]),
        (lambda one: one.only(theme={"harm"}), [1]),
        (lambda one: one.only(found=[0, 1]), [1, 3]),
        (lambda one: one.only(share=float("nan")), [2]),
        (lambda one: one.only(), [0, 1, 2, 3]),
        (lambda one: one[one["found"] > 1], [0, 2]),
        (lambda one: one[(one["found"] > 1).to_numpy()], [0, 2]),
        (lambda one: one[[True, False, False, True]], [0, 3]),
        (lambda one: one[1:3], [1, 2]),
        (lambda one: one.query("found > 1 and group == 'Mali'"), [2]),
        (lambda one: one.head(2), [0, 1]),
        (lambda one: one.head(-1), [0, 1, 2]),
        (lambda one: one.sort_values("found"), [3, 1, 2, 0]),
        (lambda one: one.sort_values(["group", "found"], ascending=[False, True]), [3, 2, 1, 0]),
        (lambda one: one.sort_values("share", ascending=False), [0, 1, 3, 2]),
        (lambda one: one.only(theme="plan").sort_values("found").head(1), [2]),
        (lambda one: one.sort_values("found").only(theme="plan"), [2, 0]),
    ],
)
def test_rows_are_chosen_and_notes_and_the_way_back_are_kept(counts, chosen, rows):
    result = chosen(counts)
    assert type(result) is Counts
    pd.testing.assert_frame_equal(result.frame, counts.frame.iloc[rows])
    assert result.notes == ("Counted by turn.", "a < b")
    assert result.passages("plan", "CAR")["text"].tolist() == [LONG]


def test_a_mask_of_a_part_chooses_from_that_part(counts):
    part = counts.only(theme="plan")
    assert part[part["found"] > 2]["group"].tolist() == ["CAR"]


def test_query_sees_what_the_caller_named(counts):
    limit = 2
    assert counts.query("found > @limit")["theme"].tolist() == ["plan"]
    assert limit == 2


def test_rows_come_as_records_by_name(counts):
    rows = list(counts)
    assert len(rows) == len(counts) == 4
    assert (rows[1].theme, rows[1]["found"], rows[1].share) == ("harm", 1, 0.25)
    assert dict(rows[3]) == {"theme": "eng", "group": "Mali", "found": 0, "share": 0.0}
    assert rows[0] == {"theme": "plan", "group": "CAR", "found": 3, "share": 0.5}
    assert pickle.loads(pickle.dumps(rows[0])) == rows[0]
    with pytest.raises(AttributeError, match="no 'tehme'; did you mean 'theme'"):
        _ = rows[0].tehme


def test_labels_count_as_columns(wide):
    assert [(row.theme, row["CAR / women"]) for row in wide] == [("plan", 2), ("harm", 1)]
    assert wide["theme"].tolist() == ["plan", "harm"]
    assert wide["CAR", "women"].tolist() == wide["CAR / women"].tolist() == [2, 1]
    assert wide.only(theme="harm").frame.index.tolist() == ["harm"]
    assert wide.query("theme == 'harm'").frame.index.tolist() == ["harm"]
    assert wide.sort_values("CAR / men").frame.index.tolist() == ["harm", "plan"]
    assert wide[wide["all"] > 1].frame.index.tolist() == ["plan"]
    assert "theme" in wide
    assert "group" not in wide


def test_columns_by_a_list_are_a_plain_frame(counts):
    chosen = counts[["theme", "found"]]
    assert type(chosen) is pd.DataFrame
    assert chosen.columns.tolist() == ["theme", "found"]


def test_an_empty_result_has_no_rows_and_still_its_notes(counts):
    empty = counts[counts["found"] > 99]
    assert (len(empty), list(empty)) == (0, [])
    assert "Counted by turn." in repr(empty)
    assert "Counted by turn." in empty._repr_html_()
    assert len(empty.only().sort_values("found").head()) == 0


# Misses


@pytest.mark.parametrize(
    ("miss", "said"),
    [
        (lambda one: one["tehme"], "no column 'tehme'; did you mean 'theme'"),
        (lambda one: one[["theme", "grup"]], "no column 'grup'; did you mean 'group'"),
        (lambda one: one.only(Theme="plan"), "no column 'Theme'; did you mean 'theme'"),
        (lambda one: one.only(theme="plna"), "no row has theme 'plna'; did you mean 'plan'"),
        (
            lambda one: one.only(theme=["plan", "x"]),
            "no row has theme 'x'; there are: eng, harm, plan",
        ),
        (lambda one: one.sort_values("fuond"), "no column 'fuond'; did you mean 'found'"),
        (lambda one: one.query("fuond > 1"), "no column 'fuond'; did you mean 'found'"),
        (lambda one: one.query("found >"), "cannot be understood"),
        (lambda one: one[0], "rows by number take .frame.iloc"),
        (lambda one: one[["theme"] == 1], "rows by number take .frame.iloc"),
        (lambda one: one[[True]], "the mask has 1 rows, and the table 4"),
        (lambda one: one.only(theme="plan")[one["found"] > 1], "this mask is of another table"),
    ],
)
def test_misses_are_answered_with_what_there_is(counts, miss, said):
    with pytest.raises(TableError) as refused:
        miss(counts)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("groupby", "take .frame.groupby"),
        ("pivot", "take .frame.pivot"),
        ("to_dict", "take .frame.to_dict"),
        ("shape", "take .frame.shape"),
        ("loc", "only(...), query(...), head(n) and result[mask]"),
        ("theme", "result['theme']"),
        ("to_exel", "did you mean to_excel?"),
        ("zzz", "it has equals, frame, head"),
    ],
)
def test_habits_of_pandas_are_told_where_to_go(counts, name, said):
    with pytest.raises(AttributeError) as refused:
        getattr(counts, name)
    assert said in str(refused.value)


def test_notebooks_and_copies_ask_for_private_names_in_vain(counts):
    assert not hasattr(counts, "_ipython_canary_method_should_not_exist_")
    assert not hasattr(Counts.__new__(Counts), "_repr_mimebundle_")


def test_a_result_without_a_way_back_says_so():
    with pytest.raises(TableError, match="do not lead to single passages"):
        Passages(pd.DataFrame({"n": [1]})).passages("plan")


class Broken(Result):
    """A kind whose own code misses an attribute."""

    @property
    def long(self):
        """Fail."""
        return [].no_such_thing


def test_a_fault_inside_a_property_shows_as_itself():
    with pytest.raises(AttributeError, match="'list' object has no attribute 'no_such_thing'"):
        _ = Broken(pd.DataFrame({"n": [1]})).long


def test_pandas_takes_a_result_as_its_rows(counts):
    columns = list(counts.frame)  # pandas 2 puts them in the order of their names
    assert pd.DataFrame(counts)[columns].equals(counts.frame)


# Files


def test_a_workbook_has_the_table_and_the_notes(counts, tmp_path):
    counts.only(theme="plan").to_excel(tmp_path / "t.xlsx")
    book = openpyxl.load_workbook(tmp_path / "t.xlsx")
    assert book.sheetnames == ["Passages by theme", "notes"]
    assert [[cell.value for cell in row] for row in book.worksheets[0].rows] == [
        ["theme", "group", "found", "share"],
        ["plan", "CAR", 3, 0.5],
        ["plan", "Mali", 2, None],
    ]
    assert [cell.value for cell in book["notes"]["A"]] == [
        "notes",
        "Internal: not protected. For the study team only.",
        "Counted by turn.",
        "a < b",
    ]


def test_csv_has_the_table_and_notes_beside_it(counts, tmp_path):
    counts.to_csv(tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig").splitlines()[:2] == [
        "theme,group,found,share",
        "plan,CAR,3,0.5",
    ]
    assert (tmp_path / "t.notes.txt").read_text(encoding="utf-8-sig").splitlines()[0] == INTERNAL


def test_what_is_protected_and_not_written_by_a_release_says_so_first(tmp_path):
    Leaving(pd.DataFrame({"n": [1]}), notes=["Protected."]).to_excel(tmp_path / "t.xlsx")
    notes = openpyxl.load_workbook(tmp_path / "t.xlsx")["notes"]
    assert [cell.value for cell in notes["A"]] == ["notes", BY_ITSELF, "Protected."]


def test_the_ending_must_fit(counts, tmp_path):
    with pytest.raises(WriteError, match=r"to_csv writes \.csv and \.tsv files"):
        counts.to_csv(tmp_path / "t.xlsx")
    with pytest.raises(WriteError, match=r"to_excel writes \.xlsx files"):
        counts.to_excel(tmp_path / "t.xls")
    assert not list(tmp_path.iterdir())


def test_a_kind_may_work_its_frame_out(tmp_path):
    grid = Grid(rows=("plan", "harm"), count=np.array([3, 1]))
    part = grid.only(theme="harm")
    assert (type(part), part.notes, len(part)) == (Grid, ("1 passages.",), 1)
    assert grid.sort_values("n").query("n > 0").frame.index.tolist() == ["harm", "plan"]
    assert pickle.loads(pickle.dumps(grid)) == grid != part
    assert "<table>grid</table><ul" in grid._repr_html_()
    assert repr(grid).startswith("theme  n\nplan   3")
    grid.to_csv(tmp_path / "t.csv")
    assert (tmp_path / "t.csv").read_text(encoding="utf-8-sig").startswith("theme,n,of\nplan,3,10")
    with pytest.raises(AttributeError, match=r"take \.frame\.pivot"):
        _ = grid.pivot


# Showing


class Reader(html.parser.HTMLParser):
    """Collect the cells of a page, the tags, and whatever it would fetch."""

    def __init__(self):
        super().__init__()
        self.cells, self.tags, self.fetched = [], [], []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.fetched += [value for name, value in attributes if name in ("src", "href")]
        if tag in ("td", "th", "li"):
            self.cells.append("")

    def handle_data(self, data):
        if self.cells:
            self.cells[-1] += data


def read(page):
    reader = Reader()
    reader.feed(page)
    return reader


def test_html_shows_whole_passages_with_every_text_escaped():
    hostile = '<script>alert(1)</script> & "quoted"\n\nsecond'
    frame = pd.DataFrame({"text": [LONG, hostile], "<i>": ["<b>", "'"]})
    page = read(Passages(frame, notes=["<u>note</u>"])._repr_html_())
    assert LONG in page.cells
    assert {hostile, "<i>", "<b>", "<u>note</u>"} <= {cell.rstrip("\n") for cell in page.cells}
    assert not {"script", "i", "b", "u"} & set(page.tags)


def test_html_fetches_nothing_and_keeps_the_colours_of_the_page(counts):
    page = counts._repr_html_()
    assert read(page).fetched == []
    assert not any(
        word in page for word in ("http", "url(", "@import", "background: #", "color: #")
    )
    assert "overflow-x" in page


def test_numbers_stand_on_the_right_and_whole_numbers_stay_whole():
    page = Result(pd.DataFrame({"n": [1.0, np.nan], "x": [0.12345, 2.0]})).to_html()
    assert '<td class="number">1</td>' in page
    assert '<td class="number">0.123</td>' in page
    assert "nan" not in page.lower()


def test_text_for_terminals_has_title_table_and_notes(counts):
    assert repr(counts) == (
        "Passages by theme\n"
        "theme  group  found  share\n"
        "plan   CAR        3  0.500\n"
        "harm   CAR        1  0.250\n"
        "plan   Mali       2\n"
        "eng    Mali       0      0\n\n"
        "- Counted by turn.\n- a < b"
    )


def test_long_texts_are_cut_in_terminals_only_and_say_so():
    passages = Passages(pd.DataFrame({"text": [LONG]}))
    assert max(map(len, repr(passages).splitlines())) < 100
    assert "…" in repr(passages)


def test_large_results_show_their_beginning_and_say_how_many_rows_there_are():
    large = Result(pd.DataFrame({"n": range(1234)}))
    said = "100 of 1,234 rows are shown; .frame holds all"
    assert said in repr(large)
    assert said in large._repr_html_()
    assert large._repr_html_().count("<tr>") == 101


# Travelling


def same(result):
    return result


def test_results_travel_and_come_back_equal(counts, wide):
    for result in (counts, wide, counts.only(theme="plan")):
        for back in (pickle.loads(pickle.dumps(result)), copy.deepcopy(result), copy.copy(result)):
            assert back == result
            assert hash(back) == hash(result)
            assert back.notes == result.notes
    back = pickle.loads(pickle.dumps(counts))
    assert back.passages("plan", "CAR") == counts.passages("plan", "CAR")


def test_results_travel_to_another_process():
    passages = Passages(pd.DataFrame({"text": [LONG]}), notes=["a"])
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        assert pool.submit(copy.copy, passages).result() == passages


def test_results_differ_by_kind_table_labels_and_notes(counts):
    frame = counts.frame
    assert Result(frame) == Result(frame)
    assert Result(frame) != Passages(frame)
    assert Result(frame) != Result(frame, notes=["a"])
    assert Result(frame) != Result(frame.assign(found=0))
    assert Result(frame) != Result(frame.rename_axis("row"))
    assert Result(frame) != frame.to_dict()


def test_the_ground_loads_without_pandas():
    code = (
        "import sys, civic_qual.results, civic_qual.sheets, civic_qual.calls\n"
        "print([name for name in ('pandas', 'numpy', 'xlsxwriter') if name in sys.modules])"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=Path(__file__).parents[1],
        check=True,
    )
    assert done.stdout.strip() == "[]"


def test_a_row_shows_its_cells():
    assert repr(Row({"a": 1, "b c": "x"})) == "Row(a=1, b c='x')"

import copy
import pickle
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context

import openpyxl
import pandas as pd
import pytest

from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.coding.combine.combine import combine
from civic_qual.coding.evidence import TextEvidence
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from civic_qual.errors import CodingError, TableError, WriteError
from civic_qual.results import INTERNAL
from tests.analysis.small import codebook, codings, interview, people


def test_a_theme_counts_once_in_a_turn_and_zero_rows_stay(coded):
    table = theme_table(coded, by="country")
    assert table.frame.to_dict("index") == {
        "plan": {"CAR": 2, "Mali": 1, "all": 3},
        "alert": {"CAR": 1, "Mali": 0, "all": 1},
        "any theme": {"CAR": 3, "Mali": 1, "all": 4},
    }
    assert table.denominators.loc["plan"].to_dict() == {"CAR": 4, "Mali": 2, "all": 6}


def test_mentions_of_a_theme_merge_those_of_its_codes(coded):
    table = theme_table(coded, level="code", measure="mentions")
    assert table.frame["all"].to_dict() == {
        "plan": 4,
        "plan.patrol": 4,
        "plan.late": 1,
        "alert": 1,
        "alert.whistle": 1,
        "any theme": 5,
    }


def test_families_have_tables_of_their_own(coded):
    table = theme_table(coded, level="code", families="view")
    assert table.frame["all"].to_dict() == {"view": 2, "view.good": 2, "view.bad": 0}
    assert theme_table(coded, families=True).frame.index.tolist() == ["view"]


def test_a_family_crosses_themes_of_the_same_sentence_only(coded):
    table = theme_table(coded, cross="view")
    assert table.frame.loc["plan"].to_dict() == {
        "view.good": 1,
        "view.bad": 0,
        "none": 2,
        "all": 3,
    }  # in car_1 it is the next sentence
    assert table.denominators.loc["plan"].to_dict() == {
        "view.good": 3,
        "view.bad": 3,
        "none": 3,
        "all": 6,
    }


def test_crossing_goes_with_groups(coded):
    table = theme_table(coded, by="country", cross="view")
    assert table.frame.columns.names == ["country", "view"]
    assert table.frame.loc["plan", ("Mali", "view.good")] == 1
    assert len(table.passages("plan", ("Mali", "view.good"))) == 1


def test_shares_and_rates_come_with_what_they_are_out_of(coded):
    long = theme_table(coded, by="country", normalise="share").long
    cell = long[(long["theme"] == "plan") & (long["country"] == "CAR")].iloc[0]
    assert (cell["count"], cell["denominator"], cell["value"]) == (2, 4, 0.5)
    rate = theme_table(coded, measure="mentions", normalise="per_1000_words")
    assert rate.frame.loc["plan", "all"] == pytest.approx(1000 * 4 / 29)
    assert any("not comparable across languages" in note for note in rate.notes)


def test_where_nothing_was_read_there_is_no_zero(corpus, book):
    only_car = codings(corpus, book, [], read=[("car_1", 0, 9999)])
    table = theme_table(only_car, by="country", normalise="share")
    assert table.frame.loc["plan", "CAR"] == 0
    assert pd.isna(table.frame.loc["plan", "Mali"])
    assert "–" in table.to_text()


def test_what_was_not_looked_for_is_not_absent(corpus, book):
    partial = codings(
        corpus, book, [("car_1", "whistle", "alert.whistle")], codes="alert.whistle plan.patrol"
    )
    table = theme_table(partial, level="code")
    assert table.denominators["all"].to_dict() == {
        "plan": 0,
        "plan.patrol": 6,
        "plan.late": 0,
        "alert": 6,
        "alert.whistle": 6,
        "any theme": 6,
    }
    assert any(note.startswith("Nobody looked for plan, plan.late") for note in table.notes)


def test_a_segment_read_in_part_says_nothing_a_person_does(corpus, book):
    start = corpus["car_1"].text.index("It was good")
    half = codings(
        corpus, book, [("car_1", "patrol came", "plan.patrol")], read=[("car_1", 0, start)]
    )
    assert theme_table(half).denominators.loc["plan", "all"] == 0
    assert theme_table(half, measure="participants").frame.loc["plan", "all"] == 1


def test_rejected_codings_and_codings_of_labels_do_not_count(corpus, book):
    empty = codings(
        corpus,
        book,
        [
            ("car_1", "whistle", "alert.whistle", "A", "rejected"),
            ("car_1", "R", "plan.late"),
            ("car_1", "Noted", "plan.late"),
        ],
    )
    table = theme_table(empty, level="code")
    assert table.frame["all"].sum() == 0
    assert any(note.startswith("1 rejected coding") for note in table.notes)
    assert any(note.startswith("2 codings not counted") for note in table.notes)


def test_interviewers_count_only_when_asked_for(corpus, book):
    asked = codings(corpus, book, [("car_1", "patrols come", "plan.patrol")])
    assert theme_table(asked).frame.loc["plan", "all"] == 0
    everybody = theme_table(asked, include_interviewers=True)
    assert everybody.frame.loc["plan", "all"] == 1
    assert everybody.denominators.loc["plan", "all"] == 9
    people_of = theme_table(asked, measure="participants", include_interviewers=True)
    assert people_of.denominators.loc["plan", "all"] == 5  # interviewers are no participants


def test_attributes_of_people_win_over_those_of_the_transcript(coded):
    table = theme_table(coded, by="sex", measure="participants")
    assert table.denominators.loc["plan"].to_dict() == {
        "man": 1,
        "woman": 2,
        "not stated": 2,
        "all": 5,
    }


def test_of_two_words_about_a_speaker_the_speaker_s_own_is_taken(book):
    corpus = Corpus(
        (interview("a", ["R: yes", "S: yes"], sex="mixed"),),
        people(a__R={"sex": "woman"}, a__S={"sex": ""}),
    )
    assert theme_table(codings(corpus, book, []), by="sex").frame.columns.tolist() == [
        "mixed",
        "woman",
        "all",
    ]


def test_a_person_in_two_interviews_is_one_person(book):
    corpus = Corpus(
        (
            interview("a", ["R: the patrol"], place="x"),
            interview("b", ["R: the patrol"], place="y"),
        ),
        Participants({("a", "R"): "ann", ("b", "R"): "ann"}),
    )
    twice = codings(corpus, book, [("a", "patrol", "plan.patrol"), ("b", "patrol", "plan.patrol")])
    table = theme_table(twice, by="place", measure="participants")
    assert table.frame.loc["plan"].tolist() == [1, 1, 1]
    assert any("not the sum" in note for note in table.notes)
    people = {"measure": "participants"}
    crossed = {"by": "place", "cross": "view"}
    for asked in ({"by": "place"}, {}, people, {"cross": "view"}, {**crossed, **people}):
        assert not any("not the sum" in note for note in theme_table(twice, **asked).notes), asked


def test_the_margin_keeps_out_of_the_way_of_a_group_called_all(book):
    corpus = Corpus(
        (
            interview("a", ["R: yes"], country="all"),
            interview("b", ["R: yes"], country="all (2)"),
            interview("c", ["R: yes"], country=" "),
        )
    )
    table = theme_table(codings(corpus, book, []), by="country")
    assert table.frame.columns.tolist() == ["all", "all (2)", "not stated", "all (3)"]
    assert table.long["margin"].tolist()[:4] == [False, False, False, True]


def test_an_attribute_called_like_a_column_of_the_long_table_is_kept(book):
    corpus = Corpus((interview("a", ["R: yes"], count="x"),))
    long = theme_table(codings(corpus, book, []), by="count").long
    assert long["attribute_count"].tolist()[:2] == ["x", "all"]


def test_groups_read_naturally_and_not_stated_comes_last(book):
    corpus = Corpus(
        tuple(
            interview(name, ["R: yes"], round=value)
            for name, value in zip("abcd", ["10", "2", "", "b"], strict=True)
        )
    )
    table = theme_table(codings(corpus, book, []), by="round")
    assert table.frame.columns.tolist() == ["2", "10", "b", "not stated", "all"]


def test_an_interview_without_a_counted_word_keeps_its_group(book):
    corpus = Corpus(
        (interview("a", ["R: yes"], country="x"), interview("b", ["I: no"], country="y"))
    )
    table = theme_table(codings(corpus, book, []), by="country")
    assert table.denominators.loc["plan"].to_dict() == {"x": 1, "y": 0, "all": 1}


def test_every_corpus_can_be_broken_down_by_what_it_always_knows(coded):
    assert theme_table(coded, by="transcript").frame.columns.tolist() == [
        "car_1",
        "car_2",
        "mali_1",
        "all",
    ]
    assert theme_table(coded, by="language").frame.columns.tolist() == ["en", "all"]


@pytest.mark.parametrize(
    ("call", "message"),
    [
        ({"by": "contry"}, r"attribute 'contry'; did you mean 'country'\? There are: country"),
        ({"by": ["country", "country"]}, "twice"),
        ({"measure": "turns"}, r"did you mean 'segments'\? There are: mentions, participants"),
        ({"normalise": "percent"}, '"share"'),
        ({"measure": "mentions", "normalise": "share"}, "per_1000_words"),
        ({"measure": "transcripts", "normalise": "per_1000_words"}, "mean nothing"),
        ({"cross": "views"}, "did you mean 'view'"),
        ({"families": "plan"}, "no family 'plan'"),
        ({"level": "themes"}, '"theme" or "code"'),
        ({"coder": "B"}, "nobody called 'B'"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(coded, call, message):
    with pytest.raises(TableError, match=message):
        theme_table(coded, **call)


def test_several_coders_are_never_mixed(corpus, book, coded):
    other = codings(
        corpus, book, [("car_1", "patrol came", "plan.patrol")], coder="B", origin="rule"
    )
    both = pd.concat([coded.rows, other.rows]), pd.concat([coded.readings, other.readings])
    mixed = type(coded).from_frames(corpus, book, *both, TextEvidence(("",) * len(both[0])))
    with pytest.raises(TableError, match=r"A \(human\), B \(rule\).*combine"):
        theme_table(mixed)
    assert theme_table(mixed, coder="B").frame.loc["plan", "all"] == 1
    assert theme_table(combine(coded, other)).frame.loc["plan", "all"] == 3


def test_without_readings_nobody_can_count(corpus, book):
    with pytest.raises(TableError, match="no readings"):
        theme_table(codings(corpus, book, [], read=[]))


@pytest.mark.parametrize(
    ("coded_by", "unit"), [("turn", "sentence"), ("turn", "paragraph"), ("transcript", "turn")]
)
def test_a_finer_unit_than_the_coded_one_is_refused(corpus, book, coded_by, unit):
    whole = codings(corpus, book, [], unit=coded_by)
    with pytest.raises(CodingError, match=f'count by unit="{coded_by}"'):
        theme_table(whole, unit=unit)
    assert theme_table(whole, unit=coded_by).unit == coded_by


def test_an_unknown_unit_is_refused(coded):
    with pytest.raises(CodingError, match="no unit 'turns'"):
        theme_table(coded, unit="turns")


def test_passages_lead_back_to_the_text(coded):
    passages = theme_table(coded, by="country", measure="mentions").passages("plan", "CAR")
    assert passages["text"].tolist() == ["patrol came late", "patrol", "patrol again"]
    for row in passages:
        assert coded.corpus[row.transcript].text[row.start : row.end] == row.text
    assert passages["codes"].tolist() == ["plan.patrol plan.late", "plan.patrol", "plan.patrol"]
    assert passages["participant"].tolist() == ["car_1__R", "car_2__R", "car_2__R"]
    turns = theme_table(coded).passages("any theme")
    assert turns["text"].tolist()[0] == "The patrol came late. It was good."  # no label


def test_passages_of_a_cell_that_is_not_there_are_refused(coded):
    table = theme_table(coded, by="country")
    with pytest.raises(TableError, match="no row 'plans'; did you mean 'plan'"):
        table.passages("plans", "CAR")
    with pytest.raises(TableError, match="no column 'Chad'; there are: CAR, Mali, all"):
        table.passages("plan", "Chad")


def test_csv_is_tidy_and_opens_with_its_accents(coded, tmp_path):
    table = theme_table(coded, by="country", level="code")
    table.to_csv(tmp_path / "table.csv")
    assert (tmp_path / "table.csv").read_bytes().startswith(b"\xef\xbb\xbf")
    back = pd.read_csv(tmp_path / "table.csv", keep_default_na=False)
    assert back["count"].tolist() == table.long["count"].tolist()
    assert back["code"].tolist()[:6] == [""] * 3 + ["plan.patrol"] * 3
    said = (tmp_path / "table.notes.txt").read_text(encoding="utf-8-sig")
    assert said.startswith(INTERNAL)
    assert "Coder: A" in said
    with pytest.raises(WriteError):
        table.to_csv(tmp_path / "nowhere" / "table.csv")


def test_a_workbook_has_the_numbers_on_one_sheet_and_the_notes_on_another(coded, tmp_path):
    table = theme_table(coded, by="country")
    table.to_excel(tmp_path / "table.xlsx")
    book = openpyxl.load_workbook(tmp_path / "table.xlsx", read_only=True)
    sheets = [list(book[name].values) for name in book.sheetnames]
    book.close()
    assert [row[sheets[0][0].index("count")] for row in sheets[0][1:4]] == [2, 1, 3]
    assert INTERNAL in [row[0] for row in sheets[1]]


def test_rows_and_columns_are_chosen_by_name_with_the_notes_of_the_whole(coded):
    table = theme_table(coded, by=["country", "sex"], level="code")
    assert table.only(theme="plan").frame.index.tolist() == ["plan", "plan.patrol", "plan.late"]
    assert table.only(code="alert").frame.index.tolist() == ["alert"]
    chosen = table.only(code="plan", country="CAR")
    assert chosen.counts.columns.get_level_values("country").unique().tolist() == ["CAR"]
    assert (chosen.count == table.counts.loc[["plan"], ["CAR"]].to_numpy()).all()
    assert chosen.notes == table.notes
    assert len(chosen.passages("plan", ("CAR", "man"))) == len(
        table.passages("plan", ("CAR", "man"))
    )
    assert chosen.to_text()
    assert table.only(country=["all"]).passages("plan").equals(table.passages("plan"))


def test_what_nobody_has_is_not_chosen(coded):
    table = theme_table(coded, by=["country", "sex"])
    with pytest.raises(TableError, match="no column has country 'Malli'; did you mean 'Mali'"):
        table.only(country="Malli")
    with pytest.raises(TableError, match="no row has theme 'plans'; did you mean 'plan'"):
        table.only(theme="plans")
    with pytest.raises(TableError, match="no column has all of these"):
        table.only(country="all", sex="man")
    with pytest.raises(TableError, match="say which column"):
        theme_table(coded, by="country").only(country=["CAR", "Mali"]).passages("plan")


def test_a_table_is_a_result(coded):
    table = theme_table(coded, by="country")
    assert table["Mali"].to_dict() == {"plan": 1, "alert": 0, "any theme": 1}
    assert [row.theme for row in table if row["CAR"] > 1] == ["plan", "any theme"]
    assert table[table["CAR"] > 1].frame.index.tolist() == ["plan", "any theme"]
    assert table.sort_values("CAR").notes == table.notes
    assert len(table.head(2)) == 2
    own = table.frame
    own.loc["plan", "Mali"] = 99
    assert table.frame.loc["plan", "Mali"] == 1


def test_tables_travel(coded):
    table = theme_table(coded, by="country", normalise="share", cross="view")
    for other in (pickle.loads(pickle.dumps(table)), copy.deepcopy(table)):
        assert other == table
        assert other.passages("plan", ("CAR", "all")).equals(table.passages("plan", ("CAR", "all")))
        assert other.to_html() == table.to_html()
    assert table != theme_table(coded, by="country", cross="view")
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as elsewhere:
        assert elsewhere.submit(first_passages, table).result() == table.passages("plan").frame.size


def first_passages(table):
    return table.passages("plan").frame.size


def test_arguments_have_names_and_near_misses_are_answered(coded):
    with pytest.raises(TypeError, match="no argument normalize; did you mean normalise"):
        theme_table(coded, normalize="share")
    with pytest.raises(TypeError, match="takes codings without a name"):
        theme_table(coded, "country")
    with pytest.raises(TypeError, match="no argument groupby; did you mean by"):
        theme_table(coded, groupby="country")


def test_warnings_about_a_machine_go_with_the_table_they_are_handed_to(coded):
    class ErrorRates:
        def about(self, *attributes):
            return tuple(f"Warning: errs with {name}." for name in attributes)

    table = theme_table(coded, by="country", errors=ErrorRates())
    assert "Warning: errs with country." in table.about
    assert "Warning: errs with country." in table.only(theme="plan").notes
    assert theme_table(coded, errors=ErrorRates()).notes == theme_table(coded).notes


def test_counting_changes_nothing(coded):
    rows, readings = coded.rows.copy(), coded.readings.copy()
    theme_table(coded, by=["country", "sex"], level="code", cross="view")
    pd.testing.assert_frame_equal(coded.rows, rows)
    pd.testing.assert_frame_equal(coded.readings, readings)


def test_a_corpus_without_words_has_an_empty_table():
    book = codebook("plan")
    table = theme_table(codings(Corpus((interview("a", ["R: ..."]),)), book, []), measure="words")
    assert table.frame.to_numpy().tolist() == [[0], [0]]


def test_words_that_count_for_nobody_stand_behind_no_number():
    corpus = Corpus((interview("a", ["I: we said so", "R: no"]), interview("b", ["R: we said so"])))
    rows = [("a", "we said so", "plan"), ("b", "we said so", "plan")]
    table = theme_table(
        codings(corpus, codebook("plan"), rows),
        by="transcript",
        measure="participants",
        include_interviewers=True,
    )
    assert table.frame.loc["plan"].to_dict() == {"a": 0, "b": 1, "all": 1}
    assert table.passages("plan", "a").frame.empty
    assert table.passages("plan")["transcript"].tolist() == ["b"]


def test_columns_there_are_are_named_whole(coded):
    table = theme_table(coded, by=["country", "sex"])
    with pytest.raises(TableError, match=r"there are: .*\('CAR', 'woman'\).*all"):
        table.passages("plan", ("CAR", "nobody"))

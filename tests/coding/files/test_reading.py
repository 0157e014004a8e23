"""Codings from tables: what is read, what is refused, and the way there and back."""

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from civic_qual.coding.coders import RuleCoder
from civic_qual.coding.files.reading import holds_codings, read_codings
from civic_qual.errors import CodingError, ReadError


@pytest.fixture(scope="module")
def corpus(make):
    return make.corpus(
        make.transcript(
            "a",
            ["A base.", ("Q", "interviewer", "And?"), "They patrol at night."],
            country="CAR",
            role="chief",
        ),
        make.transcript("b", ["Nobody came."], country="Mali"),
        people={"a/R": {"sex": "woman"}},
    )


@pytest.fixture(scope="module")
def codebook(make):
    return make.codebook(
        make.code("plan", ["base"]),
        make.code("plan.night", ["night"], parent="plan"),
        make.code("perf", ["come"]),
    )


def table(*rows):
    return pd.DataFrame(rows, columns=["transcript", "start", "end", "code", "coder"])


BASE = ("a", 3, 9, "plan", "anna")


def test_a_plain_table_of_people(corpus, codebook):
    codings = read_codings(table(BASE, ("b", 3, 9, "perf", "ben")), corpus, codebook)
    assert codings.frame[
        ["transcript", "start", "end", "code", "coder", "origin", "score", "status"]
    ].to_numpy().tolist() == [
        ["a", 3, 9, "plan", "anna", "human", 1.0, "accepted"],
        ["b", 3, 9, "perf", "ben", "human", 1.0, "accepted"],
    ]
    assert codings.readings[
        ["transcript", "start", "end", "unit", "codes", "coder"]
    ].to_numpy().tolist() == [
        ["a", 0, len(corpus["a"].text), "turn", "*", "anna"],
        ["b", 0, len(corpus["b"].text), "turn", "*", "ben"],
    ]


def test_coded_only_reads_the_turns_that_carry_something(corpus, codebook):
    codings = read_codings(
        table(BASE, ("a", 4, 6, "perf", "anna"), ("a", 8, 30, "perf", "ben")),
        corpus,
        codebook,
        coverage="coded_only",
    )
    spans = codings.readings[["start", "end", "coder"]].to_numpy().tolist()
    turns = [[turn.start, turn.end] for turn in corpus["a"].turns]
    assert spans == [
        [*turns[0], "anna"],
        [*turns[0], "ben"],
        [*turns[1], "ben"],
        [*turns[2], "ben"],
    ]


def test_readings_in_the_file_win(corpus, codebook):
    codings = read_codings(
        table(BASE, ("b", 0, 15, "*", "anna"), ("b", 3, 9, "perf", "ben")), corpus, codebook
    )
    assert codings.readings[["transcript", "coder"]].to_numpy().tolist() == [
        ["b", "anna"],
        ["b", "ben"],
    ]
    assert len(codings) == 2


@pytest.mark.parametrize(
    ("told", "codes", "again"),
    [
        ("*", "*", "*"),
        ("", "*", "*"),
        ("plan", "plan", "plan"),
        ("plan.*", "plan plan.night", "plan.*"),
        ("plan.night", "plan.night", "plan.*"),  # all there is below plan
        ("perf plan.*", "*", "*"),
        ("plan plan.night perf", "*", "*"),
        ("perf.*", "perf", "perf"),
        ("perf plan", "plan perf", "plan perf"),
    ],
)
def test_a_code_in_a_reading_stands_for_itself_unless_it_says_all_below(
    corpus, codebook, told, codes, again
):
    frame = table(("b", 0, 15, told, "anna")).assign(kind="reading")
    codings = read_codings(frame, corpus, codebook)
    assert codings.readings["codes"].tolist() == [codes]
    assert codings.to_csv_frame()["code"].tolist() == [again]


def test_a_code_and_all_below_needs_no_kind(corpus, codebook):
    codings = read_codings(table(("b", 0, 15, "plan.*", "anna")), corpus, codebook)
    assert codings.readings["codes"].tolist() == ["plan plan.night"]


def test_a_machine_that_looks_for_a_parent_alone_does_so_after_the_way_back(make):
    corpus = make.corpus(make.transcript("f", ["Ils patrouillent."], language="fr"))
    book = make.codebook(
        make.code("p", [make.rule("patrouiller", "fr")]), make.code("p.a", ["night"], parent="p")
    )
    codings = RuleCoder(book).code(corpus)
    back = read_codings(codings.to_csv_frame(), corpus, book)
    assert codings.readings["codes"].tolist() == back.readings["codes"].tolist() == ["p"]


@pytest.mark.parametrize("unit", ["sentence", "turn", "transcript"])
def test_the_coded_unit_comes_back(corpus, codebook, unit):
    codings = read_codings(table(BASE), corpus, codebook, unit=unit)
    frame = codings.to_csv_frame()
    assert set(frame["unit"]) == {unit}
    assert set(read_codings(frame, corpus, codebook).readings["unit"]) == {unit}


def test_words_are_still_told_apart_after_the_way_back(corpus, codebook):
    back = read_codings(
        RuleCoder(codebook).code(corpus).to_csv_frame(unit="turn"), corpus, codebook
    )
    assert (back.to_csv_frame(unit="sentence")["unit"] == "sentence").all()


def test_no_table_finer_than_what_was_coded(corpus, codebook):
    codings = read_codings(table(BASE), corpus, codebook, unit="transcript")
    with pytest.raises(CodingError, match='count by unit="transcript" or a larger one'):
        codings.to_csv_frame(unit="turn")
    with pytest.raises(CodingError, match="there is no unit 'page'"):
        codings.to_csv_frame(unit="page")


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"transcript": "z"}, "line 2: no transcript 'z' in the corpus"),
        ({"code": "plam"}, "line 2: no code 'plam' in the codebook"),
        ({"end": 4000}, "3 to 4000 is no passage of 'a', which has 44 characters"),
        ({"start": -1}, "-1 to 9 is no passage"),
        ({"start": 9}, "9 to 9 is no passage"),
        ({"start": "x"}, "start 'x' and end '9' are not whole numbers"),
        ({"start": 3.5}, "are not whole numbers"),
        ({"start": "inf"}, "are not whole numbers"),
        ({"origin": "machine"}, "origin 'machine' is none of rule, model, human"),
        ({"status": "maybe"}, "status 'maybe' is none of"),
        ({"score": "high"}, "score 'high' is no number"),
        ({"score": 1.5}, "score '1.5' is no number from 0 to 1: write it like 0.75"),
        ({"score": -0.1}, "score '-0.1' is no number from 0 to 1"),
        ({"score": "nan"}, "score 'nan' is no number from 0 to 1"),
        ({"score": "0,5"}, "score '0,5' is no number from 0 to 1"),
        ({"score": "1_0"}, "score '1_0' is no number from 0 to 1"),
        ({"code": ""}, r"line 2: no code: delete the row, or write \* if the passage was read"),
        ({"code": "", "kind": "coding"}, "line 2: no code: delete the row"),
        ({"revision": "0" * 16}, "made on another text of 'a'"),
    ],
)
def test_rows_that_do_not_fit_are_refused(corpus, codebook, wrong, message):
    frame = table(BASE).astype(object).assign(**wrong)
    with pytest.raises(CodingError, match=message):
        read_codings(frame, corpus, codebook)


def test_problems_are_listed_together_and_not_without_end(corpus, codebook):
    with pytest.raises(CodingError) as caught:
        read_codings(table(BASE, *[("z", 0, 1, "plan", "anna")] * 13), corpus, codebook)
    lines = str(caught.value).splitlines()
    assert len(lines) == 11
    assert lines[0].startswith("line 3: no transcript")
    assert lines[-1] == "... and 3 more"


def test_wrong_calls_and_files_are_refused(corpus, codebook, tmp_path):
    with pytest.raises(CodingError, match="needs the columns transcript, start, end, code"):
        read_codings(pd.DataFrame({"transcript": ["a"]}), corpus, codebook)
    with pytest.raises(CodingError, match="coverage='all' is none of"):
        read_codings(table(BASE), corpus, codebook, coverage="all")
    with pytest.raises(CodingError, match="unit='page' is none of"):
        read_codings(table(BASE), corpus, codebook, unit="page")
    with pytest.raises(ReadError, match=r"none\.csv: cannot be read"):
        read_codings(tmp_path / "none.csv", corpus, codebook)


@pytest.mark.parametrize("separator", [",", ";", "\t"])
def test_files_of_all_spreadsheets(corpus, codebook, tmp_path, separator):
    path = tmp_path / "codings.csv"
    table(BASE).to_csv(path, index=False, encoding="utf-8-sig", sep=separator)
    assert len(read_codings(path, corpus, codebook)) == 1
    table(BASE).assign(memo="Hésite").to_excel(tmp_path / "codings.xlsx", index=False)
    codings = read_codings(str(tmp_path / "codings.xlsx"), corpus, codebook)
    assert codings.frame["evidence"].tolist() == ["Hésite"]


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_lines_are_those_of_the_file_and_empty_rows_are_passed_over(
    corpus, codebook, tmp_path, suffix
):
    path = tmp_path / f"codings.{suffix}"
    if suffix == "csv":
        path.write_text(
            '\ntranscript,start,end,code,memo\na,3,9,plan,"two\nlines"\n,,,,\n\n'
            'a,3,9,,""\nb,3,9,plam,\n',
            encoding="utf-8",
        )
        lines = [7, 8]
    else:
        empty = (None,) * 4
        pd.DataFrame(
            [BASE[:4], empty, empty, ("a", 3, 9, None), ("b", 3, 9, "plam")],
            columns=["transcript", "start", "end", "code"],
        ).to_excel(path, index=False)
        lines = [5, 6]
    with pytest.raises(CodingError) as caught:
        read_codings(path, corpus, codebook)
    told = str(caught.value).splitlines()
    assert told[0].startswith(f"line {lines[0]}: no code: delete the row")
    assert told[1].startswith(f"line {lines[1]}: no code 'plam'")


def test_a_column_that_stands_twice_is_refused(corpus, codebook, tmp_path):
    path = tmp_path / "codings.csv"
    path.write_text("transcript,start,end,code,Code\na,3,9,plan,perf\n", encoding="utf-8")
    with pytest.raises(CodingError, match="several columns called code: keep one"):
        read_codings(path, corpus, codebook)


def same(one, other):
    columns = [
        "transcript",
        "start",
        "end",
        "code",
        "coder",
        "origin",
        "score",
        "status",
        "evidence",
        "rules_fingerprint",
        "content_fingerprint",
        "revision",
    ]
    pd.testing.assert_frame_equal(one.frame[columns], other.frame[columns])


def test_codings_csv_there_and_back(corpus, codebook, tmp_path):
    codings = RuleCoder(codebook).code(corpus)
    codings.to_csv_frame().to_csv(tmp_path / "codings.csv", index=False, encoding="utf-8-sig")
    back = read_codings(tmp_path / "codings.csv", corpus, codebook)
    same(codings, back)
    columns = ["transcript", "start", "end", "codes", "coder", "origin", "revision"]
    pd.testing.assert_frame_equal(codings.readings[columns], back.readings[columns])
    again = back.to_csv_frame()
    pd.testing.assert_frame_equal(again, codings.to_csv_frame(), check_dtype=False)


@settings(deadline=None, max_examples=25)
@given(
    st.lists(
        st.tuples(
            st.sampled_from(["a", "b"]),
            st.integers(0, 14),
            st.integers(1, 15),
            st.sampled_from(["plan", "plan.night", "perf"]),
            st.sampled_from(["anna", "ben"]),
            st.sampled_from(["suggested", "accepted", "rejected"]),
            st.text('aé,"\n ', max_size=4),
            st.sampled_from([0.25, 1.0]),
        ),
        max_size=6,
    )
)
def test_any_codings_there_and_back(corpus, codebook, rows):
    frame = pd.DataFrame(
        rows, columns=["transcript", "start", "end", "code", "coder", "status", "evidence", "score"]
    )
    frame = frame[frame["start"] < frame["end"]]
    codings = read_codings(frame, corpus, codebook)
    same(codings, read_codings(codings.to_csv_frame(), corpus, codebook))
    shuffled = frame.sample(frac=1, random_state=1)
    columns = ["transcript", "start", "end", "code", "coder"]
    assert read_codings(shuffled, corpus, codebook).rows[columns].equals(codings.rows[columns])


def test_ids_that_a_spreadsheet_took_the_zeros_from_are_found_where_no_other_is_meant(
    make, codebook
):
    corpus = make.corpus(*(make.transcript(name, ["A base."]) for name in ("001", "02", "2")))
    codings = read_codings(
        table((1, 3, 9, "plan", "X"), ("02", 3, 9, "plan", "X"), ("2", 3, 9, "plan", "X")),
        corpus,
        codebook,
    )
    assert codings.rows["transcript"].tolist() == ["001", "02", "2"]
    with pytest.raises(CodingError, match="no transcript '002'"):
        read_codings(table(("002", 3, 9, "plan", "X")), corpus, codebook)


def test_french_titles_name_the_coder_and_the_passage(corpus, codebook, tmp_path):
    (tmp_path / "c.csv").write_text("Entretien;Début;Fin;Code;Codeuse\na;3;9;plan;Awa\n", "cp1252")
    codings = read_codings(tmp_path / "c.csv", corpus, codebook)
    assert codings.frame[["transcript", "start", "end", "coder"]].to_numpy().tolist() == [
        ["a", 3, 9, "Awa"]
    ]
    both = table(BASE).assign(Codeur=["another"])  # where both stand, the name of ours counts
    assert list(read_codings(both, corpus, codebook).frame["coder"]) == ["anna"]


def test_a_sample_in_which_nobody_coded_yet_is_no_interview(tmp_path):
    (tmp_path / "s.csv").write_text("transcript,start,end,sample\na,3,9,s1\n", "utf-8")
    assert holds_codings(tmp_path / "s.csv")

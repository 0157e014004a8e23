"""Estimates and all that is written with them, against counts by hand of the same files."""

import pytest

from civic_qual.analysis.sampling.draw_sample import draw_sample
from civic_qual.coding.coders import together
from civic_qual.coding.codings import Codings
from civic_qual.errors import WriteError
from civic_qual.privacy.memory.earlier import earlier_releases
from civic_qual.routines.coding import machine_codings
from civic_qual.routines.estimating import estimated
from civic_qual.routines.source import open_source
from tests.routines.conftest import MARKS, answers, counted, read


@pytest.fixture
def parts(talks, people, tmp_path):  # noqa: ARG001 - a file beside talks
    source = open_source(talks)
    sample = draw_sample(source.corpus, n=36, seed=1)
    sample.to_csv(tmp_path / "sample.csv")
    return machine_codings(source), source.people, sample


def nothing_before(folder):
    return earlier_releases(members=folder / "talks.members")


def made(parts, **how):
    release, problem = estimated(*parts, **how)
    assert problem == ""
    return release


def test_counts_in_the_file_are_those_by_hand(talks, parts, tmp_path):
    made(parts, by=("country",), internal=True).save(tmp_path / "out")
    found, out_of = counted(talks)
    drawn = {(row["transcript"], int(row["start"])) for row in read(tmp_path / "sample.csv")}
    rows = read(tmp_path / "out" / "estimates.csv")
    assert {(row["theme"], row["group"]) for row in rows} == set(found)
    # The sample names where turns begin, and answers where their words do.
    sampled = [
        (transcript, country, said)
        for transcript, country, start, _, said in answers(talks)
        if (transcript, start) in drawn or (transcript, start - len("Respondent: ")) in drawn
    ]
    assert len(sampled) == 36
    for row in rows:
        code, group = row["theme"], row["group"]
        own = [one for one in sampled if group in (one[1], "all")]
        by_awa = [one for one in own if MARKS[code] in one[2] and one[0] != "t0"]
        assert int(row["units"]) == out_of[group]
        assert float(row["raw"]) == pytest.approx(found[code, group] / out_of[group])
        assert int(row["human_n"]) == len(own)
        assert int(row["human_positive"]) == len(by_awa)
        assert float(row["human_only"]) == pytest.approx(len(by_awa) / len(own))
        assert float(row["low"]) <= float(row["estimate"]) <= float(row["high"])


def test_all_that_was_asked_is_written_and_no_more(parts, tmp_path):
    plain = made(parts, internal=True).save(tmp_path / "plain")
    assert [path.name for path in plain] == ["estimates.csv", "notes.txt"]
    more = made(parts, by=("country",), width=0.2, internal=True).save(tmp_path / "more")
    assert sorted(path.name for path in more) == sorted(
        ["estimates.csv", "differences.csv", "how_many_more.csv", "notes.txt"]
    )
    shares = {
        (row["theme"], row["group"]): float(row["estimate"])
        for row in read(tmp_path / "more" / "estimates.csv")
    }
    for row in read(tmp_path / "more" / "differences.csv"):
        one, other = shares[row["theme"], row["group"]], shares[row["theme"], row["versus"]]
        assert float(row["difference"]) == pytest.approx(one - other, abs=1e-6)


def test_what_few_people_show_is_hidden_and_said(parts, tmp_path):
    made(parts, by=("country",), earlier=nothing_before(tmp_path)).save(tmp_path / "out")
    rows = read(tmp_path / "out" / "estimates.csv")
    assert {row["human_positive"] for row in rows if row["group"] == "CAR"} == {""}
    notes = (tmp_path / "out" / "notes.txt").read_text(encoding="utf-8")
    assert "Some numbers are not shown: fewer than 5 people stand behind them" in notes
    hidden = [row for row in read(tmp_path / "out" / "differences.csv") if not row["share"]]
    assert hidden
    for row in hidden:
        assert {name for name, value in row.items() if value} == {"theme", "group", "versus"}
    made(parts, by=("country",), internal=True).save(tmp_path / "open")
    notes = (tmp_path / "open" / "notes.txt").read_text(encoding="utf-8")
    assert notes.startswith("Internal")
    assert "not shown" not in notes


def test_notes_say_of_whom_differences_are_and_warn_without_numbers(parts, tmp_path):
    for folder, internal in (("out", False), ("open", True)):
        none = None if internal else nothing_before(tmp_path)
        made(parts, by=("country",), internal=internal, earlier=none).save(tmp_path / folder)
        notes = (tmp_path / folder / "notes.txt").read_text(encoding="utf-8").splitlines()
        assert any("and p: about people like these." in note for note in notes)
        assert any("low_corpus and high_corpus" in note for note in notes)
        (line,) = [note for note in notes if note.startswith("Errors by country")]
        assert ("comparisons" in line) is internal


@pytest.mark.usefixtures("people")
def test_of_a_group_of_few_people_no_table_tells(talks, tmp_path):
    lines = (talks / "attributes.csv").read_text(encoding="utf-8")
    for number in (9, 10, 11):
        lines = lines.replace(f"t{number},CAR", f"t{number},Chad")
    (talks / "attributes.csv").write_text(lines, encoding="utf-8")
    source = open_source(talks)
    sample = draw_sample(source.corpus, n=48, seed=1)
    parts = (machine_codings(source), source.people, sample)
    none = nothing_before(tmp_path)
    made(parts, by=("country",), width=0.2, earlier=none).save(tmp_path / "out")
    written = list((tmp_path / "out").glob("*.csv"))
    assert len(written) >= 2
    for path in written:
        for row in read(path):
            if "Chad" in (row.get("group"), row.get("versus")):
                told = {name for name, value in row.items() if value}
                assert told <= {"theme", "group", "versus"}, path
    made(parts, by=("country",), internal=True).save(tmp_path / "open")
    chad = [row for row in read(tmp_path / "open" / "estimates.csv") if row["group"] == "Chad"]
    assert all(row["human_n"] for row in chad)


def test_all_files_are_written_or_none(parts, tmp_path):
    whole = made(parts, internal=True)
    (tmp_path / "out" / "notes.txt").mkdir(parents=True)
    with pytest.raises(WriteError):
        whole.save(tmp_path / "out")
    assert [path.name for path in (tmp_path / "out").iterdir()] == ["notes.txt"]


def test_how_often_readers_err_stays_inside_the_study(talks, parts, tmp_path):
    machine, awa, _ = parts
    source = open_source(talks)
    sample = draw_sample(source.corpus, n=60, seed=1)
    issa = awa.rows.assign(coder="Issa"), awa.readings.assign(coder="Issa")
    both = together([awa, Codings.from_frames(awa.corpus, awa.codebook, *issa, awa.evidence)])
    for folder, internal in (("out", False), ("open", True)):
        none = None if internal else nothing_before(tmp_path)
        made((machine, both, sample), internal=internal, earlier=none).save(tmp_path / folder)
        notes = (tmp_path / folder / "notes.txt").read_text(encoding="utf-8")
        assert "The readers' errors are in the limits" in notes
        assert ("the first reader misses" in notes) is internal
        assert ("How often readers err is told inside the study only." in notes) is not internal

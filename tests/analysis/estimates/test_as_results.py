"""What samples and estimates give: notes that stay, files, ways back, and copies that are equal."""

import copy
import pickle

import openpyxl
import pytest

import civic_qual as cq
from civic_qual.errors import ArgumentError, EstimateError, SampleError, TableError
from tests.analysis.estimating import Study


def travelled(made):
    """Return what comes back from another process."""
    return pickle.loads(pickle.dumps(made))


@pytest.fixture(scope="module")
def given():
    study = Study(missed=0.0)
    # The machine misses nothing in one country and nearly everything in the other.
    study.found[:200, 0] = False
    study.corpus = study.corpus.with_transcripts(study.corpus.transcripts)
    sample = cq.draw_sample(study.corpus, n=200, by="country", double=0.1, seed=1)
    return study, study.rules(), study.person(sample.rows_in(study.corpus)), sample


@pytest.fixture(scope="module")
def results(given):
    _, machine, person, sample = given
    return {
        "estimates": cq.estimate_themes(machine, person, sample, by="country"),
        "differences": cq.theme_differences(machine, person, sample, by="country"),
        "errors": cq.error_by(machine, person, by="country"),
        "more": sample.how_many_more(machine, person, width=0.05),
        "sample": sample,
    }


@pytest.mark.parametrize("name", ["estimates", "differences", "errors", "more", "sample"])
def test_results_travel_keep_their_notes_and_are_written_with_them(results, name, tmp_path):
    made = results[name]
    for back in (travelled(made), copy.deepcopy(made)):
        assert back.equals(made)
        assert back == made
    assert made.notes
    assert set(made.notes) <= set(made.head(3).notes) or name == "sample"
    made.to_excel(tmp_path / "table.xlsx")
    book = openpyxl.load_workbook(tmp_path / "table.xlsx")
    assert len(book.sheetnames) == 2
    written = [str(row[0]) for row in book.worksheets[1].iter_rows(values_only=True)]
    assert "Internal" in written[0] + written[1]
    assert set(map(str, made.notes)) <= set(written)
    assert made.notes[0] in made._repr_html_().replace("&#x27;", "'")


def test_warnings_of_errors_outlive_filters_and_travel_into_tables(given, results):
    _, machine, _, _ = given
    errors = results["errors"]
    assert errors.warnings
    for made in (errors, errors.only(theme="harm"), travelled(errors).head(1)):
        assert made.warnings == errors.warnings
        table = cq.theme_table(machine, by="country", errors=made)
        assert set(errors.warnings) <= set(table.notes)
    assert errors.about("sex") == ()


def test_errors_lead_to_the_segments_that_are_wrong(given, results):
    study, _, _, _ = given
    errors = results["errors"]
    for row in errors:
        passages = errors.passages(row.theme, row.error, by=row.attribute, value=row.value)
        assert len(passages) == row.errors
        countries = {study.corpus[one].attributes["country"] for one in passages["transcript"]}
        assert countries <= {row.value}
    everybody = errors.passages("plan", "false negative")
    assert len(everybody) == errors.only(theme="plan", error="false negative")["errors"].sum()
    with pytest.raises(TableError, match="no error 'miss'"):
        errors.passages("plan", "miss")


def test_differences_lead_to_what_both_shares_rest_on(results):
    estimates, differences = results["estimates"], results["differences"]
    here = differences.passages("plan", "C1")
    assert here.equals(estimates.passages("plan", "estimate", "C1"))
    assert len(here) == estimates.only(theme="plan", group="C1")["human_n"].sum()


def test_filtered_estimates_keep_their_way_back(results):
    estimates = results["estimates"]
    assert len(estimates.only(group="C0").passages("plan", "raw")) == len(
        estimates.passages("plan", "raw")
    )


@pytest.mark.parametrize("suffix", ["csv", "xlsx"])
def test_a_sample_comes_back_from_its_file(given, suffix, tmp_path):
    _, machine, person, sample = given
    path = tmp_path / f"sample.{suffix}"
    (sample.to_csv if suffix == "csv" else sample.to_excel)(path)
    back = cq.read_sample(path)
    assert back == sample
    assert cq.estimate_themes(machine, person, back) == cq.estimate_themes(machine, person, sample)


def test_a_part_of_a_sample_is_shown_but_is_no_sample(given, tmp_path):
    study, machine, person, sample = given
    part = sample.only(stratum="C0")
    assert set(part.passages(study.corpus)["stratum"]) == {"C0"}
    assert part.notes[0].startswith("These rows are only a part of the sample")
    with pytest.raises(EstimateError, match="only a part of the sample"):
        cq.estimate_themes(machine, person, part)
    with pytest.raises(SampleError, match="only a part of the sample"):
        part.to_csv(tmp_path / "part.csv")
    assert sample.sort_values("probability").is_whole


def test_a_sample_shows_what_was_said(given):
    study, _, _, sample = given
    said = sample.passages(study.corpus)
    assert said["start"].tolist() == sample.units["start"].tolist()
    assert said["text"].str.startswith("word ").all()
    assert "200 of 400 turns" in sample.notes[0]


def test_a_table_of_a_sample_is_no_sample(given):
    _, machine, person, sample = given
    with pytest.raises(ArgumentError, match=r"as sample, and got a DataFrame; draw_sample"):
        cq.estimate_themes(machine, person, sample.frame)
    with pytest.raises(TypeError, match="did you mean by"):
        cq.error_by(machine, person, groupby="country")
    with pytest.raises(TypeError, match="did you mean seed"):
        cq.draw_sample(machine.corpus, random_state=1)

"""A study or a folder: each part comes from the file that is named, or from beside it."""

import pytest

from civic_qual.errors import CodingError, NotNamedError, ReadError, SampleError
from civic_qual.routines.source import is_study, open_source
from civic_qual.study.study import Study
from tests.routines.conftest import CODEBOOK, answers, read, written


@pytest.fixture
def study(talks, people, tmp_path):  # noqa: ARG001 - a file beside talks
    source = open_source(talks)
    with Study.create(tmp_path / "a.study", source.corpus, source.codebook, who="Awa") as made:
        made.add(source.everybody)
    return tmp_path / "a.study"


def spoken(corpus):
    """Return what respondents say, by transcript."""
    return [
        (one.id, one.text[turn.spoken[0][0] : turn.spoken[-1][1]])
        for one in corpus
        for turn in one.turns
        if turn.counted
    ]


def test_a_folder_and_a_study_of_it_hold_what_the_files_say(talks, people, study):
    said = [(transcript, words) for transcript, _, _, _, words in answers(talks)]
    rows = sorted(
        (row["transcript"], int(row["start"]), int(row["end"]), row["code"])
        for row in read(people)
        if row["code"] != "*"
    )
    for path in (talks, study):
        source = open_source(path)
        try:
            assert sorted(spoken(source.corpus)) == sorted(said)
            assert [code.id for code in source.codebook] == ["perf", "crop"]
            coded = source.people.frame
            assert rows == sorted(
                zip(
                    *(coded[name].tolist() for name in ("transcript", "start", "end", "code")),
                    strict=True,
                )
            )
        finally:
            source.close()


def test_a_codebook_that_is_named_stands_before_the_one_beside(talks, study, tmp_path):
    other = tmp_path / "other.yaml"
    other.write_text(CODEBOOK.replace("Small", "Another"), encoding="utf-8")
    for path in (talks, study):
        source = open_source(path, codebook_file=other)
        assert source.codebook.title == "Another"
        source.close()


def test_a_codebook_that_is_nowhere_must_be_named(talks):
    (talks / "codebook.yaml").unlink()
    with pytest.raises(NotNamedError, match=r"--codebook FILE.*codebook\.yaml"):
        _ = open_source(talks).codebook


def test_codings_that_are_named_stand_before_those_beside(talks, people, study, tmp_path):
    transcript, _, start, end, _ = next(iter(answers(talks)))
    heads = ["transcript", "start", "end", "code", "coder"]
    more = written(tmp_path / "more.csv", [heads, [transcript, start, end, "perf", "Issa"]])
    for path in (talks, study):
        source = open_source(path, codings_files=[more])
        assert source.people.coders == ("Issa",)
        source.close()
    both = open_source(talks, codings_files=[people, more])
    assert both.people.coders == ("Awa", "Issa")


def test_what_was_read_goes_by_the_coverage_that_is_named(talks, tmp_path):
    transcript, _, start, end, _ = next(iter(answers(talks)))
    heads = ["transcript", "start", "end", "code", "coder"]
    one = written(tmp_path / "one.csv", [heads, [transcript, start, end, "perf", "Awa"]])
    whole, coded = (
        open_source(talks, codings_files=[one], coverage=coverage).people.readings
        for coverage in ("whole_transcripts", "coded_only")
    )
    of_it = [words for name, _, _, _, words in answers(talks) if name == transcript]
    assert sum(coded["end"] - coded["start"]) < sum(whole["end"] - whole["start"])
    assert len(of_it) == 6


def test_a_table_says_what_each_coder_of_several_files_has_read(talks, tmp_path):
    (first, _, start, end, _), *_, (last, *_) = answers(talks)
    heads = ["transcript", "start", "end", "code", "coder"]
    files = [
        written(tmp_path / f"{coder}.csv", [heads, [first, start, end, "perf", coder]])
        for coder in ("Awa", "Issa")
    ]
    told = [["transcript", "coder"], [last, "Issa"], [last, "Fatou"]]  # Fatou found nothing at all
    sheet = written(tmp_path / "read.csv", told)
    read = open_source(talks, codings_files=files, coverage=sheet).people.readings
    pairs = {(row.coder, row.transcript) for row in read.itertuples()}
    assert first != last
    assert pairs == {("Awa", first), ("Issa", first), ("Issa", last), ("Fatou", last)}


def test_one_of_several_coders_can_be_named(talks, people):
    transcript, _, start, end, _ = next(iter(answers(talks)))
    with people.open("a", encoding="utf-8") as file:
        file.write(f"{transcript},{start},{end},perf,Issa\n")
    source = open_source(talks)
    assert source.readers_called(()).coders == ("Awa", "Issa")
    with pytest.raises(CodingError, match="nobody called 'Moussa'"):
        source.people_called("Moussa")
    assert source.people_called("Issa").coders == ("Issa",)


def test_without_codings_a_folder_says_where_they_would_lie(talks):
    with pytest.raises(NotNamedError, match=r"--codings FILE.*codings\.csv"):
        _ = open_source(talks).people


def test_what_machines_found_is_no_persons(talks, people):
    rows = read(people)
    heads = [*rows[0], "origin"]
    body = [[*row.values(), "rule" if row["coder"] == "Awa" else ""] for row in rows]
    written(people, [heads, *body])
    with pytest.raises(CodingError, match="nothing that a person coded or read"):
        _ = open_source(talks).people


def test_a_sample_is_the_file_or_the_one_the_study_keeps(talks, study, tmp_path):
    from civic_qual.analysis.sampling.draw_sample import draw_sample

    drawn = draw_sample(open_source(talks).corpus, n=10, seed=3)
    drawn.to_csv(tmp_path / "sample.csv")
    wanted = [(row["transcript"], row["start"]) for row in read(tmp_path / "sample.csv")]
    source = open_source(study)
    with pytest.raises(SampleError, match="keeps no sample"):
        source.sample()
    source.study.keep_sample(drawn)
    more = draw_sample(source.corpus, n=5, seed=4)
    for found in (
        source.sample(),
        source.sample(drawn.name),
        source.sample(str(tmp_path / "sample.csv")),
        open_source(talks).sample(str(tmp_path / "sample.csv")),
    ):
        told = found.frame[["transcript", "start"]].astype(str).to_numpy().tolist()
        assert [tuple(one) for one in told] == wanted
    source.study.keep_sample(more)
    with pytest.raises(SampleError, match="keeps several samples"):
        source.sample()
    with pytest.raises(NotNamedError, match=r"--sample sample\.csv"):
        open_source(talks).sample()
    source.close()


def test_a_study_is_known_by_its_name_or_how_it_begins(talks, study, tmp_path):
    named_otherwise = tmp_path / "kept.sqlite"
    named_otherwise.write_bytes(study.read_bytes())
    assert is_study(study)
    assert is_study(named_otherwise)
    assert not is_study(talks)
    assert not is_study(talks / "t1.txt")
    with pytest.raises(ReadError, match="does not exist"):
        open_source(tmp_path / "nowhere")

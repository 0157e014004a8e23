"""`civic-qual sample` and `civic-qual agree`, on transcripts and on a study."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.analysis.sampling.sample import Sample

CODINGS = """\
transcript,start,end,code,coder,memo
one,50,64,perf.response,Aya,they waited for hours
one,50,64,perf.response,Ben,
one,120,140,perf.response,Ben,
two,50,64,perf.response,Aya,
two,130,150,perf.response,Ben,
"""


@pytest.fixture
def codings(tmp_path):
    path = tmp_path / "both.csv"
    path.write_text(CODINGS, encoding="utf-8")
    return path


@pytest.fixture
def study(interviews, codebook, codings, tmp_path):
    corpus, book = cq.read_corpus(interviews), cq.read_codebook(codebook)
    with cq.Study.create(tmp_path / "two.study", corpus, book) as made:
        made.add(cq.read_codings(codings, corpus, book))
    return tmp_path / "two.study"


def read(path):
    return pd.read_csv(path, encoding="utf-8-sig", keep_default_na=False)


def test_draws_a_sample_and_worklists_without_a_word_of_the_interviews(
    civic_qual, interviews, tmp_path
):
    out = tmp_path / "drawn.csv"
    outcome = civic_qual(
        "sample",
        interviews,
        "-n",
        3,
        "--double",
        "0.67",
        "--coder",
        "Aya",
        "--coder",
        "Ben/2",
        "--out",
        out,
    )
    assert outcome.status == 0, outcome.err
    assert "3 of 4 turns" in outcome.out
    sample = Sample.from_frame(read(out))
    sample.check(cq.read_corpus(interviews))
    lists = [read(tmp_path / name) for name in ("drawn_Aya.csv", "drawn_Ben_2.csv")]
    assert sum(map(len, lists)) == 5
    assert "late" not in out.read_text(encoding="utf-8-sig")


def test_a_study_keeps_its_sample(civic_qual, study):
    outcome = civic_qual("sample", study, "-n", 1, "--interviews", "--name", "pilot")
    assert outcome.status == 0, outcome.err
    with cq.Study(study) as opened:
        assert opened.sample("pilot").design == "interviews"


def test_rare_codes_are_drawn_more_often(civic_qual, interviews, codebook, tmp_path):
    outcome = civic_qual(
        "sample", interviews, "-n", 3, "--codebook", codebook, "--out", tmp_path / "s.csv"
    )
    assert outcome.status == 0, outcome.err
    assert Sample.from_frame(read(tmp_path / "s.csv")).design == "scores"


@pytest.mark.parametrize(
    ("arguments", "status", "message"),
    [
        (["-n", "99", "--out", "s.csv"], 1, "only 4 turns"),
        ([], 1, "ask for -n 4 or fewer"),
        (["--out", "s.csv", "--unit", "word"], 2, "word"),
        (["-n", "4", "--by", "nobody", "--out", "s.csv"], 1, "nobody"),
        (["-n", "4", "--out", "missing/s.csv"], 1, "missing"),
    ],
    ids=str,
)
def test_a_sample_that_cannot_be_drawn(
    civic_qual, interviews, tmp_path, monkeypatch, arguments, status, message
):
    monkeypatch.chdir(tmp_path)
    outcome = civic_qual("sample", interviews, *arguments)
    assert outcome.status == status
    assert message in outcome.err
    assert not list(tmp_path.glob("**/s.csv"))


def test_agreement_of_files_and_of_a_study_are_the_same(
    civic_qual, interviews, codebook, codings, study, tmp_path
):
    tables = []
    for source in ([interviews, "--codings", codings, "--codebook", codebook], [study]):
        outcome = civic_qual("agree", *source, "--out", tmp_path / "a.csv")
        assert outcome.status == 0, outcome.err
        assert "Aya, Ben (people)" in outcome.out
        tables.append(read(tmp_path / "a.csv"))
    assert tables[0].equals(tables[1])
    assert {"kappa", "kappa_low", "alpha", "ac1", "note"} <= set(tables[0])


def test_rules_stand_beside_people(civic_qual, study):
    outcome = civic_qual("agree", study, "--rules", "--level", "theme")
    assert "Aya, Ben, rules (people and machine)" in outcome.out
    assert "Aya, rules" in outcome.out


def test_words_and_names_stay_home_unless_asked_for(civic_qual, study, tmp_path):
    listed = tmp_path / "d.csv"
    civic_qual("agree", study, "--disagreements", listed)
    text = listed.read_text(encoding="utf-8-sig")
    assert "maize" not in text
    assert "hours" not in text
    assert "Aya" not in text
    civic_qual("agree", study, "--disagreements", listed, "--internal", "--open")
    table = read(listed)
    assert "Aya" in "".join(table["said"] + table["found_nothing"])
    assert table["passage"].str.len().min() > 0


def test_disagreements_decided_in_the_file_make_a_reference(civic_qual, study, tmp_path):
    civic_qual("agree", study, "--disagreements", tmp_path / "d.csv", "--quiet")
    table = read(tmp_path / "d.csv").assign(decision="yes", decided_by="Cai")
    with cq.Study(study) as opened:
        made = cq.adjudicate(opened.codings(), table)
    assert len(made.undecided) == 0
    assert set(made.decided["decided_by"]) <= {"Cai", "Aya, Ben"}


def test_quiet_prints_nothing(civic_qual, study, interviews, tmp_path):
    for call in (["agree", study], ["sample", interviews, "-n", 2, "--out", tmp_path / "s.csv"]):
        outcome = civic_qual(*call, "--quiet")
        assert (outcome.status, outcome.out, outcome.err) == (0, "", "")


@pytest.mark.parametrize(
    ("extra", "status", "message"),
    [
        (["--codebook"], 2, "--codings"),
        (["--coder", "Aya"], 1, "only Aya"),
        (["--unit", "sentence"], 1, "coded as a whole"),
    ],
    ids=str,
)
def test_what_cannot_be_compared(civic_qual, interviews, study, codebook, extra, status, message):
    source = [interviews, "--codebook", codebook] if extra == ["--codebook"] else [study, *extra]
    outcome = civic_qual("agree", *source)
    assert outcome.status == status
    assert message in outcome.err


def decided(civic_qual, source, tmp_path, *options, answer="yes"):
    """The file of disagreements, decided as somebody does in a spreadsheet."""
    path = tmp_path / "decide.csv"
    outcome = civic_qual("agree", source, *options, "--disagreements", path, "--internal")
    assert outcome.status == 0, outcome.err
    table = read(path)
    table["decision"], table["decided_by"], table["why"] = answer, "Cai", "heard again"
    table.to_csv(path, index=False)
    return path, table


def test_a_reference_coding_is_kept_by_the_study(civic_qual, study, tmp_path):
    path, table = decided(civic_qual, study, tmp_path)
    assert len(table) > 0
    outcome = civic_qual("adjudicate", study, path, "--who", "Cai")
    assert outcome.status == 0, outcome.err
    assert "0 passages are not decided" in outcome.out
    with cq.Study(study) as opened:
        reference = opened.codings(coder="reference")
        assert len(reference) >= len(table)
        settled = opened.adjudicated.frame
        assert set(settled.loc[settled["why"] == "heard again", "decided_by"]) == {"Cai"}
        assert opened.audit["who"].tolist()[-1] == "Cai"
    twice = civic_qual("adjudicate", study, path)
    assert (twice.status, twice.err.count("\n")) == (1, 1)
    assert "'reference' has coded in" in twice.err
    # Of the reference nothing is compared: it is no third coder.
    again = civic_qual("adjudicate", study, path, "--name", "second")
    assert again.status == 0, again.err
    with cq.Study(study) as opened:
        assert len(opened.codings(coder="second")) == len(reference)


def test_what_is_not_decided_is_counted_and_read_by_nobody(civic_qual, study, tmp_path):
    path, table = decided(civic_qual, study, tmp_path, answer="")
    outcome = civic_qual("adjudicate", study, path)
    assert f"{len(table)} passages are not decided" in outcome.out
    path, _ = decided(civic_qual, study, tmp_path, answer="perhaps")
    refused = civic_qual("adjudicate", study, path, "--name", "other")
    assert refused.status == 1
    assert "perhaps" in refused.err


def test_of_a_folder_it_is_written_to_a_file(
    civic_qual, interviews, codebook, codings, tmp_path, monkeypatch
):
    monkeypatch.chdir(tmp_path)
    named = ("--codebook", codebook, "--codings", codings)
    path, _ = decided(civic_qual, interviews, tmp_path, *named)
    outcome = civic_qual("adjudicate", interviews, path, *named)
    assert outcome.status == 0, outcome.err
    assert "wrote reference.csv" in outcome.out
    made = read(tmp_path / "reference.csv")
    assert set(made["coder"]) == {"reference"}


def test_agreement_takes_what_was_read_blind_and_its_file_says_so(civic_qual, study, tmp_path):
    with cq.Study(study) as opened:
        for name in opened.corpus.positions:
            opened.read(name, coder="Aya", shown="another_coder")
    outcome = civic_qual("agree", study)
    assert outcome.status == 1
    assert "by Aya, who saw what another coder found" in outcome.err
    assert "--shown any" in outcome.err
    outcome = civic_qual("agree", study, "--shown", "any", "--out", tmp_path / "a.csv")
    assert outcome.status == 0, outcome.err
    notes = (tmp_path / "a.notes.txt").read_text(encoding="utf-8-sig").splitlines()
    assert notes[0].startswith("Internal")
    assert notes[1].startswith("People were shown another coder's answer")

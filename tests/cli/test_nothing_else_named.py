"""A study needs nothing else named, nor does a folder with codebook.yaml and codings.csv."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.cli.main import COMMANDS

LATE, MAIZE = "They came late that night.", "We planted maize this year."


@pytest.fixture
def folder(interviews, codebook):
    """Ten interviews of eight answers in `talks`, with a codebook and what Ada coded beside."""
    for path in interviews.iterdir():
        path.unlink()
    rows = []
    for number in range(10):
        text = ""
        for answer in range(8):
            said = LATE if (answer + number) % 2 else MAIZE
            start = len(text) + len("Respondent: ")
            if said == LATE:
                rows.append((f"t{number}", start, start + len(said), "perf.response"))
            text += f"Respondent: {said}\nInterviewer: And in village {number}?\n"
        (interviews / f"t{number}.txt").write_text(text, encoding="utf-8")
    codebook.rename(interviews / "codebook.yaml")
    coded = pd.DataFrame(rows, columns=["transcript", "start", "end", "code"]).assign(coder="Ada")
    coded.to_csv(interviews / "codings.csv", index=False)
    return interviews


@pytest.fixture
def add_ben(folder):
    """Let Ben code most of what Ada coded, in the same file."""

    def add():
        ada = pd.read_csv(folder / "codings.csv")
        pd.concat([ada, ada[3:].assign(coder="Ben")]).to_csv(folder / "codings.csv", index=False)

    return add


@pytest.fixture
def study(civic_qual, folder, here):
    """Return the same as a study file, in the current folder."""
    assert civic_qual("new", here / "mali.study", folder).status == 0
    assert civic_qual("add", here / "mali.study", folder / "codings.csv").status == 0
    return here / "mali.study"


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Work in a folder of its own, as the current one."""
    (tmp_path / "here").mkdir()
    monkeypatch.chdir(tmp_path / "here")
    return tmp_path / "here"


def names(folder):
    return sorted(path.name for path in folder.iterdir())


def test_code_writes_beside(civic_qual, study, folder, here):
    for source, out in ((study, "mali_results"), (folder, "interviews_results")):
        outcome = civic_qual("code", source)
        assert (outcome.status, "warning" in outcome.err) == (0, False), outcome.err
        assert names(here / out) == [
            "codings.csv",
            "notes.txt",
            "release.ledger",
            "report.html",
            "theme_table.csv",
        ]


def test_a_study_samples_and_estimates_with_its_only_sample(civic_qual, study, here):
    assert civic_qual("sample", study, "-n", 40).status == 0
    assert names(here) == ["mali.study"]
    outcome = civic_qual("estimate", study)
    assert outcome.status == 0, outcome.err
    assert names(here / "mali_estimates") == ["estimates.csv", "notes.txt", "release.ledger"]
    assert civic_qual("sample", study, "-n", 30, "--name", "second").status == 0
    outcome = civic_qual("estimate", study)
    assert outcome.status == 1
    assert "second" in outcome.err
    assert "--sample" in outcome.err


def test_a_folder_samples_to_a_file_that_is_named_to_estimate(civic_qual, folder, here):
    assert civic_qual("sample", folder, "-n", 40).status == 0
    assert names(here) == ["sample.csv", "sample.notes.txt"]
    refused = civic_qual("estimate", folder)
    assert (refused.status, "--sample sample.csv" in refused.err) == (2, True)
    outcome = civic_qual("estimate", folder, "--sample", "sample.csv")
    assert outcome.status == 0, outcome.err
    assert names(here / "interviews_estimates") == ["estimates.csv", "notes.txt", "release.ledger"]


def test_agree_compares_all_people(civic_qual, folder, add_ben, request):
    add_ben()
    for source in (folder, request.getfixturevalue("study")):
        outcome = civic_qual("agree", source)
        assert outcome.status == 0, outcome.err
        assert "Ada, Ben (people)" in outcome.out


def test_train_writes_a_model_called_after_its_source_and_a_study_keeps_it(
    civic_qual, study, folder, here
):
    for source, model in ((study, "mali"), (folder, "interviews")):
        outcome = civic_qual("train", source, "--no-encoder", "--quiet")
        assert outcome.status == 0, outcome.err
        assert (here / f"{model}.skops").exists() is (source == folder)
        assert (here / f"{model}.card.html").exists()
    with cq.Study(study) as opened:
        assert opened.models["model"].tolist() == ["model"]


@pytest.mark.parametrize("command", ["report", "refresh"])
def test_report_and_refresh_write_beside(civic_qual, study, here, command):
    outcome = civic_qual(command, study, "--quiet", *(["--rules"] if command == "refresh" else []))
    assert (outcome.status, outcome.out, outcome.err) == (0, "", "")
    (folder,) = [path for path in here.iterdir() if path.is_dir()]
    assert folder.name == f"mali_{command}{'ed' if command == 'refresh' else ''}"
    assert {"report.html", "theme_table.csv"} <= {*names(folder)}


def test_an_export_and_an_import_are_called_after_each_other(civic_qual, study, here):
    assert civic_qual("export", study, "--internal").status == 0
    assert civic_qual("import", "mali_export").status == 0
    with cq.Study(study) as one, cq.Study(here / "mali_export.study") as other:
        assert one.fingerprint == other.fingerprint
    again = civic_qual("import", "mali_export")
    assert again.status == 1
    assert "mali_export.study" in again.err


def test_check_takes_the_codebook_of_a_study(civic_qual, study):
    outcome = civic_qual("check", study)
    assert outcome.status == 0, outcome.err
    assert "3 of 3 examples" in outcome.out


def test_where_people_read_their_word_stands(civic_qual, folder, here):
    """Ada read t0, and found nothing in its first late answer; rules read the rest."""
    ada = pd.read_csv(folder / "codings.csv")
    ada[ada["transcript"] == "t0"][1:].to_csv(folder / "codings.csv", index=False)
    for flags, found in (((), 40), (("--people-first",), 39)):
        outcome = civic_qual("code", folder, "--internal", *flags)
        assert outcome.status == 0, outcome.err
        table = pd.read_csv(here / "interviews_results" / "theme_table.csv")
        assert table["count"][0] == found
    codings = pd.read_csv(here / "interviews_results" / "codings.csv")
    origins = codings[codings["kind"] == "coding"].groupby("transcript")["origin"].unique()
    assert origins["t0"].tolist() == ["human"]
    assert origins["t1"].tolist() == ["rule"]


@pytest.mark.parametrize("command", [("code", "--people-first"), ("train", "--no-encoder")])
def test_several_people_count_together_and_one_can_be_chosen(
    civic_qual, folder, add_ben, here, command
):
    add_ben()
    name, *more = command
    together = civic_qual(name, folder, *more)
    assert together.status == 0, together.err
    assert "Of several people: Ada read 80 passages, Ben read 80 passages" in together.out
    assert "left out for that code: 3 codes in 3 passages" in together.out
    (here / "interviews.skops").unlink(missing_ok=True)
    outcome = civic_qual(name, folder, *more, "--coder", "Ben")
    assert outcome.status == 0, outcome.err
    assert "Of several people" not in outcome.out


def test_all_who_read_a_sample_correct_a_machine(civic_qual, folder, add_ben, here):
    add_ben()
    civic_qual("sample", folder, "-n", 40)
    call = ["estimate", folder, "--sample", "sample.csv", "--internal", "--out", "shares"]
    assert civic_qual(*call).status == 0
    both = (here / "shares" / "notes.txt").read_text()
    assert civic_qual(*call, "--coder", "Ada").status == 0
    one = (here / "shares" / "notes.txt").read_text()
    assert "Ben" in both
    assert "Ben" not in one


@pytest.mark.parametrize(
    ("command", "missing", "option"),
    [
        ("code", "codebook.yaml", "--codebook"),
        ("agree", "codebook.yaml", "--codebook"),
        ("train", "codebook.yaml", "--codebook"),
        ("estimate", "codebook.yaml", "--codebook"),
        ("new a.study", "codebook.yaml", "--codebook"),
        ("agree", "codings.csv", "--codings"),
        ("train", "codings.csv", "--codings"),
        ("estimate", "codings.csv", "--codings"),
        ("code --people-first", "codings.csv", "--codings"),
        ("code --coder Ada", "codings.csv", "--people-first"),
        ("sample --rules", "codebook.yaml", "--codebook"),
    ],
)
def test_what_lies_nowhere_must_be_named(civic_qual, folder, here, command, missing, option):
    (folder / missing).unlink()
    outcome = civic_qual(*command.split(), folder)
    assert outcome.status == 2
    assert option in outcome.err
    assert names(here) == []


@pytest.mark.parametrize("command", [one.name for one in COMMANDS])
def test_every_command_has_an_example_and_says_what_out_is(civic_qual, command):
    told = civic_qual(command, "--help").out
    assert f"Example: civic-qual {command} " in told
    assert "\b" not in told
    if "--out" in told and command not in {"agree", "demo"}:
        assert "if you name none" in " ".join(told.split())

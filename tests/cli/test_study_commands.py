"""`new`, `add`, `export` and `import`: a study file from the command line, good calls and bad."""

import pytest

from civic_qual.study.acts import backup
from civic_qual.study.study import Study
from civic_qual.study.work.acts import ReadItem


@pytest.fixture
def study(civic_qual, interviews, codebook, tmp_path):
    outcome = civic_qual(
        "new", tmp_path / "a.study", interviews, "--codebook", codebook, "--who", "Awa"
    )
    assert outcome.status == 0, outcome.err
    return tmp_path / "a.study"


@pytest.fixture
def codings(tmp_path):
    path = tmp_path / "codings.csv"
    path.write_text("transcript,start,end,code,coder\none,32,70,perf.response,Awa\n", "utf-8")
    return path


def test_new_makes_a_study_that_says_who_made_it(study):
    with Study(study) as opened:
        assert list(opened.corpus.positions) == ["one", "two"]
        assert opened.audit["who"].tolist() == ["Awa"]
        assert opened.corpus["one"].attributes["country"] == "Mali"


def test_new_writes_over_nothing(civic_qual, study, interviews, codebook):
    before = study.read_bytes()
    outcome = civic_qual("new", study, interviews, "--codebook", codebook)
    assert (outcome.status, outcome.err.count("\n")) == (1, 1)
    assert "is left as it is" in outcome.err
    assert study.read_bytes() == before


def test_add_takes_codings_and_transcripts_once(civic_qual, study, codings, tmp_path):
    assert "added 2 records" in civic_qual("add", study, codings).out
    assert "nothing was added" in civic_qual("add", study, codings).out
    (tmp_path / "three.txt").write_text("R: They came late again.\n", encoding="utf-8")
    assert civic_qual("add", study, tmp_path / "three.txt", "--who", "Issa").status == 0
    with Study(study) as opened:
        assert "three" in opened.corpus.positions
        assert opened.codings().coders == ("Awa",)
        assert opened.audit["who"].tolist() == ["Awa", "Awa", "Issa"]


def test_add_refuses_another_text_of_a_transcript(civic_qual, study, interviews):
    (interviews / "one.txt").write_text("R: Something else.\n", encoding="utf-8")
    outcome = civic_qual("add", study, interviews)
    assert outcome.status == 1
    assert "another text" in outcome.err


def test_export_must_be_asked_for_and_import_makes_the_same_study(
    civic_qual, study, codings, tmp_path
):
    civic_qual("add", study, codings)
    refused = civic_qual("export", study, "--out", tmp_path / "out")
    assert (refused.status, refused.err.count("\n")) == (1, 1)
    assert "--internal" in refused.err
    assert not (tmp_path / "out").exists()
    assert civic_qual("export", study, "--out", tmp_path / "out", "--internal").status == 0
    assert civic_qual("import", tmp_path / "out", "--out", tmp_path / "b.study").status == 0
    with Study(study) as one, Study(tmp_path / "b.study") as other:
        assert one.fingerprint == other.fingerprint


def test_quiet_prints_nothing(civic_qual, interviews, codebook, codings, tmp_path):
    study, out = tmp_path / "q.study", tmp_path / "out"
    calls = [
        ("new", study, interviews, "--codebook", codebook),
        ("add", study, codings),
        ("export", study, "--out", out, "--internal"),
        ("import", out, "--out", tmp_path / "r.study"),
    ]
    for call in calls:
        outcome = civic_qual(*call, "--quiet")
        assert (outcome.status, outcome.out, outcome.err) == (0, "", ""), call


@pytest.mark.parametrize(
    "call", [("add", "none.study", "."), ("export", "none.study", "--out", "x", "--internal")]
)
def test_a_study_that_is_not_there_is_an_error_of_one_line(civic_qual, call, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    outcome = civic_qual(*call)
    assert outcome.status == 1
    assert outcome.err == (
        "error: none.study: there is no study; check the path, or make one with civic-qual new\n"
    )


@pytest.mark.parametrize("command", ["new", "add", "export", "import"])
def test_help_has_an_example(civic_qual, command):
    assert f"Example: civic-qual {command}" in civic_qual(command, "--help").out


def test_history_shows_every_act_and_takes_one_back(civic_qual, study, codings):
    civic_qual("add", study, codings)
    shown = civic_qual("history", study)
    assert shown.status == 0, shown.err
    lines = shown.out.splitlines()
    assert [line.split()[0] for line in lines[:3]] == ["line", "1", "2"]
    assert "create" in lines[1]
    assert "add" in lines[2]
    assert civic_qual("history", study, "--last", 1).out.count("\n") == 3
    undone = civic_qual("history", study, "--undo", 2, "--coder", "Issa", "--why", "a slip")
    assert "took back 2 records of line 2; civic-qual history" in undone.out
    with Study(study) as opened:
        assert len(opened.codings()) == len(opened.codings().readings) == 0
        assert len(opened.codings(as_of=2)) == 1
        assert opened.audit["who"].tolist()[-1] == "Issa"
    again = civic_qual("history", study, "--undo", 3, "--coder", "Awa")
    assert again.status == 0, again.err
    with Study(study) as opened:
        assert len(opened.codings()) == len(opened.codings().readings) == 1
        assert opened.integrity() == []


def test_history_tells_of_work_in_either_language(civic_qual, study):
    with Study(study) as opened:
        items = opened.assign("first", [("one", 32, 70)], ["Awa", "Issa"], kind="transcripts")
        opened.act(ReadItem(item=items["Awa"].items[0].key), coder="Awa", queue="first")
        opened.reveal("first", who="Bo")
    english, french = (
        civic_qual("--language", language, "history", study).out for language in ("en", "fr")
    )
    told = [
        "give passages to read 2 queue: first, coders: Awa + Issa, passage to read: 2",
        "work on passages 2 queue: first, reading: 1, act: 1",
        "open a blind queue 1 queue: first, opening of a blind queue: 1",
    ]
    lines = [" ".join(line.split()) for line in english.splitlines()]
    for number, words in enumerate(told, 2):
        assert lines[number].endswith(words), lines[number]
    for words in ("queue", "coders", "reading", "blind", "give"):
        assert words not in french
    undone = civic_qual("history", study, "--undo", 3, "--coder", "Awa")
    assert "took back 1 record of line 3" in undone.out
    with Study(study) as opened:
        assert len(opened.codings().readings) == 0


def test_history_refuses_what_cannot_be_taken_back(civic_qual, study, codings):
    civic_qual("add", study, codings)
    with Study(study) as opened:
        before = len(opened.audit)
    for line, said in ((1, "the study began with it"), (9, "no line 9")):
        refused = civic_qual("history", study, "--undo", line, "--coder", "Awa")
        assert (refused.status, refused.err.count("\n")) == (1, 1)
        assert said in refused.err
    assert civic_qual("history", study, "--undo", 2).status == 2  # by nobody
    civic_qual("history", study, "--undo", 2, "--coder", "Awa")
    twice = civic_qual("history", study, "--undo", 2, "--coder", "Awa")
    assert "taken back before" in twice.err
    with Study(study) as opened:
        assert len(opened.audit) == before + 1


def test_new_sets_a_second_place(civic_qual, interviews, codebook, tmp_path, monkeypatch):
    monkeypatch.setattr(backup, "_settings_file", lambda: tmp_path / "own" / "backups.json")
    (tmp_path / "usb").mkdir()
    outcome = civic_qual(
        "new",
        tmp_path / "b.study",
        interviews,
        "--codebook",
        codebook,
        "--backup-to",
        tmp_path / "usb",
    )
    assert outcome.status == 0, outcome.err
    with Study(tmp_path / "usb" / "b.study") as copy:
        assert list(copy.corpus.positions) == ["one", "two"]

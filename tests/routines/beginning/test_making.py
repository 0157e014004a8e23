"""A study made of a folder, files brought into it later, and what must be asked of them."""

import pytest

import civic_qual as cq
from civic_qual.errors import ReadError, StudyError
from civic_qual.routines.beginning.bringing import bring, not_read
from civic_qual.routines.beginning.doubts import (
    Answer,
    asked,
    file_rows,
    namesake_rows,
    namesakes,
    speaker_rows,
    told,
)
from civic_qual.routines.beginning.making import make_example, make_study, proposed

FILES = {
    "01_roles.txt": "Awa: We ran to the church.\nMoussa: They came late.\nAwa: At night.\n",
    "02_hope.txt": "I: Who came?\nR: Nobody.\nHope: is all we had.\nI: Why?\nR: Fear.\n",
    "03_sure.txt": "Int: Who helped?\nAwa Traoré: Women.\nInt: Why?\nAwa Traoré: Fear.\n",
    "04_sure.txt": "Int: When?\nAwa Traoré: At night.\nInt: How?\nAwa Traoré: By car.\n",
    "05_broken.docx": "no zip at all",
    "06_empty.txt": "",
}


@pytest.fixture
def folder(tmp_path):
    folder = tmp_path / "messy"
    folder.mkdir()
    for name, text in FILES.items():
        (folder / name).write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def study(folder):
    with make_study(folder.with_suffix(".study"), folder, who="Awa") as study:
        yield study


def test_a_study_of_a_folder_is_proposed(folder):
    (folder / "Mali").mkdir()
    (folder / "Mali" / "a.txt").touch()
    (folder.parent / "messy.study").touch()
    told = proposed(folder)
    assert (told.interviews, told.folders, told.codebook) == (6, {"Mali": 1}, None)
    assert told.study == folder.parent / "messy 2.study"
    (folder / "codebook.yaml").touch()
    assert proposed(folder).codebook == folder / "codebook.yaml"


def test_it_is_made_with_what_can_be_read(study, folder):
    assert list(study.corpus.positions) == ["01_roles", "02_hope", "03_sure", "04_sure"]
    assert study.audit["who"].tolist() == ["Awa"]
    assert study.codebook.content_fingerprint == cq.example_codebook().content_fingerprint
    with pytest.raises(StudyError, match="already"):
        make_study(study.path, folder)


def test_what_went_wrong_is_said_in_french_when_the_study_is_opened_again(study):
    from civic_qual.messages import render

    with cq.Study(study.path) as again:
        problems = [render(one, "fr") for one in again.corpus.problems]
    assert all(map(str.startswith, problems, ("05_", "06_")))
    assert "document Word" in problems[0]
    assert "le fichier est vide" in problems[1]


def test_the_worst_is_asked_first_and_nothing_that_is_sure(study):
    found = asked(study.corpus)
    assert [one.transcript for one in found] == ["01_roles", "02_hope"]
    assert found[0].at_stake == 10
    (hope, *_) = found[1].heard
    assert (hope.label, hope.taken, hope.turns, hope.lines[0].said) == (
        "Hope", True, 1, "is all we had."
    )  # fmt: skip
    assert all("01_roles" not in names for names in told(study.corpus).values())


def test_answers_settle_what_was_asked(study):
    answers = [
        Answer(transcript="01_roles", speakers={"Awa": "interviewer"}, same={}),
        Answer(transcript="02_hope", speakers={"Hope": "nobody"}, same={}),
    ]
    from civic_qual.corpus.intake.people_workbook import stated

    study.state_people(stated(file_rows(answers), speaker_rows(answers), name="x"), who="Awa")
    assert asked(study.corpus) == []
    assert {turn.speaker for turn in study.corpus["02_hope"].turns} == {"I", "R"}
    assert study.corpus["01_roles"].turns[0].role == "interviewer"


def test_one_name_in_several_files_is_asked(study):
    from civic_qual.corpus.intake.people_workbook import stated

    (one,) = namesakes(study.corpus)
    assert [transcript for transcript, _, _ in one.speakers] == ["03_sure", "04_sure"]
    before = study.corpus.participants.count
    rows = namesake_rows(one, same=True)
    study.state_people(stated(speakers=rows, name="x"), who="Awa")
    assert study.corpus.participants.count == before - 1
    assert namesakes(study.corpus) == []


def test_files_that_were_mended_are_brought_in(study, folder):
    assert [path.name for path in not_read(study)] == ["05_broken.docx", "06_empty.txt"]
    with pytest.raises(ReadError, match="empty"):
        bring(study, folder / "06_empty.txt")
    (folder / "06_empty.txt").write_text("I: Who?\nR: Nobody.\n", encoding="utf-8")
    assert bring(study, folder / "06_empty.txt", who="Awa")
    assert "06_empty" in study.corpus.positions
    assert [path.name for path in not_read(study)] == ["05_broken.docx"]


def test_the_example_is_coded_by_two(tmp_path):
    with make_example(tmp_path / "try.study", who="Awa") as study:
        assert len(study.corpus) == 24
        assert study.codings().coders == ("A", "B")

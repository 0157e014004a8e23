"""An earlier codebook holds again: codings have the codes they had; who changed first is told."""

import json

import pytest

import civic_qual as cq
from civic_qual.codebook.edits import added, merged, rewritten
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import StudyError
from tests.study.small import CODEBOOK, place, small_corpus


@pytest.fixture
def study(tmp_path):
    with cq.Study.create(tmp_path / "a.study", small_corpus(), codebook_of(CODEBOOK)) as made:
        yield made


def code(study, passage, code, coder="Awa", name="ansongo"):
    start, end = place(study.corpus, name, passage)
    return study.code(name, start, end, code, coder=coder)


def codes(study):
    frame = study.coding_table().frame
    return dict(zip(frame["id"], frame["code"], strict=True))


def test_a_merge_that_is_taken_back_gives_codings_their_codes_again(study):
    late, help_ = code(study, "came late", "perf.late"), code(study, "Nobody came", "perf.help")
    first = study.codebook_version
    edited = merged(study.codebook, ["perf.late"], "perf.help")
    study.change_codebook(edited.codebook, moves=edited.moves, who="Chief")
    assert codes(study) == {late: "perf.help", help_: "perf.help"}
    between = code(study, "market had burned", "perf.help")
    changes = study.restore_codebook(first, who="Chief", why="they are two things")
    assert codes(study) == {late: "perf.late", help_: "perf.help", between: "perf.help"}
    assert set(changes["change"]) == {"added", "rules", "split"}
    assert study.conflicts.frame.empty
    assert study.codebook == codebook_of(CODEBOOK)
    details = json.loads(study.audit.frame.iloc[-1]["details"])
    assert (details["why"], details["version"]) == ("they are two things", first)


def test_what_was_coded_by_a_code_that_was_taken_back_waits_and_comes_again(study):
    first = study.codebook_version
    made = study.new_code("Night patrols", parent="perf", who="Awa")
    second = study.codebook_version
    night = code(study, "came late", made)
    study.restore_codebook(first, who="Chief")
    assert study.unplaced["id"].tolist() == [night]
    study.restore_codebook(second, who="Chief")
    assert codes(study) == {night: made}


def test_a_copy_that_was_worked_in_meanwhile_agrees_after_merging(study, tmp_path):
    late = code(study, "came late", "perf.late")
    first = study.codebook_version
    study.backup(tmp_path / "b.study")
    edited = merged(study.codebook, ["perf.late"], "perf.help")
    study.change_codebook(edited.codebook, moves=edited.moves, who="Chief")
    study.restore_codebook(first, who="Chief")
    with cq.Study(tmp_path / "b.study") as other:
        carried = code(other, "They helped us", "perf.late", "Issa", "bria")
        other.merge(study)
        study.merge(other)
        for one in (study, other):
            assert codes(one) == {late: "perf.late", carried: "perf.late"}
            assert one.integrity() == []
        assert study.fingerprint == other.fingerprint


def test_who_changes_what_somebody_else_changed_meanwhile_is_told_by_whom(study):
    seen = study.codebook_version
    other = rewritten(study.codebook, "fear", definition={"en": "Afraid of anybody."}).codebook
    study.change_codebook(other, who="Issa", seen=seen)
    mine = added(study.codebook, {"en": "Wells"}).codebook
    lines = len(study.audit)
    with pytest.raises(StudyError, match=r"Issa changed the codebook meanwhile \(20"):
        study.change_codebook(mine, who="Awa", seen=seen)
    with pytest.raises(StudyError, match="Issa changed the codebook meanwhile"):
        study.restore_codebook(seen, who="Awa", seen=seen)
    assert len(study.audit) == lines
    study.change_codebook(mine, who="Awa", seen=study.codebook_version)
    assert "wells" in study.codebook


def test_only_an_earlier_version_can_hold_again(study):
    for version in (study.codebook_version, "ab" * 16, "nothing"):
        with pytest.raises(StudyError, match="is no earlier version"):
            study.restore_codebook(version, who="Awa")
    study.new_code("Wells", who="Awa")
    study.restore_codebook(study.codebook_history["of"].tolist()[0], who="Awa")
    with pytest.raises(StudyError, match="cannot be taken back"):
        study.undo_line(int(study.audit["line"].max()), coder="Awa")


def test_readings_made_in_between_are_for_the_codes_that_are_there(study):
    first = study.codebook_version
    study.change_codebook(added(study.codebook, {"en": "Wells"}).codebook, who="Chief")
    study.read("bria", coder="Awa")
    study.restore_codebook(first, who="Chief")
    assert study.codings().readings["codes"].tolist() == ["*"]

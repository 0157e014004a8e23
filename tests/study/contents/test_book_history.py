"""Who changed what of the codebook, and when: recounted from the acts that were done."""

import civic_qual as cq
from civic_qual.codebook.edits import merged, rewritten
from civic_qual.codebook.files.reading import codebook_of
from tests.study.small import CODEBOOK, small_corpus


def test_every_change_is_there_with_who_made_it_the_latest_first(tmp_path):
    with cq.Study.create(tmp_path / "a.study", small_corpus(), codebook_of(CODEBOOK)) as study:
        first = study.codebook_version
        made = study.new_code("Night patrols", parent="perf", who="Awa", why="three said so")
        edited = rewritten(study.codebook, "fear", definition={"en": "Afraid."})
        study.change_codebook(edited.codebook, who="Issa")
        edited = merged(study.codebook, ["perf.late"], made)
        study.change_codebook(edited.codebook, moves=edited.moves, who="Chief")
        study.restore_codebook(first, who="Awa", why="all wrong")
        history = study.codebook_history
        told = history.frame.groupby("line", sort=False)
        assert [
            (rows["who"].iloc[0], rows["action"].iloc[0], rows["why"].iloc[0]) for _, rows in told
        ] == [
            ("Awa", "restore codebook", "all wrong"),
            ("Chief", "change codebook", ""),
            ("Issa", "change codebook", ""),
            ("Awa", "new code", "three said so"),
            ("", "create", ""),
        ]
        changes = [set(zip(rows["code"], rows["change"], strict=True)) for _, rows in told]
        assert changes[4] == {("", "")}
        assert changes[3] == {(made, "added"), ("perf", "split")}
        assert changes[2] == {("fear", "definition")}
        assert changes[1] == {("perf.late", "merged"), (made, "rules")}
        assert {("fear", "definition"), (made, "removed")} <= changes[0]
        versions = list(dict.fromkeys(history["version"]))
        assert (versions[0], versions[-1]) == (study.codebook_version, first)
        assert set(history.frame.loc[history["holds"], "version"]) == {study.codebook_version}


def test_a_copy_tells_the_history_of_both(tmp_path):
    with cq.Study.create(tmp_path / "a.study", small_corpus(), codebook_of(CODEBOOK)) as study:
        study.backup(tmp_path / "b.study")
        with cq.Study(tmp_path / "b.study") as other:
            other.new_code("Wells", who="Issa")
            study.new_code("Roads", who="Awa")
            study.merge(other)
            told = study.codebook_history.frame
            assert set(told["who"]) == {"", "Awa", "Issa"}
            assert {"wells", "roads"} <= set(told["code"])

"""A transcript or a codebook changed after coding: what goes along, and what people must see."""

from dataclasses import replace

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import StudyError
from tests.study.small import CODEBOOK, SAID, place, transcript


@pytest.fixture
def coded(study, corpus):
    """Two codings, a reading and a memo on one interview."""
    study.code("bria", *place(corpus, "bria", "afraid of the road"), "fear", coder="Awa")
    study.code("bria", *place(corpus, "bria", "carry the wounded"), "perf.help", coder="Awa")
    study.read("bria", coder="Awa", unit="word")
    study.memo(
        "which road?",
        coder="Awa",
        transcript="bria",
        start=place(corpus, "bria", "the road")[0],
        end=place(corpus, "bria", "the road")[1],
    )
    return study


def bria(*said):
    return transcript("bria", said)


def passages(study, **asked):
    codings = study.codings(**asked)
    return [
        codings.corpus[row.transcript].text[row.start : row.end]
        for row in codings.rows.itertuples()
    ]


def test_codings_go_along_with_their_words(coded):
    new = bria(
        "Were you really afraid?", "We were affraid of the long road, not of them.", SAID["bria"][2]
    )
    moved = coded.correct(new, who="Issa", why="heard again")
    assert set(moved["why"]) == {"moved along"}
    assert moved["kind"].value_counts().to_dict() == {"coding": 2, "reading": 1, "memo": 1}
    assert passages(coded) == ["affraid of the long road", "carry the wounded"]
    (memo,) = coded.memos
    assert coded.corpus["bria"].text[memo.start : memo.end] == "the long road"
    assert coded.codings().readings["end"].tolist() == [len(new.text)]
    assert coded.corpus["bria"].revision == new.revision
    assert len(coded.unplaced) == 0


def test_a_memo_stands_where_its_passage_stands_now(coded):
    """Not where it stood when it was written, nor in the correction before."""
    for more in ("Were you very afraid?", "Were you very, very afraid?"):
        coded.correct(bria(more, *SAID["bria"][1:]))
        (memo,) = coded.memos
        text = coded.corpus["bria"].text
        assert (memo.start, memo.end) == (text.index("the road"), text.index("the road") + 8)
    coded.correct(bria("Were you afraid?", "We were.", SAID["bria"][2]))
    (memo,) = coded.memos
    assert (memo.start, memo.end) == (-1, -1)
    coded.memo("of nobody", coder="Awa")
    told = coded.memos.frame.set_index("text")
    assert told.loc["which road?", ["start", "end"]].tolist() == [-1, -1]
    assert told.loc["of nobody", ["start", "end"]].tolist() == [0, 0]


def test_what_was_not_corrected_stays_the_same_object(coded):
    before = coded.corpus
    coded.correct(bria("Were you afraid?", "We were."))
    assert coded.corpus["ansongo"] is before["ansongo"]
    assert coded.corpus["bria"] is not before["bria"]
    assert coded.corpus is coded.corpus


def test_people_stay_who_they_are(coded, corpus):
    coded.correct(bria("Were you afraid?", "We were.", "Indeed."))
    assert coded.corpus.participants == corpus.participants


def test_what_cannot_be_placed_is_listed_and_waits_for_a_person(coded):
    before = coded.codings().frame
    moved = coded.correct(bria(SAID["bria"][0], SAID["bria"][1], "They went away."))
    assert moved[["kind", "code", "passage"]].iloc[0].tolist() == [
        "coding",
        "perf.help",
        "carry the wounded",
    ]
    assert passages(coded) == ["afraid of the road"]
    (lost,) = coded.unplaced
    assert lost.passage == "carry the wounded"
    pd.testing.assert_frame_equal(coded.codings(as_of=5).frame, before)
    coded.place(lost.id, *place(coded.corpus, "bria", "went away"), coder="Awa")
    assert passages(coded) == ["afraid of the road", "went away"]
    assert len(coded.unplaced) == 0
    assert coded.integrity() == []


def test_what_was_lost_is_found_again_when_the_text_comes_back(coded, corpus):
    coded.correct(bria(SAID["bria"][0], SAID["bria"][1], "They went away."))
    coded.correct(corpus["bria"])
    assert passages(coded) == ["afraid of the road", "carry the wounded"]
    assert len(coded.unplaced) == 0


def test_a_coding_made_on_the_old_text_is_found_after_merging(coded, tmp_path, corpus):
    coded.backup(tmp_path / "other.study")
    with cq.Study(tmp_path / "other.study") as other:
        other.code("bria", *place(corpus, "bria", "helped us"), "perf.help", coder="Bo")
        coded.correct(bria("Well, were you afraid?", *SAID["bria"][1:]))
        other.merge(coded)
        coded.merge(other)
        assert coded.fingerprint == other.fingerprint
        assert passages(coded, coder="Bo") == passages(other, coder="Bo") == ["helped us"]


def test_what_is_no_correction_is_refused(study, corpus):
    with pytest.raises(StudyError, match="nothing to correct"):
        study.correct(corpus["bria"])
    with pytest.raises(StudyError, match="no transcript 'gao' to correct"):
        study.correct(transcript("gao", ["x"]))
    assert len(study.audit) == 1


def test_attributes_and_roles_are_corrected_too(study):
    study.code("bria", 3, 9, "fear", coder="Awa")
    assert len(study.correct(transcript("bria", SAID["bria"], country="CAR"))) == 0
    assert study.corpus["bria"].attributes["country"] == "CAR"
    assert study.codings(as_of=2).corpus["bria"].attributes["country"] == "Mali"
    assert len(study.codings()) == 1


def test_a_changed_codebook_tells_what_to_look_at_again(coded):
    book = codebook_of(
        CODEBOOK.replace("Somebody is afraid.", "Somebody says that he is afraid.").replace(
            "perf.help", "perf.aid"
        )
    )
    table = coded.change_codebook(book, who="Issa")
    assert table[["code", "change", "becomes", "codings", "coders"]].values.tolist() == [
        ["perf.help", "renamed", "perf.aid", 1, "Awa"],
        ["fear", "definition", "fear", 1, "Awa"],
    ]
    assert coded.codings().rows["code"].tolist() == ["fear", "perf.aid"]
    assert coded.codings(code="perf.aid").rows["code"].tolist() == ["perf.aid"]
    assert coded.codings(as_of=5).rows["code"].tolist() == ["fear", "perf.help"]
    assert coded.codebook.content_fingerprint == book.content_fingerprint


def test_codes_that_are_gone_keep_their_codings(coded):
    coded.change_codebook(
        codebook_of(
            CODEBOOK.replace("perf.help", "perf.do").replace("{en: Helping}", "{en: Doing}")
        )
    )
    assert coded.codings().rows["code"].tolist() == ["fear"]
    (lost,) = coded.unplaced
    assert "its code is no more in the codebook" in lost.why
    coded.decide(lost.id, "change", coder="Issa", code="perf.do")
    assert coded.codings().rows["code"].tolist() == ["fear", "perf.do"]
    assert len(coded.unplaced) == 0


def test_what_was_read_before_was_not_read_for_a_new_code(coded):
    coded.change_codebook(codebook_of(CODEBOOK + "  - {id: hope, kind: theme, name: {en: Hope}}\n"))
    assert coded.codings().readings["codes"].tolist() == ["perf perf.late perf.help fear"]
    coded.read("bria", coder="Bo")
    assert coded.codings(coder="Bo").readings["codes"].tolist() == ["*"]


def test_codes_merged_into_one_were_read_for_if_both_were(coded):
    coded.read("ansongo", coder="Bo", codes="fear")
    merged = CODEBOOK[: CODEBOOK.index("  - id: fear")]
    table = coded.change_codebook(codebook_of(merged), moves={"fear": "perf.late"})
    assert table["change"].tolist() == ["merged"]
    assert coded.codings().rows["code"].tolist() == ["perf.late", "perf.help"]
    assert coded.codings(coder="Awa").readings["codes"].tolist() == ["*"]
    assert len(coded.codings(coder="Bo").read) == 0


def test_roles_that_are_corrected_settle_doubts_until_they_are_taken_back(tmp_path, codebook):
    folder = tmp_path / "interviews"
    folder.mkdir()
    (folder / "a.txt").write_text("Ada: Nobody came.\nBo: We ran.\nAda: Yes.\nBo: No.\n", "utf-8")
    with cq.Study.create(tmp_path / "s.study", cq.read_corpus(folder), codebook) as study:
        assert not study.corpus.intake["sure"][0]
        before = study.corpus["a"]
        roles = {"Ada": "interviewer", "Bo": "respondent"}
        turns = tuple(replace(turn, role=roles[turn.speaker]) for turn in before.turns)
        study.correct(replace(before, turns=turns), who="Awa", why="I was there")
        assert study.corpus.intake["sure"][0], study.corpus.intake["doubt"][0]
        read = cq.read_corpus(folder, roles=roles)
        assert study.corpus.intake["doubt"][0] == read.intake["doubt"][0]
    with cq.Study(tmp_path / "s.study") as again:
        assert again.corpus.intake["sure"][0]
        assert again.integrity() == []

"""An account of what came in and what went out, and what a person settles."""

import pickle
import re
from pathlib import Path

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.privacy.policy import to_confirm

COLUMNS = [
    "transcript", "file", "layout", "turns", "speakers", "people", "words", "words_outside",
    "sure", "doubt",
]  # fmt: skip
CLEAR = (
    "Date: 3 May\nPlace: Bria\n\nI: Who came that night?\nR: Nobody came. [sighs]\n"
    "I: And then?\nR: We ran to the river.\n"
)
NOBODY_ASKS = "Ada Lund: We ran off.\nDi: Yes, we did.\nAda Lund: They burned it.\nDi: All of it.\n"
GROUP = (
    "Moderator: Who came?\nZed: Nobody came.\nModerator: And then?\nAncestor: We stayed at home.\n"
    "Moderator: Why?\nZed: We were afraid.\nModerator: Of whom?\nZed: Of the men.\n"
)


def row(corpus, transcript):
    table = corpus.intake
    assert list(table.columns) == COLUMNS
    (one,) = table[table.transcript == transcript].to_dict("records")
    return one


def words(text):
    return len(re.findall(r"\w+", text))


def test_words_in_and_out_add_up_to_the_file(read):
    one = row(read({"bria.txt": CLEAR}), "bria")
    labels = 4
    assert one["words"] + one["words_outside"] + labels == words(CLEAR)
    assert (one["words"], one["words_outside"]) == (13, 6)
    assert (one["file"], one["layout"], one["turns"]) == ("bria.txt", "colon", 4)
    assert (one["speakers"], one["people"], one["sure"]) == (2, 1, True)


def test_conventions_are_told_and_do_not_make_unsure(read):
    one = row(read({"bria.txt": CLEAR}), "bria")
    assert one["sure"]
    assert "taken for interviewer (by their labels)" in one["doubt"]


def test_what_must_be_asked_stands_first(read):
    group = row(read({"c.txt": GROUP}), "c")
    assert not group["sure"]
    assert group["doubt"].startswith("'Ancestor' was seen once and is taken for a speaker")
    unknown = row(read({"c.txt": NOBODY_ASKS}), "c")
    assert not unknown["sure"]
    assert "the role of Ada Lund, Di is unknown" in unknown["doubt"]
    assert unknown["people"] == 2  # they count while nobody knows better


def test_a_file_of_one_turn_is_doubted(read):
    one = row(read({"a.txt": "R: We ran to the river and stayed there for two days.\n"}), "a")
    assert not one["sure"]
    assert "the whole file is one turn" in one["doubt"]


def test_roles_by_hand_settle_what_they_tell(read):
    files = {"c.txt": GROUP}
    assert row(read(files, roles={"Ancestor": "respondent"}), "c")["sure"]
    assert not row(read(files, roles={"Zed": "respondent"}), "c")["sure"]
    corpus = read({"d.txt": NOBODY_ASKS})
    told = corpus.with_roles({"Ada Lund": "interviewer", "Di": "respondent"})
    assert row(told, "d")["sure"]
    assert row(told, "d")["people"] == 1
    assert not row(corpus, "d")["sure"]  # the corpus before is as it was
    assert not row(corpus.with_roles({"Di": "respondent"}), "d")["sure"]
    assert not row(corpus.with_roles({"Ada Lund": "unknown", "Di": "unknown"}), "d")["sure"]


def test_a_table_of_participants_settles_doubts_and_notes_no_longer_say_them(read):
    table = "transcript,speaker,participant,role\nc,Ancestor,P7,respondent\n"
    corpus = read({"c.txt": GROUP, "participants.csv": table})
    assert row(corpus, "c")["sure"]
    assert not any("'Ancestor' was seen once" in note for note in corpus.notes)


def test_who_is_who_is_settled_by_participants_and_not_by_roles(read):
    turns = "I: Who?\nMoses Deng: Nobody.\nI: Why?\nAnna Deng: Fear.\nI: When?\nDeng: In May.\n"
    files = {"c.txt": turns * 2}
    assert "may be" in row(read(files), "c")["doubt"]
    by_role = read(files, roles=dict.fromkeys(["Moses Deng", "Anna Deng", "Deng"], "respondent"))
    assert not row(by_role, "c")["sure"]
    table = "transcript,speaker,participant,role\nc,Deng,Anna,respondent\n"
    assert row(read(files | {"participants.csv": table}), "c")["sure"]


def test_doubts_about_words_are_settled_by_who_compared_them_with_the_file(read):
    above = "All that came before. " * 60 + "\n\n"
    files = {"a.txt": above + CLEAR.partition("\n\n")[2]}
    doubted = row(read(files), "a")
    assert not doubted["sure"]
    assert "words above the first label are nobody's" in doubted["doubt"]
    roles = read(files, roles={"I": "interviewer", "R": "respondent"})
    assert not row(roles, "a")["sure"]
    for written in ("confirmed", "Confirmé"):
        table = f"transcript,reading\na,{written}\n"
        assert row(read(files | {"attributes.csv": table}), "a")["sure"]


def test_it_goes_where_the_corpus_goes(read):
    corpus = read({"bria.txt": CLEAR, "c.txt": GROUP})
    pd.testing.assert_frame_equal(pickle.loads(pickle.dumps(corpus)).intake, corpus.intake)
    assert pickle.loads(pickle.dumps(corpus)) == corpus
    assert corpus.filter(transcript=["bria", "c"]) == corpus
    chosen = corpus.filter(transcript="c")
    assert chosen.intake["transcript"].tolist() == ["c"]
    assert row(chosen, "c") == row(corpus, "c")
    assert set(chosen.accounts) == {"c"}


def test_a_file_read_in_another_process_has_the_same_account(read):
    much = GROUP.replace("at home", "at home, all of us" * 30_000)
    assert len(much) > 500_000  # larger than what is read at once
    near, far = read({"c.txt": GROUP}).accounts["c"], read({"c.txt": much}).accounts["c"]
    told = [(one.message, one.grade, one.about, one.speakers) for one in near.doubts]
    assert [(one.message, one.grade, one.about, one.speakers) for one in far.doubts] == told
    assert (far.layout, far.outside) == (near.layout, near.outside)


def test_a_corpus_of_a_table_says_what_is_known():
    frame = pd.DataFrame({"text": ["They came late.", "Nobody."], "country": ["CAR", "Mali"]})
    table = cq.Corpus.from_frame(frame, language="en").intake
    assert table["words"].tolist() == [3, 1]
    assert table["people"].tolist() == [1, 1]
    assert table["words_outside"].isna().all()
    assert table["sure"].all()


@pytest.mark.parametrize("file", ["labelled.docx", "front_matter.md"])
def test_files_of_programs_are_accounted_for(file):
    path = Path(__file__).parents[2] / "documents" / file
    one = cq.read_corpus(path).intake.iloc[0]
    assert one["layout"]
    assert one["words"] > 0


def test_strict_refuses_and_names_files_doubts_and_what_to_do(read):
    files = {"bria.txt": CLEAR, "c.txt": GROUP}
    with pytest.raises(cq.errors.ReadError) as refused:
        read(files, strict=True)
    said = str(refused.value)
    assert said.startswith("1 transcript of 2 is not surely read:")
    assert "c.txt: 'Ancestor' was seen once" in said
    assert "bria.txt" not in said
    assert "participants.csv" in said
    assert len(read(files, strict=True, roles={"Ancestor": "respondent"})) == 2


def test_a_study_keeps_it(read, tmp_path):
    corpus = read({"bria.txt": CLEAR, "c.txt": GROUP})
    with cq.Study.create(tmp_path / "s.study", corpus, cq.example_codebook()) as study:
        assert study.corpus.accounts == corpus.accounts
        pd.testing.assert_frame_equal(study.corpus.intake, corpus.intake)
        other = GROUP.replace("Ancestor", "Zed")
        mended = read({"c.txt": other})["c"]
        study.correct(mended, who="Ada", why="a slip in a label")
        assert row(study.corpus, "c")["sure"]  # the text is another than what was doubted
        assert row(study.corpus, "bria") == row(corpus, "bria")


def test_a_protected_table_says_first_that_it_must_not_leave_yet(read):
    corpus = read({"bria.txt": CLEAR, "c.txt": GROUP})
    machine = cq.RuleCoder(cq.example_codebook()).code

    def first_note(one):
        return cq.suppress_small_cells(cq.theme_table(machine(one))).table.notes[0]

    assert first_note(corpus).startswith("Not to leave the study yet")
    assert "(c)" not in first_note(corpus)  # what may leave names no transcript
    assert "(c)" in to_confirm(corpus)
    assert "leave" not in first_note(corpus.with_roles({"Ancestor": "respondent"}))

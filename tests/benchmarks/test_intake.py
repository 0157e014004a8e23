"""Generated interviews hold what their truth says, and readings are judged as said."""

import importlib.util
from dataclasses import replace

import pandas as pd
import pytest

import civic_qual as cq
from benchmarks.intake import measure, table
from benchmarks.interviewing.files import FORMATS, interview_file, other_file
from benchmarks.interviewing.formats.checked import WrongFileError, check, text_of
from benchmarks.interviewing.genres import KINDS as GENRES
from benchmarks.interviewing.genres import genre_file
from benchmarks.interviewing.judging.comparing import verdict
from benchmarks.interviewing.judging.reading import Reading
from benchmarks.interviewing.judging.real import real
from benchmarks.interviewing.others import KINDS

WRITERS = {"docx": "docx", "odt": "odf", "vtt": "webvtt", "srt": "webvtt"}
TRUTH = [(word, who, word == "mhm") for word, who in (
    ("who", "asks"), ("came", "asks"), ("nobody", "tells"), ("mhm", "asks"), ("came", "tells"),
)]  # fmt: skip
ROLES = {"asks": "interviewer", "tells": "respondent"}
READ = [("who", "I"), ("came", "I"), ("nobody", "R"), ("mhm", "I"), ("came", "R")]
TAKEN = {"I": "interviewer", "R": "respondent"}


def need(form: str) -> None:
    module = WRITERS.get(form.partition(" ")[0])
    if module and not importlib.util.find_spec(module):
        pytest.skip(f"{module} is not installed")


def judged(words, roles=TAKEN):
    return verdict(TRUTH, ROLES, Reading(words, roles))


@pytest.mark.parametrize("form", FORMATS)
def test_a_seed_gives_one_file_and_it_holds_its_truth(tmp_path, form):
    need(form)
    texts = []
    for folder in (tmp_path / "first", tmp_path / "second"):
        folder.mkdir()
        drawn = interview_file(folder, "a", form, source="strange", language="fr", seed="1")
        texts.append(text_of(drawn.path))
    assert texts[0] == texts[1]
    interview = drawn.written.interview
    assert {one.role for one in interview.people.values()} >= {"interviewer", "respondent"}
    text, position = texts[0].casefold(), 0
    for word, _, _ in interview.truth:
        position = text.index(word, position) + len(word)


def test_a_file_that_lost_or_gained_a_word_is_noticed(tmp_path):
    drawn = interview_file(tmp_path, "a", "csv", source="own", language="en", seed="2")
    whole = drawn.path.read_text(encoding="utf-8")
    for broken in (whole + "more", whole.replace(whole.split()[-1], "")):
        drawn.path.write_text(broken, encoding="utf-8")
        with pytest.raises(WrongFileError):
            check(drawn.written, drawn.path)


def test_words_given_to_another_person_are_noticed(tmp_path):
    drawn = interview_file(tmp_path, "a", "csv", source="own", language="en", seed="2")
    block = drawn.written.blocks[1]
    swapped = tuple(tuple(replace(span, person="nobody") for span in cell) for cell in block.cells)
    drawn.written.blocks[1] = replace(block, cells=swapped)
    with pytest.raises(WrongFileError):
        check(drawn.written, drawn.path)


@pytest.mark.parametrize("kind", KINDS)
def test_what_is_no_interview_has_no_truth(tmp_path, kind):
    for module in WRITERS.values():
        pytest.importorskip(module)
    assert other_file(tmp_path, "a", kind, language="fr", seed="1").written.interview is None


def test_varied_files_that_are_no_interviews_hold_texts_of_every_kind(tmp_path):
    written = [genre_file(tmp_path, number, "1") for number in range(2, 8 * len(GENRES), 4)]
    assert {kind for _, kind in written} == set(GENRES)
    assert all(path.suffix == ".md" and path.read_text(encoding="utf-8") for path, _ in written)


def test_a_right_reading_is_right_with_or_without_the_back_channel():
    whole = judged(READ)
    assert (whole.whole, whole.miscounted, whole.roles_right) == (True, False, True)
    assert (whole.words, whole.words_right) == (4, 4)
    assert judged([one for one in READ if one[0] != "mhm"]).whole


@pytest.mark.parametrize(
    ("words", "right"),
    [
        ([*READ, ("more", "R")], 4),
        (READ[1:], 3),
        ([("mhm", "R") if word == "mhm" else (word, who) for word, who in READ], 4),
        ([(word, "R" if who == "I" and word == "came" else who) for word, who in READ], 3),
        ([READ[1], READ[0], *READ[2:]], 3),
    ],
    ids=["too many", "missing", "back-channel", "other person", "order"],
)
def test_a_reading_with_a_fault_is_not_wholly_right(words, right):
    found = judged(words)
    assert not found.whole
    assert found.words_right == right
    assert not found.miscounted


def test_one_person_too_many_or_too_few_is_miscounted():
    merged = judged([(word, "R") for word, _ in READ])
    assert (merged.miscounted, merged.whole, merged.roles_right) == (True, False, False)
    doubled = judged([*READ[:-1], ("came", "R (40)")], {**TAKEN, "R (40)": "respondent"})
    assert (doubled.miscounted, doubled.whole, doubled.words_right) == (True, False, 3)


def test_roles_are_judged_apart_from_words():
    found = judged(READ, {"I": "respondent", "R": "interviewer"})
    assert (found.whole, found.roles_right) == (True, False)


def test_figures_are_given_by_what_files_have_in_common(tmp_path):
    figures = measure(
        files=8, formats=("txt", "csv", "md", "xlsx"), others=0, genres=0, rounds=0, together=4,
        show=2, into=tmp_path / "wrong",
    )  # fmt: skip
    assert figures["all"]["files"] == 16
    assert set(figures["words"]) == {"own", "strange"}
    assert all(one["files"] == 4 for one in figures["format"].values())
    assert figures["all"]["crashed"] == 0
    assert "| words: strange | 8 |" in table(figures)


def test_real_files_are_compared_with_what_a_person_counted(tmp_path):
    (tmp_path / "bria.txt").write_text(
        "Interviewer: Who came?\nChief: Nobody came.\n", encoding="utf-8"
    )
    truth = tmp_path / "truth.csv"
    truth.write_text("file,role,words\nbria,interviewer,2\nbria,respondent,3\n", encoding="utf-8")
    (row,) = real(tmp_path, truth)
    assert (row["words"], row["words_in_file"], row["turns"]) == (4, 6, 2)
    assert row["differs"] == ["words by person: [2, 2], truth [3, 2]"]


def test_what_the_library_is_sure_of_is_counted_where_it_says_so(monkeypatch):
    def account(corpus):
        names = [one.id for one in corpus]
        return pd.DataFrame({"transcript": names, "layout": "", "sure": True, "doubt": ""})

    few = {"files": 4, "formats": ("txt",), "words": ("own",), "others": 0, "rounds": 0} | {
        "genres": 0
    }
    monkeypatch.setattr(cq.Corpus, "intake", property(account), raising=False)
    told = measure(**few)["all"]
    assert told["sure_of_whole"] in (1, None)
    assert told["wrong_while_sure"] == 1 - told["whole"]
    monkeypatch.setattr(cq.Corpus, "intake", None)
    assert measure(**few)["all"]["wrong_while_sure"] is None

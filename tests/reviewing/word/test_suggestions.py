"""Documents with suggestions: left, deleted, answered, changed, copied, lost, written over."""

import copy
import re
from dataclasses import replace

import pytest

from benchmarks.documents.pen import Pen, W
from civic_qual.reviewing.word.reading import read_document
from civic_qual.reviewing.word.writing import documents_of
from tests.reviewing.word.conftest import Desk

ADVICE = (
    (0, ("they came late",), "perf.late"),
    (0, ("Always too late",), "perf"),
    (1, ("were afraid",), "fear"),
    (2, ("maize", "planted"), "crop"),
)
LATE, PERF, FEAR = (
    ("they came late", "perf.late"),
    ("Always too late", "perf"),
    ("were afraid", "fear"),
)
CROPS = [("maize", "crop"), ("planted", "crop")]
ALL = sorted([LATE, PERF, FEAR, *CROPS])


@pytest.fixture
def desk(study, tmp_path):
    """A desk with a document with four suggestions, one of them of two places."""
    return Desk(study, tmp_path, advice=ADVICE)


def told(returned):
    return "\n".join(map(str, returned.told))


def without(*gone):
    return [one for one in ALL if one not in gone]


def test_each_suggestion_is_a_comment_that_names_code_reason_and_token(desk):
    said = {
        "\n".join("".join(line.itertext()) for line in comment)
        for comment in desk.pen.comments.findall(W + "comment")
    }
    plain = {re.sub(r"#[A-Z2-9]{7}$", "#", one) for one in said}
    assert plain == {
        "Lateness\nperf.late · rule 0.93 · #",
        "Performance\nperf · rule 0.93 · #",
        "Fear\nfear · rule 0.93 · #",
        "Crops, fields\ncrop · rule 0.93 · 2× · #",
    }
    assert {comment.get(W + "author") for comment in desk.pen.comments} == {"civic-qual"}


def test_a_file_that_nobody_opened_decides_nothing(desk):
    returned = read_document(desk.path, desk.study)
    assert (dict(returned.acts), returned.read, list(returned.told)) == ({}, 0, [])


def test_what_was_left_in_what_was_read_is_accepted(desk):
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (ALL, [])
    shown = desk.study.codings(coder="Awa").read.shown.values
    assert set(shown) == {"rules"}
    assert set(desk.study.codings(coder="Awa").coded.origin.values) == {"human"}


def test_outside_of_what_was_read_nothing_is_decided(desk):
    desk.pen.delete(desk.suggestion("fear"))
    desk.pen.answer(desk.suggestion("crop"), "no")
    desk.pen.fill(0, "up to 1")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (sorted([LATE, PERF]), [])
    assert desk.read_passages() == [1]


@pytest.mark.parametrize("threads", [True, False])
def test_deleted_and_answered_with_no_is_rejected(desk, threads):
    desk.pen.delete(desk.suggestion("perf"))
    desk.pen.answer(desk.suggestion("crop"), "Non.")
    desk.pen.fill(0, "all")
    desk.bring_in(threads=threads)
    assert (desk.codings(), desk.rejected()) == (sorted([LATE, FEAR]), sorted([PERF, *CROPS]))


@pytest.mark.parametrize("answer", ["fear", "Peur", "no: fear", "FEAR!", "fear · Fear"])
def test_another_code_in_answer_changes_it_in_all_its_places(desk, answer):
    desk.pen.answer(desk.suggestion("crop"), answer)
    desk.pen.fill(0, "all")
    desk.bring_in()
    changed = [("maize", "fear"), ("planted", "fear")]
    assert desk.codings() == sorted([*without(*CROPS), *changed])
    assert desk.rejected() == CROPS


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("crop ·", "fear ·"),
        ("Crops, fields", "Fear"),
        ("Crops, fields", "fear"),
        ("crop ·", "Peur ·"),
    ],
)
def test_another_code_written_into_the_comment_changes_it(desk, old, new):
    desk.pen.write_over(desk.suggestion("crop"), old, new)
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert ("maize", "fear") in desk.codings()
    assert desk.rejected() == CROPS


@pytest.mark.parametrize("new", ["no", "NON !", "fields: no"])
def test_no_written_into_the_comment_rejects_it_or_is_asked_about(desk, new):
    desk.pen.write_over(desk.suggestion("crop"), "Crops, fields", new)
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    if new == "fields: no":
        assert (returned.asked, desk.rejected()) == (1, [])
    else:
        assert desk.rejected() == CROPS


def test_a_code_added_in_answer_is_added_if_the_suggested_one_is_named_too(desk):
    desk.pen.answer(desk.suggestion("fear"), "fear; perf")
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert desk.codings() == sorted([*ALL, ("were afraid", "perf")])
    assert desk.rejected() == []


def test_resolved_says_nothing(desk):
    for code in ("crop", "fear"):
        desk.pen.resolve(desk.suggestion(code))
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (ALL, [])


def test_a_code_of_ones_own_on_the_words_of_a_suggestion_adds(desk):
    desk.comment("were afraid", "perf")
    desk.pen.fill(0, "all")
    desk.bring_in(threads=False)
    assert desk.codings() == sorted([*ALL, ("were afraid", "perf")])
    assert desk.rejected() == []


def test_no_on_the_words_of_a_suggestion_answers_it_though_it_was_no_answer(desk):
    desk.comment("were afraid", "no")
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (without(FEAR), [FEAR])


@pytest.mark.parametrize("said", ["not this", "perhaps", "hm?", "fear perf", "no, perf.lat"])
def test_an_answer_in_other_words_is_asked_about_and_decides_nothing(desk, said):
    desk.pen.answer(desk.suggestion("fear"), said)
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (without(FEAR), [])
    assert (returned.asked, desk.read_passages()) == (1, [1, 3, 4])
    assert f"[2], comment '{said}'" in told(returned)


def test_yes_and_no_at_once_is_asked_about(desk):
    for said in ("yes", "no"):
        desk.pen.answer(desk.suggestion("fear"), said)
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (returned.asked, "both yes and no" in told(returned)) == (1, True)


def test_a_remark_in_answer_is_kept_and_decides_nothing(desk):
    desk.pen.answer(desk.suggestion("fear"), "memo: of whom?")
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert desk.codings() == ALL
    assert desk.study.memos.frame["text"].tolist() == ["of whom?"]


def test_the_comment_written_over_whole_is_an_answer(desk):
    desk.pen.rewrite(desk.suggestion("crop"), "fear")
    desk.pen.rewrite(desk.suggestion("perf.late"), "no")
    desk.pen.fill(0, "all")
    desk.bring_in()
    changed = [("maize", "fear"), ("planted", "fear")]
    assert desk.codings() == sorted([PERF, FEAR, *changed])
    assert desk.rejected() == sorted([LATE, *CROPS])


def test_a_comment_that_was_copied_is_the_same_suggestion(desk):
    name = desk.suggestion("fear")
    again = copy.deepcopy(desk.pen._of(name))
    again.set(W + "id", "900")
    desk.pen.comments.append(again)
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert desk.codings() == ALL


def test_copies_that_do_not_say_the_same_are_asked_about(desk):
    name = desk.suggestion("fear")
    again = copy.deepcopy(desk.pen._of(name))
    again.set(W + "id", "900")
    desk.pen.comments.append(again)
    desk.pen.write_over("900", "Fear", "no")
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (returned.asked, desk.codings()) == (1, without(FEAR))
    assert "more than once" in told(returned)


def test_a_comment_that_was_moved_is_still_the_suggestion_of_its_words(desk):
    name = desk.suggestion("fear")
    start, end = (desk.pen._anchor(name, f"commentRange{side}") for side in ("Start", "End"))
    line = desk.pen.lines()[-1]
    line.append(start)
    line.append(end)
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (ALL, [])


def test_comments_that_a_program_lost_reject_nothing(desk):
    for name in list(desk.pen.suggestions().values()):
        desk.pen.delete(name)
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (desk.codings(), desk.rejected(), desk.read_passages()) == ([], [], [4])
    assert (returned.asked, "no comment is left of 4 suggestions" in told(returned)) == (3, True)


def test_no_to_all_is_said_in_the_box(desk):
    for name in list(desk.pen.suggestions().values()):
        desk.pen.delete(name)
    desk.pen.fill(0, "all, no to all")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == ([], ALL)
    assert desk.read_passages() == [1, 2, 3, 4]


def test_deleted_and_written_anew_is_accepted_once(desk):
    desk.pen.delete(desk.suggestion("fear"))
    desk.comment("were afraid", "fear")
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (ALL, [])


def test_a_change_of_mind_takes_back_what_was_said(desk):
    answer = desk.pen.answer(desk.suggestion("fear"), "no")
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (without(FEAR), [FEAR])
    desk.pen.rewrite(answer, "yes")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (ALL, [])
    desk.pen.rewrite(answer, "perf")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (
        sorted([*without(FEAR), ("were afraid", "perf")]),
        [FEAR],
    )
    desk.pen.rewrite(answer, "ok")
    desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (ALL, [])
    assert not read_document(desk.save(), desk.study).acts


def test_comments_of_another_coder_of_the_study_are_not_taken_for_hers(desk, study):
    study.code("bria", 0, 5, "fear", coder="Issa")
    desk.pen.author = "Issa"
    desk.pen.answer(desk.suggestion("fear"), "no")
    desk.comment("maize again", "perf")
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (desk.codings(), desk.rejected()) == (sorted([LATE, PERF]), [])
    assert (returned.asked, desk.read_passages()) == (2, [1, 4])
    assert "Issa wrote it" in told(returned)


def test_authors_without_a_name_or_with_another_are_the_coder(desk):
    for author, code in (("", "fear"), ("Microsoft Office User", "crop")):
        desk.pen.author = author
        desk.pen.answer(desk.suggestion(code), "no")
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert desk.rejected() == sorted([FEAR, *CROPS])


@pytest.mark.parametrize("lines", [slice(None), slice(-1, None), slice(0, 1)])
def test_without_the_whole_small_print_nothing_is_decided(desk, lines):
    body = desk.pen.body.find(W + "body")
    printed = [one for one in body.findall(W + "p") if "".join(one.itertext()).startswith("⟦")]
    for paragraph in printed[lines]:
        body.remove(paragraph)
    desk.pen.delete(desk.suggestion("fear"))
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (desk.codings(), desk.rejected(), desk.read_passages()) == ([], [], [])
    assert "small print" in told(returned)


def test_marks_that_a_program_took_out_leave_answers_on_the_same_words_open(study, tmp_path):
    advice = ((1, ("were afraid",), "fear"), (1, ("were afraid",), "perf"), ADVICE[0])
    desk = Desk(study, tmp_path, advice=advice)
    desk.pen.answer(desk.suggestion("fear"), "no")
    for text in desk.pen.body.iter(W + "t"):
        text.text = (text.text or "").replace("\u2060", "")
    desk.pen.fill(0, "all")
    returned = desk.bring_in(threads=False)
    assert (desk.codings(), desk.rejected()) == ([LATE], [])
    assert (returned.asked, "one suggestion or another" in told(returned)) == (1, True)


def test_an_answer_of_which_the_beginning_was_lost_is_told_by_its_end(desk):
    answer = desk.pen.answer(desk.suggestion("fear"), "no")
    start = desk.pen._anchor(answer, "commentRangeStart")
    start.getparent().remove(start)
    desk.pen.fill(0, "all")
    desk.bring_in(threads=False)
    assert (desk.codings(), desk.rejected()) == (without(FEAR), [FEAR])


def test_a_blind_document_shows_no_advice_whatever_the_queue_holds(study, tmp_path, desk):
    queue = replace(desk.queue, shown="blind")
    (document,) = documents_of(study, queue).values()
    document.save(tmp_path / "blind.docx")
    pen = Pen(tmp_path / "blind.docx")
    assert (pen.fresh, pen.suggestions()) == (True, {})
    assert not list(pen.body.iter(W + "u"))
    assert "suggest" not in "".join(pen.body.itertext())

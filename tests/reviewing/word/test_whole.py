"""Documents of many passages, several in one file, of two coders, of corrected transcripts."""

import copy
from dataclasses import replace

import pytest

import civic_qual as cq
from benchmarks.documents.office import DOCX, ODT, PROGRAM, saved_again
from benchmarks.documents.pen import Pen, W
from benchmarks.documents.recount import recounted
from civic_qual.reviewing.coming_back import sorted_out
from civic_qual.reviewing.word.opening import open_document
from civic_qual.reviewing.word.reading import read_document
from civic_qual.reviewing.word.writing import documents_of
from tests.reviewing.word.conftest import Desk

ADVICE = (
    (0, ("they came late",), "perf.late"),
    (1, ("were afraid",), "fear"),
    (2, ("maize", "planted"), "crop"),
)


def told(returned):
    return "\n".join(map(str, returned.told))


def bring_in(study, path):
    returned = read_document(path, study)
    for (queue, coder), acts in returned.acts.items():
        assert not any(done.refused for done in study.act(acts, coder=coder, queue=queue))
    return returned


@pytest.fixture
def long(tmp_path):
    """A study of one interview of fifty answers, given as a whole to Awa."""
    talk = "".join(f"I: And then?\nR: It was day {n} and we waited.\n" for n in range(1, 51))
    (tmp_path / "long.txt").write_text(talk, encoding="utf-8")
    corpus = cq.read_corpus(tmp_path / "long.txt", languages=("en",))
    codebook = cq.example_codebook()
    with cq.Study.create(tmp_path / "long.study", corpus, codebook) as study:
        turns = [
            ("long", turn.start, turn.end) for turn in study.corpus["long"].turns if turn.counted
        ]
        queue = study.assign("whole", turns, "Awa", kind="transcripts")["Awa"]
        (document,) = documents_of(study, queue, language="fr").values()
        document.save(tmp_path / "long.docx")
        yield study, tmp_path / "long.docx"


@pytest.mark.parametrize(
    ("filled", "read"),
    [
        ({0: "tout"}, range(1, 51)),
        ({0: "jusqu'à 7"}, range(1, 8)),
        ({2: "tout"}, range(21, 41)),
        ({1: "jusqu'à 3", 3: "tout"}, [1, 2, 3, *range(41, 51)]),
        ({0: "all", 2: "nothing"}, [*range(1, 21), *range(41, 51)]),
        ({0: "all", 2: "up to 25"}, [*range(1, 26), *range(41, 51)]),
        ({0: "all", 2: "well, some"}, [*range(1, 21), *range(41, 51)]),
        ({0: "nothing", 1: "all"}, range(1, 21)),
        ({3: "up to 20"}, []),
    ],
)
def test_parts_have_boxes_of_their_own_which_count_more_than_the_head(long, filled, read):
    study, path = long
    pen = Pen(path)
    assert len([row for row in pen.body.iter(W + "tr") if "►" in "".join(row.itertext())]) == 4
    for which, words in filled.items():
        pen.fill(which, words)
    pen.save(path)
    bring_in(study, path)
    text = study.corpus["long"].text
    days = {
        int(text[start:end].split("day ")[1].split()[0])
        for _, start, end in recounted(study.path, "Awa").readings
    }
    assert days == set(read)


def test_whole_interviews_have_no_bars_and_no_advice(long):
    _, path = long
    body = Pen(path).body
    assert not list(body.iter(W + "pBdr"))
    assert "Comment travailler" in open_document(path).text


def pasted(one, other):
    """Put the content of a document behind that of another, comments and all."""
    body = one.body.find(W + "body")
    for element in other.body.find(W + "body"):
        element = copy.deepcopy(element)
        for anchor in element.iter(
            *(W + f"comment{kind}" for kind in ("RangeStart", "RangeEnd", "Reference"))
        ):
            anchor.set(W + "id", f"9{anchor.get(W + 'id')}")
        body.append(element)
    for comment in other.comments:
        comment = copy.deepcopy(comment)
        comment.set(W + "id", f"9{comment.get(W + 'id')}")
        one.comments.append(comment)


def test_documents_of_two_coders_pasted_together_are_each_ones_own(study, tmp_path):
    awa = Desk(study, tmp_path, advice=ADVICE)
    issa = Desk(study, tmp_path, advice=ADVICE, coder="Issa", name="second")
    awa.pen.fill(0, "all")
    awa.pen.delete(awa.suggestion("fear"))
    issa.pen.fill(0, "up to 2")
    issa.comment("Yes", "crop")
    pasted(awa.pen, issa.pen)
    returned = awa.bring_in()
    assert (returned.rows, returned.read) == (8, 6)
    assert awa.codings() == [
        ("maize", "crop"),
        ("planted", "crop"),
        ("they came late", "perf.late"),
    ]
    assert awa.codings("Issa") == [
        ("Yes", "crop"),
        ("they came late", "perf.late"),
        ("were afraid", "fear"),
    ]


def test_a_document_that_stands_twice_in_a_file_must_say_the_same(study, tmp_path):
    desk = Desk(study, tmp_path, advice=ADVICE)
    untouched, other = copy.deepcopy(desk.pen), copy.deepcopy(desk.pen)
    desk.pen.fill(0, "all")
    other.fill(0, "all")
    other.delete(desk.suggestion("fear"))
    alone = copy.deepcopy(desk.pen)
    pasted(desk.pen, untouched)
    assert desk.read().read == 4
    desk.pen = alone
    pasted(desk.pen, other)
    returned = desk.bring_in()
    assert (returned.read, returned.asked) == (3, 1)
    assert ("were afraid", "fear") not in desk.codings()
    assert desk.rejected() == []


def test_documents_of_two_coders_combined_into_one_text_are_refused(study, tmp_path):
    awa = Desk(study, tmp_path)
    issa = Desk(study, tmp_path, coder="Issa")
    row, place = awa.place(awa.span("they came")[0])
    awa.pen.type_in(row, place, f"[1 {issa.keys[0]}] ")
    awa.pen.fill(0, "all")
    returned = awa.bring_in()
    assert (returned.read, awa.read_passages()) == (0, [])
    assert "Awa and Issa" in told(returned)


def test_whose_a_document_is_is_not_overruled(study, tmp_path):
    desk = Desk(study, tmp_path)
    desk.pen.fill(0, "all")
    returned = read_document(desk.save(), study, coder="Issa")
    assert not returned.acts
    assert "Awa, not to Issa" in told(returned)
    assert read_document(desk.save(), study, coder="Awa").read == 4


def test_a_document_of_another_study_is_told(study, tmp_path):
    desk = Desk(study, tmp_path)
    desk.pen.fill(0, "all")
    corpus, codebook = study.corpus, study.codebook
    with cq.Study.create(tmp_path / "other.study", corpus, codebook) as other:
        returned = read_document(desk.save(), other)
    assert (dict(returned.acts), returned.rows) == ({}, 0)
    assert "nobody in this study" in told(returned)


def corrected(study, old, new):
    """Correct the interview of the study."""
    one = study.corpus["bria"]
    text = one.text.replace(old, new)
    grown, place = len(new) - len(old), one.text.index(old)
    turns = tuple(
        replace(
            turn,
            start=turn.start + grown * (turn.start > place),
            end=turn.end + grown * (turn.end > place),
            spoken=tuple(
                (start + grown * (start > place), end + grown * (end > place))
                for start, end in turn.spoken
            ),
        )
        for turn in one.turns
    )
    study.correct(replace(one, text=text, turns=turns), who="Lead")


def test_a_transcript_that_was_corrected_since_is_found_again(study, tmp_path):
    desk = Desk(study, tmp_path, advice=ADVICE)
    desk.comment("maize again", "fear")
    desk.comment("Always too late", "crop")
    desk.pen.answer(desk.suggestion("fear"), "perf")
    desk.pen.fill(0, "all")
    corrected(study, "Yes, they", "Well, yes, they")
    desk.bring_in()
    text = study.corpus["bria"].text
    codings = {(text[start:end], code) for _, start, end, code in by_now(study)}
    assert codings == {
        ("they came late", "perf.late"),
        ("Always too late", "crop"),
        ("were afraid", "perf"),
        ("maize", "crop"),
        ("planted", "crop"),
        ("maize again", "fear"),
    }
    assert not read_document(desk.save(), study).acts


def by_now(study):
    frame = study.codings(coder="Awa").frame
    return {(row.transcript, row.start, row.end, row.code) for row in frame.itertuples()}


def test_a_document_brought_in_before_a_correction_brings_nothing_after_it(study, tmp_path):
    desk = Desk(study, tmp_path, advice=ADVICE)
    desk.comment("maize again", "fear")
    desk.pen.answer(desk.suggestion("fear"), "perf")
    desk.pen.fill(0, "all")
    desk.bring_in()
    before = len(by_now(study))
    corrected(study, "Yes, they", "Well, yes, they")
    desk.bring_in()
    assert len(by_now(study)) == before


@pytest.mark.skipif(not PROGRAM, reason="needs LibreOffice")
@pytest.mark.parametrize(
    "forms", [[DOCX], [ODT], [ODT, DOCX]], ids=["docx", "odt", "by way of odt"]
)
def test_saved_again_by_libreoffice_it_says_the_same(study, tmp_path, forms):
    desk = Desk(study, tmp_path, advice=ADVICE)
    desk.comment("chased them.\n\nWe were afraid, كنا خائفين", "perf.late")
    desk.comment("were afraid, كنا", "crop")
    desk.comment("🕊️ came", "Peur")
    desk.comment("q̃ and x̄", "perf")
    desk.pen.answer(desk.suggestion("fear"), "perf")
    desk.pen.delete(desk.suggestion("crop"))
    desk.pen.fill(0, "tout")
    path = desk.save()
    said = read_document(path, study)
    for form in forms:
        (path,) = saved_again([path], tmp_path / "saved", form)
    again = read_document(path, study)
    assert sorted_out([path]).ours == [path]
    assert dict(again.acts) == dict(said.acts)
    assert len(again.acts["first", "Awa"]) == 12
    assert (again.read, list(again.told)) == (4, [])


def test_the_same_document_read_into_two_copies_is_one_when_they_are_merged(study, tmp_path):
    desk = Desk(study, tmp_path, advice=ADVICE)
    desk.comment("maize again", "fear")
    desk.pen.delete(desk.suggestion("fear"))
    desk.pen.fill(0, "all")
    path = desk.save()
    study.backup(tmp_path / "copy.study")
    bring_in(study, path)
    with cq.Study(tmp_path / "copy.study") as other:
        bring_in(other, path)
    once = by_now(study)
    study.merge(tmp_path / "copy.study")
    assert by_now(study) == once
    assert len(study.codings(coder="Awa").frame) == len(once)
    assert desk.read_passages() == [1, 2, 3, 4]

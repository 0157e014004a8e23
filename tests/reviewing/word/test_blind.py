"""Documents of blind queues: what they show, and what comes of comments and boxes."""

import re
import zipfile

import docx
import pytest
from lxml import etree

from benchmarks.documents.pen import Pen, W
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.errors import ReadError
from civic_qual.reviewing.word.reading import is_document, read_document
from civic_qual.reviewing.word.writing import documents_of


def told(returned):
    return "\n".join(map(str, returned.told))


def test_a_blind_document_holds_no_comment_and_no_code_but_those_of_the_list(desk):
    with zipfile.ZipFile(desk.path) as archive:
        assert not [name for name in archive.namelist() if "comments" in name]
    text = "\n".join(one.text for one in docx.Document(desk.path).paragraphs)
    shown = text[: text.index("▲▲▲")]
    assert "perf" not in shown
    assert "Lateness" not in shown
    assert "Internal" in shown


def test_the_interview_stands_in_it_word_for_word_with_numbers_and_keys(desk):
    lines = ["".join(line.itertext()) for line in desk.pen.lines()]
    for number, key in enumerate(desk.keys, start=1):
        lines = [line.removeprefix(f"[{number} {key}] ") for line in lines]
    assert lines == [line for line in desk.text.splitlines() if line.strip()]


def test_a_file_that_nobody_opened_says_nothing(desk):
    returned = read_document(desk.path, desk.study)
    assert not returned.acts
    assert not returned.told
    assert (returned.rows, returned.read, returned.unread, returned.asked) == (4, 0, 4, 0)
    assert is_document(desk.path)


def test_read_all_and_nothing_else_is_four_readings_and_no_coding(desk):
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (returned.read, desk.read_passages(), desk.codings()) == (4, [1, 2, 3, 4], [])
    read = desk.study.codings(coder="Awa").read
    assert (set(read.shown.values), set(read.unit.values)) == ({"blind"}, {"turn"})


def test_comments_are_codings_of_exactly_their_words_in_what_was_read(desk):
    desk.comment("they came late", "perf.late")
    desk.comment("late. Always", "Peur")
    desk.comment("🕊️ came", "Fear; crops, fields")
    desk.comment("chased them.\n\nWe were afraid, كنا خائفين", "Lateness")
    desk.comment("x̄", "FEAR.")
    desk.comment("maize again", "crop")
    desk.pen.fill(0, "up to 2")
    returned = desk.bring_in()
    assert desk.codings() == sorted(
        [
            ("they came late", "perf.late"),
            ("late. Always", "fear"),
            ("🕊️ came", "fear"),
            ("🕊️ came", "crop"),
            ("chased them.\n\nWe were afraid, كنا خائفين", "perf.late"),
            ("x̄", "fear"),
        ]
    )
    assert desk.read_passages() == [1, 2]
    assert "1 comment stands in a passage that is not said to be read" in told(returned)


@pytest.mark.parametrize("box", ["", "nothing", "12", "most of it", "up to 9"])
def test_without_a_word_that_is_understood_nothing_counts(desk, box):
    desk.comment("they came late", "perf.late")
    if box:
        desk.pen.fill(0, box)
    returned = desk.bring_in()
    assert (returned.read, desk.codings(), desk.read_passages()) == (0, [], [])
    assert ("not understood" in told(returned)) == (box not in {"", "nothing"})


def test_reading_again_changes_nothing(desk):
    desk.comment("they came late", "perf.late")
    desk.comment("maize", "memo: which year?")
    desk.pen.fill(0, "tout")
    desk.bring_in()
    assert desk.study.memos.frame["text"].tolist() == ["which year?"]
    again = read_document(desk.save(), desk.study)
    assert not again.acts
    assert again.read == 4


def test_corrected_and_read_again_brings_the_differences(desk):
    late = desk.comment("they came late", "perf.late")
    desk.comment("maize", "crop")
    desk.pen.fill(0, "all")
    desk.bring_in()
    desk.pen.rewrite(late, "fear")
    desk.comment("Nobody", "fear")
    desk.bring_in()
    assert desk.codings() == [("Nobody", "fear"), ("maize", "crop"), ("they came late", "fear")]
    desk.pen.rewrite(late, "perf.late")
    desk.bring_in()
    assert ("they came late", "perf.late") in desk.codings()
    assert len(desk.codings()) == 3


def test_what_was_coded_elsewhere_is_not_taken_off(desk):
    start, end = desk.span("Always too late")
    desk.study.code("bria", start, end, "perf", coder="Awa")
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert desk.codings() == [("Always too late", "perf")]


def test_a_passage_with_a_slip_is_asked_about_and_the_others_count(desk):
    desk.comment("they came late", "perf.lat")
    desk.comment("Always too late", "fear")
    desk.comment("maize again", "crop")
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (returned.read, returned.asked, returned.unread) == (3, 1, 0)
    assert desk.codings() == [("maize again", "crop")]
    assert desk.read_passages() == [2, 3, 4]
    assert "[1]" in told(returned)
    assert "'perf.late · Lateness'" in told(returned)


def test_once_the_slip_is_mended_the_passage_counts(desk):
    slip = desk.comment("they came late", "perf.lat")
    desk.pen.fill(0, "all")
    desk.bring_in()
    desk.pen.rewrite(slip, "perf.late")
    desk.bring_in()
    assert (desk.codings(), desk.read_passages()) == (
        [("they came late", "perf.late")],
        [1, 2, 3, 4],
    )


@pytest.mark.parametrize("said", ["no", "yes", "", "perf.late fear", "??"])
def test_what_says_nothing_on_its_own_is_asked_about(desk, said):
    desk.comment("they came late", said)
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (returned.asked, desk.codings(), desk.read_passages()) == (1, [], [2, 3, 4])
    assert len(returned.told) == 1


def test_a_comment_may_be_taken_back_in_its_own_thread(desk):
    desk.pen.answer(desk.comment("they came late", "fear"), "non")
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (returned.asked, desk.codings(), desk.read_passages()) == (0, [], [1, 2, 3, 4])


def test_comments_outside_the_passages_are_told_and_not_coded(desk):
    desk.comment("What else", "fear")
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (desk.codings(), returned.read) == ([], 4)
    assert "'fear'" in told(returned)


def test_a_comment_over_several_passages_is_asked_about_and_nothing_of_them_is_done(desk):
    desk.comment("Did they come late?\nR1: Yes, they came late. Always too late.", "fear")
    desk.comment("maize again.\nI: Who helped?\nR2: Nobody", "crop\nmemo: both")
    desk.comment("at all", "fear")
    desk.pen.fill(0, "1-3")
    returned = desk.bring_in()
    assert (returned.asked, returned.read) == (1, 2)
    assert [code for _, code in desk.codings()] == ["fear"]
    assert desk.read_passages() == [1, 2]
    assert desk.study.memos.frame.empty
    (line,) = (line for line in returned.told if "[3]" in line)
    assert "3-4" in line
    assert "maize again." in line


def test_a_comment_over_several_passages_counts_once_it_stands_in_each(desk):
    both = desk.comment("Always too late.\nI: And then?\nR1: The peacekeepers", "perf.late")
    desk.pen.fill(0, "all")
    assert desk.bring_in().asked == 2
    desk.pen.answer(both, "no")
    desk.comment("Always too late", "perf.late")
    desk.comment("The peacekeepers", "perf.late")
    assert desk.bring_in().asked == 0
    assert desk.codings() == [("Always too late", "perf.late"), ("The peacekeepers", "perf.late")]
    assert desk.read_passages() == [1, 2, 3, 4]


def test_a_label_or_a_number_among_the_words_is_left_out(desk):
    _, end = desk.span("R1: Yes, they came late. Always too late.\n")
    row, last = desk.place(end - 2)
    desk.pen.comment("fear", (row, -100), (row, last))
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert desk.codings() == [("Yes, they came late. Always too late", "fear")]


def test_typing_into_the_text_does_not_hurt(desk):
    desk.comment("Always too late", "perf.late")
    desk.comment("maize again", "crop")
    row, place = desk.place(desk.span("Yes")[0])
    desk.pen.type_in(row, place, "(laughs) ")
    row, place = desk.place(desk.span("planted")[0])
    desk.pen.type_in(row, place, "never ", tracked=True)
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert desk.codings() == [("Always too late", "perf.late"), ("maize again", "crop")]
    assert desk.read_passages() == [1, 2, 3, 4]


def test_words_that_were_typed_into_are_found_and_told(desk):
    desk.comment("planted maize", "crop")
    row, place = desk.place(desk.span("maize")[0])
    desk.pen.type_in(row, place, "much ")
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert desk.codings() == [("planted maize", "crop")]
    assert "planted much maize" in told(returned)


def test_a_passage_whose_text_was_taken_out_is_not_read(desk):
    row, place = desk.place(desk.span("We planted")[0])
    desk.pen.strike(row, place, place + len("We planted maize, and maize again."))
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (desk.read_passages(), returned.asked) == ([1, 2, 4], 1)
    assert "[3]" in told(returned)


def test_a_paragraph_that_was_split_is_still_the_passage(desk):
    row, place = desk.place(desk.span("Always")[0])
    desk.comment("came late. Always too", "fear")
    desk.pen.split(row, place)
    desk.pen.fill(0, "all")
    desk.bring_in()
    assert desk.codings() == [("came late. Always too", "fear")]
    assert desk.read_passages() == [1, 2, 3, 4]


def test_a_code_that_is_made_is_given_with_its_words(desk):
    desk.comment("maize again", "new: crop > Second harvest = once more in a year")
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    (made,) = returned.new_codes
    assert (made.name, made.parent, made.definition) == (
        "Second harvest",
        "crop",
        "once more in a year",
    )
    assert desk.text[made.start : made.end] == "maize again"
    assert returned.read == 4


def test_a_document_without_its_small_print_and_borders_is_still_read(desk):
    body = desk.pen.body.find("{*}body")
    for paragraph in list(body.findall("{*}p")):
        text = "".join(paragraph.itertext())
        if text.startswith(("▲▲▲", "▼▼▼", "⟦", "For the program")):
            body.remove(paragraph)
    desk.pen.fill(0, "all")
    returned = desk.bring_in()
    assert (returned.read, desk.read_passages()) == (4, [1, 2, 3, 4])


def test_other_word_documents_are_not_taken_for_ours(tmp_path, study):
    document = docx.Document()
    document.add_paragraph("I: Who came?")
    document.save(tmp_path / "talk.docx")
    assert not is_document(tmp_path / "talk.docx")
    assert not is_document(tmp_path / "nothing.docx")
    with pytest.raises(ReadError, match="no document to code in"):
        read_document(tmp_path / "talk.docx", study)


def test_what_was_read_may_be_typed_behind_the_question(desk):
    (row,) = [one for one in desk.pen.body.iter(W + "tr") if "►" in "".join(one.itertext())]
    run = etree.SubElement(row.find(f".//{W}p"), W + "r")
    etree.SubElement(run, W + "t").text = " up to 2"
    desk.bring_in()
    assert desk.read_passages() == [1, 2]


def test_documents_are_called_so_that_any_system_takes_the_name(study):
    turn = Turn(start=0, end=9, spoken=((0, 9),), speaker="R", role="respondent", language="en")
    names = ["a/b:c", "a?b*c", "..", "Mali 01 (é)"]
    for name in names:
        study.add(Corpus((Transcript(id=name, text="We waited", turns=(turn,)),)))
    passages = [(name, 0, 9) for name in names]
    queue = study.assign("odd", passages, "Awa", kind="search", shown="blind")["Awa"]
    made = documents_of(study, queue)
    assert set(made) == {"a_b_c.docx", "a_b_c_2.docx", "_.docx", "Mali 01 (é).docx"}


def test_sentences_are_passages_within_a_paragraph(study, tmp_path):
    one = study.corpus["bria"]
    start, end = (one.text.index("Yes, they"), one.text.index("Always too late."))
    passages = [("bria", start, end - 1), ("bria", end, end + 16)]
    queue = study.assign(
        "sentences", passages, "Awa", kind="search", shown="blind", unit="sentence"
    )["Awa"]
    (document,) = documents_of(study, queue).values()
    document.save(tmp_path / "sentences.docx")
    pen = Pen(tmp_path / "sentences.docx")
    line = next(one for one in pen.lines() if "Always" in "".join(one.itertext()))
    assert re.findall(r"\[(\d) [A-Z2-9]{7}\]", "".join(line.itertext())) == ["1", "2"]
    run = next(one for one in line.iter(W + "t") if "Always" in one.text).getparent()
    run.addprevious(etree.Element(W + "commentRangeStart", {W + "id": "7"}))
    run.addnext(etree.Element(W + "commentRangeEnd", {W + "id": "7"}))
    comment = etree.SubElement(pen.comments, W + "comment", {W + "id": "7", W + "author": "Awa"})
    said = etree.SubElement(etree.SubElement(comment, W + "p"), W + "r")
    etree.SubElement(said, W + "t").text = "perf"
    pen.fill(0, "2-2")
    pen.save(tmp_path / "sentences.docx")
    (acts,) = read_document(tmp_path / "sentences.docx", study).acts.values()
    coded, read = acts
    assert (coded.start, coded.end, coded.code) == (end, end + 16, "perf")
    assert queue.by_key[read.item].start == end

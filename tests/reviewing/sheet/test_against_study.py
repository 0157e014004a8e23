"""Sheets against a study that went on: work done elsewhere, decisions, corrections, copies."""

import shutil
from dataclasses import replace

import civic_qual as cq
from civic_qual.reviewing.sheet.passages import parts_of
from civic_qual.reviewing.sheet.reading import read_sheet
from civic_qual.reviewing.sheet.writing import sheet_of
from tests.reviewing.sheet import recount


def test_what_was_coded_elsewhere_stays(work, opened):
    sheet = opened(work.sheet())
    name, start, end = work.items()[sheet.key(3)]
    work.study.code(name, start + 12, start + 20, "crop", coder="Awa")
    work.study.code(name, start + 12, start + 20, "fear", coder="Awa")
    sheet.write(3, code_1="crop", code_2="perf")
    returned = work.add(sheet.save())
    assert returned.told == [
        "Awa.xlsx: a passage carries codes that its row does not name; they were coded elsewhere, "
        "and stay (row 3)"
    ]
    assert recount.coded(work.study.path, "Awa") == {
        (name, start + 12, start + 20): {"crop", "fear"},
        (name, start, end): {"perf"},
    }
    sheet.write(3, code_1=None, code_2=None, nothing_here="yes")
    returned = work.add(sheet.save())
    assert "now coded" not in "".join(returned.told)
    assert "taken off: 'perf'" in returned.told[0]
    assert "carries 'crop', 'fear', which was coded elsewhere" in returned.told[1]
    assert recount.coded(work.study.path, "Awa") == {
        (name, start + 12, start + 20): {"crop", "fear"}
    }


def test_what_others_decided_holds(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop")
    work.add(sheet.save())
    ((coding,),) = recount.rows(work.study.path, "coding", "key")
    work.study.decide(coding.hex(), "reject", coder="Moussa")
    returned = work.add(sheet.path)
    assert returned.acts == {}
    assert returned.told == [
        "Awa.xlsx, row 3: Moussa decided since that 'crop' does not hold here, and that stays"
    ]


def test_what_was_taken_back_as_a_whole_can_be_read_again(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop", memo="m")
    work.add(sheet.save())
    work.study.undo_line(recount.lines(work.study.path), coder="Moussa")
    assert recount.coded(work.study.path, "Awa") == {}
    work.add(sheet.path)
    assert recount.coded(work.study.path, "Awa") == {work.items()[sheet.key(3)]: {"crop"}}
    assert len(recount.read(work.study.path, "Awa")) == 1
    assert work.add(sheet.path).acts == {}


def test_an_empty_copy_takes_nothing_off(work, opened):
    empty = work.sheet(file="empty.xlsx")
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop", memo="m")
    work.add(sheet.save())
    assert work.add(empty).acts == {}


def test_a_lost_column_of_codes_takes_nothing_off(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop", code_2="fear")
    work.add(sheet.save())
    sheet.sheet.delete_cols(sheet.heads.index("code 2") + 1)
    returned = work.add(sheet.save())
    assert returned.acts == {}
    assert recount.coded(work.study.path, "Awa") == {work.items()[sheet.key(3)]: {"crop", "fear"}}


def test_off_and_on_and_off_again(work, opened):
    sheet = opened(work.sheet())
    passage = work.items()[sheet.key(3)]
    for codes in (
        ("crop", "fear"),
        ("crop", None),
        ("crop", "fear"),
        (None, "fear"),
        ("crop", None),
    ):
        sheet.write(3, code_1=codes[0], code_2=codes[1])
        work.add(sheet.save())
        assert recount.coded(work.study.path, "Awa") == {passage: set(codes) - {None}}
        assert work.add(sheet.path).acts == {}
    assert recount.read(work.study.path, "Awa") == [passage]


def test_a_new_sheet_shows_what_was_said_and_adds_nothing(work, opened):
    sheet = opened(work.sheet())
    place = sheet.heads.index("field: addressee") + 1
    sheet.write(3, code_1="crop; fear; perf", code_2="perf.late", code_3="plea", memo="m")
    sheet.sheet.cell(3, place).value = "mission"
    sheet.write(4, nothing_here="yes")
    work.add(sheet.save())
    path = work.sheet(file="again.xlsx", language="fr")
    again = opened(path)
    assert again.cell(3, "code 4").value == "plea · Demande; fear · Peur"
    assert again.cell(3, "mémo").value == "m"
    assert again.cell(4, "rien ici").value == "oui"
    assert again.cell(5, "code 1").value is None
    returned = work.add(path)
    assert returned.acts == {}
    assert (returned.read, returned.unread) == (2, 8)
    again.cell(3, "code 1").value = None
    work.add(again.save())
    assert recount.coded(work.study.path, "Awa") == {
        work.items()[sheet.key(3)]: {"crop", "fear", "perf.late", "plea"}
    }


def test_one_sheet_read_into_two_copies_is_there_once_when_they_are_merged(work, opened):
    other = work.folder / "other.study"
    work.study.backup(other)
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop", memo="m")
    sheet.write(4, nothing_here="yes")
    path = sheet.save()
    here = read_sheet(path, work.study)
    with cq.Study(other) as copy:
        there = read_sheet(path, copy)
        assert here.acts == there.acts
        assert len({act.id for act in here.acts["s", "Awa"]}) == 4
        for (queue, coder), acts in there.acts.items():
            copy.act(acts, coder=coder, queue=queue)
    work.add(path)
    work.study.merge(other)
    codings = work.study.codings(coder="Awa")
    assert (len(codings), len(codings.readings)) == (1, 2)
    assert len(work.study.memos.frame) == 1
    assert work.add(path).acts == {}
    sheet.write(3, code_1="fear", memo="n")
    work.add(sheet.save())
    assert [one.code for one in work.study.codings(coder="Awa")] == ["fear"]


def test_a_corrected_transcript(work, opened):
    sheet = opened(work.sheet())
    row, gone = sheet.row_of("planted"), sheet.row_of("came late")
    sheet.write(row, code_1="crop")
    sheet.write(gone, code_1="fear")
    path = sheet.save()
    shutil.copy(path, work.folder / "kept.xlsx")
    before = work.study.corpus["one"].text
    folder = work.folder / "corrected"
    folder.mkdir()
    start, end = work.items()[sheet.key(gone)][1:]
    (folder / "one.txt").write_text(
        f"Interviewer: Good morning.\n{before[:start]}{before[end:]}", encoding="utf-8"
    )
    corrected = cq.read_corpus(folder, languages=("en",))["one"]
    work.study.correct(replace(corrected, id="one"))
    returned = work.add(path)
    assert (returned.read, returned.asked) == (1, 1)
    assert "was corrected since, and its words are not there any more" in returned.told[0]
    text = work.study.corpus["one"].text
    ((_, begins, ends),) = recount.coded(work.study.path, "Awa")
    assert text[begins:ends] == "Respondent: We planted maize, and maize again."
    assert work.add(path).acts == {}
    left = work.study.queue("s", "Awa")
    again = sheet_of(work.study, left)
    assert len(again.items) == 9
    assert again.left_out[0].startswith("1 passage of Awa is not on the sheet")


def test_a_changed_codebook(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop · Crops")
    work.add(sheet.save())
    book = work.folder / "next.yaml"
    text = (work.folder / "codebook.yaml").read_text(encoding="utf-8")
    book.write_text(
        text.replace("{en: Crops, fr: Récoltes}", "{en: Harvest, fr: Moisson}"), encoding="utf-8"
    )
    work.study.change_codebook(cq.read_codebook(book))
    returned = work.add(sheet.path)  # read by the codebook it was written for, and so it was before
    assert returned.acts == {}
    fresh = opened(work.sheet(file="fresh.xlsx"))
    assert fresh.cell(3, "code 1").value is None  # not read by this codebook
    fresh.write(3, code_1="harvest")
    returned = work.add(fresh.save())
    assert [type(act).__name__ for act in returned.acts["s", "Awa"]] == ["ReadItem"]
    assert recount.coded(work.study.path, "Awa") == {work.items()[sheet.key(3)]: {"crop"}}
    assert work.add(fresh.path).acts == {}


def test_parts_of_a_long_passage_are_answered_one_by_one(work, opened):
    text = work.study.corpus["one"].text
    work.study.assign("w", [("one", 0, len(text))], ["Awa"], kind="transcripts", shown="blind")
    work.name = "w"
    assert len(parts_of(text)) == 1
    folder = work.folder / "long"
    folder.mkdir()
    long = "Interviewer: And?\n" + "Respondent: " + "We waited at the well. " * 300 + "\n"
    (folder / "three.txt").write_text(long, encoding="utf-8")
    work.study.add(cq.read_corpus(folder, languages=("en",)))
    text = work.study.corpus["three"].text
    work.study.assign("x", [("three", 0, len(text))], ["Awa"], kind="transcripts", shown="blind")
    work.name = "x"
    sheet = opened(work.sheet(file="x.xlsx"))
    rows = sheet.sheet.max_row - 1
    assert rows == 4
    sheet.write(2, code_1="fear")
    sheet.write(4, nothing_here="yes", memo="in the middle")
    returned = work.add(sheet.save())
    key = sheet.key(2).split()[0]
    assert (returned.read, returned.unread) == (0, 4)
    assert returned.told == [
        f"x.xlsx, row 2: passage {key} has 4 parts, and of these 2, 4 have no answer; it was not "
        "read"
    ]
    assert recount.coded(work.study.path, "Awa") == {}
    sheet.write(3, code_2="crop")
    sheet.write(5, nothing_here="oui")
    returned = work.add(sheet.save())
    assert (returned.rows, returned.read, returned.told) == (4, 4, [])
    coded = recount.coded(work.study.path, "Awa")
    assert sorted(map(sorted, coded.values())) == [["crop"], ["fear"]]
    assert all(text[end - 1].isspace() for _, _, end in coded)
    assert recount.read(work.study.path, "Awa") == [("three", 0, len(text))]
    assert work.add(sheet.path).acts == {}


def read_for_late(work, codes="perf"):
    """Have Awa read all once more, for some codes only; return her work."""
    said = work.study.corpus.segments("turn").frame
    said = said[said["counted"]][["transcript", "start", "end"]]
    work.study.assign("late", said, ["Awa"], kind="transcripts", codes=codes, shown="blind")
    return replace(work, name="late")


def test_nothing_here_is_said_of_the_codes_that_a_sheet_is_for(work, opened):
    sheet = opened(work.sheet())
    sheet.write(3, code_1="crop")
    sheet.write(4, code_1="fear")
    work.add(sheet.save())
    coded = recount.coded(work.study.path, "Awa")
    late = read_for_late(work)
    sheet = opened(late.sheet(file="late.xlsx"))
    sheet.write(3, nothing_here="yes")
    sheet.write(4, code_1="perf.late")
    returned = late.add(sheet.save())
    assert (returned.told, returned.read) == ([], 2)
    place = late.items()[sheet.key(4)]
    assert recount.coded(work.study.path, "Awa") == coded | {place: {"fear", "perf.late"}}
    again = opened(late.sheet(file="again.xlsx"))
    assert again.cell(3, "code 1").value is None
    assert again.cell(3, "nothing here").value == "yes"
    assert again.cell(4, "code 1").value.startswith("perf.late")
    assert again.cell(4, "code 2").value is None
    assert late.add(again.path).acts == {}


def test_a_code_that_a_sheet_is_not_for_is_taken_and_told(work, opened):
    late = read_for_late(work)
    sheet = opened(late.sheet(file="late.xlsx"))
    place = late.items()[sheet.key(3)]
    sheet.write(3, code_1="crop", nothing_here="yes")
    returned = late.add(sheet.save())
    assert returned.told == [
        "late.xlsx, row 3, column H (code 1): this sheet is not for 'crop'; what is written here "
        "was taken over, too"
    ]
    assert recount.coded(work.study.path, "Awa") == {place: {"crop"}}
    assert recount.read(work.study.path, "Awa") == [place]
    sheet.write(3, code_1=None)
    returned = late.add(sheet.save())
    assert "does not name 'crop' any more" in returned.told[0]
    assert recount.coded(work.study.path, "Awa") == {place: {"crop"}}
    sheet.write(3, code_1="perf")
    assert late.add(sheet.save()).asked == 1

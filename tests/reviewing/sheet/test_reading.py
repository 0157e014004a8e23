"""Sheets that came back as they should: what they say is in the study, once."""

from tests.reviewing.sheet import recount


def test_a_sheet_that_nobody_opened_says_nothing(work):
    returned = work.add(work.sheet())
    assert (returned.rows, returned.read, returned.unread, returned.asked) == (10, 0, 10, 0)
    assert returned.acts == {}
    assert returned.told == []
    assert recount.coded(work.study.path, "Awa") == {}
    assert recount.read(work.study.path, "Awa") == []


def test_what_a_row_says_is_in_the_study(work, opened):
    sheet = opened(work.sheet())
    late, maize, slept = (sheet.row_of(words) for words in ("came late", "planted", "slept"))
    sheet.write(late, code_1="perf.late", code_2="fear · Fear")
    sheet.write(maize, code_1="crop", memo="every year 😀")
    sheet.write(slept, nothing_here="yes")
    items = work.items()
    returned = work.add(sheet.save())
    assert (returned.rows, returned.read, returned.unread, returned.asked) == (10, 3, 7, 0)
    assert returned.told == []
    passages = {row: items[sheet.key(row)] for row in (late, maize, slept)}
    assert recount.coded(work.study.path, "Awa") == {
        passages[late]: {"perf.late", "fear"},
        passages[maize]: {"crop"},
    }
    assert recount.read(work.study.path, "Awa") == sorted(passages.values())
    (memo,) = recount.rows(work.study.path, "memo", "text", "transcript", "start", "end", "who")
    assert memo == ("every year 😀", *passages[maize], "Awa")


def test_read_again_it_changes_nothing(work, opened):
    sheet = opened(work.sheet())
    sheet.write(2, code_1="perf.late", memo="a")
    sheet.write(3, nothing_here="x")
    path = sheet.save()
    work.add(path)
    before = recount.lines(work.study.path)
    returned = work.add(path)
    assert returned.acts == {}
    assert returned.told == []
    assert returned.read == 2
    assert recount.lines(work.study.path) == before


def test_what_was_corrected_is_changed_and_told(work, opened):
    sheet = opened(work.sheet())
    sheet.write(2, code_1="perf.late", code_2="fear", memo="a")
    path = sheet.save()
    work.add(path)
    sheet.write(2, code_1="crop", memo="b")
    returned = work.add(sheet.save())
    passage = work.items()[sheet.key(2)]
    assert recount.coded(work.study.path, "Awa") == {passage: {"crop", "fear"}}
    assert recount.read(work.study.path, "Awa") == [passage]
    assert returned.told == ["Awa.xlsx, row 2: now coded: 'crop'; taken off: 'perf.late'"]
    assert work.study.memos.frame["text"].tolist()[-1] == "b"
    sheet.write(2, code_1=None, code_2=None, nothing_here="oui", memo=None)
    work.add(sheet.save())
    assert recount.coded(work.study.path, "Awa") == {}
    assert recount.read(work.study.path, "Awa") == [passage]

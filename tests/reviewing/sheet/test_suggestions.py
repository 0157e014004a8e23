"""Suggestions answered in a sheet: one question a code and passage."""

from dataclasses import replace

import pytest

from civic_qual.reviewing.sheet.reading import read_sheet
from civic_qual.reviewing.sheet.writing import sheet_of
from civic_qual.study.work.queue import Advice
from tests.reviewing.sheet import recount


class Advised:
    """A queue in which `perf.late` (twice) and `crop` are suggested for every passage."""

    def __init__(self, work):
        self.work, self.study = work, work.study
        passages = list(work.items().values())
        self.study.assign("r", passages, ["Awa"], kind="search", shown="rules")
        self.path = work.folder / "r.xlsx"

    def queue(self, queue=None):
        queue = queue or self.study.queue("r", "Awa")
        if queue.name != "r":
            return queue
        return replace(
            queue, items=tuple(replace(one, advice=self.advice(one)) for one in queue.items)
        )

    @staticmethod
    def advice(item):
        where = {"transcript": item.transcript, "revision": item.revision, "origin": "rule"}
        late = ((item.start, item.start + 3), (item.start + 5, item.start + 9))
        return (
            Advice(spans=late, code="perf.late", by="2f", score=0.9, why="came late", **where),
            Advice(spans=((item.start, item.end),), code="crop", **where),
        )

    def write(self):
        sheet_of(self.study, self.queue()).save(self.path)
        return self.path

    def add(self, path=None, advised=None):
        returned = read_sheet(path or self.path, self.study, advised=advised)
        assert returned.read + returned.unread + returned.asked == returned.rows
        for (queue, coder), acts in returned.acts.items():
            done = self.study.act(acts, coder=coder, queue=queue)
            assert [one.refused for one in done if one.refused] == []
        return returned

    def rejected(self):
        return recount.rows(
            self.study.path, "rejection", "transcript", "start", "end", "code", "coder"
        )

    def coded(self):
        return recount.coded(self.study.path, "Awa")


@pytest.fixture
def asked(work, opened):
    made = Advised(work)
    return made, opened(made.write())


def passage(asked, row):
    made, sheet = asked
    item = made.study.queue("r", "Awa").by_key[sheet.key(row)]
    return item.transcript, item.start, item.end


def test_nobody_opened_it(asked):
    made, _ = asked
    returned = made.add()
    assert (returned.read, returned.unread, returned.acts) == (0, 10, {})


def test_yes_and_no(asked):
    made, sheet = asked
    sheet.write(3, yes_or_no_1="yes", yes_or_no_2="Non")
    sheet.save()
    assert made.add().told == []
    name, start, end = passage(asked, 3)
    assert made.coded() == {
        (name, start, start + 3): {"perf.late"},
        (name, start + 5, start + 9): {"perf.late"},
    }
    assert made.rejected() == [(name, start, end, "crop", "Awa")]
    (reading,) = recount.rows(made.study.path, "reading", "transcript", "start", "end", "shown")
    assert reading == (name, start, end, "rules")
    assert made.add().acts == {}


def test_a_change_of_mind(asked):
    made, sheet = asked
    name, start, end = passage(asked, 3)
    sheet.write(3, yes_or_no_1="yes", yes_or_no_2="no")
    sheet.save()
    made.add()
    sheet.write(3, yes_or_no_1="no", yes_or_no_2="yes")
    sheet.save()
    made.add()
    assert made.coded() == {(name, start, end): {"crop"}}
    assert {(row[1], row[2], row[3]) for row in made.rejected()} == {
        (start, start + 3, "perf.late"),
        (start + 5, start + 9, "perf.late"),
    }
    assert made.add().acts == {}
    sheet.write(3, yes_or_no_1="yes", yes_or_no_2="no")
    sheet.save()
    made.add()
    assert made.add().acts == {}
    assert {code for codes in made.coded().values() for code in codes} == {"perf.late"}
    assert made.rejected() == [(name, start, end, "crop", "Awa")]
    assert len(recount.read(made.study.path, "Awa")) == 1


def test_one_without_an_answer_leaves_the_row_unread(asked):
    made, sheet = asked
    sheet.write(3, yes_or_no_1="yes")
    sheet.save()
    returned = made.add()
    assert returned.told == ["r.xlsx, row 3: suggestion 2 has no answer; the row was not read"]
    assert returned.acts == {}
    assert returned.unread == 10


def test_nothing_here_says_no_to_all(asked):
    made, sheet = asked
    sheet.write(3, nothing_here="x")
    sheet.write(4, nothing_here="x", yes_or_no_1="yes")
    sheet.save()
    returned = made.add()
    assert returned.read == 1
    assert "says yes to a suggestion and that nothing is here" in returned.told[0]
    assert made.coded() == {}
    assert {row[3] for row in made.rejected()} == {"crop", "perf.late"}


def test_a_code_written_beside_says_yes_and_further_ones_count(asked):
    made, sheet = asked
    sheet.write(3, yes_or_no_1="no", code_1="crop", code_2="fear")
    sheet.write(4, yes_or_no_1="no", yes_or_no_2="no", code_1="crop")
    sheet.save()
    returned = made.add()
    assert "the row names 'crop', and says no to it" in returned.told[0]
    name, start, end = passage(asked, 3)
    assert made.coded() == {(name, start, end): {"crop", "fear"}}
    evidence = dict(recount.rows(made.study.path, "coding", "code", "evidence"))
    assert evidence["crop"].startswith("accepted")


def test_where_the_sheet_lost_what_was_shown(asked):
    made, sheet = asked
    sheet.write(3, yes_or_no_1="yes", yes_or_no_2="no")
    del sheet.book["shown"]
    sheet.save()
    returned = made.add()
    assert returned.acts == {}
    assert "what was suggested here is not known any more" in returned.told[0]
    made.add(advised=made.queue)
    assert len(made.rejected()) == 1


def test_a_lost_suggestion_without_an_answer_is_not_passed_over(asked):
    made, sheet = asked
    sheet.write(3, code_1="fear")
    sheet.write(4, code_1="fear", code_2="crop; perf.late")
    del sheet.book["shown"]
    sheet.save()
    returned = made.add()
    assert returned.read == 1
    assert returned.told == ["r.xlsx, row 3: suggestions 1, 2 have no answer; the row was not read"]
    assert recount.read(made.study.path, "Awa") == [passage(asked, 4)]


def test_answers_in_a_blind_queue_are_not_taken(work, opened):
    sheet = opened(work.sheet())
    place = len(sheet.heads) + 1
    sheet.sheet.cell(1, place).value = "yes or no 1"
    sheet.sheet.cell(3, place).value = "yes"
    returned = work.add(sheet.save())
    assert returned.asked == 1
    assert recount.read(work.study.path, "Awa") == []


def test_what_was_shown_and_then_falsified_is_asked_about(asked):
    made, sheet = asked
    sheet.write(3, yes_or_no_1="yes", yes_or_no_2="no")
    sheet.cell(3, "suggestion 1").value = "fear · Fear"
    sheet.write(4, yes_or_no_1="yes", yes_or_no_2="no")
    for row in sheet.book["shown"].iter_rows():
        if row[0].value == sheet.key(4):
            row[2].value = '{"revision": [1], "spans": 7}'
    sheet.save()
    returned = made.add()
    assert (returned.read, returned.asked) == (0, 2)
    assert "this is not what was suggested here" in returned.told[0]

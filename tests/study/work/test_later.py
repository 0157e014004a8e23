"""Queues and acts after the study has changed: corrected, recoded, looked at as it was, shared."""

import subprocess
import sys
from collections import Counter

import pytest

import civic_qual as cq
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.errors import SampleError
from civic_qual.study.work.acts import CodePassage, NoteMemo, ReadItem, UndoAct
from tests.study.small import CODEBOOK, SAID, place, transcript

HOPE = CODEBOOK + "  - id: hope\n    kind: theme\n    name: {en: Hope}\n"


def lines(study):
    """All that respondents say, a passage a line."""
    return [
        (name, *place(study.corpus, name, line))
        for name in SAID
        for line in SAID[name]
        if line[-1] != "?"
    ]


def read(study, coder, queue="q"):
    items = study.queue(queue, coder).items
    return study.act([ReadItem(item=item.key) for item in items], coder=coder, queue=queue)


def readings(study):
    names = ["transcript", "start", "end"]
    return sorted(study.codings().readings[names].itertuples(index=False, name=None))


def test_passages_are_read_where_a_correction_has_moved_them(study):
    study.assign("q", lines(study), "Awa", kind="transcripts")
    said = ["Were you really very afraid?", *SAID["bria"][1:]]
    moved = study.correct(transcript("bria", said))
    assert "assignment" in set(moved["kind"])
    items = study.queue("q", "Awa").items
    text = {one.id: one.text for one in study.corpus}
    assert all(item.placed for item in items)
    assert [text[item.transcript][item.start : item.end] for item in items] == [
        line for name in SAID for line in SAID[name] if line[-1] != "?"
    ]
    assert not any(done.refused for done in read(study, "Awa"))
    assert readings(study) == sorted(lines(study))


def test_a_passage_that_is_lost_is_told_and_never_slips(study):
    study.assign("q", lines(study), "Awa", kind="transcripts")
    study.correct(transcript("bria", [*SAID["bria"][:2], "I have nothing to say about that."]))
    items = study.queue("q", "Awa").items
    (lost,) = (item for item in items if not item.placed)
    answers = dict(zip(items, read(study, "Awa"), strict=True))
    assert [item for item, done in answers.items() if done.refused] == [lost]
    assert lost.key in answers[lost].refused
    (row,) = study.unplaced.frame.itertuples()
    assert (row.kind, row.coder, row.passage) == ("assignment", "Awa", SAID["bria"][2])
    where = place(study.corpus, "bria", "I have nothing to say about that.")
    study.place(row.id, *where, coder="Bo")
    assert all(item.placed for item in study.queue("q", "Awa").items)
    read(study, "Awa")
    assert ("bria", *where) in readings(study)


def test_what_is_read_by_an_earlier_codebook_is_not_read_for_codes_made_since(study):
    study.assign("q", lines(study), ["Awa", "Issa"], kind="transcripts")
    (first, *_), (second, *_) = (study.queue("q", coder).items for coder in ("Awa", "Issa"))
    version = study.queue("q", "Awa").codebook
    study.change_codebook(codebook_of(HOPE))
    late = ReadItem(item=first.key, codebook=version)
    study.act([late], coder="Awa")
    study.act([ReadItem(item=second.key), ReadItem(item=second.key, codebook="ff")], coder="Issa")
    codes = dict(study.codings().readings[["coder", "codes"]].itertuples(index=False, name=None))
    assert codes == {"Awa": "perf perf.late perf.help fear", "Issa": "*"}
    (again,) = study.act(ReadItem(item=first.key), coder="Awa")
    assert len(again.records) == 1  # for the code that was made since
    (unknown,) = study.act(ReadItem(item=second.key, codebook="ff"), coder="Issa")
    assert "another study" in unknown.refused


def test_codes_that_are_asked_about_follow_the_codebook(study):
    passage = [("bria", 3, 16)]
    study.assign("q", passage, "Awa", kind="search", codes=["fear", "perf.help"])
    study.assign("other", passage, "Awa", kind="search", codes="fear")
    other = CODEBOOK.replace("perf.help", "perf.aid").replace("  - id: fear", "  - id: dread")
    study.change_codebook(
        codebook_of(other.replace("Fear: of whom", "Dread").replace("is afraid", "dreads")),
        moves={"perf.help": "perf.aid"},
    )
    assert not read(study, "Awa")[0].refused
    assert study.codings().readings["codes"].tolist() == ["perf.aid"]
    (gone,) = read(study, "Awa", "other")
    assert "codebook any more" in gone.refused


def test_who_joins_after_a_correction_gets_what_is_missing_where_it_stands_now(study):
    sample = cq.draw_sample(study.corpus, n=4, double=0.75, seed=1, name="s")
    study.assign("s", sample, "Awa")
    doubled = sample.units[sample.units["double"].to_numpy()]
    texts = Counter(
        study.corpus[one.transcript].text[one.start : one.end] for one in doubled.itertuples()
    )
    for name, said in SAID.items():
        study.correct(transcript(name, ["And what did you see there?", *said]))
    queue = study.assign("s", "s", "Issa")["Issa"]
    assert all(item.placed for item in queue.items)
    assert texts == Counter(
        study.corpus[item.transcript].text[item.start : item.end] for item in queue.items
    )
    with pytest.raises(SampleError, match="nothing of the sample"):
        study.assign("s", "s", "Cai")


def test_what_was_given_can_be_taken_back_and_given_to_another(study):
    study.assign("q", lines(study), ["Awa", "Issa"], kind="transcripts", share=True)
    read(study, "Awa")
    own = len(study.queue("q", "Issa").items)
    study.undo_line(int(study.audit["line"].max()) - 1, coder="Bo")
    assert study.queues.frame.empty
    queue = study.assign("q", lines(study), "Issa", kind="transcripts", share=True)["Issa"]
    assert len(queue.items) == len(lines(study)) > own
    assert len(study.codings().readings) == len(lines(study)) - own  # what was read was read


def test_a_line_of_acts_is_taken_back_whole_and_seen_as_it_was(study):
    study.assign("q", lines(study), "Awa", kind="transcripts")
    name, start, end = lines(study)[0]
    revision = study.corpus[name].revision
    acts = [
        CodePassage(
            transcript=name, revision=revision, start=start, end=end, code="fear", memo="m"
        ),
        *(ReadItem(item=item.key) for item in study.queue("q", "Awa").items),
        NoteMemo(text="tired"),
    ]
    line = study.act(acts, coder="Awa", queue="q")[0].line
    assert study.undo_line(line, coder="Bo") == len(acts) + 1
    assert (len(study.codings()), len(study.codings().readings), len(study.memos)) == (0, 0, 0)
    assert not any(item.read for item in study.queue("q", "Awa").items)
    then = study.codings(as_of=line)
    assert (len(then), len(then.readings)) == (1, len(acts) - 2)
    assert study.act(acts, coder="Awa")[0].repeated
    (back,) = study.act(UndoAct(act=acts[0].id), coder="Awa")
    assert "taken back" in back.refused


SENDS = """
import sys
import civic_qual as cq
from civic_qual.study.work.acts import CodePassage
with cq.Study(sys.argv[1]) as study:
    revision = study.corpus["bria"].revision
    for number in range(20):
        (done,) = study.act(
            CodePassage(transcript="bria", revision=revision, start=number, end=number + 3,
                        code="fear", id=f"act{number}"),
            coder="Awa",
        )
        print(*done.records, done.line)
"""


def test_two_processes_that_send_the_same_acts_get_the_same_answers(study):
    started = [
        subprocess.Popen(
            [sys.executable, "-c", SENDS, str(study.path)], stdout=subprocess.PIPE, text=True
        )
        for _ in range(2)
    ]
    one, other = (process.communicate()[0] for process in started)
    assert [process.returncode for process in started] == [0, 0]
    assert one == other
    assert len(study.codings()) == 20
    assert sorted(study.coding_table()["id"]) == sorted(
        line.split()[0] for line in one.splitlines()
    )

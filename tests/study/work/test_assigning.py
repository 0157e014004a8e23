"""Work given to people: once, evenly, and never anew."""

from collections import Counter

import pytest

import civic_qual as cq
from civic_qual.corpus.model import Corpus
from civic_qual.errors import SampleError, StudyError
from civic_qual.study.work.keys import is_key
from tests.study.small import SAID, transcript


@pytest.fixture
def examples(tmp_path):
    with cq.Study.create(tmp_path / "e.study", cq.example_corpus(), cq.example_codebook()) as made:
        yield made


def passages(queue):
    return [(item.transcript, item.start, item.end) for item in queue.items]


def drawn(sample):
    return [*sample.units[["transcript", "start", "end"]].itertuples(index=False, name=None)]


def test_a_sample_is_shared_out_as_worklists_are(examples):
    sample = cq.draw_sample(examples.corpus, n=60, double=0.2, name="s60")
    queues = examples.assign("s60", sample, ["Issa", "Awa"], who="Bo")
    for coder, worklist in sample.worklists(["Issa", "Awa"]).items():
        rows = worklist.frame[["transcript", "start", "end"]]
        assert passages(queues[coder]) == [*rows.itertuples(index=False, name=None)]
    queue = examples.queue("s60", "Awa")
    assert (queue.kind, queue.sample, queue.shown, queue.unit) == ("sample", "s60", "blind", "turn")
    assert all(is_key(item.key) and item.placed and not item.read for item in queue.items)
    assert examples.samples["sample"].tolist() == ["s60"]


def test_a_sample_is_of_transcripts_as_they_are_called(tmp_path):
    """A cell of a table would lose spaces around a name, and signs that nobody sees."""
    names = ["mali 1", "mali 1 ", "\u200eawa\u200b.car", " =1+1"]
    corpus = Corpus(tuple(transcript(name, SAID["bria"]) for name in names))
    with cq.Study.create(tmp_path / "n.study", corpus, cq.example_codebook()) as study:
        study.keep_sample(cq.draw_sample(study.corpus, n=8, name="all"))
        queue = study.assign("all", "all", "Awa")["Awa"]
        assert {one.transcript for one in queue.items} == {*names}


def test_a_third_name_leaves_everybody_what_they_have(examples):
    """As worklists with a third name do not: of Awa's 36 passages 16 were left."""
    sample = cq.draw_sample(examples.corpus, n=60, double=0.2, name="s60")
    given = {
        coder: {*passages(one)}
        for coder, one in examples.assign("s60", sample, ["Awa", "Issa"]).items()
    }
    assert len(given["Awa"]) == 36
    kept = {*sample.worklists(["Awa", "Issa", "Bo"])["Awa"].frame.itertuples(index=False)}
    assert len({(one.transcript, one.start, one.end) for one in kept} & given["Awa"]) < 36
    with pytest.raises(SampleError, match=r"nothing of the sample 's60' is left for Bo.*another"):
        examples.assign("s60", "s60", ["Awa", "Issa", "Bo"])
    for coder in given:
        assert {*passages(examples.queue("s60", coder))} == given[coder]
    lines = len(examples.audit)
    again = examples.assign("s60", "s60", ["Awa", "Issa"])
    assert {*passages(again["Awa"])} == given["Awa"]
    assert len(examples.audit) == lines


def test_who_begins_alone_reads_all_and_the_second_gets_second_readings(examples):
    sample = cq.draw_sample(examples.corpus, n=40, double=0.25, name="s40")
    alone = examples.assign("s40", sample, "Awa")["Awa"]
    assert sorted(passages(alone)) == sorted(drawn(sample))
    second = examples.assign("s40", "s40", "Issa")["Issa"]
    doubled = [
        place for place, twice in zip(drawn(sample), sample.units["double"], strict=True) if twice
    ]
    assert sorted(passages(second)) == sorted(doubled)
    counts = Counter(passages(examples.queue("s40", "Awa")) + passages(second))
    assert set(counts.values()) == {1, 2}
    with pytest.raises(SampleError, match="Cai"):
        examples.assign("s40", "s40", "Cai")


def test_keys_are_those_of_a_copy_and_no_two_are_alike(examples, tmp_path):
    sample = cq.draw_sample(examples.corpus, n=60, double=0.5, name="s60")
    examples.keep_sample(sample)
    examples.backup(tmp_path / "copy.study")
    with cq.Study(tmp_path / "copy.study") as copy:
        there = copy.assign("s60", "s60", ["Awa", "Issa"])
        here = examples.assign("s60", "s60", ["Awa", "Issa"])
        keys = [item.key for queue in here.values() for item in queue.items]
        assert keys == [item.key for queue in there.values() for item in queue.items]
        assert len(set(keys)) == len(keys) == 90
        examples.merge(copy)
        assert examples.queues["assigned"].tolist() == [45, 45]


def test_a_key_that_another_passage_has_is_not_given_twice(examples, monkeypatch):
    from civic_qual.study.work import assigning

    real = assigning.key_of_item
    monkeypatch.setattr(
        assigning,
        "key_of_item",
        lambda *, attempt, **of: "BBBBBBB" if not attempt else real(attempt=attempt, **of),
    )
    sample = cq.draw_sample(examples.corpus, n=10, name="s10")
    queue = examples.assign("s10", sample, "Awa")["Awa"]
    keys = [item.key for item in queue.items]
    assert len(set(keys)) == 10
    assert "BBBBBBB" in keys


def test_passages_go_to_each_or_are_shared_out(examples):
    table = cq.draw_sample(examples.corpus, n=9, name="nine").units[["transcript", "start", "end"]]
    each = examples.assign("each", table, ["Awa", "Issa"], kind="search")
    assert [len(one.items) for one in each.values()] == [9, 9]
    assert each["Awa"].shown == "rules"
    shared = examples.assign("shared", table, ["Awa", "Issa"], kind="transcripts", share=True)
    assert sorted(len(one.items) for one in shared.values()) == [4, 5]
    assert sorted(passages(shared["Awa"]) + passages(shared["Issa"])) == sorted(
        table.itertuples(index=False, name=None)
    )
    before = passages(shared["Awa"])
    again = examples.assign("shared", table, "Awa", kind="transcripts", share=True)
    assert passages(again["Awa"]) == before


@pytest.mark.parametrize(
    ("what", "options", "said"),
    [
        ([], {"kind": "search"}, "no passages"),
        (5, {"kind": "search"}, "transcript, start, end"),
        ([("bria", 1)], {"kind": "search"}, "transcript, start, end"),
        ([("bria", 1, 2)], {}, "where the passages"),
        ([("bria", 1, 2)], {"kind": "sample"}, "sample"),
        ([("bria", 1, 2)], {"kind": "chapters"}, "chapters"),
        ("none", {}, "no sample is called"),
    ],
)
def test_what_cannot_be_given_is_refused_in_a_sentence(study, what, options, said):
    with pytest.raises(cq.CivicQualError, match=said):
        study.assign("q", what, "Awa", **options)


def test_a_queue_has_one_set_of_terms(study):
    study.assign("q", [("bria", 1, 9)], "Awa", kind="transcripts")
    with pytest.raises(StudyError, match="other terms"):
        study.assign("q", [("bria", 1, 9)], "Issa", kind="transcripts", unit="sentence")
    with pytest.raises(StudyError, match="Issa was given nothing"):
        study.queue("q", "Issa")

"""Work given to coders as they ask for it: what they have, who comes later, what is refused."""

import pytest

import civic_qual as cq
from civic_qual.reviewing.giving import Work, given, planned, unread
from civic_qual.study.work.acts import ReadItem
from tests.reviewing.test_queues import TURNS, two_readers


def give(study, *people, share=False, **asked):
    return given(planned(Work(study=study, **asked), people), share=share, who="Chief")


@pytest.fixture
def sample(study):
    drawn = cq.draw_sample(study.corpus, n=5, double=0.4, name="first")
    study.keep_sample(drawn)


def text_of(study, item):
    return item.transcript, study.corpus[item.transcript].text[item.start : item.end]


def passages(*queues):
    return [{(item.transcript, item.start, item.end) for item in queue.items} for queue in queues]


@pytest.mark.usefixtures("sample")
def test_the_only_sample_is_meant(study):
    awa, issa = give(study, "Awa", "Issa")
    assert (awa.name, awa.sample, awa.kind, awa.shown) == ("first", "first", "sample", "blind")
    one, other = passages(awa, issa)
    assert len(one) + len(other) == 7
    assert len(one | other) == 5
    assert study.queues["coder"].tolist() == ["Awa", "Issa"]


@pytest.mark.usefixtures("sample")
def test_to_ask_again_gives_nothing_anew(study):
    before = [item.key for queue in give(study, "Awa", "Issa") for item in queue.items]
    lines = len(study.audit)
    again = give(study)  # nobody named: all who have it
    assert [item.key for queue in again for item in queue.items] == before
    (awa,) = give(study, "Awa", name="first")
    assert [item.key for item in awa.items] == before[: len(awa.items)]
    assert len(study.audit) == lines


@pytest.mark.usefixtures("sample")
def test_what_was_read_is_left_out(study):
    awa, _ = give(study, "Awa", "Issa")
    study.act([ReadItem(item=awa.items[0].key)], coder="Awa", queue="first")
    (awa,) = give(study, "Awa")
    assert [item.read for item in awa.items] == [True] + [False] * (len(awa.items) - 1)
    assert unread(awa).items == awa.items[1:]


@pytest.mark.usefixtures("sample")
def test_a_sample_is_read_for_one_code_under_another_name(study):
    whole = give(study, "Awa", "Issa")
    late = give(study, "Awa", "Issa", sample="first", code="perf.late")
    assert {(one.name, one.codes, one.sample) for one in late} == {
        ("first, perf.late", "perf.late", "first")
    }
    assert passages(*late) == passages(*whole)  # each reads what they read before
    assert not {item.key for one in late for item in one.items} & {
        item.key for one in whole for item in one.items
    }


@pytest.mark.usefixtures("sample")
def test_a_sample_is_read_blind(study):
    with pytest.raises(cq.CivicQualError, match="blind"):
        give(study, "Awa", sample="first", shown="rules")


def test_whoever_comes_later_to_a_search_reads_the_same(study):
    (awa,) = give(study, "Awa", search="late", code="perf.late")
    assert (awa.name, awa.asked, awa.codes) == ("perf.late: late", "late", "perf.late")
    assert [text_of(study, item) for item in awa.items] == [TURNS[0], TURNS[3]]
    (issa,) = give(study, "Issa", name="perf.late: late")
    assert passages(issa) == passages(awa)
    assert (issa.kind, issa.shown, issa.asked) == ("search", "rules", "late")


def test_coders_share_if_asked(study):
    awa, issa = give(study, "Awa", "Issa", transcripts=True, share=True)
    one, other = passages(awa, issa)
    assert not one & other
    assert len(one | other) == 5
    assert awa.name == "transcripts"


def test_lists_of_one_kind_have_numbers(study, where):
    two_readers(study, where)
    (cai,) = give(study, "Cai", disagreements=True)
    (moussa,) = give(study, "Moussa", disagreements=True)
    assert (cai.name, moussa.name) == ("disagreements 1", "disagreements 2")
    assert (cai.shown, len(cai.items)) == ("another_coder", 1)


@pytest.mark.parametrize(
    ("asked", "people", "said"),
    [
        ({}, ["Awa"], r"what is to be read.*sample"),
        ({"search": "late", "transcripts": True}, ["Awa"], "one way at a time"),
        ({"search": "late"}, [], "nobody was given 'late' yet"),
        ({"sample": "second"}, ["Awa"], "second"),
        ({"search": "late", "code": "prf"}, ["Awa"], "prf"),
        ({"suggest": 5}, ["Awa"], "keeps no model for its codebook"),
        ({"name": "nothing"}, ["Awa"], "what is to be read"),
        ({"transcripts": ["three"]}, ["Awa"], "three"),
    ],
    ids=str,
)
def test_what_is_not_clear_is_asked(study, asked, people, said):
    with pytest.raises(cq.CivicQualError, match=said):
        give(study, *people, **asked)
    assert len(study.queues) == 0


@pytest.mark.usefixtures("sample")
def test_several_samples_are_asked_about(study):
    study.keep_sample(cq.draw_sample(study.corpus, n=3, name="second", seed=2))
    with pytest.raises(cq.CivicQualError, match=r"this study has: (first|second)"):
        give(study, "Awa")

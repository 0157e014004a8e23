"""What a coder is shown in a blind queue: nothing of anybody else."""

import pandas as pd
import pytest

import civic_qual as cq
from tests.study.small import SAID, place, transcript


@pytest.fixture
def blind(study):
    """Three lines: one of Awa and Issa, one of Issa alone, one of nobody."""
    lines = [
        ("bria", *place(study.corpus, "bria", SAID["bria"][1])),
        ("bria", *place(study.corpus, "bria", SAID["bria"][2])),
        ("ansongo", *place(study.corpus, "ansongo", SAID["ansongo"][1])),
    ]
    study.assign("blind", lines[:1], ["Awa", "Issa"], kind="transcripts")
    study.assign("blind", lines[1:2], ["Issa"], kind="transcripts")
    for line in lines:
        for coder in ("Awa", "Issa"):
            study.code(*line, "fear", coder=coder)
    study.add(cq.RuleCoder(study.codebook).code(study.corpus))
    suggested = {"code": "fear", "coder": "model", "origin": "model", "status": "suggested"}
    table = pd.DataFrame([lines[0]], columns=["transcript", "start", "end"]).assign(**suggested)
    study.add(cq.read_codings(table, study.corpus, study.codebook))
    return lines


def seen(study, coder):
    frame = study.sight(coder).of_table(study.coding_table().frame)
    return sorted(zip(frame["transcript"], frame["start"], frame["coder"], strict=True))


def test_who_reads_blind_sees_nothing_of_others_in_the_whole_queue(study, blind):
    (first, second, third) = [line[:2] for line in blind]
    rules = study.coding_table(origin="rule").frame
    found = [*zip(rules["transcript"], rules["start"], rules["coder"], strict=True)]
    assert {where for where, *_ in found} == {"ansongo"}
    for coder, other in (("Awa", "Issa"), ("Issa", "Awa")):
        own = [(*line, coder) for line in (first, second, third)]
        assert seen(study, coder) == sorted([*own, (*third, other), *found])
        assert study.sight(coder).blind == ("blind",)
    everything = study.coding_table().frame
    assert len(seen(study, "Bo")) == len(everything)
    study.reveal("blind", who="Bo")
    assert len(seen(study, "Awa")) == len(everything)
    assert study.sight("Awa").blind == ()


@pytest.mark.usefixtures("blind")
def test_a_passage_that_lost_its_place_closes_its_transcript(study):
    study.correct(transcript("bria", ["Were you afraid?", "No."]))
    assert not study.sight("Awa").sees("bria", 0, 5, by="Issa")
    assert study.sight("Awa").sees("ansongo", 0, 5, by="Issa")


def test_what_is_not_blind_closes_nothing(study, blind):
    study.assign("open", blind[2:], "Cai", kind="search")
    sight = study.sight("Cai")
    assert (sight.blind, sight.closed) == ((), {})


@pytest.mark.parametrize(
    "written", ["awa", " Awa", "AWA  ", "Ａwa", "A\u200bwa", "Awá", "Awa\u0301", "A wa", "awa\n"]
)
def test_who_writes_their_name_a_little_otherwise_reads_blind_all_the_same(study, blind, written):
    sight = study.sight(written)
    assert sight.blind == ("blind",)
    assert not sight.sees(*blind[0], by="Issa")
    assert study.sight("Bawa").blind == ()

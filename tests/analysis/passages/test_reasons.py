"""Behind a number stand passages, each with who found it, how sure they were, and why."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.bundled import bundled

SAID = ["We were afraid at the well.", "It is dangerous here.", "We wait for rain."]


@pytest.fixture(scope="module")
def coded():
    """Rules, and a model that finds safety in the first answer and the last."""
    corpus = cq.Corpus.from_frame(pd.DataFrame({"text": SAID}), language="en")
    codebook = cq.read_codebook(bundled("codebooks/tutorial.yaml"))
    rows = [
        ("coding", one.id, 0, len(one.text), "safety", "0.8", "model ab (0.80)")
        for one in (corpus.transcripts[0], corpus.transcripts[2])
    ]
    rows += [("reading", one.id, 0, len(one.text), "*", "", "") for one in corpus]
    table = pd.DataFrame(
        rows, columns=["kind", "transcript", "start", "end", "code", "score", "evidence"]
    ).assign(coder="m", origin="model")
    return cq.RuleCoder(codebook).code(corpus), cq.read_codings(table, corpus, codebook)


def test_passages_say_who_found_them_and_why(coded):
    passages = cq.theme_table(cq.combine(*coded)).passages("safety")
    assert passages["origin"].tolist() == ["rule", "rule", "model"]
    assert passages["score"].tolist() == [1.0, 1.0, 0.8]
    assert passages["evidence"][0].startswith("m: model ab (0.80) | rules: safety en #1")
    assert passages["evidence"][2] == "m: model ab (0.80)"


def test_a_policy_is_told_with_every_passage(coded):
    passages = cq.theme_table(cq.combine(*coded, policy="both")).passages("safety")
    assert passages[["origin", "score"]].to_numpy().tolist() == [["model", 0.8]]
    assert passages["evidence"][0].startswith("policy both | m: model ab (0.80) | rules: ")


def test_several_codings_of_a_segment_are_all_named(coded):
    row = cq.theme_table(coded[0]).passages("any theme").frame.iloc[0]
    assert row["codes"] == "safety"
    assert row["evidence"] == "safety en #1 (afraid OR danger*): afraid [8:14]"


def test_a_cell_without_passages_has_the_same_columns(coded):
    passages = cq.theme_table(coded[0]).passages("water")
    assert len(passages) == 0
    assert {"origin", "score", "evidence"} <= set(passages.frame.columns)

"""What must be protected: whatever somebody really said a word of."""

import pandas as pd

import civic_qual as cq
from civic_qual.privacy.policy import protects, to_confirm

ANSWERS = {"text": ["We were afraid at the well.", "We wait for rain."], "language": "en"}


def corpus_of(*invented):
    return cq.Corpus.from_frame(pd.DataFrame(ANSWERS | {"invented": list(invented)}))


def test_one_invented_interview_among_real_ones_frees_none():
    assert protects(corpus_of("yes", ""))
    assert corpus_of("yes", "").invented


def test_interviews_that_nobody_said_need_no_protection():
    assert not protects(corpus_of("yes", "yes"))
    assert to_confirm(corpus_of("yes", "yes")) == ""


def test_a_report_of_both_quotes_nobody_and_hides_small_numbers():
    corpus = corpus_of("yes", "")
    codings = cq.RuleCoder(cq.example_codebook()).code(corpus)
    page = cq.theme_report(codings).html
    assert "afraid at the well" not in page
    assert "suppressed" in page

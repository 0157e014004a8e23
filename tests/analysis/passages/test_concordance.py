import pytest

from civic_qual.analysis.passages.concordance import concordance
from civic_qual.errors import RuleError


def test_every_hit_stands_in_its_context(corpus):
    lines = concordance(corpus, "patrol", width=8)
    assert lines[["transcript", "left", "match", "right"]].to_numpy().tolist() == [
        ["car_1", " R: The ", "patrol", " came la"],
        ["car_2", "u? R: A ", "patrol", ", a patr"],
        ["car_2", "trol, a ", "patrol", " again. "],
        ["mali_1", " X: The ", "patrol", " is good"],
    ]
    for line in lines:
        assert corpus[line.transcript].text[line.start : line.end] == line.match


def test_interviewers_are_heard_only_when_asked_for(corpus):
    assert "interviewer" not in set(concordance(corpus, "patrol")["role"])
    assert "interviewer" in set(concordance(corpus, "patrol", include_interviewers=True)["role"])


def test_a_language_nobody_speaks_has_no_lines(corpus):
    empty = concordance(corpus, "patrouille", language="fr")
    assert len(empty) == 0
    assert list(empty.frame.columns)[-3:] == ["left", "match", "right"]


def test_a_rule_that_does_not_parse_is_refused(corpus):
    with pytest.raises(RuleError):
        concordance(corpus, "patrol NEAR")

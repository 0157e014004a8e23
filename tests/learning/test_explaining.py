"""Why this passage: words that add up, rules, and the nearest coded passages."""

import numpy as np
import pytest

from civic_qual.errors import ModelError
from civic_qual.learning.explaining import reasons

TEXT = "The patrol never came when we called the base about the patrol"


def test_words_add_up_to_the_score_of_the_linear_part(model):
    code = model.column("plan.presence")
    every = reasons(model.model_, [TEXT], np.array([code]), most=10_000)[0]
    rows = model.model_.views.words.transform([TEXT])
    added = rows.toarray()[0] * model.model_.full.coefficients["words"][:, code]
    assert sum(value for _, value in every) == pytest.approx(added[added > 0].sum(), rel=1e-5)
    assert any("patrol" in word for word, _ in every)


def test_a_row_an_assigned_code_with_rules_and_nearest_passages(model):
    table = model.why([TEXT])
    assert table["assigned"].all()
    row = next(row for row in table if row.code == "plan.presence")
    assert "plan.presence" in row["rules"]
    assert ":" in row["nearest"].split(",")[0]


def test_a_code_may_be_asked_for_whether_assigned_or_not(model):
    table = model.why(["Nothing."], codes=["harm.sea"])
    assert table["code"].tolist() == ["harm.sea"]
    with pytest.raises(ModelError, match="has not learned 'nonsense'"):
        model.why(["Nothing."], codes=["nonsense"])


def test_codings_are_explained_where_they_stand(model, machine):
    table = model.why(machine, codes=["harm.sea"])
    rows = machine.rows[machine.rows["code"] == "harm.sea"]
    assert table[["transcript", "start"]].values.tolist() == (
        rows[["transcript", "start"]].values.tolist()
    )


def test_what_each_view_adds_is_told_of_the_text_itself(model):
    """Words and vectors of the second of two texts, multiplied out anew."""
    other = "We fetch water and the school is closed"
    code = model.column("plan.presence")
    told = model.why([TEXT, other], codes=["plan.presence"]).frame["views"].tolist()
    assert told[0] != told[1]
    head, words = model.model_.full, model.model_.views.words.transform([TEXT, other]).toarray()
    for row, line in enumerate(told):
        added = dict(part.rsplit(" ", 1) for part in line.split(", "))
        expected = sum(words[row] * head.coefficients["words"][:, code])
        assert float(added["words"]) == pytest.approx(expected, abs=0.006)

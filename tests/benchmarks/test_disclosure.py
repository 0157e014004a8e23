"""No hidden number is narrowed too far, in a small run of the benchmark anybody can run whole."""

import json

from benchmarks.disclosure import as_json, by_village, measure, table
from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.privacy.suppressing.release import suppress_small_cells


def test_random_tables_keep_their_promises_and_figures_can_be_read_back():
    figures = measure(tables=12, studies={"a small one": (12, 3)})
    assert figures["tables"] == 12
    assert figures["unsafe"] == 0
    assert figures["narrowest_ratio"] >= 1
    assert 0 < figures["hidden"] < figures["cells"]
    assert json.loads(as_json(figures)) == figures
    assert "| report of a small one |" in table(figures)


def test_a_usual_study_by_village_is_protected_within_the_budget():
    coded = by_village(60, 10)
    safe = suppress_small_cells(
        [
            theme_table(coded, by="village", level="code"),
            theme_table(coded, by="village", measure="participants"),
        ]
    )
    assert not safe.audit.choice.withheld
    assert safe.audit.kept["counts"] > 0.3

"""What is measured of leaks can be taken up again, and read."""

import json

from benchmarks.leaks import as_json, measure, table


def test_a_study_is_tried_once_and_summed(tmp_path):
    tried = tmp_path / "tried.jsonl"
    figures = measure("3-3", releases=1, resume=tried)
    (row,) = figures["studies"]
    assert row["hidden"] == figures["hidden"]
    assert row["first"]["T"] + figures["release 1"]["hidden"] > 0
    assert json.loads(as_json(figures)) == figures
    tried.write_text(json.dumps({**row, "hidden": 1_000}) + "\n", encoding="utf-8")
    assert "| hidden | 1,000 |" in table(measure("3-3", releases=1, resume=tried))

"""How far samples and themes are, counted again from the tables of the file."""

import sqlite3
from contextlib import closing

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.errors import StudyError
from civic_qual.routines.source import Source
from civic_qual.routines.team.how_far import samples_so_far, themes_so_far
from tests.desk.pages.blind_team import team_study


def tables(path, *names):
    """Read tables of a study file with plain SQL, their labels as texts."""
    with closing(sqlite3.connect(path)) as file:
        labels = dict(file.execute("SELECT number, text FROM label"))
        for name in names:
            frame = pd.read_sql(f'SELECT * FROM "{name}"', file)
            keys = {row[3] for row in file.execute(f'PRAGMA foreign_key_list("{name}")')}
            for column in keys - {"entry"}:
                frame[column] = frame[column].map(labels)
            yield frame


def test_a_row_a_sample_is_what_the_file_says(tmp_path):
    path = tmp_path / "team.study"
    with team_study(path, read=12, issa=5) as study:
        row = next(iter(samples_so_far(study)))
    given, read = tables(path, "assignment", "reading")
    passages = given.merge(read[["item", "coder"]], on="item", how="left", suffixes=("", "_read"))
    times = passages.groupby(["transcript", "start"])["coder_read"].nunique()
    assert row.drawn == len(times) == row.assigned == row.to_read_twice == 30
    assert row.read == (times >= 1).sum()
    assert row.read_twice == (times >= 2).sum() < row.read
    assert row.sample == "first"


def test_a_row_a_theme_is_what_the_estimate_says(tmp_path):
    with team_study(tmp_path / "team.study", read=30, issa=30) as study:
        source = Source(path=study.path, study=study)
        table = themes_so_far(source, "first", points=10).frame.set_index("theme")
        machine = cq.RuleCoder(study.codebook).code(study.corpus)
        wanted = cq.estimate_themes(machine, study.codings(origin="human"), study.sample("first"))
        twin = wanted.frame.set_index("theme")
        assert table["found"].to_dict() == twin["human_positive"].to_dict()
        for name, of in (("share", "estimate"), ("low", "low"), ("high", "high")):
            assert table[name].round(9).to_dict() == twin[of].round(9).to_dict()
        narrower = themes_so_far(source, "first", points=5).frame.set_index("theme")
        assert (narrower["more"] >= table["more"]).all()
        with pytest.raises(StudyError, match="second"):
            themes_so_far(source, "second")

"""What a release could show at best, held to what is hidden when everybody says everything."""

import pandas as pd
import pytest

import civic_qual as cq
from civic_qual.report.outlook import outlook, outlook_proposal

CODEBOOK = """\
title: Patrols
version: "1"
languages: [en]
codes:
  - id: patrol
    kind: theme
    name: {en: Patrols}
    definition: {en: Whether they come}
    rules: {en: patrol}
    examples: {en: ["A patrol came."]}
    counterexamples: {en: ["They came home."]}
"""
SIZES = [
    {"A": 3, "B": 9, "C": 20},
    {"A": 3, "B": 3, "C": 20},
    {"A": 3, "B": 20},
    {"A": 6, "B": 7, "C": 20},
    {"A": 1, "B": 1, "C": 1, "D": 30},
    {"A": 4, "B": 8, "C": 8, "D": 8},
    {"": 2, "B": 12, "C": 30},
]


def corpus_of(sizes):
    rows = [
        {"text": "The patrol came.", "country": group, "id": f"{group or 'none'}{number}"}
        for group, n in sizes.items()
        for number in range(n)
    ]
    return cq.Corpus.from_frame(pd.DataFrame(rows), id="id", language="en")


@pytest.mark.parametrize("sizes", SIZES)
def test_as_many_groups_are_shown_as_a_release_shows(sizes, tmp_path):
    (tmp_path / "codebook.yaml").write_text(CODEBOOK, "utf-8")
    codebook = cq.read_codebook(tmp_path / "codebook.yaml")
    corpus = corpus_of(sizes)
    seen = outlook(corpus, "country")
    assert seen["people"].tolist() == seen["confirmed"].tolist() == seen["interviews"].tolist()
    assert sorted(seen["people"]) == sorted(sizes.values())
    table = cq.theme_table(
        cq.RuleCoder(codebook).code(corpus), by="country", measure="participants"
    )
    frame = cq.suppress_small_cells(table).table.frame
    columns = [one for one in frame.columns if one != "all" and one[0] != "all"]
    shown = [one for one in columns if not (frame[one].astype(str) == "suppressed").any()]
    assert seen["shown"].sum() == len(shown)
    assert not seen.loc[seen["people"] < 5, "shown"].any()


def test_people_of_doubtful_interviews_are_no_confirmed_ones(tmp_path):
    for name in ("a", "b"):
        (tmp_path / f"{name}.txt").write_text(
            "I: Who?\nR: Nobody came.\nI: Why?\nR: Fear.\n", "utf-8"
        )
    (tmp_path / "c.txt").write_text("Ada: Nobody came.\nBo: We ran.\nAda: Yes.\nBo: No.\n", "utf-8")
    (tmp_path / "attributes.csv").write_text(
        "transcript;country\na;Mali\nb;Mali\nc;Mali\n", "cp1252"
    )
    corpus = cq.read_corpus(tmp_path)
    (row,) = outlook(corpus, "country", minimum=2).to_dict("records")
    assert row["people"] > row["confirmed"] == 2
    assert "surely read" in row["release"]


def by_village(**villages):
    coast = ("Alma", "Bera")
    rows = [
        {"text": "yes", "village": name, "region": "coast" if name in coast else "hills"}
        for name, n in villages.items()
        for _ in range(n)
    ]
    return cq.Corpus.from_frame(pd.DataFrame(rows), language="en")


def test_where_few_groups_can_be_shown_larger_ones_are_proposed():
    corpus = by_village(Alma=3, Bera=3, Cola=3, Dora=9)
    frame = outlook(corpus, "village")
    found = outlook_proposal(corpus, "village", frame, 5)
    assert (found.by, found.shown, found.now) == (("region",), 1, 0.25)
    assert found.sentence in cq.look(corpus, by="village").release_lines


def test_where_most_groups_can_be_shown_nothing_is_proposed():
    corpus = by_village(Alma=9, Bera=9, Cola=9, Dora=9)
    assert outlook_proposal(corpus, "village", outlook(corpus, "village"), 5) is None

"""The benchmark of the learned coder mixes no groups, and states every figure."""

import json
import sqlite3
from contextlib import closing

import numpy as np
import pytest

from benchmarks import classify
from benchmarks.classifying.labelled import ALL, Labelled, tasks
from benchmarks.classifying.material import MATERIAL, plain
from benchmarks.classifying.outcome import CannotRunError
from benchmarks.classifying.scoring import calibration_error, scores
from benchmarks.quality import SEEN
from civic_qual.errors import ReadError

ROW = {
    "data",
    "split",
    "labels",
    "seed",
    "recipe",
    "macro_f1",
    "micro_f1",
    "mean_ap",
    "ece",
    "fit_s",
    "texts_per_s",
}
LIGHT = ["ours without encoder", "tfidf + logistic regression at 0.5", "SetFit"]

ARTICLES = """split,id,published,title,text,violations,perpetrator,country
train,1,2020,A,They took him,kidnapping;killing,,
train,2,2020,B,He was jailed,arbitrary detention,,
dev,3,2020,C,They took her,kidnapping,,
"""
SENTENCES = """file_id,sentence_text,A0,B1,filename
a_1.txt, You are wrong . ,_,Challenge,a
a_2.txt,We thank you .,_,_,a
b_1.txt,They bombed it .,Direct_NegEval,_,b
"""
PROJECT = """
CREATE TABLE documents (id INTEGER, name TEXT);
CREATE TABLE tags (id INTEGER, path TEXT, description TEXT);
CREATE TABLE highlights (id INTEGER, document_id INTEGER, snippet TEXT);
CREATE TABLE highlight_tags (highlight_id INTEGER, tag_id INTEGER);
INSERT INTO documents VALUES (1, 'P2_G.odt'), (2, 'P10_G.odt');
INSERT INTO tags VALUES (1, 'Useful', 'It helps.'), (2, 'Complex', 'It does not.');
INSERT INTO highlights VALUES (1, 1, '<p>Nice &amp; good</p>'), (2, 2, '<p>Hm</p>'),
                              (3, 1, '<p>untagged</p>');
INSERT INTO highlight_tags VALUES (1, 1), (1, 2), (2, 2);
"""


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """A folder of three invented data sets, in the form of the real ones."""
    top = tmp_path_factory.mktemp("data")
    for name in ("hrdsattack", "unscon", "serdif/thematic-analysis"):
        (top / name).mkdir(parents=True)
    (top / "hrdsattack" / "articles.csv").write_text(ARTICLES, encoding="utf-8")
    (top / "unscon" / "conflict_annotations_sentences.csv").write_text(SENTENCES, encoding="utf-8")
    project = top / "serdif" / "thematic-analysis" / "SERDIF_P2_ThematicAnalysis.sqlite3"
    with closing(sqlite3.connect(project)) as made:
        made.executescript(PROJECT)
    return top


def test_articles_come_with_their_split(folder):
    data = MATERIAL["hrdsattack"](folder)
    assert data.codes == ("arbitrary detention", "kidnapping", "killing")
    assert data.truth.tolist() == [[0, 1, 1], [1, 0, 0], [0, 1, 0]]
    ((task, test),) = tasks(data, ALL, 1)
    assert (len(task.texts), test.tolist()) == (2, [2])


def test_sentences_conflict_in_any_way_and_are_grouped_by_speech(folder):
    data = MATERIAL["unscon"](folder)
    assert data.truth.ravel().tolist() == [1, 0, 1]
    assert data.groups == ("a", "a", "b")
    assert data.texts[0] == "You are wrong ."


def test_highlights_are_grouped_by_participant(folder):
    data = MATERIAL["serdif"](folder)
    assert data.codes == ("Complex", "Useful")
    assert data.truth.tolist() == [[1, 1], [1, 0]]
    assert (data.texts, data.groups) == (("Nice & good", "Hm"), ("P2", "P10"))
    assert data.described[1] == ["Useful. It helps."]


def test_half_of_the_bundled_interviews_were_unseen(folder):
    half = MATERIAL["unseen"](folder)
    assert len(set(half.groups)) == 12
    assert not any(name.startswith(SEEN) for name in half.groups)
    assert half.truth.sum(axis=0).min() >= 10
    assert "plan" in half.codes


def test_what_is_not_there_is_named(tmp_path):
    with pytest.raises(ReadError, match=r"articles.csv: not there; --data names"):
        MATERIAL["hrdsattack"](tmp_path)


def test_html_is_read_as_text():
    assert plain("<p>a&lt;b</p> <p>c<br>d</p>") == "a<b c d"


@pytest.fixture(scope="module")
def data():
    """Invented texts of eight people, two codes that words tell, and a word of each person's."""
    draw = np.random.default_rng(5)
    truth = (draw.random((80, 2)) < 0.4).astype(float)
    said = [["the road", "patrol base night"], ["by the well", "water field rain"]]
    texts = [
        f"{said[0][int(one)]} {said[1][int(two)]} name{number % 8}"
        for number, (one, two) in enumerate(truth.tolist())
    ]
    return Labelled(
        "mini",
        tuple(texts),
        truth,
        ("patrol", "water"),
        tuple(f"p{number % 8}" for number in range(80)),
        "person",
        (["patrols and bases"], ["water and rain"]),
    )


def test_no_group_is_on_both_sides_and_every_text_is_tested_once(data):
    tested = []
    for task, test in tasks(data, 50, 2):
        assert not set(task.groups) & {data.groups[one] for one in test}
        assert len(task.texts) == 50
        assert set(task.texts) <= set(task.pool)
        tested += test.tolist()
    assert sorted(tested) == list(range(80))


def test_seeds_draw_differently_and_always_alike(data):
    one, again, other = (next(tasks(data, 50, seed))[0].texts for seed in (1, 1, 2))
    assert one == again != other
    assert not list(tasks(data, 500, 1))


def test_scores_of_a_case_worked_by_hand():
    truth = np.array([[1, 0, 0], [1, 1, 0], [0, 0, 0], [0, 1, 0]], dtype=float)
    said = np.array([[1, 0, 0], [0, 1, 0], [0, 0, 0], [1, 1, 1]], dtype=float)
    probability = np.array([[0.9, 0, 0], [0.3, 1, 0], [0.1, 0, 0], [0.6, 1, 1]])
    found = scores(truth, said, probability)
    assert found["macro_f1"] == pytest.approx((0.5 + 1) / 2)
    assert found["micro_f1"] == pytest.approx(2 * 3 / (4 + 5))
    assert found["mean_ap"] == pytest.approx(((1 + 2 / 3) / 2 + 1) / 2)


def test_a_question_of_yes_and_no_is_judged_by_both_answers():
    truth, said = np.array([[1, 1, 0, 0]]).T, np.array([[1, 0, 0, 0]]).T
    found = scores(truth, said, said)
    assert found["micro_f1"] == pytest.approx(2 / 3)
    assert found["macro_f1"] == pytest.approx((2 / 3 + 4 / 5) / 2)


def test_calibration_error_is_the_gap_between_promise_and_truth():
    said = np.array([[0.05, 0.05, 0.95, 0.95]]).T
    assert calibration_error(np.array([[0, 0, 1, 1]]).T, said) == pytest.approx(0.05)
    assert calibration_error(np.array([[1, 0, 1, 0]]).T, said) == pytest.approx(0.45)


@pytest.fixture(scope="module")
def rows(data):
    return json.loads(classify.as_json(classify.measured(data, (ALL,), 1, LIGHT)))


def test_every_row_states_every_figure(rows):
    done = [row for row in rows if row["macro_f1"] is not None]
    assert [(row["labels"], row["recipe"]) for row in done] == [
        (ALL, recipe) for recipe in LIGHT[:2]
    ]
    for row in done:
        assert row.keys() == ROW
        assert row["macro_f1"] > 0.9
        assert 0 <= row["ece"] < 0.2
        assert row["texts_per_s"] > 0


def test_what_cannot_be_run_says_why(rows):
    (left,) = (row for row in rows if row["macro_f1"] is None)
    assert left["recipe"] == "SetFit"
    assert "model hub" in left["reason"]


def test_a_recipe_that_gives_up_has_a_row_that_says_why(data, monkeypatch):
    class GivesUp:
        name, rules, lacking = "gives up", False, ""

        def run(self, task):
            raise CannotRunError(f"{len(task.texts)} texts are too few")

    monkeypatch.setitem(classify.RECIPES, "gives up", GivesUp())
    (row,) = classify.measured(data, (ALL,), 1, ["gives up"])
    assert row["macro_f1"] is None
    assert "too few" in row["reason"]


def test_the_table_has_a_row_a_recipe(rows):
    page = classify.table(rows)
    assert "## mini, 5 folds by person: macro-F1" in page
    assert "| ours without encoder |" in page
    assert "- SetFit: " in page


def test_fast_text_is_run_where_it_is_installed(data):
    pytest.importorskip("fasttext")
    (row,) = (row for row in classify.measured(data, (ALL,), 1, ["fastText"]))
    assert row["macro_f1"] > 0.8

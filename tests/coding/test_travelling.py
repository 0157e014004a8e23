"""Codings travel: pickled, copied, or worked with in another process, they are what they were."""

import copy
import multiprocessing
import pickle

import numpy as np
import pytest

import civic_qual as cq
from civic_qual.coding.coders import together
from civic_qual.coding.scores import Scores


@pytest.fixture(scope="module")
def small(make):
    corpus = make.corpus(
        make.transcript("a", ["They patrol at night.", "Nobody came."], country="Mali"),
        make.transcript("b", ["A base, far away."], country="CAR"),
    )
    book = make.codebook(make.code("plan", ["patrol", "base"]), make.code("harm", ["night"]))
    return cq.RuleCoder(book).code(corpus)


def of_people(codings):
    return cq.read_codings(
        codings.to_csv_frame().assign(coder="Awa", origin="human"), codings.corpus, codings.codebook
    )


KINDS = {
    "rules": lambda codings: codings,
    "people": of_people,
    "combined": lambda codings: cq.combine(codings, of_people(codings).filter(transcript="a")),
    "together": lambda codings: together([codings, of_people(codings)]),
    "chosen": lambda codings: codings.filter(country="Mali"),
}


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("way", [copy.deepcopy, lambda one: pickle.loads(pickle.dumps(one))])
def test_they_come_back_equal(small, kind, way):
    codings = KINDS[kind](small)
    back = way(codings)
    assert back == codings
    assert hash(back) == hash(codings)
    assert back.frame.equals(codings.frame)
    assert back.evidence.describe() == codings.evidence.describe()
    tables = [cq.theme_table(one, coder=one.coders[0]).long for one in (back, codings)]
    assert tables[0].equals(tables[1])


def test_what_differs_is_not_equal(small):
    assert small != of_people(small)
    assert small != small.filter(code="harm")
    assert small != "codings"
    assert len({small, pickle.loads(pickle.dumps(small)), small.filter(code="harm")}) == 2


def test_scores_are_equal_by_what_they_hold():
    one, other, third = (
        Scores(unit="turn", codes=("a",), values=np.array([[value], [np.nan]]), trained=np.zeros(2))
        for value in (0.5, 0.5, 0.6)
    )
    assert one == other
    assert one != third
    assert pickle.loads(pickle.dumps(one)) == one


def _found(codings):
    return codings.frame["evidence"].tolist(), len(codings.filter(theme="plan"))


def test_another_process_works_with_them(small):
    with multiprocessing.get_context("spawn").Pool(1) as pool:
        assert pool.apply(_found, (small,)) == _found(small)

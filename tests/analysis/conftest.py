"""Two interviews in CAR and one in Mali, coded by hand."""

import pytest

from civic_qual.corpus.model import Corpus
from tests.analysis.small import codebook, codings, interview, people


@pytest.fixture
def corpus():
    return Corpus(
        (
            interview(
                "car_1",
                [
                    "I: Do patrols come here?",
                    "R: The patrol came late. It was good.",
                    "R: We whistle at night, we flee.",
                    "O: Noted, patrol.",
                ],
                country="CAR",
            ),
            interview(
                "car_2",
                ["I: And you?", "R: A patrol, a patrol again.", "S: No. Never."],
                country="CAR",
            ),
            interview(
                "mali_1", ["R: Nothing to say of it.", "X: The patrol is good."], country="Mali"
            ),
        ),
        people(car_1__R={"sex": "woman"}, car_2__R={"sex": "man"}, car_2__S={"sex": "woman"}),
    )


@pytest.fixture
def book():
    return codebook(
        "plan",
        "plan.patrol",
        "plan.late",
        "alert",
        "alert.whistle",
        "view",
        "view.good",
        "view.bad",
        families=("view",),
    )


@pytest.fixture
def coded(corpus, book):
    return codings(
        corpus,
        book,
        [
            ("car_1", "patrol came", "plan.patrol"),
            ("car_1", "came late", "plan.late"),
            ("car_1", "It was good", "view.good"),
            ("car_1", "whistle", "alert.whistle"),
            ("car_2", "patrol", "plan.patrol"),
            ("car_2", "patrol again", "plan.patrol"),
            ("mali_1", "patrol", "plan.patrol"),
            ("mali_1", "good", "view.good"),
        ],
    )

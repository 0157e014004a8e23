"""The rule coder against the oracle with all bundled rules, and rules drawn from the texts.

A few bundled interviews are enough for every day. With CIVIC_QUAL_DATA, a folder that holds
`un_general_debate.parquet`, real speeches and more interviews follow: some minutes.
"""

from __future__ import annotations

import os
import re
from itertools import pairwise
from pathlib import Path
from random import Random

import pytest

import civic_qual as cq
from civic_qual.codebook.model import Codebook, Rule
from civic_qual.codebook.rules.tree import (
    And,
    Before,
    Exact,
    Gap,
    Near,
    NotNear,
    Or,
    Phrase,
    Wildcard,
)
from civic_qual.codebook.rules.tree import Word as RuleWord
from civic_qual.coding.coders import RuleCoder
from civic_qual.corpus.model import Corpus, Transcript, Turn
from civic_qual.language.words import words
from tests.coding.comparing import coded, defined, read
from tests.coding.oracle import searching
from tests.coding.random_codebooks import code

FOLDER = os.environ.get("CIVIC_QUAL_DATA", "")
EVERY_DAY = ("mali_13", "ssd_19")
MORE = (
    "car_01",
    "car_02",
    "car_04",
    "drc_08",
    "drc_09",
    "drc_11",
    "mali_16",
    "mali_18",
    "ssd_21",
    "ssd_23",
)
SPEECHES, OF = 12, 6000  # spread over the years
PARAGRAPH = re.compile(r"(?<=[.!?])\s*\n\s*")


def interviews(numbers):
    """Return some of the bundled interviews."""
    return Corpus(tuple(one for one in cq.example_corpus() if one.id.startswith(numbers)))


@pytest.fixture(scope="module")
def speeches():
    """Return some speeches, a paragraph a turn."""
    path = Path(FOLDER) / "un_general_debate.parquet"
    if not FOLDER or not path.exists():
        pytest.skip("CIVIC_QUAL_DATA names no folder with un_general_debate.parquet")
    table = pytest.importorskip("pyarrow.parquet", reason="pyarrow is not installed").read_table(
        path, columns=["text"]
    )
    chosen = range(0, OF, OF // SPEECHES)
    return Corpus(tuple(speech(f"s{number}", table["text"][number].as_py()) for number in chosen))


def speech(name, text):
    borders = [0, *(match.end() for match in PARAGRAPH.finditer(text)), len(text)]
    return Transcript(
        id=name,
        text=text,
        turns=tuple(
            Turn(
                start=start,
                end=end,
                spoken=((start, end),),
                speaker="S",
                role="respondent",
                language="en",
            )
            for start, end in pairwise(borders)
        ),
    )


def same(codebook, corpus):
    codings = RuleCoder(codebook).code(corpus)
    assert coded(codings) == defined(codebook, corpus)
    assert read(codings) == searching.readings(codebook, corpus)
    return len(codings)


def test_bundled_rules_on_bundled_interviews():
    assert same(cq.example_codebook(), interviews(EVERY_DAY)) > 100


@pytest.mark.skipif(not FOLDER, reason="CIVIC_QUAL_DATA is not set")
def test_bundled_rules_on_more_interviews():
    assert same(cq.example_codebook(), interviews(MORE)) > 100


def test_bundled_rules_on_speeches(speeches):
    assert same(cq.example_codebook(), speeches) > 100


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("seed", range(2))
def test_rules_drawn_from_interviews(seed):
    corpus = interviews(EVERY_DAY)
    assert same(drawn(corpus, seed, 60), corpus) > 100


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("seed", range(3))
def test_rules_drawn_from_speeches(speeches, seed):
    assert same(drawn(speeches, seed, 300), speeches) > 1000


def drawn(corpus, seed, number):
    """Return a codebook of so many rules, made of words that stand together somewhere."""
    random = Random(seed)
    said = [
        (turn.language, words(transcript.text, turn.language, turn.start, turn.end))
        for transcript in corpus
        for turn in transcript.turns
    ]
    said = [(language, found) for language, found in said if len(found) > 12]
    made = [drawn_rule(random, *random.choice(said)) for _ in range(number)]
    codes = [code(f"c{place}", made[place::7]) for place in range(7)]
    return Codebook("Drawn", "1", ("en", "fr"), tuple(codes))


def drawn_rule(random, language, found):
    """Return a rule of words that stand in one turn, or of any two of it."""

    def leaf(word):
        kinds = [RuleWord(word.key)] * 4 + [Exact(word.form)]
        return random.choice([*kinds, Wildcard(word.key[:4] + "*")])

    def side():
        place = random.randrange(len(found) - 4)
        one, two, three, _, last = map(leaf, found[place : place + 5])
        return random.choice(
            [
                one,
                one,
                one,
                Or((one, last)),
                Or((one, Phrase((two, three)))),
                Phrase((one, two)),
                Phrase((one, two, three)),
                Phrase((one, Gap(3), last)),
                Phrase((Or((one, last)), two)),
            ]
        )

    def window():
        kind = random.choice([Near, Before, NotNear])
        return kind(side(), side(), random.choice([0, 1, 3, 10, 40]))

    tree = random.choice(
        [
            side,
            side,
            window,
            window,
            lambda: And((window(), side())),
            lambda: Or((side(), window())),
        ]
    )()
    return Rule(
        f"drawn {random.random()}",
        tree,
        language,
        within=random.choice(["turn", "sentence"]),
        unless_negated=random.random() < 0.3,
    )

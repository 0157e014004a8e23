"""Random interviews in random layouts: every word goes to the right person."""

import pytest

from civic_qual.corpus.intake.layouts.turns import read_layout
from tests.corpus.intake.layouts.interviews import interview

SEEDS = range(120)


def read(text: str) -> list[tuple[str, str]]:
    return [
        (turn.speaker, " ".join(" ".join(text[a:b] for a, b in turn.spoken).split()))
        for turn in read_layout(text).turns
    ]


@pytest.mark.parametrize("start", range(0, len(SEEDS), 20))
def test_every_word_goes_to_the_right_person(start):
    for seed in SEEDS[start : start + 20]:
        drawn = interview(seed)
        expected = [(speaker, " ".join(words.split())) for speaker, words in drawn.turns]
        assert read(drawn.text) == expected, (seed, drawn.text[:400])

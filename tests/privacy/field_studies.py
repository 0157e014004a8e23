"""Studies as they come from the field: few interviews, four countries, talk of several people."""

from __future__ import annotations

import numpy as np

from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from tests.analysis.small import codebook, codings, interview

COUNTRIES = ("North", "South", "East", "West")
THEMES = ("fear", "food", "plan", "trust", "water", "work")
ROLES = ("chief", "teacher", "trader")


def field_study(seed, interviews=60, people=100):
    """Draw an invented study whose countries, and whose talk, are of very different size.

    Two interviews of three are with one person, the others with as many as make up the number of
    people. A theme is raised by a tenth to four fifths of the people; its codes, none to three,
    by some of those. Who raises one does so in one turn or several.
    """
    rng = np.random.default_rng(seed)
    together = max(interviews // 3, 1)
    sizes = np.ones(interviews, dtype=int)
    for one in rng.integers(together, size=people - interviews):
        sizes[one] += 1
    weights = rng.permutation([0.38, 0.28, 0.20, 0.14])
    country = rng.choice(COUNTRIES, interviews, p=weights)
    themes = THEMES[: int(rng.integers(4, 7))]
    below = {theme: [f"{theme}.c{n}" for n in range(rng.integers(4))] for theme in themes}
    often = dict(zip(themes, rng.uniform(0.1, 0.8, len(themes)), strict=True))
    transcripts, speaks, attributes, rows, person = [], {}, {}, [], 0
    for number, size in enumerate(sizes):
        name = f"t{number}"
        turns = [
            speaker
            for speaker in range(size)
            for _ in range(1 + int(rng.geometric(0.12 if size == 1 else 0.25)))
        ]
        place = str(country[number])
        lines = [f"R{speaker}: said so" for speaker in rng.permutation(turns)]
        region = "coast" if place in ("North", "West") else "hills"
        one = interview(name, lines, country=place, region=region)
        for speaker in range(size):
            speaks[name, f"R{speaker}"] = f"p{person}"
            attributes[f"p{person}"] = {"role": str(rng.choice(ROLES, p=[0.5, 0.3, 0.2]))}
            own = [turn for turn in one.turns if turn.speaker == f"R{speaker}"]
            rows += [
                (name, (turn.spoken[0][0], turn.spoken[0][1]), code)
                for code, turn in _raised(rng, own, often, below)
            ]
            person += 1
        transcripts.append(one)
    corpus = Corpus(tuple(transcripts), Participants(speaks, attributes))
    ids = [code for theme in themes for code in (theme, *below[theme])]
    return codings(corpus, codebook(*ids), rows)


def _raised(rng, turns, often, below):
    """Yield the codes that a person raises, each with a turn."""
    for theme, share in often.items():
        if rng.random() >= share:
            continue
        for _ in range(min(len(turns), int(rng.geometric(0.4)))):
            code = str(rng.choice([theme, *below[theme]] if not below[theme] else below[theme]))
            yield code, turns[int(rng.integers(len(turns)))]

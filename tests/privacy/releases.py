"""Random small studies and releases of their tables, and an attacker who works by hand."""

from __future__ import annotations

import numpy as np

from civic_qual.analysis.tables.theme_table import theme_table
from civic_qual.corpus.model import Corpus
from civic_qual.corpus.people import Participants
from tests.analysis.small import codebook, codings, interview

BOOK = codebook(
    "plan",
    "plan.patrol",
    "plan.late",
    "alert",
    "alert.radio",
    "amends",
    "view",
    "view.good",
    "view.bad",
    families=("view",),
)
CODES = ("plan.patrol", "plan.late", "alert", "alert.radio", "amends", "view.good", "view.bad")
MEASURES = ("participants", "segments", "transcripts", "mentions", "words")  # in the order drawn


def random_study(rng, people=None):
    """Draw an invented study: groups of very different size, themes of every frequency."""
    people = people or int(rng.integers(3, 45))
    country, sex = (
        rng.choice(list(names), people, p=rng.dirichlet(np.ones(len(names))))
        for names in ("ABCD", "mw")
    )
    often = rng.choice([0.02, 0.1, 0.4, 0.9], len(CODES))
    transcripts, speaks, attributes, rows, person = [], {}, {}, [], 0
    while person < people:
        size = min(int(rng.choice([1, 1, 1, 4])), people - person)
        name, lines = f"t{len(transcripts)}", []
        for turn in range(size * int(rng.integers(1, 4))):
            lines.append(f"R{turn % size}: said so")
        one = interview(name, lines, country=str(country[person]))
        for turn in one.turns:
            start = turn.spoken[0][0]
            rows += [
                (name, (start, start + int(rng.choice([4, 7]))), code)
                for code, chance in zip(CODES, often, strict=True)
                if rng.random() < chance
            ]
        for place in range(size):
            speaks[name, f"R{place}"] = f"p{person + place}"
            attributes[f"p{person + place}"] = {"sex": str(sex[person + place])}
        transcripts.append(one)
        person += size
    corpus = Corpus(tuple(transcripts), Participants(speaks, attributes))
    return codings(corpus, BOOK, rows)


def random_release(rng, coded, most=3):
    """Draw one to three tables of a study, or as many as told."""
    choices = {
        "by": [None, "country", "sex", ["country", "sex"]],
        "measure": MEASURES,
        "level": ["theme", "theme", "code"],
        "cross": [None, None, None, "view"],
    }
    made = []
    for _ in range(int(rng.integers(1, most + 1))):
        asked = {name: values[int(rng.integers(len(values)))] for name, values in choices.items()}
        normalise = {
            "segments": "share",
            "participants": "share",
            "mentions": "per_1000_words",
        }.get(asked["measure"])
        made.append(
            theme_table(coded, normalise=normalise if rng.random() < 0.5 else None, **asked)
        )
    return made


def tables_that_agree(frame, most):
    """Return every table of whole numbers that agrees with a protected plain table.

    By hand: all values up to `most` are tried for the hidden cells; groups add up to the margin,
    and no row is more than the last one, nor the last one more than all others together.
    """
    hidden = np.argwhere((frame == "suppressed").to_numpy())
    tried = np.indices([most + 1] * len(hidden)).reshape(len(hidden), -1).T
    tables = np.repeat(frame.replace("suppressed", 0).to_numpy(int)[None], len(tried), axis=0)
    for place, (row, column) in enumerate(hidden):
        tables[:, row, column] = tried[:, place]
    groups, margin = tables[:, :, :-1], tables[:, :, -1]
    agree = (groups.sum(axis=2) == margin).all(axis=1)
    agree &= (tables[:, :-1] <= tables[:, -1:]).all(axis=(1, 2))
    agree &= (tables[:, :-1].sum(axis=1) >= tables[:, -1]).all(axis=1)
    return tables[agree]

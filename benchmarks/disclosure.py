"""Whether hidden numbers stay hidden: random tables, attacked; and how long a report takes.

Tables are counts of people by group: rows that overlap, that add up, or under "any theme"; every
fifth release is of two tables, by two attributes of the same people.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Mapping, Sequence
from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
import pandas as pd

import civic_qual as cq
from benchmarks.study import study
from civic_qual.coding.codings import Codings
from civic_qual.corpus.model import Corpus

MINIMA = (3, 5, 5, 10)
STUDIES = {"60 interviews, 10 villages": (60, 10), "200 interviews, 30 villages": (200, 30)}


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument("--tables", type=int, default=10_000, help="random tables to attack")
    parser.add_argument("--seed", type=int, default=1, help="another seed, other tables")


def measure(
    tables: int = 10_000, seed: int = 1, studies: Mapping[str, tuple[int, int]] | None = None
) -> dict[str, Any]:
    """Return what an attacker got of random tables, what was kept, and seconds of two studies."""
    random = np.random.default_rng(seed)
    audits: list[Any] = []
    made = 0
    while made < tables:
        release = random_release(random, 2 if made % 5 == 0 and made + 1 < tables else 1)
        audits.append(cq.suppress_small_cells(release, minimum=int(random.choice(MINIMA))).audit)
        made += len(release)
    frames = [audit.frame for audit in audits]
    ratios = np.concatenate([frame["width"] / frame["declared"] for frame in frames])
    return {
        "tables": made,
        "cells": sum(len(audit.cells) for audit in audits),
        "hidden": sum(map(len, frames)),
        "unsafe": sum(int((~frame["safe"].astype(bool)).sum()) for frame in frames),
        "kept_cells": float(np.mean([audit.kept["cells"] for audit in audits])),
        "kept_counts": float(np.mean([audit.kept["counts"] for audit in audits])),
        "narrowest_ratio": float(ratios.min()) if len(ratios) else None,
        "seconds": {
            name: _seconds(*sizes)
            for name, sizes in (STUDIES if studies is None else studies).items()
        },
    }


def random_release(random: np.random.Generator, number: int) -> list[pd.DataFrame]:
    """Draw tables of counts of people by group, a few to a cell, with what they share."""
    rows, kind = int(random.integers(1, 7)), int(random.integers(3))
    first = _groups(random, rows, kind)
    made = [first]
    if number == 2:
        # The same people by another attribute: everybody goes to one of its groups.
        share = random.dirichlet(np.ones(int(random.integers(2, 5))))
        made.append(random.multinomial(first.sum(axis=1)[:rows], share).astype(np.int64))
        made = [one[:rows] for one in made]
        kind = 0
    total = {0: [], 1: ["all"], 2: ["any theme"]}[kind]
    index = [f"row {place}" for place in range(rows)] + total
    return [
        pd.DataFrame(
            np.column_stack([one, one.sum(axis=1)]),
            index=index,
            columns=[*(f"group {place}" for place in range(one.shape[1])), "all"],
        )
        for one in made
    ]


def _groups(random: np.random.Generator, rows: int, kind: int) -> Any:
    columns = int(random.integers(2, 7))
    values = random.poisson(random.gamma(1, 8, (rows, 1)) * random.gamma(1, 1, columns))
    if kind == 1:
        return np.vstack([values, values.sum(axis=0)])
    if kind == 2:
        return np.vstack([values, random.integers(values.max(axis=0), values.sum(axis=0) + 1)])
    return values


def _seconds(interviews: int, villages: int) -> float:
    """Return how long a protected report by village and country takes."""
    coded = by_village(interviews, villages)
    start = perf_counter()
    cq.theme_report(coded, by=["village", "country"])
    return perf_counter() - start


def by_village(interviews: int, villages: int) -> Codings:
    """Code an invented study whose people live in villages of very different size."""
    made, random = study(interviews, words=600, codes=36, rules=200), np.random.default_rng(1)
    village = random.choice(villages, interviews, p=random.dirichlet(np.full(villages, 0.7)))
    lived_in = tuple(
        replace(
            one,
            attributes={**one.attributes, "village": f"village {at}", "country": "ABCD"[at % 4]},
        )
        for one, at in zip(made.corpus, village.tolist(), strict=True)
    )
    corpus = Corpus(lived_in, made.corpus.participants)
    return cq.RuleCoder(made.codebook).code(corpus)


def table(figures: Mapping[str, Any]) -> str:
    """Return the figures as a Markdown table."""
    rows: Sequence[tuple[str, str]] = [
        ("tables", f"{figures['tables']:,}"),
        ("cells hidden", f"{figures['hidden']:,} of {figures['cells']:,}"),
        ("narrowed below what is declared", f"{figures['unsafe']:,}"),
        ("narrowest interval / declared", f"{figures['narrowest_ratio']:.2f}"),
        ("cells kept", f"{figures['kept_cells']:.1%}"),
        ("counts kept", f"{figures['kept_counts']:.1%}"),
        *(
            (f"report of {name}", f"{seconds:.1f} s")
            for name, seconds in figures["seconds"].items()
        ),
    ]
    return "\n".join(f"| {name} | {value} |" for name, value in [("what", ""), ("-", "-"), *rows])


def as_json(figures: Mapping[str, Any]) -> str:
    """Return all figures as JSON."""
    return json.dumps(figures, indent=1)

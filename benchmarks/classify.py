"""How well codes are learned from few coded texts: ours beside others, on the same folds.

Learning curves over the number of coded texts, several seeds; training and test never share a
participant, speech or interview. A row of the result is one recipe, once. `fit_s` is without the
encoding of sentences, which is done once and kept; `texts_per_s` is with it.
"""

from __future__ import annotations

import json
from argparse import ArgumentParser
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from tqdm import tqdm

from benchmarks.classifying.labelled import ALL, Labelled, tasks
from benchmarks.classifying.material import MATERIAL
from benchmarks.classifying.ours import OURS
from benchmarks.classifying.outcome import CannotRunError, Recipe, missing
from benchmarks.classifying.peers import PEERS
from benchmarks.classifying.scoring import scores
from benchmarks.classifying.summary import table

__all__ = ["as_json", "measure", "options", "table"]

LABELS = (50, 100, 200, 500, ALL)
SEEDS = 3
RECIPES: dict[str, Recipe] = {recipe.name: recipe for recipe in (*OURS, *PEERS)}
MEASURES = ("macro_f1", "micro_f1", "mean_ap", "ece", "fit_s", "texts_per_s")


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set."""
    parser.add_argument(
        "--data",
        type=Path,
        required=True,
        help="the folder that holds hrdsattack, unscon and serdif",
    )
    parser.add_argument(
        "--only", nargs="+", choices=MATERIAL, default=tuple(MATERIAL), help="of the material"
    )
    parser.add_argument("--recipes", nargs="+", choices=RECIPES, default=tuple(RECIPES))
    parser.add_argument("--seeds", type=int, default=SEEDS, help="how many, from 1")
    parser.add_argument(
        "--quick", action="store_true", help="one seed, 200 labels and all: some minutes"
    )


def measure(
    data: Path,
    only: Sequence[str] = tuple(MATERIAL),
    recipes: Sequence[str] = tuple(RECIPES),
    seeds: int = SEEDS,
    quick: bool = False,
) -> list[dict[str, Any]]:
    """Return a row for every material, number of labels, seed and recipe."""
    labels = (200, ALL) if quick else LABELS
    return [
        row
        for name in only
        for row in measured(MATERIAL[name](data), labels, 1 if quick else seeds, recipes)
    ]


def measured(
    data: Labelled, labels: Sequence[int | str], seeds: int, recipes: Sequence[str] = tuple(RECIPES)
) -> list[dict[str, Any]]:
    """Return the rows of one material; a recipe that cannot be run has one row that says why."""
    present = [RECIPES[name] for name in recipes if not missing(RECIPES[name], data)]
    runs = [
        (one, seed, recipe)
        for one in labels
        for seed in range(1, seeds + 1)
        for recipe in present
        if _differs(data, one, seed)
    ]
    rows = [
        row
        for one, seed, recipe in tqdm(runs, desc=data.name, leave=False)
        for row in _run(data, one, seed, recipe)
    ]
    return rows + [
        _labelled(data, None, None, name) | dict.fromkeys(MEASURES) | {"reason": reason}
        for name in recipes
        if (reason := missing(RECIPES[name], data))
    ]


def as_json(rows: Sequence[dict[str, Any]]) -> str:
    """Return the rows as JSON."""
    return json.dumps(rows, indent=1, ensure_ascii=False)


def _differs(data: Labelled, labels: int | str, seed: int) -> bool:
    """Return whether a seed changes anything: with one split and all labels it does not."""
    return seed == 1 or labels != ALL or data.test is None


def _run(data: Labelled, labels: int | str, seed: int, recipe: Recipe) -> Iterator[dict[str, Any]]:
    """Yield the row of one recipe, its folds taken together; none if labels are too few."""
    truth, said, probability = (np.full_like(data.truth, np.nan) for _ in range(3))
    fit_s, code_s = [], 0.0
    for task, test in tasks(data, labels, seed):
        try:
            outcome = recipe.run(task)
        except CannotRunError as error:
            yield (
                _labelled(data, labels, seed, recipe.name)
                | dict.fromkeys(MEASURES)
                | {"reason": str(error)}
            )
            return
        truth[test], said[test] = data.truth[test], outcome.said
        probability[test] = outcome.probability
        fit_s.append(outcome.fit_s)
        code_s += outcome.code_s
    if fit_s:
        coded = ~np.isnan(truth).any(axis=1)
        yield (
            _labelled(data, labels, seed, recipe.name)
            | {
                name: round(value, 4)
                for name, value in scores(truth[coded], said[coded], probability[coded]).items()
            }
            | {
                "fit_s": round(float(np.mean(fit_s)), 3),
                "texts_per_s": round(int(coded.sum()) / max(code_s, 1e-9), 1),
            }
        )


def _labelled(
    data: Labelled, labels: int | str | None, seed: int | None, recipe: str
) -> dict[str, Any]:
    return {
        "data": data.name,
        "split": data.split,
        "labels": labels,
        "seed": seed,
        "recipe": recipe,
    }

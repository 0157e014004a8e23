"""What a recipe gives back, and how long it took."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np

from benchmarks.classifying.labelled import Labelled, Task


@dataclass(frozen=True, eq=False)
class Outcome:
    """Probabilities and decisions for the test texts, shape (n_texts, n_codes), and seconds.

    `fit_s` is without encoding, which is done once and kept; `code_s`, for the test texts, with.
    """

    probability: np.ndarray
    said: np.ndarray
    fit_s: float
    code_s: float


class CannotRunError(Exception):
    """A recipe gave up on a task; the message says why."""


class Recipe(Protocol):
    """A way from coded texts to codes for others."""

    @property
    def name(self) -> str:
        """How it is called in the rows."""
        ...

    @property
    def rules(self) -> bool:
        """Whether it needs a codebook with rules."""
        ...

    @property
    def lacking(self) -> str:
        """Why it cannot be run here, "" if it can."""
        ...

    def run(self, task: Task) -> Outcome:
        """Learn from the coded texts of a task, and code its test texts."""
        ...


def missing(recipe: Recipe, data: Labelled) -> str:
    """Return why a recipe cannot be run on some data, "" if it can."""
    if recipe.rules and data.codebook is None:
        return "there is no codebook with rules"
    return recipe.lacking

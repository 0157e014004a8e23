"""The learned coder of this library, whole and with parts left out."""

from __future__ import annotations

import warnings
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from benchmarks.classifying.kept_vectors import KEPT
from benchmarks.classifying.labelled import Task
from benchmarks.classifying.outcome import Outcome
from benchmarks.timing import seconds
from civic_qual.errors import CivicQualWarning
from civic_qual.learning.theme_classifier import ThemeClassifier


@dataclass(frozen=True)
class Ours:
    """`ThemeClassifier`, with or without the encoder, the codebook's texts, and its rules."""

    name: str
    encoder: bool = True
    described: bool = True
    rules: bool = False
    student: bool = False
    lacking: str = ""

    def run(self, task: Task) -> Outcome:
        """Learn from the coded texts of a task, and code its test texts."""
        with warnings.catch_warnings():
            # Codes without an example in a small draw are no news here: they score zero.
            warnings.simplefilter("ignore", CivicQualWarning)
            fit_s, model = _without_encoding(lambda: self._fitted(task))
            if self.student:
                student_s, model = _without_encoding(lambda: model.student(task.pool))
                fit_s += student_s
            return self._coded(model, task, fit_s)

    def _fitted(self, task: Task) -> ThemeClassifier:
        model = ThemeClassifier(
            task.described if self.described else None,
            encoder=KEPT if self.encoder else None,
            rules=task.codebook if self.rules and task.codebook else False,
        )
        labels = pd.DataFrame(task.truth, columns=list(task.codes))
        return model.fit(task.texts, labels, groups=task.groups, languages=task.languages)

    def _coded(self, model: Any, task: Task, fit_s: float) -> Outcome:
        told = {"languages": task.test_languages} if self.rules else {}
        KEPT.owed = KEPT.spent = 0.0
        code_s, probability = seconds(lambda: model.predict_proba(task.test, **told))
        code_s += KEPT.owed - KEPT.spent
        said = model.predict(task.test, **told).reshape(probability.shape)
        return Outcome(np.nan_to_num(probability), said, fit_s, code_s)


OURS = (
    Ours("ours"),
    Ours("ours, with rules", rules=True),
    Ours("ours without encoder", False),
    Ours("ours without code texts", described=False),
    Ours("ours, student", student=True),
)


def _without_encoding(work: Callable[[], Any]) -> tuple[float, Any]:
    KEPT.spent = 0.0
    taken, result = seconds(work)
    return taken - KEPT.spent, result

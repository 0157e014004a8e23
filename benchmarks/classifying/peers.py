"""What others use to code texts with few labels, each as its makers or a good user would."""

from __future__ import annotations

import tempfile
from contextlib import suppress
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer
from sklearn.linear_model import LogisticRegression
from sklearn.multiclass import OneVsRestClassifier
from sklearn.pipeline import make_pipeline

from benchmarks.classifying.labelled import Task
from benchmarks.classifying.outcome import CannotRunError, Outcome
from benchmarks.timing import seconds

HALF = 0.5
RATES = (0.2, 0.1, 0.05, 0.02)
NONE = "none"


class TfidfLogistic:
    """Words and pairs of words, a logistic regression a code, and 0.5 as the threshold."""

    name = "tfidf + logistic regression at 0.5"
    rules = False
    lacking = ""

    def run(self, task: Task) -> Outcome:
        """Learn and code."""
        taught = np.flatnonzero(np.ptp(task.truth, axis=0) > 0)  # a code needs both yes and no
        model = make_pipeline(
            TfidfVectorizer(ngram_range=(1, 2), sublinear_tf=True, strip_accents="unicode"),
            OneVsRestClassifier(
                LogisticRegression(solver="liblinear", C=10.0, class_weight="balanced")
            ),
        )
        fit_s, _ = seconds(lambda: model.fit(task.texts, task.truth[:, taught]))
        code_s, found = seconds(lambda: model.predict_proba(task.test))
        # Of a single code scikit-learn tells the probability of no and of yes.
        return _outcome(found[:, -len(taught) :], taught, task, fit_s, code_s)


class FastText:
    """fastText's supervised classifier (Joulin et al. 2017), one against the rest."""

    name = "fastText"
    rules = False
    lacking = "" if find_spec("fasttext") else "no package `fasttext` is installed"

    def run(self, task: Task) -> Outcome:
        """Learn and code."""
        fit_s, model = seconds(lambda: self._fitted(task))
        taught = np.arange(task.truth.shape[1])
        code_s, found = seconds(
            lambda: np.array([self._scores(model, text, len(taught)) for text in task.test])
        )
        return _outcome(found, taught, task, fit_s, code_s)

    def _fitted(self, task: Task) -> Any:
        import fasttext

        with tempfile.TemporaryDirectory() as folder:
            path = Path(folder) / "texts"
            path.write_text(
                "".join(
                    self._line(text, codes)
                    for text, codes in zip(task.texts, task.truth, strict=True)
                ),
                encoding="utf-8",
            )
            for rate in RATES:
                # Where its sums run over, fastText asks for a lower rate.
                with suppress(RuntimeError):
                    return fasttext.train_supervised(
                        str(path),
                        loss="ova",
                        epoch=50,
                        lr=rate,
                        dim=50,
                        wordNgrams=2,
                        bucket=50_000,
                        thread=1,
                        verbose=0,
                    )
            raise CannotRunError("fastText's sums run over at every learning rate tried")

    def _line(self, text: str, codes: np.ndarray) -> str:
        # fastText passes over lines without a label, so that none of the codes is one too.
        marks = " ".join(f"__label__{code}" for code in np.flatnonzero(codes).tolist() or [NONE])
        return f"{marks} {_one_line(text)}\n"

    def _scores(self, model: Any, text: str, size: int) -> np.ndarray:
        # `predict` of the package breaks with numpy 2; what it wraps does not.
        found = np.zeros(size)
        for score, label in model.f.predict(_one_line(text) + "\n", size + 1, 0.0, "strict"):
            if label != f"__label__{NONE}":
                found[int(label.removeprefix("__label__"))] = min(score, 1.0)
        return found


class SetFit:
    """SetFit (Tunstall et al. 2022): a sentence transformer tuned on pairs."""

    name = "SetFit"
    rules = False
    lacking = (
        "it tunes a sentence transformer whose weights come from a model hub: no package "
        "of a registry holds them"
    )

    def run(self, task: Task) -> Outcome:
        """Refuse."""
        raise NotImplementedError(self.lacking, task)


PEERS = (TfidfLogistic(), FastText(), SetFit())


def _outcome(
    found: np.ndarray, taught: np.ndarray, task: Task, fit_s: float, code_s: float
) -> Outcome:
    probability = np.zeros((len(task.test), task.truth.shape[1]))
    probability[:, taught] = found
    always = task.truth.all(axis=0)
    probability[:, always] = 1.0
    return Outcome(probability, probability > HALF, fit_s, code_s)


def _one_line(text: str) -> str:
    return " ".join(text.split())

"""A fast student: a model of n-grams alone that imitates the full model on texts nobody coded.

The sentence vectors are the slow part of a model. A student is trained on what the full model says
of many uncoded texts, so that it needs no encoder: it learns which words the vectors stood for. It
must be trained on texts of every language it is to code.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import numpy.typing as npt
from scipy import sparse
from scipy.special import logit

from civic_qual.arrays import Bools, Floats, Ints
from civic_qual.calls import helpful
from civic_qual.coding.codings import Codings
from civic_qual.corpus.model import Corpus
from civic_qual.errors import ModelError
from civic_qual.learning.corpus_rows import spoken_texts
from civic_qual.learning.kernel_ridge import one_thread
from civic_qual.learning.training_rows import checked_texts
from civic_qual.messages import Message, decimal, percent
from civic_qual.statistics.calibration import Sigmoids, fit_sigmoids, thresholds
from civic_qual.statistics.classification import f1

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier


BATCH = 16384
FEATURES = 1 << 18
FEWEST = 50  # texts to train and check a student on
_LOW = 1e-6
_STEPS, _ENOUGH = 60, 1e-8


@dataclass(frozen=True, eq=False)
class Imitation:
    """Weights of hashed words and pairs of words, which imitate the scores of a model.

    `rarity` has shape (n_features,), `coefficients` (n_features, n_codes), `bias` (n_codes,).
    """

    rarity: Floats
    coefficients: npt.NDArray[np.float32]
    bias: Floats

    def scores(self, texts: Sequence[str]) -> Floats:
        """Return uncalibrated scores, shape (n_texts, n_codes)."""
        added = _weighted(_counts(texts), self.rarity) @ self.coefficients
        return np.asarray(added, dtype=np.float64) + self.bias


@dataclass(frozen=True, eq=False)
class Student:
    """A model of hashed words and pairs of words, with the loss it was found to have.

    `loss_` compares it with its teacher on texts that it was not trained on: `agreement`, the
    share of decisions that are the same; `f1_against_teacher`, macro-F1 of its codes if the
    teacher's were the truth; `mean_difference` of probabilities; `texts`, how many they were.
    """

    teacher: ThemeClassifier
    imitation: Imitation
    sigmoids: Sigmoids
    thresholds_: Floats
    loss_: dict[str, float] = field(default_factory=dict)

    @property
    def codes_(self) -> tuple[str, ...]:
        """The names of the columns, as of the teacher."""
        return self.teacher.codes_

    @helpful
    def code(self, corpus: Corpus, *, provisional: bool = False) -> Codings:
        """Code a corpus as the teacher would, without vectors.

        Passages the teacher was trained on keep its cross-fitted scores. Notes of the codings
        tell the student's loss. The words that codings give as reasons are the teacher's.
        """
        from civic_qual.learning.corpus_coding import code_corpus

        coded = code_corpus(self.teacher, corpus, provisional=provisional, student=self)
        note = Message(
            "Coded by a fast student of the model: on {texts} other texts {agreement} of its "
            "decisions were the model's, with F1 {f1} against them.",
            texts=int(self.loss_["texts"]),
            agreement=percent(self.loss_["agreement"], 1),
            f1=decimal(self.loss_["f1_against_teacher"], 2),
        )
        return replace(coded, notes=(*coded.notes, note))

    def predict_proba(self, texts: Sequence[str]) -> Floats:
        """Return probabilities, shape (n_texts, n_codes)."""
        checked = checked_texts(texts)
        parts = [
            self.sigmoids(self.imitation.scores(checked[begin : begin + BATCH]))
            for begin in range(0, max(len(checked), 1), BATCH)
        ]
        return np.concatenate(parts)

    def predict(self, texts: Sequence[str]) -> Ints:
        """Return which codes are assigned, shape (n_texts, n_codes), as zeros and ones."""
        probabilities, limits = self.judge(texts)
        return (probabilities > limits).astype(np.int64)

    def judge(self, texts: Sequence[str]) -> tuple[Floats, Floats]:
        """Return probabilities and the threshold that goes with each."""
        probabilities = self.predict_proba(texts)
        return probabilities, np.broadcast_to(self.thresholds_, probabilities.shape)

    def __repr__(self) -> str:
        loss = ", ".join(f"{name} {value:.3g}" for name, value in self.loss_.items())
        return f"Student({len(self.codes_)} codes; against its teacher: {loss})"


def train_student(
    model: ThemeClassifier, texts: Sequence[str] | Corpus, penalty: float = 0.3, seed: int = 0
) -> Student:
    """Train a student on what a model says of uncoded texts, and measure what is lost.

    See `ThemeClassifier.student`.

    References
    ----------
    Bucila, C., Caruana, R. and Niculescu-Mizil, A. (2006). Model compression. KDD.

    Weinberger, K. et al. (2009). Feature hashing for large scale multitask learning. ICML.
    """
    checked = _texts(model, texts)
    if len(checked) < FEWEST:
        raise ModelError(
            Message(
                "a student needs some thousands of uncoded texts, and {fewest} at the "
                "least; {given} were given",
                fewest=FEWEST,
                given=len(checked),
            )
        )
    taught, limits = model._judged(checked, None)
    known = np.flatnonzero(~np.isnan(taught).any(axis=1))
    order = np.random.default_rng(seed).permutation(known)
    tenth = max(len(order) // 10, 1)
    measured, calibrated, learned = order[:tenth], order[tenth : 2 * tenth], order[2 * tenth :]
    imitation = _imitating(_counts(checked)[learned], taught[learned], penalty)
    raw = imitation.scores([checked[row] for row in calibrated.tolist()])
    sigmoids = fit_sigmoids(raw, taught[calibrated])
    decided = taught > limits
    own = thresholds(sigmoids(raw), decided[calibrated].astype(np.float64))
    student = Student(model, imitation, sigmoids, own)
    said = student.predict_proba([checked[row] for row in measured.tolist()])
    return replace(student, loss_=_loss(said, said > own, taught[measured], decided[measured]))


def _texts(model: ThemeClassifier, texts: Sequence[str] | Corpus) -> tuple[str, ...]:
    if not isinstance(texts, Corpus):
        return checked_texts(texts)
    segments = texts.segments(model.model_.about.get("unit") or "turn")
    said = spoken_texts(segments)
    return tuple(
        text for text, counted in zip(said, segments.counted, strict=True) if counted and text
    )


def _imitating(counts: sparse.csr_array, taught: Floats, penalty: float) -> Imitation:
    """Return the ridge regression of a model's log-odds on words."""
    rarity = np.log((1 + len(taught)) / (1 + _documents(counts))) + 1
    with one_thread():
        wanted = logit(np.clip(taught, _LOW, 1 - _LOW))
        bias = wanted.mean(axis=0)
        rows = _weighted(counts, rarity)
        coefficients = rows.T @ solve_sparse(rows, wanted - bias, penalty)
    return Imitation(rarity, np.asarray(coefficients, dtype=np.float32), bias)


def _loss(said: Floats, same: Bools, taught: Floats, true: Bools) -> dict[str, float]:
    """Return how far a student is from what it was taught."""
    each = f1(
        (same & true).sum(0).astype(float), same.sum(0).astype(float), true.sum(0).astype(float)
    )
    carried = true.any(axis=0)
    return {
        "texts": float(len(taught)),
        "agreement": float((same == true).mean()),
        "f1_against_teacher": float(each[carried].mean()) if carried.any() else float("nan"),
        "mean_difference": float(np.abs(said - taught).mean()),
    }


def solve_sparse(rows: sparse.csr_array, wanted: Floats, penalty: float) -> Floats:
    """Solve (rows @ rows.T + penalty * I) x = wanted, all columns side by side.

    By conjugate gradients, so that the products of all rows with all others are never held in
    memory.

    References
    ----------
    Hestenes, M. R. and Stiefel, E. (1952). Methods of conjugate gradients for solving linear
    systems. Journal of Research of the National Bureau of Standards 49.
    """
    found, left = np.zeros_like(wanted), wanted.copy()
    direction, size = left.copy(), (left * left).sum(axis=0)
    enough = _ENOUGH * np.maximum(size, 1e-300)
    for _ in range(_STEPS):
        if (size <= enough).all():
            break
        moved = rows @ (rows.T @ direction) + penalty * direction
        step = size / np.maximum((direction * moved).sum(axis=0), 1e-300)
        found += step * direction
        left -= step * moved
        size, before = (left * left).sum(axis=0), size
        direction = left + size / np.maximum(before, 1e-300) * direction
    return found


def _counts(texts: Sequence[str]) -> sparse.csr_array:
    """Return which hashed words and pairs of words stand in each text."""
    from sklearn.feature_extraction.text import HashingVectorizer

    hashing = HashingVectorizer(
        ngram_range=(1, 2),
        n_features=FEATURES,
        norm=None,
        binary=True,
        alternate_sign=False,
        dtype=np.float32,
    )
    return sparse.csr_array(hashing.transform(texts))


def _documents(counts: sparse.csr_array) -> Floats:
    return np.bincount(counts.indices, minlength=FEATURES).astype(np.float64)


def _weighted(counts: sparse.csr_array, rarity: Floats) -> sparse.csr_array:
    """Return rows of length one, each word weighted by its rarity."""
    data = rarity[counts.indices].astype(np.float32)
    lengths = np.sqrt(
        np.add.reduceat(
            np.r_[data * data, np.float32(0)], np.minimum(counts.indptr[:-1], len(data))
        )
    )
    sizes = np.diff(counts.indptr)
    data /= np.repeat(np.maximum(lengths, np.float32(1e-9)), sizes)
    return sparse.csr_array((data, counts.indices, counts.indptr), shape=counts.shape)

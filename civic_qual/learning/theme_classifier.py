"""The learned coder: from a few hundred passages that people coded to all the others."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civic_qual.arrays import Floats, Ints
from civic_qual.codebook.model import Codebook
from civic_qual.coding.scores import RANKS_ONLY
from civic_qual.errors import CivicQualWarning, ModelError
from civic_qual.learning.corpus_rows import hits_of_texts
from civic_qual.learning.fitting import Fitted, fit_rows
from civic_qual.learning.kernel_ridge import one_thread
from civic_qual.learning.quality import f1
from civic_qual.learning.training_rows import (
    TrainingRows,
    checked_labels,
    checked_texts,
    rows_of_texts,
)

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit
    from civic_qual.learning.student import Student


class ThemeClassifier(BaseEstimator):  # type: ignore[misc]
    """Learns codes from coded passages, and says how sure it is.

    A ridge regression on several views of a passage: its words, its characters, its sentence
    vector and the rules that fired. Codes' own names, definitions and examples are further
    examples. Weights, penalty, calibration and thresholds come only from scores of passages
    that were left out with all others of their group.

    Parameters
    ----------
    code_texts
        What each code means, in the order of the labels: one text a code, or several (a list),
        such as "name. definition. example". `fit_corpus` takes them from the codebook.
    encoder
        "multilingual", None, or any object with `encode(texts) -> (n_texts, n_dimensions)`.
    rules
        A codebook whose rules are a view; True takes the one that `fit_corpus` is given, False
        none.
    cache
        A folder in which to keep sentence vectors; None keeps none. Texts are never stored.
    penalties
        The penalties of the ridge regression to choose from.
    shrinkage
        How many positives the common threshold weighs against a code's own.
    most_rows
        Up to so many passages the solution is exact; with more, `landmarks` of them span it.
    landmarks
        How many.
    random_state
        The seed of what is drawn at random: which passages are landmarks.
    progress
        Whether long work shows its progress.

    Attributes
    ----------
    codes_ : tuple of str
        Names of the columns of labels; `classes_` is the same as an array.
    support_ : ndarray of shape (n_codes,)
        How many passages carry each code.
    status_, reasons_ : tuple of str
        Of each code: "counts", "provisional" or "ranks only", and why.
    oof_proba_ : ndarray of shape (n_texts, n_codes)
        Probabilities of the training passages, from fits without their group; NaN where a
        passage was not read for the code.
    thresholds_ : ndarray of shape (n_codes,)
        A code is assigned where its probability is above.

    Examples
    --------
    >>> texts = ["The patrol came at night", "They fetch water", "A patrol passed by",
    ...          "Water is far"] * 3
    >>> model = ThemeClassifier(encoder=None).fit(texts, [[1, 0], [0, 1]] * 6)
    >>> model.predict(["no patrol", "the water"]).tolist()
    [[1, 0], [0, 1]]
    """

    def __init__(
        self,
        code_texts: Sequence[str | Sequence[str]] | None = None,
        encoder: object = "multilingual",
        rules: bool | Codebook = True,
        cache: str | Path | None = None,
        penalties: Sequence[float] = (0.1, 0.3, 1.0, 3.0),
        shrinkage: float = 10.0,
        most_rows: int = 5000,
        landmarks: int = 2500,
        random_state: int = 0,
        progress: bool = False,
    ) -> None:
        self.code_texts = code_texts
        self.encoder = encoder
        self.rules = rules
        self.cache = cache
        self.penalties = penalties
        self.shrinkage = shrinkage
        self.most_rows = most_rows
        self.landmarks = landmarks
        self.random_state = random_state
        self.progress = progress

    def fit(
        self,
        texts: Sequence[str],
        Y: Any,  # noqa: N803
        groups: Sequence[object] | None = None,
        languages: Sequence[str] | None = None,
    ) -> ThemeClassifier:
        """Learn codes from texts.

        Parameters
        ----------
        texts
            The passages.
        Y
            Zeros and ones, shape (n_texts, n_codes): array, sparse matrix, lists, or a table
            whose columns name the codes. NaN: nobody read the passage for the code.
        groups
            The participant or interview of each text. All of one are left out together, and
            words that fewer than three of them use are not learned. None: each text by itself.
        languages
            The language of each text, for the rules.

        Raises
        ------
        ModelError
            If nothing can be learned, or nothing checked.
        """
        rows = rows_of_texts(texts, Y, groups, languages)
        self._flat = np.ndim(Y) == 1
        if isinstance(self.rules, Codebook):
            hits = hits_of_texts(rows.texts, rows.languages, self.rules, rows.codes)
            rows = TrainingRows(
                rows.texts, rows.targets, rows.codes, rows.groups, rows.people, rows.languages, hits
            )
        return self._fit(rows)

    def _fit(
        self,
        rows: TrainingRows,
        codebook: Codebook | None = None,
        code_texts: Any = None,
        **about: Any,
    ) -> ThemeClassifier:
        told = code_texts if self.code_texts is None else self.code_texts
        with one_thread():
            fitted = fit_rows(self, rows, told, codebook)
        fitted.about.update(about)
        self._take(fitted, rows.codes)
        _warn_of_codes_without_examples(self)
        return self

    def _take(self, fitted: Fitted, codes: tuple[str, ...]) -> ThemeClassifier:
        """Show what was fitted, here or in a file."""
        self.model_ = fitted
        self._flat = getattr(self, "_flat", False)
        self.codes_, self.classes_ = codes, np.array(codes, dtype=object)
        self.support_: Ints = np.nansum(fitted.targets, axis=0).astype(np.int64)
        self.status_, self.reasons_ = fitted.status, fitted.reasons
        self.thresholds_: Floats = fitted.full.thresholds
        self.oof_proba_: Floats = fitted.full.left_out
        return self

    def predict_proba(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> Floats:
        """Return calibrated probabilities, shape (n_texts, n_codes).

        NaN where the model can say nothing: no word of the text is known, and there is no
        encoder. A warning tells how many.
        """
        check_is_fitted(self)
        return self._judged(texts, languages)[0]

    def predict(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> Ints:
        """Return which codes are assigned, shape (n_texts, n_codes), as zeros and ones.

        All codes with an example are, whatever their `status_`; `code` heeds it.
        """
        check_is_fitted(self)
        probabilities, limits = self._judged(texts, languages)
        assigned = np.where(np.isnan(probabilities), 0, probabilities > limits).astype(np.int64)
        return assigned[:, 0] if self._flat else assigned

    def score(self, texts: Sequence[str], Y: Any) -> float:  # noqa: N803
        """Return macro-F1 over the codes that some text carries."""
        codes, truth = checked_labels(Y, len(checked_texts(texts)))
        said = self.predict(texts).reshape(truth.shape)
        each = f1((said * truth).sum(0), said.sum(0).astype(float), truth.sum(0))
        return float(each[truth.sum(0) > 0].mean()) if len(codes) and truth.any() else 0.0

    def _judged(
        self,
        texts: Sequence[str],
        languages: Sequence[str] | None,
    ) -> tuple[Floats, Floats]:
        """Return probabilities and the thresholds that go with each, both a cell each."""
        checked = checked_texts(texts)
        hits = None
        if self.model_.views.rules:
            book = self.model_.codebook
            hits = hits_of_texts(checked, languages, book, self.codes_) if book else None
        with one_thread():
            probabilities, limits = self.model_.judge(checked, hits, self.progress)
        lost = int(np.isnan(probabilities).all(axis=1).sum()) if len(checked) else 0
        if lost:
            warnings.warn(
                f"{lost} of {len(checked)} texts hold no word that the model knows, and "
                "there is no encoder: nothing is said about them",
                CivicQualWarning,
                stacklevel=3,
            )
        return probabilities, limits

    def fit_corpus(
        self,
        codings: Codings,
        unit: Unit | None = None,
        coder: str | None = None,
    ) -> ThemeClassifier:
        """Learn codes and themes from what a person coded and read.

        Only segments that were read are examples, for the codes they were read for. What
        interviewers say is left out. All of an interview, and of others with the same
        participants, is left out together.

        Parameters
        ----------
        codings
            With codings and readings of one person.
        unit
            What is coded as a whole; None takes what the person coded.
        coder
            Whose codings, if several people coded.

        Raises
        ------
        ModelError
            If nobody, or several, coded, or nothing can be learned or checked.
        """
        from civic_qual.learning.corpus_rows import code_texts, rows_of_codings

        rules = self.rules if isinstance(self.rules, Codebook) else codings.codebook
        rows = rows_of_codings(codings, unit, coder, rules if self.rules else None)
        self._flat = False
        return self._fit(
            rows,
            codings.codebook,
            code_texts(codings.codebook, rows.codes),
            unit=rows.unit,
            invented=codings.corpus.invented,
        )

    def code(
        self,
        corpus: Corpus,
        progress: bool | None = None,
        provisional: bool = False,
        codebook: Codebook | None = None,
    ) -> Codings:
        """Code a corpus; see `learning.corpus_coding`."""
        from civic_qual.learning.corpus_coding import code_corpus

        return code_corpus(
            self, corpus, self.progress if progress is None else progress, provisional, codebook
        )

    def position(self, code: str) -> int:
        """Return the column of a code.

        Raises
        ------
        ModelError
            If the model has not learned it.
        """
        check_is_fitted(self)
        if code not in self.codes_:
            known = ", ".join(self.codes_[:8])
            raise ModelError(f"the model has not learned {code!r}; it has {known}, ...")
        return self.codes_.index(code)

    def why(
        self,
        texts: Sequence[str],
        codes: Sequence[str] | None = None,
        most: int = 5,
    ) -> pd.DataFrame:
        """Say why texts get their codes; see `learning.explaining`."""
        from civic_qual.learning.explaining import why_texts

        return why_texts(self, texts, codes, most)

    def student(self, texts: Sequence[str] | Corpus, **choices: Any) -> Student:
        """Train a fast model on what this one says of texts nobody coded; see `student`."""
        from civic_qual.learning.student import train_student

        return train_student(self, texts, **choices)

    def save(self, path: str | Path) -> None:
        """Write the model to a file; see `learning.model_files`."""
        from civic_qual.learning.model_files import save_model

        save_model(self, path)

    @classmethod
    def load(
        cls, path: str | Path, codebook: Codebook | None = None, encoder: object = None
    ) -> ThemeClassifier:
        """Read a model from a file; see `learning.model_files`."""
        from civic_qual.learning.model_files import load_model

        return load_model(path, codebook, encoder)


def _warn_of_codes_without_examples(model: ThemeClassifier) -> None:
    """Name the codes that nothing is known of: their zeros are no findings."""
    lost = [code for code, support in zip(model.codes_, model.support_, strict=True) if not support]
    if lost and not model.model_.has_code_texts:
        warnings.warn(
            f"no passage carries {', '.join(lost[:8])}{', ...' * (len(lost) > 8)}: the "
            f"model cannot find {'them' if len(lost) > 1 else 'it'} ({RANKS_ONLY}); "
            "give code_texts, or code passages that do",
            CivicQualWarning,
            stacklevel=3,
        )

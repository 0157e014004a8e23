"""The learned coder: from a few hundred passages that people coded to all the others."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from sklearn.base import BaseEstimator
from sklearn.utils.validation import check_is_fitted

from civic_qual.arrays import Floats, Ints
from civic_qual.calls import helpful
from civic_qual.codebook.model import Codebook
from civic_qual.coding.scores import RANKS_ONLY
from civic_qual.errors import CivicQualWarning, ModelError
from civic_qual.learning.corpus_rows import code_texts, hits_of_texts, rows_of_codings
from civic_qual.learning.fitting import Fitted, fit_rows
from civic_qual.learning.kernel_ridge import one_thread
from civic_qual.learning.training_rows import (
    TrainingRows,
    checked_labels,
    checked_texts,
    rows_of_texts,
)
from civic_qual.messages import Message, enumerated, quoted, typed
from civic_qual.statistics.classification import f1

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.corpus.model import Corpus
    from civic_qual.corpus.segments import Unit
    from civic_qual.learning.card import ModelCard
    from civic_qual.learning.explaining import Explanation
    from civic_qual.learning.model_files import Loaded
    from civic_qual.learning.student import Student
    from civic_qual.learning.suggesting import Suggestions
    from civic_qual.learning.validation import CrossValidation

_MOST = 8  # codes named in a line


class ThemeClassifier(BaseEstimator):  # type: ignore[misc]
    """Learns codes from coded passages, and says how sure it is.

    A ridge regression on several views of a passage: its words, its characters, its sentence
    vector and the rules that fired. Codes' own names, definitions and examples are further
    examples. The groups are left out by tenths, and the model is the mean of what was learned
    without each. Weights, penalty, calibration and thresholds come only from scores of passages
    that were left out with all others of their group.

    It is an estimator of scikit-learn: `clone`, `get_params` and `GridSearchCV` work, and it can
    be pickled. Its seed is called `seed`, as everywhere in this library.

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
    seed
        Of what is drawn at random: which passages are landmarks.
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
        Probabilities of the training passages, from fits without their tenth of the groups; NaN
        where a passage was not read for the code.
    thresholds_ : ndarray of shape (n_codes,)
        A code is assigned where its probability is above.

    See Also
    --------
    civic_qual.cross_validate : How good it is on interviews held back.
    civic_qual.RuleCoder : Codes by the words of rules.
    civic_qual.combine : One coder of people, rules and a model.

    Examples
    --------
    >>> texts = ["The patrol came at night", "They fetch water", "A patrol passed by",
    ...          "Water is far"] * 3
    >>> model = ThemeClassifier(encoder=None).fit(texts, [[1, 0], [0, 1]] * 6)
    >>> model.predict(["no patrol", "the water"]).tolist()
    [[1, 0], [0, 1]]
    """

    @helpful
    def __init__(
        self,
        code_texts: Sequence[str | Sequence[str]] | None = None,
        *,
        encoder: object = "multilingual",
        rules: bool | Codebook = True,
        cache: str | Path | None = None,
        penalties: Sequence[float] = (0.1, 0.3, 1.0, 3.0),
        shrinkage: float = 10.0,
        most_rows: int = 5000,
        landmarks: int = 2500,
        seed: int = 0,
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
        self.seed = seed
        self.progress = progress

    # Learning

    @helpful
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

        Returns
        -------
        ThemeClassifier
            The model itself.

        Raises
        ------
        ModelError
            If nothing can be learned, or nothing checked.

        See Also
        --------
        fit_corpus : Learn from codings of a corpus.
        """
        rows = rows_of_texts(texts, Y, groups, languages)
        if isinstance(self.rules, Codebook):
            hits = hits_of_texts(rows.texts, rows.languages, self.rules, rows.codes)
            rows = replace(rows, hits=hits)
        self._flat = np.ndim(Y) == 1
        return self._fit(rows)

    @helpful
    def fit_corpus(
        self, codings: Codings, *, unit: Unit | None = None, coder: str | None = None
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

        Returns
        -------
        ThemeClassifier
            The model itself.

        Raises
        ------
        ModelError
            If nobody, or several, coded, or nothing can be learned or checked.
        CodingError
            If the unit is finer than the one that was coded.
        """
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

    def _fit(
        self,
        rows: TrainingRows,
        codebook: Codebook | None = None,
        code_texts: Any = None,
        **about: Any,
    ) -> ThemeClassifier:
        texts = code_texts if self.code_texts is None else self.code_texts
        with one_thread():
            fitted = fit_rows(self, rows, texts, codebook)
        fitted.about.update(about)
        self._show(fitted, rows.codes)
        _warn_of_codes_without_examples(self)
        return self

    def _show(self, fitted: Fitted, codes: tuple[str, ...]) -> ThemeClassifier:
        """Show what was fitted, here or in a file."""
        self.model_ = fitted
        self._flat = getattr(self, "_flat", False)
        self.codes_, self.classes_ = codes, np.array(codes, dtype=object)
        self.support_: Ints = np.nansum(fitted.targets, axis=0).astype(np.int64)
        self.status_, self.reasons_ = fitted.status, fitted.reasons
        self.thresholds_: Floats = fitted.full.thresholds
        self.oof_proba_: Floats = fitted.full.left_out
        return self

    # Judging texts

    @helpful
    def predict_proba(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> Floats:
        """Return calibrated probabilities, shape (n_texts, n_codes).

        NaN where the model can say nothing: no word of the text is known, and there is no
        encoder. A warning tells how many.

        Parameters
        ----------
        texts
            The passages.
        languages
            The language of each, for the rules; None tells them apart by the texts.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the model was not fitted.
        """
        check_is_fitted(self)
        return self._judged(texts, languages)[0]

    @helpful
    def predict(self, texts: Sequence[str], languages: Sequence[str] | None = None) -> Ints:
        """Return which codes are assigned, shape (n_texts, n_codes), as zeros and ones.

        All codes with an example are, whatever their `status_`; `code` heeds it.

        Parameters
        ----------
        texts, languages
            As of `predict_proba`.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the model was not fitted.
        """
        check_is_fitted(self)
        probabilities, limits = self._judged(texts, languages)
        assigned = np.where(np.isnan(probabilities), 0, probabilities > limits).astype(np.int64)
        return assigned[:, 0] if self._flat else assigned

    @helpful
    def score(self, texts: Sequence[str], Y: Any) -> float:  # noqa: N803
        """Return macro-F1 over the codes that some text carries."""
        codes, truth = checked_labels(Y, len(checked_texts(texts)))
        said = self.predict(texts).reshape(truth.shape)
        each = f1((said * truth).sum(0), said.sum(0).astype(float), truth.sum(0))
        return float(each[truth.sum(0) > 0].mean()) if len(codes) and truth.any() else 0.0

    def _judged(
        self, texts: Sequence[str], languages: Sequence[str] | None
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
                Message.plural(
                    "{n} of {texts} texts holds no word that the model knows, and there is no "
                    "encoder: nothing is said about it",
                    "{n} of {texts} texts hold no word that the model knows, and there is no "
                    "encoder: nothing is said about them",
                    n=lost,
                    texts=len(checked),
                ),
                CivicQualWarning,
                stacklevel=4,
            )
        return probabilities, limits

    # What a model is for

    @helpful
    def code(
        self,
        corpus: Corpus,
        *,
        provisional: bool = False,
        codebook: Codebook | None = None,
        progress: bool | None = None,
    ) -> Codings:
        """Code a corpus: codings, readings and scores of all that the model can read.

        Parameters
        ----------
        corpus
            Passages that the model was trained on have scores from a fit without their interview,
            all others those of the mean of these fits.
        provisional
            Whether codes with few examples are read for and assigned too.
        codebook
            For a model that was fitted on texts: one with the codes it has learned.
        progress
            Whether to show it; None does as the model does.

        Returns
        -------
        Codings
            Its notes say what the model was trained on, leaves out and could not read.

        Raises
        ------
        ModelError
            If there is no codebook, or it lacks codes of the model.
        sklearn.exceptions.NotFittedError
            If the model was not fitted.
        """
        from civic_qual.learning.corpus_coding import code_corpus

        check_is_fitted(self)
        shown = self.progress if progress is None else progress
        return code_corpus(self, corpus, shown, provisional, codebook)

    @helpful
    def why(
        self,
        passages: Codings | Sequence[str] | str,
        *,
        codes: Sequence[str] | None = None,
        most: int = 5,
    ) -> Explanation:
        """Say why texts, or the passages of this model's codings, get their codes.

        Parameters
        ----------
        passages
            A text or several; or codings of the model, each of which becomes a row, with its place.
        codes
            The codes to explain; None takes those assigned, and for a text without any the
            likeliest.
        most
            How many words, and how many coded passages, to name.

        Returns
        -------
        Explanation
            A row a passage and code. A passage the model was trained on is judged by what it
            learned there too, so its probability may differ from the score of its coding, which
            is cross-fitted.

        Raises
        ------
        ModelError
            If a code is not one of the model's.
        sklearn.exceptions.NotFittedError
            If the model was not fitted.

        Examples
        --------
        >>> texts = ["The patrol came at night", "They fetch water", "A patrol passed by",
        ...          "Water is far"] * 3
        >>> model = ThemeClassifier(encoder=None).fit(texts, [[1, 0], [0, 1]] * 6)
        >>> [(row.code, "patrol" in row.words) for row in model.why(["no patrol"])]
        [('0', True)]
        """
        from civic_qual.learning.explaining import explain_passages

        check_is_fitted(self)
        given = [passages] if isinstance(passages, str) else passages
        return explain_passages(self, given, codes, most)

    @helpful
    def suggest(self, corpus: Corpus, *, n: int = 50) -> Suggestions:
        """Return passages to code next, those that would teach the model most first.

        They are chosen for being hard: no frequency may be estimated from them.

        Parameters
        ----------
        corpus
            Passages the model was trained on are left out.
        n
            How many.

        Returns
        -------
        Suggestions
            A row a passage.

        Raises
        ------
        ModelError
            If `n` is no positive number.
        sklearn.exceptions.NotFittedError
            If the model was not fitted.

        See Also
        --------
        civic_qual.draw_sample : Passages by which frequencies can be estimated.
        """
        from civic_qual.learning.suggesting import suggest_passages

        check_is_fitted(self)
        return suggest_passages(self, corpus, n)

    @helpful
    def card(self, performance: CrossValidation, gold: Codings) -> ModelCard:
        """Describe the model for the people who are to use it, or to be spared it.

        Parameters
        ----------
        performance
            What `cross_validate(model, gold)` returned.
        gold
            The codings it learned from.

        Returns
        -------
        ModelCard
            A page to be saved; nothing that anybody said is in it.

        Raises
        ------
        sklearn.exceptions.NotFittedError
            If the model was not fitted.
        """
        from civic_qual.learning.card import model_card

        check_is_fitted(self)
        return model_card(self, performance, gold)

    @helpful
    def student(
        self, texts: Sequence[str] | Corpus, *, penalty: float = 0.3, seed: int = 0
    ) -> Student:
        """Train a fast model on what this one says of texts nobody coded.

        Parameters
        ----------
        texts
            Texts like those to be coded, in all their languages, or a corpus; some thousands.
        penalty
            Of the student's ridge regression.
        seed
            Of the draw of texts that are held back to measure what is lost.

        Raises
        ------
        ModelError
            If there are too few texts.
        sklearn.exceptions.NotFittedError
            If the model was not fitted.
        """
        from civic_qual.learning.student import train_student

        check_is_fitted(self)
        return train_student(self, texts, penalty, seed)

    @helpful
    def column(self, code: str) -> int:
        """Return the column of a code.

        Raises
        ------
        ModelError
            If the model has not learned it.
        """
        check_is_fitted(self)
        if code not in self.codes_:
            raise ModelError(
                Message(
                    "the model has not learned {code}; it has {codes}",
                    code=quoted(code),
                    codes=enumerated(self.codes_, _MOST),
                )
            )
        return self.codes_.index(code)

    # Files

    @helpful
    def save(self, path: str | Path) -> None:
        """Write the model to a file, whole or not at all: numbers, words and the codebook.

        Raises
        ------
        ModelError
            If it was fitted without groups, so that it may hold words of a single person.
        WriteError
            If the file cannot be written.
        """
        from civic_qual.learning.model_files import save_model

        save_model(self, path)

    @classmethod
    @helpful
    def load(
        cls, path: str | Path, *, codebook: Codebook | None = None, encoder: object = None
    ) -> ThemeClassifier:
        """Read a model from a file that `save` wrote.

        Parameters
        ----------
        path
            The file.
        codebook
            The codebook it is to be used with: a model made for another is refused. None takes
            the one inside.
        encoder
            The encoder it was trained with, if that was not the default.

        Raises
        ------
        ModelError
            If the file is missing, damaged or no model, holds types that are not trusted, or was
            made for another codebook or encoder.
        """
        from civic_qual.learning.model_files import load_model

        return cls._of(load_model(path, codebook, encoder))

    @classmethod
    def _of(cls, loaded: Loaded) -> ThemeClassifier:
        """Return the model that a file, or a study, holds."""
        return cls(**loaded.settings)._show(loaded.fitted, loaded.codes)


def _warn_of_codes_without_examples(model: ThemeClassifier) -> None:
    """Name the codes that nothing is known of: their zeros are no findings."""
    lost = [code for code, support in zip(model.codes_, model.support_, strict=True) if not support]
    if lost and not model.model_.has_code_texts:
        warnings.warn(
            Message.plural(
                "no passage carries {codes}: the model cannot find it ({status}); {texts}code "
                "passages that do",
                "no passage carries {codes}: the model cannot find them ({status}); {texts}code "
                "passages that do",
                n=len(lost),
                codes=enumerated(lost, _MOST),
                status=RANKS_ONLY,
                texts=typed(Message("give code_texts, or "), ""),
            ),
            CivicQualWarning,
            stacklevel=5,
        )

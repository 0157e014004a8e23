"""Why this passage: words and rules behind a prediction, and the nearest that people coded."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import Floats, Ints
from civic_qual.coding.codings import Codings
from civic_qual.learning.corpus_rows import hits_of_texts
from civic_qual.learning.kernel_ridge import one_thread
from civic_qual.learning.training_rows import checked_texts
from civic_qual.learning.views import VECTORS, WORDS, Seen
from civic_qual.messages import Message, decimal, enumerated
from civic_qual.results import Result

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.learning.fitting import Fitted
    from civic_qual.learning.theme_classifier import ThemeClassifier

MOST = 5  # words, and passages, that are named
Reason = list[tuple[str, float]]


class Explanation(Result):
    """Why passages get their codes, a row a passage and code.

    Columns: transcript, start and end, for passages of codings; text (the number of the passage),
    code, status, probability, threshold, assigned; words, with what each adds to the score; views,
    with what words, characters, vectors and rules add; rules, the codes whose rules fired;
    nearest, passages that people coded so, with their similarity, as transcript:start-end or as
    the number of the training text.
    """

    _title = Message("Why passages get their codes")


def explain_passages(
    model: ThemeClassifier,
    passages: Codings | Sequence[str],
    codes: Sequence[str] | None = None,
    most: int = MOST,
) -> Explanation:
    """Say why a model gave its codes; see `ThemeClassifier.why`."""
    if not isinstance(passages, Codings):
        return Explanation(_explained(model, passages, codes, most))
    rows = passages.filter(origin="model").rows
    wanted = rows[rows["code"].isin(model.codes_ if codes is None else codes)]
    spans = list(
        dict.fromkeys(zip(wanted["transcript"], wanted["start"], wanted["end"], strict=True))
    )
    texts = [passages.corpus[transcript].text[start:end] for transcript, start, end in spans]
    frame = _explained(model, texts, tuple(dict.fromkeys(wanted["code"])), most)
    frame[["transcript", "start", "end"]] = [spans[text] for text in frame["text"]]
    key = ["transcript", "start", "end", "code"]
    return Explanation(wanted[key].merge(frame, on=key))


def _explained(
    model: ThemeClassifier, texts: Sequence[str], codes: Sequence[str] | None, most: int
) -> pd.DataFrame:
    """Return a row a text and code."""
    import pandas as pd

    checked, fitted = checked_texts(texts), model.model_
    book = fitted.codebook if fitted.views.rules else None
    hits = hits_of_texts(checked, None, book, model.codes_) if book else None
    with one_thread():
        seen = fitted.views.see(checked, hits)
        values, limits = fitted.judge(checked, hits)
    text, code = _asked(model, values, limits, codes)
    said = reasons(fitted, [checked[row] for row in text.tolist()], code, most)
    pairs = list(zip(text.tolist(), code.tolist(), strict=True))
    return pd.DataFrame(
        {
            "text": text,
            "code": [model.codes_[column] for column in code],
            "status": [fitted.status[column] for column in code],
            "probability": values[text, code],
            "threshold": limits[text, code],
            "assigned": values[text, code] > limits[text, code],
            "words": [", ".join(f"{word} {added:+.2f}" for word, added in why) for why in said],
            "views": [_by_view(fitted, seen, row, column) for row, column in pairs],
            "rules": [_fired(model, hits, row) for row in text.tolist()],
            "nearest": [_nearest(fitted, seen, row, column, most) for row, column in pairs],
        }
    )


def _asked(
    model: ThemeClassifier, values: Floats, limits: Floats, codes: Sequence[str] | None
) -> tuple[Ints, Ints]:
    """Return the rows and columns of the texts and codes to explain."""
    if codes is not None:
        columns = np.array([model.column(code) for code in codes], dtype=np.int64)
        return np.repeat(np.arange(len(values)), len(columns)), np.tile(columns, len(values))
    there = np.nan_to_num(values)
    asked = there > limits
    without = np.flatnonzero(~asked.any(axis=1))
    asked[without, there[without].argmax(axis=1)] = True  # the likeliest
    text, code = np.nonzero(asked)
    return text, code


def _by_view(fitted: Fitted, seen: Seen, text: int, code: int) -> str:
    """Return what each view adds to the score of a text."""
    alone = {name: view[[text]] for name, view in seen.items()}
    added = fitted.full.parts(alone)
    return ", ".join(f"{name} {row[code]:+.2f}" for name, (row,) in added.items())


def _fired(model: ThemeClassifier, hits: Floats | None, text: int) -> str:
    if hits is None:
        return ""
    return ", ".join(model.codes_[code] for code in np.flatnonzero(hits[text]))


def _nearest(fitted: Fitted, seen: Seen, text: int, code: int, most: int) -> str:
    """Return the nearest training passages that carry the code, the nearest first."""
    head = fitted.foreign
    if head is None or head.anchors is None or fitted.anchors is None:
        return ""
    passages = fitted.anchors < len(fitted.targets)
    rows, vectors = fitted.anchors[passages], head.anchors[passages]
    carrying = fitted.targets[rows, code] == 1
    near = vectors[carrying] @ seen[VECTORS][text]
    return ", ".join(
        f"{_where(fitted, int(rows[carrying][index]))} ({near[index]:.2f})"
        for index in np.argsort(-near, kind="stable")[:most]
    )


def _where(fitted: Fitted, row: int) -> str:
    """Return where a training passage stands, or its number."""
    spans = fitted.spans
    if spans is None:
        return str(row)
    return f"{spans.transcript[row]}:{spans.start[row]}-{spans.end[row]}"


def reasons(model: Fitted, texts: Sequence[str], codes: Ints, most: int = MOST) -> list[Reason]:
    """Return the words that speak for a code in each text, the strongest first.

    Parameters
    ----------
    model
    texts
    codes
        The column of the code asked about, one a text.
    most
        How many words.

    Returns
    -------
    list of list of (str, float)
        Words or pairs of words, each with what it adds to the uncalibrated score.
    """
    own = model.full.coefficients.get(WORDS)
    if own is None:
        return [[] for _ in texts]
    rows = model.views.words.transform(texts)
    every: list[Reason] = []
    for row, code in enumerate(codes.tolist()):
        here = slice(rows.indptr[row], rows.indptr[row + 1])
        terms = rows.indices[here]
        added = rows.data[here] * own[terms, code]
        best = [index for index in np.argsort(-added, kind="stable")[:most] if added[index] > 0]
        every.append([(model.views.words.terms[terms[one]], float(added[one])) for one in best])
    return every


@dataclass(frozen=True, eq=False)
class ModelEvidence:
    """The reasons of a model's codings: columns of shape (n_codings,).

    `text` is what was said in the passage, `code` the column of the code in the model.
    """

    model: Fitted
    text: tuple[str, ...]
    code: Ints
    score: Floats
    threshold: Floats

    def __len__(self) -> int:
        return len(self.code)

    def describe(self, positions: Iterable[int] | None = None, words: bool = True) -> list[str]:
        """Return texts such as `model 1f2e (.83, from .41): patrol, came late`."""
        chosen = np.array(range(len(self)) if positions is None else [*positions], dtype=np.int64)
        texts = [self.text[row] for row in chosen.tolist()]
        said = (
            reasons(self.model, texts, self.code[chosen]) if words and texts else [[]] * len(texts)
        )
        return [self._described(row, why) for row, why in zip(chosen.tolist(), said, strict=True)]

    def _described(self, row: int, why: Reason) -> str:
        judged = Message(
            "model {model} ({probability}, assigned above {threshold})",
            model=self.model.fingerprint,
            probability=decimal(float(self.score[row]), 2),
            threshold=decimal(float(self.threshold[row]), 2),
        )
        if not why:
            return judged
        return Message(
            "{judged}: {words}", judged=judged, words=enumerated(word for word, _ in why)
        )

    def take(self, positions: Sequence[int]) -> ModelEvidence:
        """Return the evidence of some codings, in the order told."""
        some = np.asarray(positions, dtype=np.int64)
        return replace(
            self,
            text=tuple(self.text[row] for row in some.tolist()),
            code=self.code[some],
            score=self.score[some],
            threshold=self.threshold[some],
        )

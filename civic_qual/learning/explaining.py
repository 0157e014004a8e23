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

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.learning.fitting import Fitted
    from civic_qual.learning.theme_classifier import ThemeClassifier


MOST = 5

Reason = list[tuple[str, float]]


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
    found: list[Reason] = []
    for place, code in enumerate(codes.tolist()):
        here = slice(rows.indptr[place], rows.indptr[place + 1])
        terms = rows.indices[here]
        added = rows.data[here] * own[terms, code]
        best = [spot for spot in np.argsort(-added, kind="stable")[:most] if added[spot] > 0]
        found.append([(model.views.words.terms[terms[spot]], float(added[spot])) for spot in best])
    return found


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
        told = [
            f"model {self.model.fingerprint} ({self.score[place]:.2f}, assigned above "
            f"{self.threshold[place]:.2f})"
            for place in chosen.tolist()
        ]
        if not words or not len(chosen):
            return told
        said = reasons(
            self.model, [self.text[place] for place in chosen.tolist()], self.code[chosen]
        )
        return [
            f"{one}: {', '.join(word for word, _ in why)}" if why else one
            for one, why in zip(told, said, strict=True)
        ]

    def take(self, positions: Sequence[int]) -> ModelEvidence:
        """Return the evidence of some codings, in the order told."""
        some = np.asarray(positions, dtype=np.int64)
        return replace(
            self,
            text=tuple(self.text[place] for place in some.tolist()),
            code=self.code[some],
            score=self.score[some],
            threshold=self.threshold[some],
        )


COLUMNS = (
    "text",
    "code",
    "status",
    "probability",
    "threshold",
    "assigned",
    "words",
    "views",
    "rules",
    "nearest",
)


def why(
    model: ThemeClassifier,
    passages: Codings | Sequence[str],
    codes: Sequence[str] | None = None,
    most: int = MOST,
) -> pd.DataFrame:
    """Say why a model gave its codes, to texts or to the passages of its codings.

    Parameters
    ----------
    model
    passages
        Texts; or codings of the model, each of which becomes a row, with its place.
    codes
        The codes to explain; None takes those assigned.
    most
        How many words, and how many coded passages, to name.

    Returns
    -------
    DataFrame
        As `why_texts`; for codings also `transcript`, `start` and `end`. A passage the model was
        trained on is judged by what it learned there too, so `probability` may differ from the
        score of its coding, which is cross-fitted.

    Raises
    ------
    ModelError
        If a code is not one of the model's.
    """
    if not isinstance(passages, Codings):
        return why_texts(model, passages, codes, most)
    rows = passages.filter(origin="model").rows
    wanted = rows[rows["code"].isin(model.codes_ if codes is None else codes)]
    corpus = passages.corpus
    places = list(
        dict.fromkeys(zip(wanted["transcript"], wanted["start"], wanted["end"], strict=True))
    )
    texts = [corpus[transcript].text[start:end] for transcript, start, end in places]
    told = why_texts(model, texts, tuple(dict.fromkeys(wanted["code"])), most)
    told[["transcript", "start", "end"]] = [places[text] for text in told["text"]]
    return wanted[["transcript", "start", "end", "code"]].merge(
        told, on=["transcript", "start", "end", "code"]
    )


def why_texts(
    model: ThemeClassifier,
    texts: Sequence[str],
    codes: Sequence[str] | None = None,
    most: int = MOST,
    languages: Sequence[str] | None = None,
) -> pd.DataFrame:
    """Say why texts get codes, a row a text and code.

    Parameters
    ----------
    model
    texts
        The passages.
    codes
        The codes to explain; None takes those assigned, or the likeliest where none is.
    most
        How many words and how many passages to name.
    languages
        Of the texts, for the rules.

    Returns
    -------
    DataFrame
        Columns: `text` (its number), `code`, `status`, `probability`, `threshold`, `assigned`;
        `words` with what each adds to the score; `views` with what words, characters, vectors
        and rules add; `rules`, the codes whose rules fired; `nearest`, passages that people
        coded so, with their similarity, as transcript:start-end or as the number of the
        training text.
    """
    import pandas as pd

    checked, fitted = checked_texts(texts), model.model_
    book = fitted.codebook if fitted.views.rules else None
    hits = hits_of_texts(checked, languages, book, model.codes_) if book else None
    with one_thread():
        seen = fitted.views.see(checked, hits)
        values, limits = fitted.judge(checked, hits)
    pairs = _asked(model, values, limits, codes)
    said = reasons(
        fitted,
        [checked[text] for text, _ in pairs],
        np.array([code for _, code in pairs], dtype=np.int64),
        most,
    )
    rows = [
        (
            text,
            model.codes_[code],
            fitted.status[code],
            values[text, code],
            limits[text, code],
            bool(values[text, code] > limits[text, code]),
            ", ".join(f"{word} {added:+.2f}" for word, added in why),
            _by_view(fitted, seen, text, code),
            _fired(model, hits, text),
            ", ".join(_nearest(fitted, seen, text, code, most)),
        )
        for (text, code), why in zip(pairs, said, strict=True)
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def _asked(
    model: ThemeClassifier, values: Floats, limits: Floats, codes: Sequence[str] | None
) -> list[tuple[int, int]]:
    """Return the texts and codes to explain, as positions."""
    if codes is not None:
        columns = [model.position(code) for code in codes]
        return [(text, code) for text in range(len(values)) for code in columns]
    found = []
    for text, (row, limit) in enumerate(zip(values, limits, strict=True)):
        passed = np.flatnonzero(np.nan_to_num(row) > limit)
        best = passed if len(passed) else [int(np.argmax(np.nan_to_num(row)))]
        found += [(text, int(code)) for code in best]
    return found


def _by_view(fitted: Fitted, seen: Seen, text: int, code: int) -> str:
    """Return what each view adds to the score of a text."""
    one = {name: view[[text]] for name, view in seen.items()}
    added = fitted.full.parts(one)
    return ", ".join(f"{name} {values[0, code]:+.2f}" for name, values in added.items())


def _fired(model: ThemeClassifier, hits: Floats | None, text: int) -> str:
    if hits is None:
        return ""
    return ", ".join(model.codes_[code] for code in np.flatnonzero(hits[text]))


def _nearest(fitted: Fitted, seen: Seen, text: int, code: int, most: int) -> list[str]:
    """Return the nearest training passages that carry the code, the nearest first."""
    head = fitted.foreign
    if head is None or head.anchors is None or fitted.anchors is None:
        return []
    passages = fitted.anchors < len(fitted.targets)
    rows, vectors = fitted.anchors[passages], head.anchors[passages]
    carrying = fitted.targets[rows, code] == 1
    near = vectors[carrying] @ seen[VECTORS][text]
    return [
        f"{_named(fitted, int(rows[carrying][place]))} ({near[place]:.2f})"
        for place in np.argsort(-near, kind="stable")[:most]
    ]


def _named(fitted: Fitted, row: int) -> str:
    if fitted.places is None:
        return str(row)
    where = fitted.places
    return f"{where.transcript[row]}:{where.start[row]}-{where.end[row]}"

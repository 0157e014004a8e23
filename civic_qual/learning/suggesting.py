"""What to code next: passages from which the model would learn most, and which are unlike.

Such passages are chosen because they are hard. They are no picture of the corpus, and no share
may be estimated from them.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np

from civic_qual.arrays import Floats, Ints
from civic_qual.coding.scores import NOT_TRAINED
from civic_qual.corpus.model import Corpus
from civic_qual.errors import ModelError
from civic_qual.learning.corpus_coding import judged_corpus
from civic_qual.learning.views import VECTORS, WORDS, View, products

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.learning.theme_classifier import ThemeClassifier


NOTE = (
    "Chosen for learning, because the model is unsure of them: frequencies must not be "
    "estimated from these passages. For that, draw a sample with draw_sample, which records "
    "the probability of every passage."
)
COLUMNS = ("transcript", "start", "end", "language", "unsure_of", "uncertainty", "text", "note")
CANDIDATES = 20  # times as many passages as are asked for are looked at, the least sure first


def suggest_next(model: ThemeClassifier, corpus: Corpus, n: int = 50) -> pd.DataFrame:
    """Return passages to code next, the most useful first.

    Unsure is a passage with probabilities near thresholds, counted more for codes with few
    examples; of the least sure, each is taken for being unlike those before it.

    Parameters
    ----------
    model
        Fitted with `fit_corpus`.
    corpus
        Passages the model was trained on are left out.
    n
        How many.

    Returns
    -------
    DataFrame
        Columns `transcript`, `start`, `end`, `language`, `unsure_of` (codes, the least sure
        first), `uncertainty`, `text` and `note`. The note is in `frame.attrs["note"]` too.

    Raises
    ------
    ModelError
        If `n` is no positive number.
    """
    import pandas as pd

    if n < 1:
        raise ModelError(f"n={n}: ask for at least one passage")
    judged = judged_corpus(model, corpus)
    scores, segments = judged.scores, judged.segments
    open_ = np.flatnonzero((scores.trained == NOT_TRAINED) & ~np.isnan(scores.values).all(axis=1))
    if not len(open_):
        return _frame(pd.DataFrame(columns=list(COLUMNS)))
    unsure = _uncertainty(scores.values[open_], judged.limits[open_], model.support_)
    total = unsure.sum(axis=1)
    best = np.argsort(-total, kind="stable")[: n * CANDIDATES]
    seen = model.model_.views.see(
        [judged.texts[place] for place in open_[best].tolist()],
        np.zeros((len(best), len(model.codes_))),
    )
    view = seen.get(VECTORS, seen[WORDS])
    chosen = best[_unlike(view, total[best], n)]
    rows = segments.frame.iloc[open_[chosen]]
    return _frame(
        pd.DataFrame(
            {
                "transcript": rows["transcript"],
                "start": rows["start"],
                "end": rows["end"],
                "language": rows["language"],
                "unsure_of": [_named(model.codes_, unsure[place]) for place in chosen],
                "uncertainty": total[chosen].round(4),
                "text": rows["text"],
                "note": NOTE,
            }
        )
    )


def _frame(frame: pd.DataFrame) -> pd.DataFrame:
    made = frame.reset_index(drop=True)
    made.attrs["note"] = NOTE
    return made


def _uncertainty(values: Floats, limits: Floats, support: Ints) -> Floats:
    """Return how near each probability is to its threshold, on the scale of its code.

    1 at the threshold, 0 at certainty; codes with few examples weigh more.
    """
    below = values / np.maximum(limits, 1e-9)
    above = (1 - values) / np.maximum(1 - limits, 1e-9)
    near = np.clip(np.nan_to_num(np.minimum(below, above)), 0, 1)
    weight = 1 / np.sqrt(1 + support)
    return np.asarray(near**2 * (weight / weight.sum()), dtype=np.float64)


def _unlike(view: View, unsure: Floats, n: int) -> Ints:
    """Return positions, one after the other: unsure, and unlike all taken before."""
    taken: list[int] = []
    closest = np.zeros(len(unsure))
    for _ in range(min(n, len(unsure))):
        worth = unsure * (1 - closest)
        worth[taken] = -np.inf
        taken.append(int(np.argmax(worth)))
        near = products(view, view[[taken[-1]]])[:, 0]
        closest = np.clip(np.maximum(closest, near), 0, 1)
    return np.array(taken, dtype=np.int64)


def _named(codes: Sequence[str], unsure: Floats, most: int = 3) -> str:
    order = np.argsort(-unsure, kind="stable")[:most]
    return ", ".join(codes[place] for place in order if unsure[place] > 0)

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
from civic_qual.messages import Message
from civic_qual.results import Passages

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier

NOTE = Message(
    "Chosen for learning, because the model is unsure of them: frequencies must not be "
    "estimated from these passages. For that, draw a sample with draw_sample, which records "
    "the probability of every passage."
)
COLUMNS = ("transcript", "start", "end", "language", "unsure_of", "uncertainty", "text")
CANDIDATES = 20  # times as many passages as are asked for are looked at, the least sure first
_NAMED = 3  # codes named for a passage


class Suggestions(Passages):
    """Passages that would teach a model most, the most useful first.

    Columns: transcript, start, end, language, unsure_of (codes, the least sure first), uncertainty
    and text.
    """

    _title = Message("Passages to code next")

    def passages(self) -> Passages:
        """Return the passages alone, without what the model thinks of them."""
        return Passages(frame=self[["transcript", "start", "end", "text"]], notes=self.notes)


def suggest_passages(model: ThemeClassifier, corpus: Corpus, n: int = 50) -> Suggestions:
    """Return passages to code next; see `ThemeClassifier.suggest`.

    Unsure is a passage with probabilities near thresholds, counted more for codes with few
    examples (uncertainty sampling); of the least sure, each is taken for being unlike those
    before it (maximal marginal relevance).

    References
    ----------
    Lewis, D. D. and Gale, W. A. (1994). A sequential algorithm for training text classifiers.
    SIGIR.

    Carbonell, J. and Goldstein, J. (1998). The use of MMR, diversity-based reranking for
    reordering documents and producing summaries. SIGIR.
    """
    import pandas as pd

    if n < 1:
        raise ModelError(Message("n={n}: ask for at least one passage", n=n))
    judged = judged_corpus(model, corpus)
    scores, segments = judged.scores, judged.segments
    new = np.flatnonzero((scores.trained == NOT_TRAINED) & ~np.isnan(scores.values).all(axis=1))
    if not len(new):
        return Suggestions(pd.DataFrame(columns=list(COLUMNS)), notes=(NOTE,))
    unsure = _uncertainty(scores.values[new], judged.limits[new], model.support_)
    total = unsure.sum(axis=1)
    best = np.argsort(-total, kind="stable")[: n * CANDIDATES]
    texts = [judged.texts[row] for row in new[best].tolist()]
    seen = model.model_.views.see(texts, np.zeros((len(best), len(model.codes_))))
    chosen = best[_unlike(seen.get(VECTORS, seen[WORDS]), total[best], n)]
    rows = segments.frame.iloc[new[chosen]]
    frame = pd.DataFrame(
        {
            "transcript": rows["transcript"],
            "start": rows["start"],
            "end": rows["end"],
            "language": rows["language"],
            "unsure_of": [_named(model.codes_, unsure[row]) for row in chosen],
            "uncertainty": total[chosen].round(4),
            "text": rows["text"],
        }
    )
    return Suggestions(frame.reset_index(drop=True), notes=(NOTE,))


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
    """Return rows, one after the other: unsure, and unlike all taken before."""
    taken: list[int] = []
    closest = np.zeros(len(unsure))
    for _ in range(min(n, len(unsure))):
        worth = unsure * (1 - closest)
        worth[taken] = -np.inf
        taken.append(int(np.argmax(worth)))
        near = products(view, view[[taken[-1]]])[:, 0]
        closest = np.clip(np.maximum(closest, near), 0, 1)
    return np.array(taken, dtype=np.int64)


def _named(codes: Sequence[str], unsure: Floats) -> str:
    order = np.argsort(-unsure, kind="stable")[:_NAMED]
    return ", ".join(codes[column] for column in order if unsure[column] > 0)

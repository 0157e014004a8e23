"""Fully coded populations: simulated ones, the bundled interviews, and real ones by their path."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from civic_qual.statistics.recalibration import logit

PREVALENCE = (0.003, 0.3)
MACHINES = ("good", "bad", "useless", "perverse")


@dataclass(frozen=True, eq=False)
class Population:
    """Segments by codes: the truth, what a machine says, which interview, what words are in it.

    `features` (n_segments, n_features) are what a model can be trained on; None if none is.
    """

    name: str
    truth: np.ndarray
    scores: np.ndarray
    cluster: np.ndarray
    features: np.ndarray | None = None

    @property
    def clusters(self) -> int:
        return len(np.unique(self.cluster))


def simulated(
    machine: str, clusters: int, seed: int, segments: int = 8_000, codes: int = 30
) -> Population:
    """Draw interviews whose themes cluster, and a machine whose errors do.

    `perverse`: on a third of the codes the machine says the opposite, on a third it is blind.
    """
    rng = np.random.default_rng(seed)
    prevalence = np.geomspace(*PREVALENCE, codes)
    cluster = np.sort(rng.integers(0, clusters, segments))
    drawn = rng.normal(0, 0.7, (clusters, codes))[cluster]
    features = rng.normal(size=(segments, 40))
    weights = rng.normal(size=(40, codes)) / np.sqrt(40)
    latent = 1.6 * features @ weights + drawn + rng.normal(0, 0.8, (segments, codes))
    truth = latent > [
        np.quantile(one, 1 - share) for one, share in zip(latent.T, prevalence, strict=True)
    ]
    signal = np.full(codes, {"good": 6.0, "bad": 2.0, "useless": 0.0, "perverse": 5.0}[machine])
    if machine == "perverse":
        signal[::3], signal[1::3] = -3.0, 0.0
    lean = rng.normal(0, 0.5, (clusters, codes))[cluster]
    odds = logit(prevalence) - 1 + signal * truth + lean + rng.normal(0, 1.2, (segments, codes))
    return Population(
        f"simulated, {machine} machine",
        truth.astype(float),
        1 / (1 + np.exp(-odds)),
        cluster,
        features,
    )


def bundled() -> Population:
    """Return the bundled interviews: person A is the truth, the rules are the machine."""
    import civic_qual as cq
    from civic_qual.analysis.sampling.sampling_frame import in_frame
    from civic_qual.coding.carried import carried

    gold = cq.example_codings()
    rules = cq.RuleCoder(gold.codebook).code(gold.corpus)
    found = [carried(one, "turn", "code", coder) for one, coder in ((gold, "A"), (rules, None))]
    segments = gold.corpus.segments("turn")
    here = np.flatnonzero(in_frame(segments))
    truth, scores = (one.matrix.toarray()[here].astype(float) for one in found)
    kept = truth.mean(axis=0) >= PREVALENCE[0]
    texts = [
        gold.corpus.transcripts[one].text[start:end]
        for one, start, end in zip(
            segments.transcript[here], segments.start[here], segments.end[here], strict=True
        )
    ]
    return Population(
        "bundled interviews, rules",
        truth[:, kept],
        scores[:, kept],
        segments.transcript[here],
        features_of(texts),
    )


def features_of(texts: list[str], size: int = 80) -> np.ndarray:
    """Return what words say of texts, in few columns: TF-IDF and its main directions."""
    from sklearn.decomposition import TruncatedSVD
    from sklearn.feature_extraction.text import TfidfVectorizer

    words = TfidfVectorizer(sublinear_tf=True, min_df=2, ngram_range=(1, 2)).fit_transform(texts)
    return TruncatedSVD(min(size, min(words.shape) - 1), random_state=1).fit_transform(words)

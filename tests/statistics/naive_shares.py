"""Banded shares done slowly, one code and one band at a time, by textbook parts of scipy."""

from __future__ import annotations

import math

import numpy as np
from scipy.optimize import minimize
from scipy.stats import betabinom, norm, pearson3
from scipy.stats import t as student

CUTS = (0.02, 0.10, 0.40)


def chances(scores, positions, coded):
    """Recalibrate with the most likely logistic line under a ridge, as an optimiser finds it."""
    inside = np.clip(scores, 1e-6, 1 - 1e-6)
    odds = np.log(inside / (1 - inside))

    def unlikely(line):
        value = line[0] + line[1] * odds[positions]
        lost = np.logaddexp(0, value) - coded * value
        return lost.sum() + (line[0] ** 2 + (line[1] - 1) ** 2) / 2

    best = minimize(unlikely, [0.0, 1.0], method="BFGS", options={"gtol": 1e-9}).x
    assert best[1] > 0.05, "a useless machine has no chances"
    return 1 / (1 + np.exp(-(best[0] + best[1] * odds)))


def naive_share(chance, positions, coded, probability=None, confidence=0.95, effect=1.0):
    """Return estimate, low and high of one code; `coded` and `chance` are of that code."""
    total, tail = len(chance), (1 - confidence) / 2
    weights = [1.0] * len(positions) if probability is None else [1 / p for p in probability]
    all_worth = sum(
        _worth([weights[k] for k, place in enumerate(positions) if _band(chance[place]) == band])
        for band in range(4)
    )
    estimate, moments = 0.0, {"low": [], "high": []}
    for band in range(4):
        members = [place for place in range(total) if _band(chance[place]) == band]
        if not members:
            continue
        drawn = [k for k, place in enumerate(positions) if _band(chance[place]) == band]
        mean = sum(chance[place] for place in members) / len(members)
        heavy = sum(weights[k] for k in drawn)
        share = sum(weights[k] * coded[k] for k in drawn) / heavy if drawn else 0.0
        worth = _worth([weights[k] for k in drawn])
        part, worth = worth / all_worth, worth / effect
        left = len(members) - len(drawn)
        rest = left * worth / len(drawn) if drawn else left
        size = len(members) / total
        estimate += (
            size * (len(drawn) * share + left * (worth * share + mean) / (worth + 1)) / len(members)
        )
        for side, law in _laws(band, worth * share, worth, mean, part, len(positions)).items():
            moments[side].append(_moments(law, rest, size, len(drawn) / len(members), share))
    seen = sum(coded)
    low = max(_quantile(moments["low"], tail), seen / total) if seen else 0.0
    high = min(_quantile(moments["high"], 1 - tail), 1.0)
    return min(max(estimate, low), high), low, high


def naive_effect(chance, positions, coded, clusters, confidence=0.95):
    """Return the design effect of each code, for segments that weigh the same."""
    names = sorted(set(clusters))
    own, found = [], coded.sum(axis=0)
    for code in range(coded.shape[1]):
        bands = [_band(chance[place, code]) for place in positions]
        expected = {}
        for band in set(bands):
            inside = [k for k, other in enumerate(bands) if other == band]
            everyone = [c for c in chance[:, code].tolist() if _band(c) == band]
            expected[band] = (sum(coded[k, code] for k in inside) + np.mean(everyone)) / (
                len(inside) + 1
            )
        residual = coded[:, code] - [expected[band] for band in bands]
        totals = [
            sum(r for r, one in zip(residual, clusters, strict=True) if one == name)
            for name in names
        ]
        own.append(
            len(names) / (len(names) - 1) * sum(t**2 for t in totals) / max(sum(residual**2), 1e-9)
        )
    counted = [one for one, cases in zip(own, found, strict=True) if cases >= min(3, found.max())]
    assumed = max(1.0, np.quantile(counted, 0.9)) if found.max() else 1.0
    few = (
        student.ppf(1 - (1 - confidence) / 2, len(names) - 1) / norm.ppf(1 - (1 - confidence) / 2)
    ) ** 2
    return [
        max((one * math.sqrt(cases) + 4 * assumed) / (math.sqrt(cases) + 4), assumed) * few
        for one, cases in zip(own, found, strict=True)
    ]


def _band(chance):
    return sum(chance >= cut for cut in CUTS)


def _worth(weights):
    """Return how many equal weights tell as much as these (Kish 1965)."""
    return sum(weights) ** 2 / sum(one**2 for one in weights) if weights else 0.0


def _laws(band, cases, worth, mean, part, number):
    if band == 0:
        return {
            "low": (cases + 0.1, worth - cases + 0.5),
            "high": (cases + 0.6, worth - cases + 0.5),
        }
    believed = mean * (0.75 if number >= 100 else 0.5)
    return {
        "low": (cases + believed, worth - cases + 1 - believed),
        "high": (cases + max(mean, 0.6 * part), worth - cases + 1 - max(mean, 0.6 * part)),
    }


def _moments(law, rest, size, seen, share):
    """Return mean, variance and third central moment of what a band adds to the share."""
    part = size * (1 - seen)
    if rest == 0:
        return size * seen * share, 0.0, 0.0
    if rest == int(rest):
        mean, variance, skewness, _ = betabinom.stats(int(rest), *law, moments="mvsk")
    else:
        mean, variance, skewness = _any_number(rest, *law)
    return (
        size * seen * share + part * mean / rest,
        part**2 * variance / rest**2,
        part**3 * skewness * (variance / rest**2) ** 1.5,
    )


def _any_number(n, a, b):
    """The textbook's formulas for the number of cases, where n need not be whole."""
    variance = n * a * b * (a + b + n) / ((a + b) ** 2 * (a + b + 1))
    skewness = (
        (a + b + 2 * n) * (b - a) / (a + b + 2) * math.sqrt((1 + a + b) / (n * a * b * (n + a + b)))
    )
    return n * a / (a + b), variance, skewness


def _quantile(moments, probability):
    mean, variance, third = (sum(column) for column in zip(*moments, strict=True))
    if variance <= 0:
        return mean
    return pearson3.ppf(probability, third / variance**1.5, mean, math.sqrt(variance))

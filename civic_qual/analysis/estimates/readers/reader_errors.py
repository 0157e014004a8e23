"""How often each reader errs, theme by theme: by role, for the study team."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import numpy as np

from civic_qual.arrays import Floats
from civic_qual.messages import Message, decimal, enumerated
from civic_qual.results import Result
from civic_qual.statistics.readers.latent_truth import ADDED, MISSED, LatentTruth
from civic_qual.tidy import frame_of

COLUMNS = (
    "theme",
    "reader",
    "misses",
    "misses_low",
    "misses_high",
    "adds",
    "adds_low",
    "adds_high",
)
ALL = "all"
_ROLES = (Message("the first reader"), Message("the second reader"), Message("the third reader"))
_MANY = {MISSED: 0.15, ADDED: 0.03}  # less is nothing to talk over


class ReaderErrors(Result):
    """How often each reader errs: a theme and reader a row, "all" themes first.

    Columns: theme, reader (by role), misses (of what is there), adds (of what is not), each with
    low and high, at 95 %. Themes with few cases lean to what a reader does with the others. It is
    about few colleagues: keep it inside the study.
    """

    _title = Message("Errors of readers")


def reader_errors(themes: Sequence[str], drawn: LatentTruth) -> ReaderErrors:
    """Lay out the rates of each reader.

    Parameters
    ----------
    themes
        The ids of the K rows.
    drawn
        What is true, drawn many times.
    """
    rates = [drawn.rates, *np.moveaxis(drawn.rates_by_code, 3, 0)]
    rows = [
        {"theme": theme, "reader": role, **_row(rate[:, reader])}
        for theme, rate in zip((ALL, *themes), rates, strict=True)
        for reader, role in enumerate(_roles(rate.shape[1]))
    ]
    return ReaderErrors(frame_of(rows, COLUMNS, texts=["reader"]))


def _row(rates: Floats) -> dict[str, float]:
    """Return the cells of one reader, from draws of the rates, (D, 2)."""
    (misses, adds), (misses_low, adds_low), (misses_high, adds_high) = _summary(rates)
    return {
        "misses": misses,
        "misses_low": misses_low,
        "misses_high": misses_high,
        "adds": adds,
        "adds_low": adds_low,
        "adds_high": adds_high,
    }


def _summary(rates: Floats) -> tuple[Floats, Floats, Floats]:
    """Return the mean of draws along the first axis, and the limits; NaN where there are none."""
    known = ~np.isnan(rates).all(axis=0)
    rates = np.where(known, rates, 0.0)
    made = (
        np.nanmean(rates, axis=0),
        np.nanquantile(rates, 0.025, axis=0),
        np.nanquantile(rates, 0.975, axis=0),
    )
    mean, low, high = (np.where(known, one, np.nan) for one in made)
    return mean, low, high


def _roles(number: int) -> Sequence[str]:
    further = [Message("reader {number}", number=one + 1) for one in range(len(_ROLES), number)]
    return (*_ROLES, *further)[:number]


def on_readers(themes: Sequence[str], drawn: LatentTruth) -> Iterator[str]:
    """Say how often readers err, by role and without names, and where they err otherwise."""
    mean, low, high = _summary(drawn.rates)
    yield Message(
        "Readers' errors: {readers}.",
        readers=enumerated(
            [
                _rates_of(role, *(100 * one[reader] for one in (mean, low, high)))
                for reader, role in enumerate(_roles(len(mean)))
            ]
        ),
    )
    _, low_by_code, _ = _summary(drawn.rates_by_code)
    worse = np.zeros(len(themes), dtype=np.bool_)
    for kind, many in _MANY.items():
        least = np.maximum(high[:, kind, None], many)
        worse |= (np.nan_to_num(low_by_code[:, kind]) > least).any(axis=0)
    if worse.any():
        named = [theme for theme, one in zip(themes, worse, strict=True) if one]
        yield Message.plural(
            "Readers err more often with {themes} than with the others. Its limits lean on how "
            "they read the others: talk the code over.",
            "Readers err more often with {themes} than with the others. Their limits lean on how "
            "they read the others: talk the codes over.",
            n=len(named),
            themes=enumerated(named),
        )


def _rates_of(role: str, mean: Floats, low: Floats, high: Floats) -> str:
    return Message(
        "{role} misses {missed} % ({missed_low} to {missed_high}) of what is there, and finds "
        "{added} % ({added_low} to {added_high}) of what is not",
        role=role,
        missed=decimal(mean[MISSED], 0),
        missed_low=decimal(low[MISSED], 0),
        missed_high=decimal(high[MISSED], 0),
        added=decimal(mean[ADDED], 1),
        added_low=decimal(low[ADDED], 1),
        added_high=decimal(high[ADDED], 1),
    )

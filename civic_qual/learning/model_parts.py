"""A fitted model as plain values, and back: arrays, texts, numbers, and lists of them."""

from __future__ import annotations

from typing import Any

import numpy as np

from civic_qual.codebook.model import Codebook
from civic_qual.learning.calibration import Sigmoids
from civic_qual.learning.encoders import Encoder, Vectors
from civic_qual.learning.fitting import Fitted
from civic_qual.learning.heads import Head
from civic_qual.learning.ngrams import NGrams
from civic_qual.learning.places import Places
from civic_qual.learning.views import Views

Plain = dict[str, Any]
_APART = "\n"  # between n-grams and between names: neither holds a line break


def parts_of(fitted: Fitted) -> Plain:
    """Return all of a model but its codebook and its encoder."""
    return {
        "words": _ngrams(fitted.views.words),
        "characters": _ngrams(fitted.views.characters),
        "rules": fitted.views.rules,
        "full": _head(fitted.full),
        "foreign": None if fitted.foreign is None else _head(fitted.foreign),
        "status": list(fitted.status),
        "reasons": list(fitted.reasons),
        "targets": fitted.targets,
        "has_code_texts": fitted.has_code_texts,
        "languages": list(fitted.languages),
        "places": None if fitted.places is None else _places(fitted.places),
        "anchors": fitted.anchors,
        "vectors": None if fitted.foreign is None else fitted.foreign.anchors,
        "about": fitted.about,
    }


def fitted_of(parts: Plain, encoder: Encoder | None, codebook: Codebook | None) -> Fitted:
    """Return the model that `parts_of` took apart."""
    views = Views(
        _read_ngrams("words", parts["words"]),
        _read_ngrams("characters", parts["characters"]),
        encoder,
        None,
        parts["rules"],
    )
    vectors = parts["vectors"]
    return Fitted(
        views=views,
        full=_read_head(parts["full"], vectors),
        foreign=None if parts["foreign"] is None else _read_head(parts["foreign"], vectors),
        status=tuple(parts["status"]),
        reasons=tuple(parts["reasons"]),
        targets=parts["targets"],
        has_code_texts=parts["has_code_texts"],
        grouped=True,
        languages=tuple(parts["languages"]),
        codebook=codebook,
        places=None if parts["places"] is None else _read_places(parts["places"]),
        anchors=parts["anchors"],
        about=dict(parts["about"]),
    )


def _ngrams(ngrams: NGrams) -> Plain:
    return {"terms": _APART.join(ngrams.terms), "rarity": ngrams.rarity, "said": ngrams.said}


def _read_ngrams(kind: Any, parts: Plain) -> NGrams:
    terms = parts["terms"].split(_APART) if len(parts["rarity"]) else []
    if len(terms) != len(parts["rarity"]):
        raise ValueError("n-grams and their weights differ in number")
    return NGrams(kind, tuple(terms), parts["rarity"], parts["said"])


def _head(head: Head) -> Plain:
    return {
        "weights": head.weights,
        "penalty": head.penalty,
        "coefficients": head.coefficients,
        "bias": head.bias,
        "slope": head.sigmoids.slope,
        "intercept": head.sigmoids.intercept,
        "thresholds": head.thresholds,
        "left_out": head.left_out,
    }


def _read_head(parts: Plain, vectors: Vectors | None) -> Head:
    return Head(
        dict(parts["weights"]),
        parts["penalty"],
        dict(parts["coefficients"]),
        parts["bias"],
        Sigmoids(parts["slope"], parts["intercept"]),
        parts["thresholds"],
        parts["left_out"],
        vectors,
    )


def _places(places: Places) -> Plain:
    return {
        "transcript": _APART.join(places.transcript),
        "revision": _APART.join(places.revision),
        "start": places.start,
        "end": places.end,
    }


def _read_places(parts: Plain) -> Places:
    return Places(
        tuple(parts["transcript"].split(_APART)),
        tuple(parts["revision"].split(_APART)),
        np.asarray(parts["start"]),
        np.asarray(parts["end"]),
    )

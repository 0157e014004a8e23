"""Models on disk: numbers, words and the codebook as text, and nothing that could run.

The file is skops' (a zip of arrays and JSON) and holds plain values only: a file that holds any
other type is refused unread. It stores no passage. Of what people said it holds n-grams that three
participants used, where the training passages stand, and their sentence vectors.
"""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import TYPE_CHECKING, Any
from zipfile import BadZipFile

import numpy as np

from civic_qual._version import __version__
from civic_qual.codebook.files.reading import codebook_of
from civic_qual.codebook.files.yaml_writing import codebook_yaml
from civic_qual.codebook.model import Codebook
from civic_qual.errors import CivicQualWarning, ModelError
from civic_qual.learning.encoders import MULTILINGUAL, Encoder, Vectors, encoder_name, find_encoder
from civic_qual.learning.fitting import Fitted
from civic_qual.learning.heads import Head
from civic_qual.learning.training_rows import TrainingSpans
from civic_qual.learning.views import NGrams, Views
from civic_qual.messages import Message, enumerated, message_of, quoted, typed
from civic_qual.saving import whole_file
from civic_qual.statistics.calibration import Sigmoids

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier

Plain = dict[str, Any]

FORMAT = "civic_qual theme classifier 3"
LIBRARIES = ("numpy", "scipy", "scikit-learn", "skops")
_SETTINGS = ("penalties", "shrinkage", "most_rows", "landmarks", "seed")
_APART = "\n"  # between n-grams and between names: neither holds a line break


def save_model(model: ThemeClassifier, path: str | Path) -> None:
    """Write a fitted model to a file; see `ThemeClassifier.save`."""
    data = model_bytes(model)
    with whole_file(path) as beside:
        beside.write_bytes(data)


def model_bytes(model: ThemeClassifier) -> bytes:
    """Return a fitted model as the content of a file.

    Raises
    ------
    ModelError
        If it was fitted without groups.
    """
    import skops.io
    from sklearn.utils.validation import check_is_fitted

    check_is_fitted(model)
    fitted = model.model_
    if not fitted.grouped:
        raise ModelError(
            Message(
                "this model was fitted without groups, so that it may hold words only one "
                "person used; fit it with groups= (who said each text), then save it"
            )
        )
    book = fitted.codebook
    content = {
        "format": FORMAT,
        "libraries": {"civic_qual": __version__, **{name: version(name) for name in LIBRARIES}},
        "settings": {name: _plain(getattr(model, name)) for name in _SETTINGS},
        "encoder": encoder_name(fitted.views.encoder),
        "codes": list(model.codes_),
        "fingerprint": fitted.fingerprint,
        "codebook": "" if book is None else codebook_yaml(book),
        "codebook_fingerprints": [] if book is None else _fingerprints(book),
        **_parts(fitted),
    }
    content["seal"] = _seal(content)
    data: bytes = skops.io.dumps(content, compression=8, compresslevel=6)  # deflate
    return data


@dataclass(frozen=True, eq=False)
class Loaded:
    """What a file holds: what was fitted, for which codes, and the settings of the model."""

    fitted: Fitted
    codes: tuple[str, ...]
    settings: dict[str, Any]


def load_model(path: str | Path, codebook: Codebook | None, encoder: object) -> Loaded:
    """Read what `save_model` wrote; see `ThemeClassifier.load`."""
    if not Path(path).is_file():
        raise ModelError(
            Message(
                "{path}: there is no such file; train a model and save it first", path=str(path)
            )
        )
    return loaded_model(Path(path).read_bytes(), path, codebook, encoder)


def loaded_model(
    data: bytes, path: str | Path, codebook: Codebook | None, encoder: object
) -> Loaded:
    """Return the model that the content of a file holds; refusals name it by its path."""
    content = _content(data, path)
    try:
        book = codebook_of(content["codebook"]) if content["codebook"] else None
        found = _encoder(content, encoder, path)
        fitted = _fitted(content, found, book)
        settings = dict(content["settings"]) | {
            "encoder": encoder or (MULTILINGUAL if found else None),
            "rules": fitted.views.rules,
        }
        loaded = Loaded(fitted, tuple(content["codes"]), settings)
        sound = content.pop("seal") == _seal(content)
        sound = sound and fitted.fingerprint == content["fingerprint"]
    except ModelError:
        raise
    except Exception as error:  # a file changed by hand can break anything
        raise _damaged(path, error) from error
    if not sound:
        raise _damaged(path, Message("its fingerprint does not fit its content"))
    check_codebook(path, list(content["codebook_fingerprints"]), loaded.codes, codebook)
    return loaded


def _seal(content: Plain) -> str:
    """Return the fingerprint of all that a file holds, as 64 hexadecimal digits.

    Codes in their order, codebook, settings, versions of libraries and numbers are in it.
    """
    digest = hashlib.sha256()
    for value in _laid_out(content):
        digest.update(len(value).to_bytes(8, "big") + value)
    return digest.hexdigest()


def _laid_out(value: Any) -> Iterator[bytes]:
    """Yield a plain value in pieces, so that different values have different pieces."""
    if isinstance(value, dict):
        yield f"dict {len(value)}".encode()
        for key in sorted(value):
            yield key.encode()
            yield from _laid_out(value[key])
    elif isinstance(value, list | tuple):
        yield f"list {len(value)}".encode()
        for one in value:
            yield from _laid_out(one)
    elif isinstance(value, np.ndarray):
        yield f"array {value.dtype.str} {value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    else:
        plain = value.item() if isinstance(value, np.generic) else value
        yield f"{type(plain).__name__} {plain!r}".encode()


def _content(data: bytes, path: str | Path) -> dict[str, Any]:
    """Return the plain values of a file, and refuse any other type before it is made."""
    import skops.io

    try:
        strange = skops.io.get_untrusted_types(data=data)
        content = None if strange else skops.io.loads(data, trusted=[])
    except Exception as error:  # zipfile, json and skops raise many kinds of error
        raise _damaged(path, error) from error
    if strange:
        raise ModelError(
            Message(
                "{path}: holds types that are not trusted ({types}), "
                "which no model of this library does; it was not loaded. Ask who sent it",
                path=str(path),
                types=enumerated(strange, 5),
            )
        )
    if not isinstance(content, dict) or content.get("format") != FORMAT:
        raise ModelError(
            Message(
                "{path}: is no model that this version reads ({format}); train and save it again",
                path=str(path),
                format=FORMAT,
            )
        )
    return content


def _encoder(content: dict[str, Any], given: object, path: str | Path) -> Any:
    """Return the encoder the model was trained with; refuse another."""
    needed = str(content["encoder"])
    found = find_encoder(given or (MULTILINGUAL if needed.startswith(MULTILINGUAL) else None))
    name = encoder_name(found)
    if needed.split()[:1] != name.split()[:1]:
        raise ModelError(
            Message(
                "{path}: was trained with the encoder {needed}, not {name}; {remedy}",
                path=str(path),
                needed=quoted(needed),
                name=quoted(name) if name else Message("with none"),
                remedy=typed(
                    Message("give that one as load(..., encoder=)"),
                    Message("train it again with civic-qual train"),
                    Message("train it again on the page Model"),
                ),
            )
        )
    if needed != name:
        warnings.warn(
            Message(
                "{path}: was trained with the encoder {needed}, and {name} is installed; "
                "its scores may differ from those it was checked with",
                path=str(path),
                needed=needed,
                name=name,
            ),
            CivicQualWarning,
            stacklevel=5,
        )
    return found


def check_codebook(
    path: str | Path,
    made_for: Sequence[str],
    codes: tuple[str, ...],
    codebook: Codebook | None,
) -> None:
    """Refuse a model that was made for another codebook, by the fingerprints of its own.

    Raises
    ------
    ModelError
        If it was.
    """
    if codebook is None:
        return
    other = (
        [*made_for] != _fingerprints(codebook)
        if made_for
        else any(code not in codebook for code in codes)
    )
    if other:
        raise ModelError(
            Message(
                "{path}: was made for another codebook than {codebook} "
                "{version} (names, definitions, examples or rules differ); "
                "train it again with this one{anyway}",
                anyway=typed(Message(", or load it without codebook="), ""),
                path=str(path),
                codebook=quoted(codebook.title),
                version=codebook.version,
            )
        )


def _fingerprints(codebook: Codebook) -> list[str]:
    return [codebook.rules_fingerprint, codebook.content_fingerprint]


def _plain(value: Any) -> Any:
    return list(value) if isinstance(value, tuple | list) else value


def _damaged(path: str | Path, why: str | Exception) -> ModelError:
    reason = message_of(why) if isinstance(why, Exception) else why
    if isinstance(why, BadZipFile):
        reason = Message("it is not packed as a model is")
    return ModelError(
        Message(
            "{path}: is damaged or no model ({reason}); take a sound copy, or "
            "train and save it again",
            path=str(path),
            reason=reason if isinstance(reason, Message) else reason[:100],
        )
    )


def _parts(fitted: Fitted) -> Plain:
    """Return all of a model but its codebook and its encoder."""
    return {
        "words": _ngrams(fitted.views.words),
        "characters": _ngrams(fitted.views.characters),
        "rules": fitted.views.rules,
        "full": _head(fitted.full),
        "foreign": None if fitted.foreign is None else _head(fitted.foreign),
        "targets": fitted.targets,
        "interviews": fitted.interviews,
        "has_code_texts": fitted.has_code_texts,
        "languages": list(fitted.languages),
        "spans": None if fitted.spans is None else _spans(fitted.spans),
        "anchors": fitted.anchors,
        "vectors": None if fitted.foreign is None else fitted.foreign.anchors,
        "about": fitted.about,
    }


def _fitted(parts: Plain, encoder: Encoder | None, codebook: Codebook | None) -> Fitted:
    """Return the model that `_parts` took apart."""
    views = Views(
        words=_read_ngrams("words", parts["words"]),
        characters=_read_ngrams("characters", parts["characters"]),
        encoder=encoder,
        rules=parts["rules"],
    )
    vectors = parts["vectors"]
    return Fitted(
        views=views,
        full=_read_head(parts["full"], vectors),
        foreign=None if parts["foreign"] is None else _read_head(parts["foreign"], vectors),
        targets=parts["targets"],
        interviews=np.asarray(parts["interviews"]),
        has_code_texts=parts["has_code_texts"],
        grouped=True,
        languages=tuple(parts["languages"]),
        codebook=codebook,
        spans=None if parts["spans"] is None else _read_spans(parts["spans"]),
        anchors=parts["anchors"],
        about=dict(parts["about"]),
    )


def _ngrams(ngrams: NGrams) -> Plain:
    return {"terms": _APART.join(ngrams.terms), "rarity": ngrams.rarity, "said": ngrams.said}


def _read_ngrams(kind: Any, parts: Plain) -> NGrams:
    terms = parts["terms"].split(_APART) if len(parts["rarity"]) else []
    if len(terms) != len(parts["rarity"]):
        raise ValueError(Message("n-grams and their weights differ in number"))
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
        weights=dict(parts["weights"]),
        penalty=parts["penalty"],
        coefficients=dict(parts["coefficients"]),
        bias=parts["bias"],
        sigmoids=Sigmoids(parts["slope"], parts["intercept"]),
        thresholds=parts["thresholds"],
        left_out=parts["left_out"],
        anchors=vectors,
    )


def _spans(spans: TrainingSpans) -> Plain:
    return {
        "transcript": _APART.join(spans.transcript),
        "revision": _APART.join(spans.revision),
        "start": spans.start,
        "end": spans.end,
    }


def _read_spans(parts: Plain) -> TrainingSpans:
    return TrainingSpans(
        transcript=tuple(parts["transcript"].split(_APART)),
        revision=tuple(parts["revision"].split(_APART)),
        start=np.asarray(parts["start"]),
        end=np.asarray(parts["end"]),
    )

"""What a model card says in sentences."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

from civic_qual._version import __version__
from civic_qual.analysis.tables.notes import counted_phrase
from civic_qual.learning.encoders import encoder_name

if TYPE_CHECKING:
    from civic_qual.learning.theme_classifier import ThemeClassifier

WEAK = 0.5  # F1: below, a person disagrees with most of what the model says
_WHAT = (
    "For each code it gives the probability that a person would have put it on a passage, "
    "and assigns the code where that is above the code’s own threshold. It does not "
    "understand what it reads: it finds passages that are like those people coded."
)
_JUDGED = (
    "Every figure below is of passages that were left out of the training together with "
    "all others of their interview, and of other interviews with the same person. Low and "
    "high are 95 % limits, from drawing the interviews again and again."
)
_F1 = (
    "Precision is how much of what the model finds a person would code so; recall is how much "
    "of what a person codes the model finds; F1 is their harmonic mean. Average precision "
    "judges the order in which passages are shown. The Brier score is the mean squared error "
    "of the probabilities: the lower, the better."
)
_COUNTS = (
    "Counts of what it finds are not estimates of how often something was said: it misses "
    "passages and finds wrong ones, and the errors do not cancel out. Draw a random sample "
    "(draw_sample), let people code it, and correct the counts (estimate_themes)."
)
_SHIFT = (
    "Its probabilities hold for interviews like those it learned from. Elsewhere (another "
    "place, mission, year, kind of respondent or language) calibration fails: where this "
    "was measured, the calibration error rose from under .01 to between .04 and .12."
)
_GROUPS = (
    "Its errors can depend on who is speaking. Before groups are compared, look at "
    "error_by(machine, human, [attributes])."
)
_HABITS = (
    "It repeats the habits of who taught it, mistakes included; where two people would "
    "code differently, it is not more right than either."
)
_SAFE = (
    "The model file holds words that at least three people used, numbers made of the "
    "passages, and where they stand. It holds no passage, but keep it as safe as the "
    "interviews."
)
_NO_ENCODER = (
    "It has no sentence vectors: what is said in words that it has not seen, or in "
    "another language, it cannot find."
)


def about(model: ThemeClassifier) -> tuple[str, ...]:
    """Say what the model is, a paragraph an entry."""
    fitted = model.model_
    book = fitted.codebook
    title = f"the codes of “{book.title}”" if book else "codes"
    version = (
        f" (version {book.version}, rules {book.rules_fingerprint}, content "
        f"{book.content_fingerprint})"
        if book
        else ""
    )
    unit = fitted.about.get("unit") or "passage"
    return (
        f"It finds {title}{version} in {unit}s. {_WHAT}",
        f"It goes by {_views(model)}.",
        f"Model {fitted.fingerprint}, made with civic_qual {__version__}.",
    )


def _views(model: ThemeClassifier) -> str:
    views = model.model_.views
    seen = ["words and pairs of words", "runs of characters"]
    if views.encoder is not None:
        seen.append(
            f"sentence vectors ({encoder_name(views.encoder)}), which are near where "
            "meanings are near, in several languages"
        )
    if views.rules:
        seen.append("which rules of the codebook fire")
    texts = (
        "; names, definitions and examples of the codebook were further examples"
        if model.model_.has_code_texts
        else ""
    )
    return f"{', '.join(seen[:-1])} and {seen[-1]}{texts}"


def judged() -> tuple[str, ...]:
    """Say how the figures came about."""
    return _JUDGED, _F1


def summary(model: ThemeClassifier, performance: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Say in a few lines of text how good the model is."""
    micro, macro = (
        next(row for row in performance if row["code"] == name) for name in ("micro", "macro")
    )
    counted = model.status_.count("counts")
    return (
        f"Trained on {model.model_.about.get('trained_on', 'texts')}.",
        f"On interviews left out: F1 {micro['f1']:.2f} over all codes together, "
        f"{macro['f1']:.2f} as the mean over codes.",
        f"{counted_phrase(counted, 'code')} of {len(model.codes_)} learned well enough to be "
        "counted; the card says how well each is found.",
    )


def weaknesses(model: ThemeClassifier, performance: Sequence[dict[str, Any]]) -> tuple[str, ...]:
    """Return what is known to be wrong or not known to be right, a line each."""
    fitted = model.model_
    return (
        *_weak_codes(performance),
        *_few(model),
        _COUNTS,
        _SHIFT,
        _GROUPS,
        *_languages(model),
        _HABITS,
        *([] if fitted.views.encoder else [_NO_ENCODER]),
        _SAFE,
    )


def _weak_codes(performance: Sequence[dict[str, Any]]) -> Iterator[str]:
    weak = [row["code"] for row in performance if row["kind"] == "code" and row["f1"] < WEAK]
    if weak:
        yield (
            f"Found badly (F1 under {WEAK:.1f} on interviews left out): {', '.join(weak)}. Of "
            "what the model says of them, read the passages before anything is made of it."
        )


def _few(model: ThemeClassifier) -> Iterator[str]:
    few = [
        code for code, status in zip(model.codes_, model.status_, strict=True) if status != "counts"
    ]
    if few:
        yield (
            f"Learned from too few examples to be counted: {', '.join(few)}. The model only "
            "ranks passages for them, for people to look at."
        )


def _languages(model: ThemeClassifier) -> Iterator[str]:
    learned = model.model_.about.get("languages") or {}
    other = [one for one in model.model_.languages if one not in learned]
    if other:
        yield (
            f"It also reads {', '.join(other)}, by sentence vectors alone: how well, nobody has "
            "checked here."
        )
    small = [
        f"{name} ({counted_phrase(number, 'passage')})"
        for name, number in learned.items()
        if number < 50
    ]
    if small:
        yield f"It has seen little of: {', '.join(small)}."

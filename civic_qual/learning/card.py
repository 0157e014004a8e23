"""The card of a model: what it learned from, how well it does, what it must not be used for.

After Mitchell et al. 2019, "Model Cards for Model Reporting": a model is handed on with what
people need to know to trust it, or not to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual._version import __version__
from civic_qual.learning.encoders import encoder_name
from civic_qual.messages import Message
from civic_qual.pages.page import page, save_page

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
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
        Message.plural(
            "{n} code of {codes} learned well enough to be counted; "
            "the card says how well each is found.",
            "{n} codes of {codes} learned well enough to be counted; "
            "the card says how well each is found.",
            n=counted,
            codes=len(model.codes_),
        ),
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
        Message.plural("{name} ({n} passage)", "{name} ({n} passages)", n=number, name=name)
        for name, number in learned.items()
        if number < 50
    ]
    if small:
        yield f"It has seen little of: {', '.join(small)}."


OVERALL = {"micro": "all codes together", "macro": "mean over codes"}  # rows that sum up
MEASURES = {
    "precision": "precision",
    "recall": "recall",
    "f1": "F1",
    "average_precision": "average precision",
    "brier": "Brier score",
    "threshold": "threshold",
}
BARE = ("brier", "threshold")  # shown without limits, which few people would read


@dataclass(frozen=True)
class CardRow:
    """A row of text cells; `summary` sets off rows over all codes."""

    cells: tuple[str, ...]
    summary: bool = False


@dataclass(frozen=True)
class CardTable:
    """A table ready for the page; `words` are the columns that hold text, by position."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[CardRow, ...]
    notes: tuple[str, ...] = ()
    words: frozenset[int] = field(default_factory=frozenset)


def data_table(model: ThemeClassifier, gold: Codings) -> CardTable:
    """Say what the model learned from."""
    about = model.model_.about
    languages = about.get("languages") or {}
    carried = np.nansum(model.model_.targets, axis=1) > 0
    told = {
        "Coded by": ", ".join(gold.only(origin="human").coders),
        "Coded as a whole": f"each {about.get('unit') or 'passage'}",
        "Passages read": f"{len(carried):,}",
        "of them with no code": f"{int((~carried).sum()):,}",
        "Groups left out together": f"{about.get('groups', 0):,} (interviews, with all others of "
        "the same person)",
        "Languages": ", ".join(f"{name} {number:,}" for name, number in languages.items()),
    }
    return CardTable(
        "Table 1. The training passages",
        ("", ""),
        tuple(CardRow(pair) for pair in told.items()),
        words=frozenset({1}),
    )


def performance_table(
    rows: Sequence[dict[str, Any]], caption: str, note: str = "", with_language: bool = False
) -> CardTable:
    """Show precision, recall and the like, each with its limits where they are known."""
    titles = ("with it", *(title for title in MEASURES.values()))
    shown = tuple(
        CardRow(
            (
                _name(row, with_language),
                f"{int(row['support']):,}",
                *(_limits(row, name) for name in MEASURES),
            ),
            str(row["code"]) in OVERALL,
        )
        for row in rows
    )
    return CardTable(
        caption,
        ("language" if with_language else "code", *titles),
        shown,
        tuple(filter(None, (note,))),
    )


def status_table(model: ThemeClassifier) -> CardTable | None:
    """Say which codes must not be counted, and why; None if all may."""
    told = {
        "provisional": "proposed, not counted",
        "ranks only": "shown for review, never assigned",
    }
    rows = tuple(
        CardRow((code, f"{int(number):,}", told.get(status, status), reason))
        for code, number, status, reason in zip(
            model.codes_, model.support_, model.status_, model.reasons_, strict=True
        )
        if status in told
    )
    return (
        CardTable(
            "Table 4. Codes that are not counted",
            ("code", "examples", "what the model does", "why"),
            rows,
            words=frozenset({2, 3}),
        )
        if rows
        else None
    )


def _name(row: dict[str, Any], with_language: bool) -> str:
    code = str(row["code"])
    return f"{row['language']}, {OVERALL[code]}" if with_language else OVERALL.get(code, code)


def _limits(row: dict[str, Any], name: str) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if np.isnan(value):
        return "–"
    if name in BARE or np.isnan(low) or np.isnan(high):
        return f"{value:.3f}" if name == "brier" else f"{value:.2f}"
    return f"{value:.2f} ({low:.2f}–{high:.2f})"


def overall(rows: Iterable[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the rows over all codes."""
    return [row for row in rows if str(row["code"]) in OVERALL]


ALL = "all"  # the rows of `cross_validate` that are of all languages

if TYPE_CHECKING:
    import pandas as pd

    from civic_qual.coding.codings import Codings
    from civic_qual.learning.theme_classifier import ThemeClassifier


@dataclass(frozen=True)
class ModelCard:
    """A card as one HTML page without scripts, fonts or pictures from elsewhere.

    `summary` says the same in a few lines of text.
    """

    html: str
    summary: tuple[str, ...]

    def save(self, path: str | Path) -> None:
        """Write the card, whole or not at all.

        Raises
        ------
        WriteError
            If the file cannot be written, or its suffix is not one of a web page.
        """
        save_page(self.html, path, Message("a model card"))


def model_card(model: ThemeClassifier, performance: pd.DataFrame, gold: Codings) -> ModelCard:
    """Describe a model for the people who are to use it, or to be spared it.

    Parameters
    ----------
    model
        Fitted by `fit_corpus`.
    performance
        What `cross_validate(model, gold)` returned.
    gold
        The codings it learned from.

    Returns
    -------
    ModelCard
        Nothing that anybody said is in it.
    """
    rows = [
        {str(name): value for name, value in row.items()} for row in performance.to_dict("records")
    ]
    together = [row for row in rows if row["language"] == ALL]
    by_language = [row for row in overall(rows) if row["language"] != ALL]
    book, note = model.model_.codebook, str(performance.attrs.get("note", ""))
    html = page("civic_qual.learning", "model_card.html.j2").render(
        title=book.title if book else "codes",
        invented=gold.corpus.invented,
        about=about(model),
        data=data_table(model, gold),
        judged=judged(),
        performance=performance_table(together, "Table 2. By code", note),
        languages=performance_table(by_language, "Table 3. By language", with_language=True)
        if by_language
        else None,
        status=status_table(model),
        weaknesses=weaknesses(model, together),
    )
    return ModelCard(html, summary(model, together))

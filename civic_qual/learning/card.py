"""The card of a model: what it learned from, how well it does, what it must not be used for.

After Mitchell et al. (2019), Model cards for model reporting (FAT*): a model is handed on with
what people need to know to trust it, or not to.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from civic_qual._version import __version__
from civic_qual.coding.scores import COUNTS, PROVISIONAL, RANKS_ONLY
from civic_qual.corpus.segments import units_word
from civic_qual.learning.encoders import encoder_name
from civic_qual.learning.validation import ALL, CrossValidation
from civic_qual.messages import (
    Message,
    count,
    decimal,
    enumerated,
    listed,
    sentences,
    speaking,
    typed,
)
from civic_qual.pages.page import page, save_page

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.learning.theme_classifier import ThemeClassifier

Measured = Mapping[str, Any]  # a row of a cross-validation

WEAK = 0.5  # F1: below, a person disagrees with most of what the model says
FEW = 50  # passages of a language: with fewer, it has seen little of it
OVERALL: Mapping[str, str] = {  # rows that sum up
    "micro": Message("all codes together"),
    "macro": Message("mean over codes"),
}
MEASURES: Mapping[str, str] = {
    "precision": Message("precision"),
    "recall": Message("recall"),
    "f1": Message("F1"),
    "average_precision": Message("average precision"),
    "brier": Message("Brier score"),
    "threshold": Message("threshold"),
}
BARE = ("brier", "threshold")  # shown without limits, which few people would read


@dataclass(frozen=True)
class ModelCard:
    """A card as one HTML page without scripts, fonts or pictures from elsewhere.

    `html` is the page in the language spoken now; `summary` says the same in a few lines of text.
    """

    content: dict[str, Any]
    summary: tuple[str, ...]

    @property
    def html(self) -> str:
        """The page."""
        return page("civic_qual.learning", "model_card.html.j2").render(**self.content)

    def save(self, path: str | Path, *, language: str | None = None) -> None:
        """Write the card, whole or not at all.

        Parameters
        ----------
        path
            A file that ends in .html.
        language
            In which it is written; None takes the language spoken now.

        Raises
        ------
        WriteError
            If the file cannot be written, or its suffix is not one of a web page.
        """
        if language is None:
            save_page(self.html, path, Message("a model card"))
            return
        with speaking(language):
            self.save(path)


def model_card(model: ThemeClassifier, performance: CrossValidation, gold: Codings) -> ModelCard:
    """Describe a model; see `ThemeClassifier.card`."""
    rows: list[Measured] = list(performance)
    together = [row for row in rows if row["language"] == ALL]
    by_language = [row for row in rows if row["language"] != ALL and row["code"] in OVERALL]
    book = model.model_.codebook
    return ModelCard(
        content={
            "title": book.title if book else Message("codes"),
            "invented": gold.corpus.invented,
            "about": about(model),
            "data": data_table(model, gold),
            "judged": (_JUDGED, _F1),
            "performance": performance_table(
                together, Message("Table 2. By code"), performance.notes
            ),
            "languages": performance_table(
                by_language, Message("Table 3. By language"), with_language=True
            )
            if by_language
            else None,
            "status": status_table(model),
            "weaknesses": tuple(weaknesses(model, together)),
        },
        summary=summary(model, together),
    )


# What it says in words

_WHAT = Message(
    "For each code it gives the probability that a person would have put it on a passage, "
    "and assigns the code where that is above the code’s own threshold. It does not "
    "understand what it reads: it finds passages that are like those people coded."
)
_JUDGED = Message(
    "Every figure below is of passages that were left out of the training together with "
    "all others of their interview, and of other interviews with the same person. Low and "
    "high are 95 % limits, from drawing the interviews again and again."
)
_F1 = Message(
    "Precision is how much of what the model finds a person would code so; recall is how much "
    "of what a person codes the model finds; F1 is their harmonic mean. Average precision "
    "judges the order in which passages are shown. The Brier score is the mean squared error "
    "of the probabilities: the lower, the better."
)
_COUNTS = Message(
    "Counts of what it finds are not estimates of how often something was said: it misses "
    "passages and finds wrong ones, and the errors do not cancel out. Draw a random sample "
    "({draw}), let people code it, and correct the counts ({estimate}).",
    draw=typed("draw_sample", "civic-qual sample", Message("page Work")),
    estimate=typed("estimate_themes", "civic-qual estimate", Message("page Model")),
)
_SHIFT = Message(
    "Its probabilities hold for interviews like those it learned from. Elsewhere (another "
    "place, mission, year, kind of respondent or language) calibration fails: where this "
    "was measured, the calibration error rose from under .01 to between .04 and .12."
)
_GROUPS = Message(
    "Its errors can depend on who is speaking. Before groups are compared, look at {errors}.",
    errors=typed(
        "error_by(machine, human, by=[attributes])",
        Message("civic-qual estimate --by ATTRIBUTE"),
        Message("corrected shares by an attribute, on the page Model"),
    ),
)
_HABITS = Message(
    "It repeats the habits of who taught it, mistakes included; where two people would "
    "code differently, it is not more right than either."
)
_SAFE = Message(
    "The model file holds words that at least three people used, numbers made of the "
    "passages, and where they stand. It holds no passage, but keep it as safe as the "
    "interviews."
)
_NO_ENCODER = Message(
    "It has no sentence vectors: what is said in words that it has not seen, or in "
    "another language, it cannot find."
)


def about(model: ThemeClassifier) -> tuple[str, ...]:
    """Say what the model is, a paragraph an entry."""
    return (
        sentences([_finds(model), _WHAT]),
        _views(model),
        Message(
            "Model {model}, made with civic_qual {version}.",
            model=model.model_.fingerprint,
            version=__version__,
        ),
    )


def _finds(model: ThemeClassifier) -> str:
    book, unit = model.model_.codebook, _several(model)
    if book is None:
        return Message("It finds codes in {units}.", units=unit)
    return Message(
        "It finds the codes of “{codebook}” (version {version}, rules {rules}, content {content}) "
        "in {units}.",
        codebook=book.title,
        version=book.version,
        rules=book.rules_fingerprint,
        content=book.content_fingerprint,
        units=unit,
    )


def _several(model: ThemeClassifier) -> str:
    """Name what the model codes."""
    unit = model.model_.about.get("unit", "")
    return units_word(unit) if unit else Message("passages")


def _each(model: ThemeClassifier) -> str:
    """Say what was coded as a whole."""
    return {
        "turn": Message("each turn"),
        "sentence": Message("each sentence"),
        "paragraph": Message("each paragraph"),
        "transcript": Message("each transcript"),
    }.get(model.model_.about.get("unit", ""), Message("each passage"))


def _views(model: ThemeClassifier) -> str:
    views = model.model_.views
    seen: list[str] = [Message("words and pairs of words"), Message("runs of characters")]
    if views.encoder is not None:
        seen.append(
            Message(
                "sentence vectors ({encoder}), which are near where "
                "meanings are near, in several languages",
                encoder=encoder_name(views.encoder),
            )
        )
    if views.rules:
        seen.append(Message("which rules of the codebook fire"))
    if not model.model_.has_code_texts:
        return Message("It goes by {views}.", views=listed(seen))
    return Message(
        "It goes by {views}; names, definitions and examples of the codebook were further "
        "examples.",
        views=listed(seen),
    )


def summary(model: ThemeClassifier, performance: Sequence[Measured]) -> tuple[str, ...]:
    """Say in a few lines of text how good the model is."""
    f1 = {row["code"]: row["f1"] for row in performance if row["code"] in OVERALL}
    return (
        Message("Trained on {passages}.", passages=model.model_.trained_on),
        Message(
            "On interviews left out: F1 {micro} over all codes together, {macro} as the mean "
            "over codes.",
            micro=decimal(f1["micro"], 2),
            macro=decimal(f1["macro"], 2),
        ),
        Message.plural(
            "{n} code of {codes} learned well enough to be counted; "
            "the card says how well each is found.",
            "{n} codes of {codes} learned well enough to be counted; "
            "the card says how well each is found.",
            n=model.status_.count(COUNTS),
            codes=len(model.codes_),
        ),
    )


def weaknesses(model: ThemeClassifier, performance: Sequence[Measured]) -> Iterator[str]:
    """Yield what is known to be wrong or not known to be right, a line each."""
    yield from _weak_codes(performance)
    yield from _few(model)
    yield from (_COUNTS, _SHIFT, _GROUPS)
    yield from _languages(model)
    yield _HABITS
    if not model.model_.views.encoder:
        yield _NO_ENCODER
    yield _SAFE


def _weak_codes(performance: Sequence[Measured]) -> Iterator[str]:
    weak = [row["code"] for row in performance if row["kind"] == "code" and row["f1"] < WEAK]
    if weak:
        yield Message(
            "Found badly (F1 under {weak} on interviews left out): {codes}. Of "
            "what the model says of them, read the passages before anything is made of it.",
            weak=decimal(WEAK, 1),
            codes=enumerated(weak),
        )


def _few(model: ThemeClassifier) -> Iterator[str]:
    few = [
        code for code, status in zip(model.codes_, model.status_, strict=True) if status != COUNTS
    ]
    if few:
        yield Message(
            "Learned from too few examples to be counted: {codes}. The model only "
            "ranks passages for them, for people to look at.",
            codes=enumerated(few),
        )


def _languages(model: ThemeClassifier) -> Iterator[str]:
    learned = model.model_.about.get("languages") or {}
    other = [language for language in model.model_.languages if language not in learned]
    if other:
        yield Message(
            "It also reads {languages}, by sentence vectors alone: how well, nobody has "
            "checked here.",
            languages=enumerated(other),
        )
    small = [
        Message.plural(
            "{language} ({n} passage)", "{language} ({n} passages)", n=number, language=name
        )
        for name, number in learned.items()
        if number < FEW
    ]
    if small:
        yield Message("It has seen little of: {languages}.", languages=enumerated(small))


# What it says in tables


@dataclass(frozen=True)
class CardRow:
    """A row of text cells; `summary` sets off rows over all codes."""

    cells: tuple[str, ...]
    summary: bool = False


@dataclass(frozen=True)
class CardTable:
    """A table ready for the page; `words` are the columns that hold text, by number."""

    caption: str
    columns: tuple[str, ...]
    rows: tuple[CardRow, ...]
    notes: tuple[str, ...] = ()
    words: frozenset[int] = field(default_factory=frozenset)


def data_table(model: ThemeClassifier, gold: Codings) -> CardTable:
    """Say what the model learned from."""
    about = model.model_.about
    carried = np.nansum(model.model_.targets, axis=1) > 0
    languages = [
        Message("{language} {n}", language=name, n=count(number))
        for name, number in (about.get("languages") or {}).items()
    ]
    groups = Message(
        "{n} (interviews, with all others of the same person)", n=count(about.get("groups", 0))
    )
    rows = (
        (Message("Coded by"), enumerated(gold.filter(origin="human").coders)),
        (Message("Coded as a whole"), _each(model)),
        (Message("Passages read"), count(len(carried))),
        (Message("of them with no code"), count(int((~carried).sum()))),
        (Message("Groups left out together"), groups),
        (Message("Languages"), enumerated(languages)),
    )
    return CardTable(
        caption=Message("Table 1. The training passages"),
        columns=("", ""),
        rows=tuple(CardRow(row) for row in rows),
        words=frozenset({1}),
    )


def performance_table(
    rows: Iterable[Measured], caption: str, notes: Sequence[str] = (), with_language: bool = False
) -> CardTable:
    """Show precision, recall and the like, each with its limits where they are known."""
    shown = tuple(
        CardRow(
            (
                _name(row, with_language),
                count(int(row["support"])),
                *(_limits(row, name) for name in MEASURES),
            ),
            row["code"] in OVERALL,
        )
        for row in rows
    )
    first = Message("language") if with_language else Message("code")
    return CardTable(
        caption=caption,
        columns=(first, Message("with it"), *MEASURES.values()),
        rows=shown,
        notes=tuple(notes),
    )


def _name(row: Measured, with_language: bool) -> str:
    code = str(row["code"])
    if not with_language:
        return OVERALL.get(code, code)
    return Message("{language}, {codes}", language=row["language"], codes=OVERALL[code])


def _limits(row: Measured, name: str) -> str:
    value, low, high = (row[f"{name}{end}"] for end in ("", "_low", "_high"))
    if np.isnan(value):
        return "–"
    if name in BARE or np.isnan(low) or np.isnan(high):
        return decimal(value, 3 if name == "brier" else 2)
    return Message(
        "{value} ({low}–{high})",
        value=decimal(value, 2),
        low=decimal(low, 2),
        high=decimal(high, 2),
    )


def status_table(model: ThemeClassifier) -> CardTable | None:
    """Say which codes must not be counted, and why; None if all may."""
    done = {
        PROVISIONAL: Message("proposed, not counted"),
        RANKS_ONLY: Message("shown for review, never assigned"),
    }
    rows = tuple(
        CardRow((code, count(int(number)), done[status], reason))
        for code, number, status, reason in zip(
            model.codes_, model.support_, model.status_, model.reasons_, strict=True
        )
        if status in done
    )
    if not rows:
        return None
    return CardTable(
        caption=Message("Table 4. Codes that are not counted"),
        columns=(
            Message("code"),
            Message("examples"),
            Message("what the model does"),
            Message("why"),
        ),
        rows=rows,
        words=frozenset({2, 3}),
    )

"""The card of a model: what it learned from, how well it does, what it must not be used for.

After Mitchell et al. 2019, "Model Cards for Model Reporting": a model is handed on with what
people need to know to trust it, or not to.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.report.card_tables import data_table, languages_table, performance_table
from civic_qual.report.card_tables import status_table as status
from civic_qual.report.card_words import about, judged, weaknesses
from civic_qual.report.page import page, save_page

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
        save_page(self.html, path, "a model card")


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

    Examples
    --------
    >>> import civic_qual as cq
    >>> gold = cq.example_codings().only(coder="A")
    >>> model = cq.ThemeClassifier(encoder=None).fit_corpus(gold)
    >>> card = model_card(model, cq.cross_validate(model, gold, draws=20), gold)
    >>> "Known weaknesses" in card.html, "Invented interviews" in card.html
    (True, True)
    """

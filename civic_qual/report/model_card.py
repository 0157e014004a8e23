"""The card of a model: what it learned from, how well it does, what it must not be used for.

After Mitchell et al. 2019, "Model Cards for Model Reporting": a model is handed on with what
people need to know to trust it, or not to.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from civic_qual.report.card_tables import (
    data_table,
    overall,
    performance_table,
    status_table,
)
from civic_qual.report.card_words import about, judged, summary, weaknesses
from civic_qual.report.page import page, save_page

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
    html = page("model_card.html.j2").render(
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

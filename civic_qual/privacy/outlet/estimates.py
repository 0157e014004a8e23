"""Estimates that may leave the study: nothing of groups, or counts, behind which few people stand.

Estimates and their limits are shown for groups of enough people; what was counted (`raw`, and what
a person found) is hidden where so few people show a theme that it would tell of one of them. What
is left out holds enough people together that the difference from "all" tells of nobody either.
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import pandas as pd

from civic_qual.analysis.estimates.estimates import Estimates
from civic_qual.analysis.tables.groups import groups
from civic_qual.corpus.counted_words import counted_words
from civic_qual.corpus.model import Corpus
from civic_qual.messages import Message
from civic_qual.privacy.policy import MINIMUM

_HIDDEN = Message("Hidden: few people show it in some group.")
_COUNTED = ["raw", "human_positive", "human_only", "estimate_unbiased"]


def small_groups(corpus: Corpus, by: Sequence[str], *, minimum: int = MINIMUM) -> tuple[str, ...]:
    """Return the groups that must be left out: those of few people, and enough others with them.

    Examples
    --------
    >>> import civic_qual as cq
    >>> small_groups(cq.example_corpus(), ["respondent_group"], minimum=4)
    ('diplomat', 'host_state')
    """
    if not by:
        return ()
    grouped, words = groups(corpus, tuple(by)), counted_words(corpus)
    of_word = grouped.of_turn[words.turn]
    people = {
        name: set(words.participant[of_word == index].tolist())
        for index, name in enumerate(grouped.texts)
    }
    hidden: list[str] = []
    together: set[int] = set()
    for label in sorted(people, key=lambda one: (len(people[one]), one)):
        if len(people[label]) < minimum or 0 < len(together) < minimum:
            hidden.append(label)
            together |= people[label]
    return tuple(sorted(hidden))


def hide_small_counts(
    table: Estimates, *, minimum: int = MINIMUM
) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Hide what was counted of themes that few people of a group show.

    Where one group's count is hidden, those of all groups are, so that none follows from the rest.

    Returns
    -------
    tuple
        The table with NaN in index of small counts, and the themes of which some are hidden.
    """
    shown = table.frame.astype({"human_positive": np.float64})
    hidden = []
    for theme, rows in shown.groupby("theme", sort=False):
        last = rows.index[-1]  # all: it follows the groups
        few = [
            index
            for index in rows.index
            if _few(table, str(theme), str(rows.loc[index, "group"]), minimum)
        ]
        if few:
            hidden.append(str(theme))
            shown.loc[[index for index in rows.index if index != last or last in few], _COUNTED] = (
                np.nan
            )
    return shown, tuple(hidden)


def hide_rows(differences: pd.DataFrame, themes: Sequence[str]) -> pd.DataFrame:
    """Hide all that differences of some themes say: each number of a row tells of its counts.

    Parameters
    ----------
    differences
        As `theme_differences` gives them.
    themes
        Those of which counts are hidden in `estimates.csv`.
    """
    hidden = differences["theme"].isin(themes)
    shown = differences.copy()
    shown.loc[hidden, shown.select_dtypes("number").columns] = np.nan
    shown.loc[hidden, "note"] = _HIDDEN
    return shown


def _few(table: Estimates, theme: str, group: str, minimum: int) -> bool:
    """Whether somebody, but fewer than the minimum, shows a theme in the codings of a group."""
    numbers = [
        table.passages(theme, column, group)["participant"].nunique()
        for column in ("raw", "human_positive")
    ]
    return any(0 < number < minimum for number in numbers)

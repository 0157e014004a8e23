"""What coders of a study disagree on, with the memos that stand on passages."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from civic_qual.analysis.agreement.disagreements import disagreements

if TYPE_CHECKING:
    from civic_qual.coding.codings import Codings
    from civic_qual.coding.theme_rows import Level
    from civic_qual.corpus.segments import Unit
    from civic_qual.study.study import Study


def study_disagreements(
    study: Study,
    codings: Codings,
    coders: Sequence[str] | None = None,
    unit: Unit | None = None,
    level: Level = "code",
    blind: bool = True,
) -> pd.DataFrame:
    """Return the disagreements between codings of a study, with its memos.

    A reference coding is no party to them unless it is named.
    """
    if coders is None:
        references = set(study.adjudicated["coder"])
        codings = codings.only(coder=[one for one in codings.coders if one not in references])
    return disagreements(codings, coders, unit, level, blind, passage_memos(study))


def passage_memos(study: Study) -> pd.DataFrame:
    """Return memos on passages and on codings: transcript, start, end, code, coder, text.

    The code of a memo on a passage is "": it may be about any.
    """
    memos, places = study.memos, ["transcript", "start", "end", "code"]
    on_passages = memos[memos["about"] == "passage"].assign(code="")
    on_codings = memos[memos["about"] == "coding"].drop(columns=["transcript", "start", "end"])
    codings = study.coding_table()[["id", *places]].rename(columns={"id": "target"})
    both = [on_passages, on_codings.merge(codings.astype({"target": str}), on="target")]
    return pd.concat([one[[*places, "coder", "text"]] for one in both], ignore_index=True)

"""The memos of a study that stand on passages, as `disagreements` shows them."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

if TYPE_CHECKING:
    from civic_qual.study.study import Study


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

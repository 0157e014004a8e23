"""Real coded texts that stay where they are: read by path, if they are there."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import pandas as pd

from benchmarks.populations import Population, features_of
from benchmarks.trained import cross_fitted


def real(folder: Path) -> Iterator[Population]:
    """Yield the populations found below a folder: UNSCon, HRDsAttack, SERDIF."""
    for name, file, read in (
        ("UNSCon", "unscon/conflict_annotations.csv", speeches),
        ("HRDsAttack", "hrdsattack/articles.csv", _articles),
    ):
        if (folder / file).exists():
            yield _scored(name, *read(pd.read_csv(folder / file)))
    for path in sorted((folder / "serdif").rglob("*.sqlite3"))[:1]:
        yield _scored("SERDIF highlights", *highlights(path))


def _scored(name: str, texts: list[str], truth: pd.DataFrame, cluster: pd.Series) -> Population:
    """Let a model score each text from fits without its cluster, as fixed before any draw."""
    kept = truth.loc[:, truth.mean().between(0.003, 0.95)].to_numpy(dtype=float)
    groups, features = pd.factorize(cluster)[0], features_of(texts)
    scores = cross_fitted(features, kept, groups)
    return Population(f"{name}, cross-fitted words", kept, scores, groups, features)


def speeches(frame: pd.DataFrame) -> tuple[list[str], pd.DataFrame, pd.Series]:
    """Return clauses, what kind of conflict each holds, and its speech."""
    truth = pd.get_dummies(frame[["A0", "A2", "B1", "B2"]].astype(str))
    return frame["EDU_text"].astype(str).tolist(), truth, frame["file_id"]


def _articles(frame: pd.DataFrame) -> tuple[list[str], pd.DataFrame, pd.Series]:
    coded = frame["violations"].fillna("").astype(str).str.replace("; ", ";")
    return frame["text"].astype(str).tolist(), coded.str.get_dummies(";"), pd.Series(frame.index)


def highlights(path: Path) -> tuple[list[str], pd.DataFrame, pd.Series]:
    """Return highlighted passages, their tags, and their interview."""
    with closing(sqlite3.connect(f"file:{path}?mode=ro", uri=True)) as file:
        rows = pd.read_sql(
            "select h.id, h.document_id, h.snippet, t.path from highlights h join "
            "highlight_tags ht on ht.highlight_id = h.id join tags t on "
            "t.id = ht.tag_id",
            file,
        )
    one = rows.groupby("id").agg({"snippet": "first", "document_id": "first"})
    truth = pd.crosstab(rows["id"], rows["path"]).clip(upper=1)
    texts = one["snippet"].str.replace("<[^>]+>", " ", regex=True).tolist()
    return texts, truth, one["document_id"]

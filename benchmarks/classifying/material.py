"""The material: articles, speeches and interviews coded by people, and the bundled interviews.

All but the last lie in a folder of the user's; they are read as their makers published them.
"""

from __future__ import annotations

import html
import re
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

import numpy as np
import pandas as pd

import civic_qual as cq
from benchmarks.classifying.labelled import Labelled
from benchmarks.quality import SEEN
from civic_qual.analysis.passages.passages import spoken_text
from civic_qual.codebook.model import Code
from civic_qual.coding.carried import ANY_THEME, carried
from civic_qual.corpus.segments import Segments
from civic_qual.errors import ReadError

SERDIF = "serdif/thematic-analysis/SERDIF_P2_ThematicAnalysis.sqlite3"
RARE = 10  # codes of the bundled interviews with fewer turns say little about a recipe
CONFLICT = (
    "Conflict between states. A speaker evaluates another country or what it does "
    "negatively, directly or in a roundabout way, challenges what another has said, "
    "or corrects it as false."
)
_TAG = re.compile(r"<[^>]*>")


def hrdsattack(folder: Path) -> Labelled:
    """Read news articles on attacks on human-rights defenders: what was done to them."""
    path = _there(folder / "hrdsattack" / "articles.csv")
    frame = pd.read_csv(path, keep_default_na=False, dtype=str)
    violations = frame["violations"].str.get_dummies(";").rename(columns=str.strip)
    codes = tuple(sorted(set(violations.columns)))
    truth = violations.T.groupby(level=0).max().T[list(codes)]
    return Labelled(
        "hrdsattack",
        tuple(frame["text"]),
        truth.to_numpy(dtype=float),
        codes,
        None,
        "article",
        tuple([code] for code in codes),
        (frame["split"] == "dev").to_numpy(),
    )


def unscon(folder: Path) -> Labelled:
    """Read sentences of Security Council speeches: any conflict, or none."""
    path = _there(folder / "unscon" / "conflict_annotations_sentences.csv")
    frame = pd.read_csv(path, keep_default_na=False, dtype=str)
    conflict = (frame["A0"] != "_") | (frame["B1"] != "_")
    texts = tuple(text.strip() for text in frame["sentence_text"])
    return Labelled(
        "unscon",
        texts,
        conflict.to_numpy(dtype=float)[:, None],
        ("conflict",),
        tuple(frame["filename"]),
        "speech",
        ([CONFLICT],),
    )


def serdif(folder: Path) -> Labelled:
    """Read the highlights of usability interviews from the makers' Taguette project."""
    with closing(sqlite3.connect(_there(folder / SERDIF))) as project:
        tags = pd.read_sql("SELECT id, path, description FROM tags ORDER BY path", project)
        found = pd.read_sql(
            "SELECT h.id, h.snippet, d.name, t.tag_id FROM highlights h "
            "JOIN documents d ON d.id = h.document_id "
            "JOIN highlight_tags t ON t.highlight_id = h.id ORDER BY h.id, t.tag_id",
            project,
        )
    truth = pd.crosstab(found["id"], found["tag_id"]).clip(upper=1)[list(tags["id"])]
    first = found.drop_duplicates("id").set_index("id").loc[truth.index]
    return Labelled(
        "serdif",
        tuple(map(plain, first["snippet"])),
        truth.to_numpy(dtype=float),
        tuple(tags["path"]),
        tuple(name.partition("_")[0] for name in first["name"]),
        "participant",
        tuple([text] for text in tags["path"] + ". " + tags["description"]),
    )


def bundled(_: Path) -> Labelled:
    """Read the bundled, invented interviews: turns as coder A coded them."""
    return _bundled("bundled", ())


def unseen(_: Path) -> Labelled:
    """Read the bundled interviews that nobody had in view who wrote rules: half of them.

    On the others rules do better than they would elsewhere, and so does what learns from them.
    """
    return _bundled("bundled, unseen half", SEEN)


def _bundled(name: str, without: tuple[str, ...]) -> Labelled:
    reference = carried(cq.example_codings(), level="code", coder="A")
    rows = [place for place, row in enumerate(reference.rows) if row.id != ANY_THEME]
    names = reference.segments.frame["transcript"].astype(str)
    known = np.flatnonzero(
        reference.read[:, rows].all(axis=1) & ~names.str.startswith(without or "no such").to_numpy()
    )
    truth = reference.matrix.toarray()[np.ix_(known, rows)].astype(float)
    kept = np.flatnonzero(truth.sum(axis=0) >= RARE)
    codes = tuple(reference.rows[rows[column]].id for column in kept.tolist())
    frame = reference.segments.frame.iloc[known]
    codebook = cq.example_codebook()
    return Labelled(
        name,
        tuple(_said(reference.segments, place) for place in known.tolist()),
        truth[:, kept],
        codes,
        tuple(frame["transcript"].astype(str)),
        "transcript",
        tuple(_described(codebook[code]) for code in codes),
        codebook=codebook,
        languages=tuple(frame["language"].astype(str)),
    )


MATERIAL: dict[str, Callable[[Path], Labelled]] = {
    "hrdsattack": hrdsattack,
    "unscon": unscon,
    "serdif": serdif,
    "bundled": bundled,
    "unseen": unseen,
}


def plain(snippet: str) -> str:
    """Return the text of a piece of HTML.

    Examples
    --------
    >>> plain("<p>Good &amp;</p><p>simple</p>")
    'Good & simple'
    """
    return " ".join(html.unescape(_TAG.sub(" ", snippet)).split())


def _described(code: Code) -> list[str]:
    """Return a text a language: name, definition and examples."""
    return [
        " ".join(
            (
                f"{code.label(language)}. {code.definition.get(language, '')}",
                *(one.text for one in code.examples if one.language == language),
            )
        )
        for language in code.name
    ]


def _said(segments: Segments, place: int) -> str:
    """Return the spoken words of a segment."""
    transcript = segments.corpus.transcripts[segments.transcript[place]]
    return spoken_text(transcript, int(segments.start[place]), int(segments.end[place]))


def _there(path: Path) -> Path:
    if not path.is_file():
        raise ReadError(f"{path}: not there; --data names the folder that holds it")
    return path

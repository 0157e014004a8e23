"""How well the bundled rules do, turn by turn, against two people's reference codings.

Twelve interviews were in view while the rules were written, twelve were not; figures are given
for both, with A against B beside them as the ceiling.
"""

from __future__ import annotations

from argparse import ArgumentParser
from collections.abc import Iterable

import numpy as np
import pandas as pd

import civic_qual as cq
from civic_qual.coding.carried import Carried, carried

SEEN = (
    "car_01",
    "car_02",
    "car_04",
    "drc_08",
    "drc_09",
    "drc_11",
    "mali_13",
    "mali_16",
    "mali_18",
    "ssd_19",
    "ssd_21",
    "ssd_23",
)
PAIRS = (("rules", "A"), ("rules", "B"), ("A", "B"))


def options(parser: ArgumentParser) -> None:
    """Say what the command line may set: nothing, the interviews are bundled."""


def measure() -> pd.DataFrame:
    """Return precision, recall and F1 by interviews, language, level, code and pair of coders."""
    corpus, codebook = cq.example_corpus(), cq.example_codebook()
    reference, rules = cq.example_codings(), cq.RuleCoder(codebook).code(corpus)
    rows = []
    for level, families in (("theme", False), ("code", ["status", "assessment"])):
        found = {
            "rules": carried(rules, level=level, families=families),
            "A": carried(reference, level=level, families=families, coder="A"),
            "B": carried(reference, level=level, families=families, coder="B"),
        }
        rows += _compare(found, level)
    return pd.DataFrame(rows)


def _compare(found: dict[str, Carried], level: str) -> Iterable[dict[str, object]]:
    for interviews, language, chosen in _parts(found["A"]):
        for machine, person in PAIRS:
            yield from _scores(
                found[machine],
                found[person],
                chosen,
                {
                    "interviews": interviews,
                    "language": language,
                    "level": level,
                    "coder": machine,
                    "against": person,
                },
            )


def _parts(one: Carried) -> Iterable[tuple[str, str, np.ndarray]]:
    """Yield the turns of each half, as a mask: all, and by language."""
    frame = one.segments.frame
    read = one.read.any(axis=1)
    seen = frame["transcript"].astype(str).str.startswith(SEEN).to_numpy()
    for name, half in (("unseen", ~seen), ("seen", seen)):
        for language in ("both", "en", "fr"):
            spoken = (frame["language"] == language).to_numpy() | (language == "both")
            yield name, language, read & half & spoken


def _scores(
    machine: Carried, person: Carried, chosen: np.ndarray, labels: dict[str, str]
) -> Iterable[dict[str, object]]:
    rows = {row.id: place for place, row in enumerate(machine.rows)}
    for place, row in enumerate(person.rows):
        if row.id not in rows:
            continue
        found = machine.matrix[:, [rows[row.id]]].toarray()[chosen, 0] > 0
        truth = person.matrix[:, [place]].toarray()[chosen, 0] > 0
        yield labels | {"code": row.id, "turns": int(chosen.sum()), **scores(found, truth)}


def scores(found: np.ndarray, truth: np.ndarray) -> dict[str, float]:
    """Return how often both, and the precision, recall and F1 of `found` against `truth`."""
    both = int((found & truth).sum())
    return {
        "coded": int(truth.sum()),
        "found": int(found.sum()),
        "precision": both / found.sum() if found.any() else float("nan"),
        "recall": both / truth.sum() if truth.any() else float("nan"),
        "f1": 2 * both / total if (total := found.sum() + truth.sum()) else float("nan"),
    }


def table(figures: pd.DataFrame) -> str:
    """Return the figures as Markdown tables, the twelve unseen interviews first."""
    parts = []
    for level, interviews in (("theme", "unseen"), ("theme", "seen"), ("code", "unseen")):
        chosen = figures[(figures["level"] == level) & (figures["interviews"] == interviews)]
        parts.append(f"## By {level}, the twelve {interviews} interviews\n\n{_markdown(chosen)}")
    return "\n\n".join(parts)


def as_json(figures: pd.DataFrame) -> str:
    """Return the figures as JSON, a record a row."""
    return figures.to_json(orient="records", indent=1)


def _markdown(figures: pd.DataFrame) -> str:
    lines = [
        "| code | language | turns with it, A / B | rules: turns | against A: P, R, F1 "
        "| against B: P, R, F1 | A against B: F1 |",
        "|-|-|-|-|-|-|-|",
    ]
    for (code, language), rows in figures.groupby(["code", "language"], sort=False):
        pair = {(row.coder, row.against): row for row in rows.itertuples()}
        a, b, people = pair["rules", "A"], pair["rules", "B"], pair["A", "B"]
        lines.append(
            f"| {code} | {language} | {a.coded} / {b.coded} | {a.found} | {_three(a)} "
            f"| {_three(b)} | {_share(people.f1)} |"
        )
    return "\n".join(lines)


def _three(row: object) -> str:
    return ", ".join(_share(getattr(row, name)) for name in ("precision", "recall", "f1"))


def _share(value: float) -> str:
    return "–" if np.isnan(value) else f"{value:.2f}"
